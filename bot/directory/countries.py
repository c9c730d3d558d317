"""Countries by their ISO 3166-1 code: names by CLDR, flags, search by name however it is spelt."""

import re
from functools import lru_cache

from babel import Locale
from babel.core import get_global

from bot.directory.names import SAME, Names, key
from bot.text.languages import LANGUAGES

CODE = re.compile(r"[A-Z]{2}")
NOT_COUNTRIES = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "CP", "AC", "TA", "DG", "EA", "IC", "CQ"}
# Where most Kazakhs abroad live, most numerous first, and Kazakhstan itself.
COMMON = ("CN", "UZ", "RU", "MN", "TR", "KG", "TM", "DE", "IR", "US", "KR", "KZ")
OFTEN_SAID = {
    "US": ("АҚШ", "США", "USA", "Америка", "Соединенные Штаты Америки", "United States of America"),
    "GB": ("Англия", "England", "UK", "Great Britain"),
    "KR": ("Корея", "Korea", "Южная Корея", "Republic of Korea"),
    "TR": ("Turkey", "Türkiye"),
    "KG": ("Кыргызстан",),
    "AE": ("Эмираты", "Дубай", "UAE"),
    "CN": ("Шыңжаң", "Синьцзян", "Xinjiang", "ҚХР", "КНР"),
    "MN": ("Баян-Өлгий",),
    "RU": ("РФ", "Российская Федерация", "Russian Federation"),
    "KZ": ("РК", "ҚР", "Республика Казахстан", "Қазақстан Республикасы"),
    "CZ": ("Czech Republic",),
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
    scored = _names().ranked(text)
    exact = [code for likeness, code in scored if likeness == SAME]
    return exact or [code for _likeness, code in scored[:limit]]


@lru_cache(maxsize=4096)
def named(text: str) -> str | None:
    """The country of exactly this code (alpha-2 or alpha-3, in any case) or name; None where there is no such one."""
    code = text.strip().upper()
    if code in codes():
        return code
    return _long_codes().get(code) or _by_name().get(key(text))


@lru_cache(maxsize=1)
def _long_codes() -> dict[str, str]:
    """ISO 3166-1 alpha-3, and codes that are no more in use, where one country stands for them."""
    aliases = get_global("territory_aliases").items()
    return {long: short[0] for long, short in aliases if len(short) == 1 and short[0] in codes()}


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    return {key(called): code for code in sorted(codes()) for called in _called(code) if key(called)}


@lru_cache(maxsize=1)
def _names() -> Names:
    return Names({code: _called(code) for code in codes()})


def _called(code: str) -> tuple[str, ...]:
    return (*(name(code, language) for language in LANGUAGES), *OFTEN_SAID.get(code, ()))
