"""Where a shared location is: its country, zone and city, of which no more is left than of a typed one."""

from dataclasses import replace
from math import cos, radians, sqrt

from bot.directory import gazetteer
from bot.directory.gazetteer import Location, Point, kilometres
from bot.directory.locations import MOST, Matches

NEAR = 3  # times as far as the nearest city a city of another country must be, or the border may lie between
OUTSIDE = 50.0  # kilometres to the nearest city from where nobody lives in it
EDGE = 0.0095  # of the square root of a city's people, in kilometres: 30 from Moscow's middle, 5 of a city of 300,000


def nearest(latitude: float, longitude: float) -> Matches:
    """The country and zone of the nearest city; near a border those of both sides."""
    scale = cos(radians(latitude))
    first: dict[str, tuple[float, Location]] = {}
    for location in gazetteer.index().cities.values():
        north, east = location.point or (0.0, 0.0)
        apart = ((north - latitude) ** 2 + (((east - longitude + 180) % 360 - 180) * scale) ** 2) ** 0.5
        if location.country not in first or apart < first[location.country][0]:
            first[location.country] = apart, location
    ordered = sorted(first.values(), key=lambda pair: pair[0])
    close = [
        _city_there(location, (latitude, longitude))
        for apart, location in ordered
        if apart <= ordered[0][0] * NEAR + 0.05
    ]
    return Matches(sure=close[0]) if len(close) == 1 else Matches(choices=tuple(close[:MOST]))


def _city_there(nearest: Location, here: Point) -> Location:
    """The largest city of the country around this point, of which the nearest may be a district; else the nearest, and
    none where that is far."""
    index = gazetteer.index()
    around = (
        city
        for number, city in index.cities.items()
        if city.point and city.country == nearest.country
        if abs(city.point[0] - here[0]) < 1 and kilometres(city.point, here) <= _edge(index.people[number])
    )
    if (city := next(around, None)) is not None:
        return city
    apart = kilometres(nearest.point, here) if nearest.point else OUTSIDE
    return nearest if apart < OUTSIDE else replace(nearest, city=None)


def _edge(people: int) -> float:
    """Kilometres from the middle of a city of so many people."""
    return EDGE * sqrt(people)
