"""The languages and alphabets people read. A further language begins here, with its catalog and its entries' texts."""

import tomllib
from functools import cache
from pathlib import Path

LOCALES = Path(__file__).resolve().parents[2] / "locales"
LANGUAGES = ("kk", "ru", "en")
# What a button says of a reader: language and letters. Kazakh has one for each of its alphabets.
CODES = {language: (language, "cyrl") for language in LANGUAGES} | {
    "kl": ("kk", "latn"),
    "ka": ("kk", "arab"),
}
# Each named as its readers write it.
NAMES = {"kk": "Қазақша", "ru": "Русский", "en": "English", "kl": "Qazaqşa", "ka": "قازاقشا"}
# CLDR plural categories in the order of the catalogs' msgstr[0], msgstr[1] …
PLURALS = {"kk": ("one", "other"), "ru": ("one", "few", "many"), "en": ("one", "other")}
# English with the day before the month, as the entries have it
DATES = {"kk": "kk", "ru": "ru", "en": "en_GB"}


@cache
def _greetings() -> dict[str, str]:
    return tomllib.loads((LOCALES / "welcome.toml").read_text(encoding="utf-8"))


def greeting(language_code: str | None) -> str | None:
    """Which languages the bot speaks, in Telegram's language where that is none of them; None for most."""
    return _greetings().get(_head(language_code))


def _head(language_code: str | None) -> str:
    return (language_code or "").lower().replace("_", "-").split("-")[0]


def guess(language_code: str | None, default: str) -> str:
    """A member's language from Telegram's IETF tag ("ru", "kk-KZ", "pt-br"); unknown ones get the default."""
    head = _head(language_code)
    return head if head in LANGUAGES else default
