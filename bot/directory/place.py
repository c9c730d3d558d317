"""A place one goes to: a mission of Kazakhstan, a front office, an Abai House, a cultural centre, a polling station."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from bot.directory import gazetteer
from bot.directory.gazetteer import Point
from bot.directory.names import key


class Kind(StrEnum):
    """What a place is. Those of a country stand in this order where nothing says which is nearer."""

    EMBASSY = "embassy"
    CONSULATE_GENERAL = "consulate_general"
    CONSULATE = "consulate"
    FRONT_OFFICE = "front_office"
    """Where papers are taken, but no mission."""
    HONORARY_CONSULATE = "honorary_consulate"
    """Helps and represents; issues no papers."""
    ABAI_HOUSE = "abai_house"
    CULTURAL_CENTRE = "cultural_centre"
    POLLING_STATION = "polling_station"


class Confidence(StrEnum):
    """How far what is said of a place can be trusted."""

    CONFIRMED = "confirmed"
    """By the place itself."""
    HIGH = "high"
    """Several public sources, or an official one."""
    MEDIUM = "medium"
    """One source, or an old one."""


@dataclass(frozen=True, slots=True)
class Place:
    """One of them. `city`, `name`, `hours` and `note` by language; `serves`: other countries it is competent for;
    `point`: its own place on the globe; `unconfirmed`: what of it only one source states."""

    slug: str
    kind: Kind
    country: str
    sources: tuple[str, ...]
    confidence: Confidence
    checked_on: date
    city: Mapping[str, str] = field(default_factory=dict)
    name: Mapping[str, str] = field(default_factory=dict)
    serves: tuple[str, ...] = ()
    address: str = ""
    point: Point | None = None
    phone: str = ""
    email: str = ""
    url: str = ""
    hours: Mapping[str, str] = field(default_factory=dict)
    note: Mapping[str, str] = field(default_factory=dict)
    unconfirmed: tuple[str, ...] = ()

    @property
    def near(self) -> Point | None:
        """Where its city is; None where no source names a city. To who comes from elsewhere all of a city is as far."""
        return city_point((self.country, *self.serves), self.city) or self.point

    def is_for(self, country: str | None) -> bool:
        return country == self.country or country in self.serves


def city_point(countries: Iterable[str], city: Mapping[str, str]) -> Point | None:
    """Where the city of one of these names is, in one of these countries, by the tables of cities."""
    index, among = gazetteer.index(), set(countries)
    named = (key(name) for name in city.values())
    said = (
        location
        for name in named
        for names in (index.checked, index.listed)
        for location in names.get(name, ())
    )
    return next((location.point for location in said if location.point and location.country in among), None)
