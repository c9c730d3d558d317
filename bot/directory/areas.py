"""Where an audience lives: a country ("RU"), a city of it ("RU/1496153", by its number), or those of it who live by one
of its clocks ("RU/Asia/Omsk").

Who has named their city is reached by it exactly. Others may live there too, so that where a country has several clocks
that of the city is offered beside, and the whole country always.
"""

from collections.abc import Iterable
from datetime import datetime

from bot.directory import cities, countries, zones
from bot.directory.gazetteer import Location
from bot.directory.locations import Matches


def of_city(location: Location) -> str | None:
    return f"{location.country}/{location.city}" if location.city else None


def of_clock(location: Location, now: datetime) -> str | None:
    """The area of a city's clock; None for a country, and for a city of one whose clocks are the same everywhere."""
    if location.zone is None or zones.only(location.country, now) is not None:
        return None
    return f"{location.country}/{location.zone}"


def of_matches(matches: Matches, now: datetime) -> list[str]:
    """What may be meant: cities, their clocks, then the countries."""
    places = [matches.sure] if matches.sure else matches.choices
    named = [*map(of_city, places), *(of_clock(place, now) for place in places)]
    return list(dict.fromkeys([*filter(None, named), *matches.countries]))


def known(area: str) -> bool:
    country, zone, city = parts(area)
    if country not in countries.codes():
        return False
    return area == country or zone in zones.of_country(country) or cities.within(city, country) is not None


def named(area: str) -> str | None:
    """An area as it is kept, of one whose city may stand there by its name ("RU/Омск"); None for what is none."""
    country, _, name = area.partition("/")
    called = cities.called(name, country) if name else []
    return of_city(called[0]) if len(called) == 1 else area if known(area) else None


def written(area: str) -> str:
    """As a file has it, a city by its English name where that is enough."""
    country, _, city = parts(area)
    by_name = f"{country}/{cities.name(city, 'en')}" if city else area
    return by_name if named(by_name) == area else area


def parts(area: str) -> tuple[str, str | None, str | None]:
    """The country, the zone if it is only those who live by it, the city if it is only those who named it."""
    country, _, rest = area.partition("/")
    city = rest if rest.isdecimal() else None
    return country, None if city else rest or None, city


def added(chosen: Iterable[str], area: str) -> list[str]:
    """With this one, instead of the area it is within or of what is within it."""
    kept = (
        other for other in chosen if other != area and not _within(other, area) and not _within(area, other)
    )
    return [*kept, area]


def _within(inner: str, outer: str) -> bool:
    (country, zone, city), (of_country, of_zone, of_city_) = parts(inner), parts(outer)
    if country != of_country or of_city_:
        return False
    if of_zone is None:
        return bool(zone or city)
    home = cities.get(city)
    return home is not None and home.zone == of_zone
