"""Which events are near somebody's city."""

from bot.directory import locations
from bot.events.nearness import nearest
from storage.events.events import Event


def event(number: int, place: str, **about: object) -> Event:
    return Event(number, "announced", {"en": {"place": place}}, **about)  # type: ignore[arg-type]


def test_the_pin_counts_then_the_city_the_place_names_and_what_nobody_can_place_comes_last() -> None:
    munich = locations.search("Мюнхен").sure
    assert munich is not None and munich.point is not None
    listed = [
        event(1, "", link="https://meet.example"),
        event(2, "Abai house, Istanbul"),
        event(3, "Hall 5, second floor"),
        event(4, "Abai house, Berlin"),
        event(5, "Congress hall, Istanbul", latitude=48.2, longitude=16.37),  # pinned in Vienna
    ]
    reached = nearest(listed, munich.point)
    assert [found.id for found, _ in reached] == [5, 4, 2, 1, 3]
    assert [None if apart is None else round(apart, -2) for _, apart in reached] == [
        400,
        500,
        1600,
        None,
        None,
    ]
