"""Time zones: which a country has, what city each is called by."""

from datetime import UTC, datetime
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from bot.directory.countries import COMMON
from bot.directory.names import key
from bot.text.languages import LANGUAGES
from bot.text.scripts import in_letters
from bot.text.zone_cities import city as city

NO_PLACES = {"Factory", "localtime"}  # whatever this machine's clock is

FIRST = {  # where most people live, unless zone.tab begins with it
    "AU": "Australia/Sydney", "BR": "America/Sao_Paulo", "CA": "America/Toronto", "CD": "Africa/Kinshasa",
    "DE": "Europe/Berlin", "GL": "America/Nuuk", "RU": "Europe/Moscow", "UA": "Europe/Kyiv", "UZ": "Asia/Tashkent",
}  # fmt: skip


def of_country(code: str | None) -> list[str]:
    """The country's zones, the one of most people first; empty for no country."""
    first = FIRST.get(code or "")
    return sorted(_table().get(code or "", []), key=lambda zone: zone != first)


def of_most(code: str | None) -> str | None:
    """The zone in which most people of the country live; None for no country, or one without people."""
    return next(iter(of_country(code)), None)


def common() -> list[str]:
    """A zone for each country where many Kazakhs live."""
    return list(dict.fromkeys(zone for code in COMMON for zone in of_country(code)[:2]))


def only(code: str | None, now: datetime) -> str | None:
    """The country's zone if the clocks are the same everywhere in it, else None: nobody should guess."""
    zones = of_country(code)
    clocks = {tuple(_offsets(zone, now.year)) for zone in zones}
    return zones[0] if len(clocks) == 1 else None


def names() -> list[str]:
    """All that are the clock of some country."""
    return [zone for zones in _table().values() for zone in zones]


def known(zone: str) -> bool:
    return zone in names()


def clock(zone: str, now: datetime) -> str:
    """What the clocks show there, "18:20"."""
    return now.astimezone(ZoneInfo(zone)).strftime("%H:%M")


def named(text: str) -> str | None:
    """The zone of exactly this name, "Europe/Berlin", or of a city called exactly so; None where it is no such name."""
    return _by_name().get(text.strip().lower()) or _by_name().get(key(text))


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    """Zones by their names in lower case and by the keys of their cities."""
    cities = {key(called): zone for zone in names() for called in _called(zone) if key(called)}
    return cities | {zone.lower(): zone for zone in (*names(), "UTC")}


def _called(zone: str) -> tuple[str, ...]:
    own, kazakh = zone.rsplit("/", 1)[1].replace("_", " "), city(zone, "kk")
    letters = (in_letters(kazakh, script) for script in ("latn", "arab"))
    return (own, *(city(zone, language) for language in LANGUAGES), *letters)


def _offsets(zone: str, year: int) -> list[str]:
    """How far from UTC the clocks are in each month."""
    days = (datetime(year, month, 15, tzinfo=UTC) for month in range(1, 13))
    return [day.astimezone(ZoneInfo(zone)).strftime("%z") for day in days]


@lru_cache(maxsize=1)
def _table() -> dict[str, list[str]]:
    """Zones by country, from the time zone database's own zone.tab."""
    by_country: dict[str, list[str]] = {}
    for line in (files("tzdata.zoneinfo") / "zone.tab").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            code, _place, zone = line.split("\t")[:3]
            by_country.setdefault(code, []).append(zone)
    return by_country
