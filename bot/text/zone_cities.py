"""The city a time zone is called by, in each language: what is printed beside an hour, wherever it is printed."""

from functools import lru_cache

from babel.dates import get_timezone_location

# What people call them, where CLDR says otherwise or has the English name.
USUAL = {
    "kk": {
        "Asia/Urumqi": "Үрімжі", "Europe/Kyiv": "Киев", "Asia/Kolkata": "Калькутта",
        "America/Indiana/Indianapolis": "Индианаполис", "America/Kentucky/Louisville": "Луисвилл",
    },
    "ru": {
        "Asia/Sakhalin": "Сахалин", "Europe/Kyiv": "Киев", "Asia/Kolkata": "Калькутта",
        "America/Indiana/Indianapolis": "Индианаполис", "America/Kentucky/Louisville": "Луисвилл",
    },
}  # fmt: skip


@lru_cache(maxsize=4096)
def city(zone: str, language: str) -> str:
    """As "Ховд" for Asia/Hovd."""
    return USUAL.get(language, {}).get(zone) or str(
        get_timezone_location(zone, locale=language, return_city=True)
    )
