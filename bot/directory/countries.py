"""Countries by their ISO 3166-1 code: names by CLDR, flags, found by name however it is spelt."""

import re
from functools import lru_cache
from itertools import zip_longest

from babel import Locale
from babel.core import get_global

from bot.directory.names import key
from bot.directory.tables import rows

CODE = re.compile(r"[A-Z]{2}")
NOT_COUNTRIES = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "CP", "AC", "TA", "DG", "EA", "IC", "CQ"}
# Where most Kazakhs abroad live, most numerous first, and Kazakhstan itself.
COMMON = ("CN", "UZ", "RU", "MN", "TR", "KG", "TM", "DE", "IR", "US", "KR", "KZ")

# What people themselves say and are called, where CLDR says otherwise or more than a button has room for.
USUAL = {"kk": {"US": "АҚШ"}, "ru": {"US": "США", "KG": "Кыргызстан", "KR": "Южная Корея"}}


@lru_cache(maxsize=1)
def codes() -> frozenset[str]:
    """Every country and territory CLDR has a name for."""
    names = Locale("en").territories
    return frozenset(code for code in map(str, names) if CODE.fullmatch(code) and code not in NOT_COUNTRIES)


def name(code: str, language: str) -> str:
    return USUAL.get(language, {}).get(code) or str(Locale(language).territories.get(code, code))


def flag(code: str) -> str:
    """The flag emoji: the code's letters as regional indicators."""
    return "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in code)


@lru_cache(maxsize=4096)
def named(text: str) -> str | None:
    """The country of exactly this code (alpha-2 or alpha-3, in any case) or name; None where no one country is."""
    code = text.strip().upper()
    if code in codes():
        return code
    called = called_so().get(key(text), ())
    return _long_codes().get(code) or (called[0] if len(called) == 1 else None)


@lru_cache(maxsize=1)
def _long_codes() -> dict[str, str]:
    """ISO 3166-1 alpha-3, and codes that are no more in use, where one country stands for them."""
    aliases = get_global("territory_aliases").items()
    return {long: short[0] for long, short in aliases if len(short) == 1 and short[0] in codes()}


@lru_cache(maxsize=1)
def called_so() -> dict[str, tuple[str, ...]]:
    """Countries by the keys of their names: the checked ones, of which two may share one (Конго), then CLDR's, those
    of our own languages first."""
    checked = dict[str, tuple[str, ...]]()
    for code, names in rows("said_countries.tsv"):
        for called in dict.fromkeys(map(key, names.split("|"))):
            checked[called] = (*checked.get(called, ()), code)
    by_language = zip_longest(
        *([(name, code) for name in names.split("|")] for code, names in rows("countries.tsv"))
    )
    official = [pair for language in by_language for pair in language if pair]
    return {key(name): (code,) for name, code in reversed(official)} | checked
