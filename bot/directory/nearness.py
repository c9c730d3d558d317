"""Which places somebody is shown: those for their country, the nearest first, and the nearest elsewhere. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.directory import gazetteer
from bot.directory.gazetteer import Point, kilometres
from bot.directory.place import Kind, Place

FAR = 600.0  # kilometres; a place elsewhere is shown up to here beside those of the country
CITY = 25.0  # kilometres; what is nearer is in one's own city
ELSEWHERE = 3  # places of other countries
RANK = {kind: rank for rank, kind in enumerate(Kind)}


@dataclass(frozen=True, slots=True)
class Reach:
    """A place and its distance in kilometres, None where one of the two ends is not known."""

    place: Place
    apart: float | None


@dataclass(frozen=True, slots=True)
class Nearest:
    """What is for the country, and what is near in others."""

    own: tuple[Reach, ...]
    elsewhere: tuple[Reach, ...]


def nearest(places: Iterable[Place], country: str, point: Point | None = None) -> Nearest:
    """`point` is the city they named. Without one nothing is nearer: then kinds go in their order, and what is near in
    other countries is only said where the country has no place, counted from its largest city."""
    listed = tuple(places)
    own = _ordered((place for place in listed if place.is_for(country)), point)
    others = (place for place in listed if not place.is_for(country))
    from_here = point if own else point or largest_city(country)
    near = [reach for reach in _ordered(others, from_here) if reach.apart is not None]
    if own:
        near = [reach for reach in near if reach.apart is not None and reach.apart <= FAR]
    return Nearest(own, tuple(near[:ELSEWHERE]))


def _ordered(places: Iterable[Place], point: Point | None) -> tuple[Reach, ...]:
    reached = [Reach(place, _apart(place, point)) for place in places]
    return tuple(sorted(reached, key=_order))


def _order(reach: Reach) -> tuple[bool, float, int]:
    """Within a city the embassy stands before the cultural centre."""
    return reach.apart is None, reach.apart or 0.0, RANK[reach.place.kind]


def _apart(place: Place, point: Point | None) -> float | None:
    near = place.near if point else None
    return kilometres(point, near) if point and near else None


def largest_city(country: str) -> Point | None:
    return next((city.point for city in gazetteer.index().cities.values() if city.country == country), None)
