"""Countries by their ISO 3166-1 code: names by CLDR, flags, search by name, and their time zones."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from difflib import SequenceMatcher
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import get_timezone_location

from bot.i18n import LANGUAGES

CODE = re.compile(r"[A-Z]{2}")
NOT_COUNTRIES = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "CP", "AC", "TA", "DG", "EA", "IC", "CQ"}
# Where most Kazakhs abroad live, most numerous first, and Kazakhstan itself.
COMMON = ("CN", "UZ", "RU", "MN", "TR", "KG", "TM", "DE", "IR", "US", "KR", "KZ")
FIRST_ZONE = {"RU": "Europe/Moscow", "UZ": "Asia/Tashkent", "DE": "Europe/Berlin"}
OFTEN_SAID = {"US": ("АҚШ", "США", "USA", "Америка"), "GB": ("Англия", "England", "UK"), "KR": ("Корея", "Korea"),
              "TR": ("Turkey", "Türkiye"), "KG": ("Кыргызстан",), "AE": ("Эмираты", "Дубай", "UAE"),
              "CN": ("Шыңжаң", "Синьцзян", "Xinjiang"), "MN": ("Баян-Өлгий",)}  # fmt: skip
ALIKE = 0.75  # share of common letters at which a misspelt name is still offered


@lru_cache(maxsize=1)
def codes() -> frozenset[str]:
    """Every country and territory CLDR has a name for."""
    names = Locale("en").territories
    return frozenset(code for code in names if CODE.fullmatch(code) and code not in NOT_COUNTRIES)


def name(code: str, language: str) -> str:
    return str(Locale(language).territories.get(code, code))


def flag(code: str) -> str:
    """The flag emoji: the code's letters as regional indicators."""
    return "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in code)


def search(text: str, key: Callable[[str], str], limit: int = 6) -> list[str]:
    """Codes of countries called so, in any of our languages; `key` folds letters and spellings together."""
    wanted = key(text)
    if not wanted:
        return []
    scored = [(max(_likeness(wanted, key(said)) for said in _names(code)), code) for code in codes()]
    found = sorted((-score, code) for score, code in scored if score >= ALIKE)
    exact = [code for score, code in found if score == -2]
    return exact or [code for _score, code in found[:limit]]


def zones(code: str | None) -> list[str]:
    """The country's time zones, the one of most people first; empty for no country."""
    found = _zone_table().get(code or "", [])
    first = FIRST_ZONE.get(code or "")
    return sorted(found, key=lambda zone: zone != first)


def zone_of(code: str | None, now: datetime) -> str | None:
    """The country's zone if the clocks are the same everywhere in it, else None: nobody should guess."""
    found = zones(code)
    clocks = {tuple(_offsets(zone, now)) for zone in found}
    return found[0] if len(clocks) == 1 else None


def city(zone: str, language: str) -> str:
    """The city a zone is called by: "Ховд" for Asia/Hovd."""
    return str(get_timezone_location(zone, locale=language, return_city=True))


def _names(code: str) -> tuple[str, ...]:
    return (*(name(code, language) for language in LANGUAGES), *OFTEN_SAID.get(code, ()))


def _likeness(wanted: str, said: str) -> float:
    """2 when the same, over 1 when one begins with the other, else the share of common letters."""
    if wanted == said:
        return 2
    if len(wanted) >= 3 and said.startswith(wanted):
        return 1 + len(wanted) / len(said)
    match = SequenceMatcher(None, wanted, said)
    return match.ratio() if match.quick_ratio() >= ALIKE else 0


def _offsets(zone: str, now: datetime) -> list[float]:
    days = (datetime(now.year, month, 15, tzinfo=UTC) for month in range(1, 13))
    return [(day.astimezone(ZoneInfo(zone)).utcoffset() or day - day).total_seconds() for day in days]


@lru_cache(maxsize=1)
def _zone_table() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in (files("tzdata.zoneinfo") / "zone.tab").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            code, _place, zone = line.split("\t")[:3]
            found.setdefault(code, []).append(zone)
    return found
