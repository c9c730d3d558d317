"""The names of countries and cities, and where each city is: CLDR's, GeoNames' and those checked by hand (`data/`).

Read once, about 0.3 s. How typed words are looked up in it: `locations.py`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from sys import intern

from bot.directory import countries
from bot.directory.names import key
from bot.directory.tables import rows

SHORT = 3  # letters of the shortest name within a sentence
CLEAR = 4  # times the people of the next city of that name make one the city that is meant
ORDINARY = frozenset(("или", "іле", "мори", "нигде"))
EARTH = 6371.0  # kilometres, its mean radius
HAN = re.compile("[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")

Point = tuple[float, float]  # degrees north and east


@dataclass(frozen=True, slots=True)
class Location:
    """A country, the time zone if a city says which of its zones, and where on the globe that city is. Cities of one
    zone are one location: who asks which country is meant does not care which of them it was."""

    country: str
    zone: str | None = None
    point: Point | None = field(default=None, compare=False)
    city: str | None = field(default=None, compare=False)  # which one, by its number in cities.tsv


Names = dict[str, tuple[Location, ...]]


@dataclass(frozen=True, slots=True)
class Index:
    """Locations by the keys of their names: countries and checked cities, all listed cities; then every city by its
    number, the biggest first, with the people in it, and what each is called in Kazakh, Russian and English."""

    checked: Names
    listed: Names
    cities: dict[str, Location]
    people: dict[str, int]
    called: dict[str, tuple[str, str, str]]


@lru_cache(maxsize=1)
def index() -> Index:
    cities, called, number = dict[str, Location](), dict[str, tuple[str, str, str]](), dict[str, int]()
    people = dict[str, dict[Location, int]]()
    for city, thousands, spoken, names in _cities():
        assert city.city is not None
        cities[city.city], called[city.city], number[city.city] = city, spoken, thousands * 1000
        for name in dict.fromkeys(map(key, names)):
            people.setdefault(name, {}).setdefault(city, thousands)
    checked: Names = {
        name: tuple(map(Location, codes)) for name, codes in countries.called_so().items() if name
    }
    for said, names in _said():
        for name in {key(name) for name in names}:
            others = [location for location in checked.get(name, ()) if location.zone]
            if name not in checked or others:
                known = next((city for city in people.get(name, ()) if city == said), said)
                checked[name] = (*others, known)
    return Index(checked, dict(_listed(people)), cities, number, called)


def _said() -> Iterator[tuple[Location, list[str]]]:
    for country, zone, names in rows("said_cities.tsv"):
        yield Location(country, zone), names.split("|")


@lru_cache(maxsize=1)
def written() -> frozenset[str]:
    """The checked cities as they are written, in lower case, but those that are also ordinary words."""
    return frozenset(name.lower() for _, names in _said() for name in names) - ORDINARY


def _cities() -> Iterator[tuple[Location, int, tuple[str, str, str], list[str]]]:
    """GeoNames' cities, the biggest first: the thousands of people in each, what it is called in our languages, and all
    its names."""
    ours = {number: spoken for number, *spoken in rows("city_names.tsv")}
    for number, country, zone, thousands, north, east, kazakh, russian, listed in rows("cities.tsv"):
        city = Location(intern(country), intern(zone), (float(north), float(east)), number)
        names = listed.split("|")
        kazakh, russian, english, others = ours.get(number, (kazakh, russian, "", ""))
        english = english or names[0]
        spoken = (kazakh or russian or english, russian or english, english)
        yield city, int(thousands), spoken, list(filter(None, [*names, *others.split("|"), *spoken]))


def _listed(people: dict[str, dict[Location, int]]) -> Iterator[tuple[str, tuple[Location, ...]]]:
    """Of several cities of one name those that may be meant."""
    for name, meant in people.items():
        if len(name) >= SHORT or HAN.search(name):
            most = max(meant.values())
            yield name, tuple(city for city, number in meant.items() if number * CLEAR > most)


def kilometres(here: Point, there: Point) -> float:
    """Between two places on the globe, as the crow flies."""
    (north, east), (other_north, other_east) = (map(radians, point) for point in (here, there))
    half = sin((other_north - north) / 2) ** 2
    half += cos(north) * cos(other_north) * sin((other_east - east) / 2) ** 2
    return 2 * EARTH * asin(sqrt(half))
