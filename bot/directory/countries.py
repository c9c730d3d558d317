"""Countries by their ISO 3166-1 code: names by CLDR, flags, search by name however it is spelt."""

import re
from collections.abc import Callable
from difflib import SequenceMatcher
from functools import lru_cache

from babel import Locale

from bot.text.languages import LANGUAGES

CODE = re.compile(r"[A-Z]{2}")
NOT_COUNTRIES = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "CP", "AC", "TA", "DG", "EA", "IC", "CQ"}
# Where most Kazakhs abroad live, most numerous first, and Kazakhstan itself.
COMMON = ("CN", "UZ", "RU", "MN", "TR", "KG", "TM", "DE", "IR", "US", "KR", "KZ")
OFTEN_SAID = {"US": ("АҚШ", "США", "USA", "Америка"), "GB": ("Англия", "England", "UK"), "KR": ("Корея", "Korea"),
              "TR": ("Turkey", "Türkiye"), "KG": ("Кыргызстан",), "AE": ("Эмираты", "Дубай", "UAE"),
              "CN": ("Шыңжаң", "Синьцзян", "Xinjiang"), "MN": ("Баян-Өлгий",)}  # fmt: skip
ALIKE = 0.75  # share of common letters at which a misspelt name is still offered


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


def search(text: str, key: Callable[[str], str], limit: int = 6) -> list[str]:
    """Codes of countries called so, in any of our languages; `key` folds letters and spellings together."""
    wanted = key(text)
    if not wanted:
        return []
    scored = [(max(likeness(wanted, key(said)) for said in _names(code)), code) for code in codes()]
    found = sorted((-score, code) for score, code in scored if score >= ALIKE)
    exact = [code for score, code in found if score == -2]
    return exact or [code for _score, code in found[:limit]]


def _names(code: str) -> tuple[str, ...]:
    return (*(name(code, language) for language in LANGUAGES), *OFTEN_SAID.get(code, ()))


def likeness(wanted: str, said: str) -> float:
    """2 when the same, over 1 when one begins with the other, else the share of common letters."""
    if wanted == said:
        return 2
    if len(wanted) >= 3 and said.startswith(wanted):
        return 1 + len(wanted) / len(said)
    match = SequenceMatcher(None, wanted, said)
    return match.ratio() if match.quick_ratio() >= ALIKE else 0
