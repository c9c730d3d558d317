"""Countries by their ISO 3166-1 code: names by CLDR, flags, search by name however it is spelt."""

import re
from functools import lru_cache

from babel import Locale

from bot.directory.names import SAME, ranked
from bot.text.languages import LANGUAGES

CODE = re.compile(r"[A-Z]{2}")
NOT_COUNTRIES = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "CP", "AC", "TA", "DG", "EA", "IC", "CQ"}
# Where most Kazakhs abroad live, most numerous first, and Kazakhstan itself.
COMMON = ("CN", "UZ", "RU", "MN", "TR", "KG", "TM", "DE", "IR", "US", "KR", "KZ")
OFTEN_SAID = {
    "US": ("АҚШ", "США", "USA", "Америка"),
    "GB": ("Англия", "England", "UK"),
    "KR": ("Корея", "Korea"),
    "TR": ("Turkey", "Türkiye"),
    "KG": ("Кыргызстан",),
    "AE": ("Эмираты", "Дубай", "UAE"),
    "CN": ("Шыңжаң", "Синьцзян", "Xinjiang"),
    "MN": ("Баян-Өлгий",),
}


@lru_cache(maxsize=1)
def codes() -> frozenset[str]:
    """Every country and territory CLDR has a name for."""
    names = Locale("en").territories
    return frozenset(code for code in map(str, names) if CODE.fullmatch(code) and code not in NOT_COUNTRIES)


def name(code: str, language: str) -> str:
    return str(Locale(language).territories.get(code, code))


def flag(code: str) -> str:
    """The flag emoji: the code's letters as regional indicators."""
    return "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in code)


def search(text: str, limit: int = 6) -> list[str]:
    """Codes of countries called so, in any of our languages."""
    scored = ranked(text, {code: _names(code) for code in codes()})
    exact = [code for likeness, code in scored if likeness == SAME]
    return exact or [code for _likeness, code in scored[:limit]]


def _names(code: str) -> tuple[str, ...]:
    return (*(name(code, language) for language in LANGUAGES), *OFTEN_SAID.get(code, ()))
