"""Whom a broadcast would reach, how many messages that is, and how long they take."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.broadcasts.audience import Night, measure, moment, reach
from bot.broadcasts.schedule import Schedule
from bot.config import Delivery
from storage.broadcasts.broadcasts import Broadcast
from storage.members.audience import Group

NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)  # 23:00 in Almaty
GROUPS = [
    Group("kk", "DE", None, None, None, blocked=False, number=100),
    Group("ru", "KZ", "Asia/Almaty", None, None, blocked=False, number=20),
    Group("en", None, None, None, None, blocked=False, number=3),
    Group("kk", "DE", None, None, None, blocked=True, number=7),
]

ABROAD = [
    Group("kk", "MN", None, None, None, blocked=False, number=312),
    Group("ru", "DE", None, None, None, blocked=False, number=40),
    Group("en", None, None, None, None, blocked=False, number=5),
    Group("kk", "MN", "Asia/Hovd", None, None, blocked=False, number=8),
]
ALL = {"kk": 1, "ru": 1, "en": 1}


def at_now(zone: str | None) -> datetime:
    return NOW


def test_without_a_fallback_a_language_left_out_gets_nothing() -> None:
    reach = measure(GROUPS, {"kk": 1, "ru": 1}, None, at_now, Delivery())
    assert (reach.total, reach.unwritten, reach.blocked, reach.fallback, reach.quiet) == (120, 3, 7, 0, 20)
    assert reach.by_country == {"DE": 100, "KZ": 20}


def test_an_album_counts_each_of_its_messages() -> None:
    reach = measure(GROUPS, {"kk": 11, "ru": 1}, ["ru"], at_now, Delivery(messages_per_second=10))
    assert (reach.total, reach.fallback, reach.messages, reach.seconds) == (123, 3, 1123, 112.3)


def test_at_paid_speed() -> None:
    delivery = Delivery(paid_broadcasts=True, paid_messages_per_second=100)
    assert measure(GROUPS, {"kk": 1}, None, at_now, delivery).seconds == 1.0


def test_nobody_at_all() -> None:
    reach = measure([], {"kk": 1}, ["kk"], at_now, Delivery())
    assert (reach.total, reach.messages, reach.seconds) == (0, 0, 0.0)


def test_who_has_no_known_clock_and_would_be_woken_is_told_with_the_hour_there() -> None:
    at = datetime(2026, 11, 24, 20, 27, tzinfo=UTC)
    counted = measure(ABROAD, ALL, None, lambda zone: at, Delivery())
    assert (counted.clockless, counted.quiet) == (357, 8)
    assert counted.night == (Night("MN", "04:27", 312), Night("DE", "21:27", 40))


def test_by_the_clock_of_their_country_they_sleep_on() -> None:
    at = datetime(2026, 11, 24, 20, 27, tzinfo=UTC)
    counted = measure(ABROAD, ALL, None, lambda zone: at, Delivery(), by_country=True)
    assert (counted.total, counted.clockless, counted.quiet, counted.night) == (365, 357, 360, ())


def test_an_urgent_one_wakes_everybody_and_asks_nobody() -> None:
    counted = measure(ABROAD, ALL, None, None, Delivery())
    assert (counted.quiet, counted.night) == (0, ())


def planned(**values: Any) -> Broadcast:
    """A draft in Kazakh for everybody."""
    empty = dict.fromkeys(Broadcast.__slots__)
    said = {"content": {"kk": {"text": "Сәлем"}}, "audience": {}, "fallback": ["kk"], "urgent": False}
    return Broadcast(**(empty | said | values))


def test_quiet_hours_are_those_of_the_hour_it_goes_out() -> None:
    later = planned(due_at=NOW + timedelta(hours=12))  # eleven in the morning in Almaty
    assert reach(planned(), GROUPS, NOW, Delivery()).quiet == 20
    assert reach(later, GROUPS, NOW, Delivery()).quiet == 0
    assert reach(planned(urgent=True), GROUPS, NOW, Delivery()).quiet == 0


def test_on_members_clocks_only_those_without_one_hear_it_at_another_hour() -> None:
    own = Schedule("once", "10:00", "Asia/Almaty", members=True).as_json()
    draft = planned(schedule=own, due_at=datetime(2026, 11, 25, 0, 0, tzinfo=UTC))
    assert moment(draft, NOW)("Europe/Berlin") == datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
    counted = reach(draft, ABROAD, NOW, Delivery())
    assert counted.night == (Night("DE", "06:00", 40),)
    by_country = replace(draft, audience={"country_clock": True})
    assert reach(by_country, ABROAD, NOW, Delivery()).night == ()
