"""Where an audience lives: a country ("RU"), or those of it who live by one of its clocks ("RU/Asia/Omsk").

Members' cities are not kept, only their country and time zone. So a city stands for its clock where its country has
several, and for the whole country where it has one.
"""

from collections.abc import Iterable
from datetime import datetime

from bot.directory import countries, zones
from bot.directory.gazetteer import Location
from bot.directory.locations import Matches


def of_clock(location: Location, now: datetime) -> str | None:
    """The area of a city's clock; None for a country, and for a city of one whose clocks are the same everywhere."""
    if location.zone is None or zones.only(location.country, now) is not None:
        return None
    return f"{location.country}/{location.zone}"


def of_matches(matches: Matches, now: datetime) -> list[str]:
    """What may be meant: the clocks of cities, then the countries."""
    cities = [matches.sure] if matches.sure else matches.choices
    clocks = [clock for city in cities if (clock := of_clock(city, now))]
    return list(dict.fromkeys([*clocks, *matches.countries]))


def known(area: str) -> bool:
    country, _, zone = area.partition("/")
    return country in countries.codes() and (area == country or zone in zones.of_country(country))


def parts(area: str) -> tuple[str, str | None]:
    """The country, and the zone if it is only those who live by it."""
    country, _, zone = area.partition("/")
    return country, zone or None


def added(chosen: Iterable[str], area: str) -> list[str]:
    """With this one, instead of the country it is within or of what is within it."""
    country, zone = parts(area)
    beside = (kept for kept in chosen if kept not in (area, country) and (zone or parts(kept)[0] != country))
    return [*beside, area]
