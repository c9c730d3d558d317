"""How far events are from a reader's city: by the pin on the map, or by the city their place names."""

from collections.abc import Iterable

from bot.directory import locations
from bot.directory.gazetteer import Point, kilometres
from storage.events.events import Event

Reached = tuple[Event, float | None]  # with kilometres; None where nobody knows, or where it is held online


def nearest(events: Iterable[Event], point: Point) -> list[Reached]:
    """The nearest first, then those of unknown places; of equal distance in their order."""
    reached = [(event, _apart(event, point)) for event in events]
    return sorted(reached, key=lambda pair: (pair[1] is None, pair[1] or 0.0))


def _apart(event: Event, point: Point) -> float | None:
    there = _point_of(event)
    return kilometres(point, there) if there else None


def _point_of(event: Event) -> Point | None:
    """Of a country without a city none: its middle would be a guess."""
    if event.latitude is not None and event.longitude is not None:
        return event.latitude, event.longitude
    named = event.text("en", "place")
    sure = locations.search(named).sure if locations.is_checked(named) else None
    return sure.point if sure else None
