"""Quiet hours: who sleeps, and until when."""

from datetime import UTC, datetime

import pytest

from bot.broadcasts.quiet_hours import QuietHours, quiet_until

DEFAULT = QuietHours(21 * 60, 9 * 60)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "now", "until"),
    [
        ("Asia/Almaty", "2026-11-24T10:00", None),  # 15:00 there
        ("Asia/Almaty", "2026-11-24T17:30", "2026-11-25T04:00"),  # 22:30, till 9:00
        ("Asia/Almaty", "2026-11-24T03:59", "2026-11-24T04:00"),  # 8:59
        ("Asia/Almaty", "2026-11-24T04:00", None),  # 9:00 sharp
        ("Europe/Berlin", "2026-11-24T20:00", "2026-11-25T08:00"),  # 21:00 sharp
        (None, "2026-11-24T20:00", None),  # nobody knows where they are
        ("Mars/Olympus", "2026-11-24T20:00", None),
    ],
)
def test_by_the_house_hours(zone: str | None, now: str, until: str | None) -> None:
    assert quiet_until(zone, None, None, at(now), DEFAULT) == (at(until) if until else None)


def test_a_members_own_hours_come_first() -> None:
    night = at("2026-11-24T18:00")  # 23:00 in Almaty
    assert quiet_until("Asia/Almaty", 60, 420, night, DEFAULT) is None
    assert quiet_until("Asia/Almaty", 22 * 60, 23 * 60 + 30, night, DEFAULT) == at("2026-11-24T18:30")


def test_equal_hours_mean_none() -> None:
    assert quiet_until("Asia/Almaty", 0, 0, at("2026-11-24T18:00"), DEFAULT) is None


def test_the_night_the_clocks_change() -> None:
    # 29 March 2026: Berlin goes from UTC+1 to UTC+2 at 2:00; nine in the morning is then 7:00 UTC
    assert quiet_until("Europe/Berlin", None, None, at("2026-03-28T22:00"), DEFAULT) == at("2026-03-29T07:00")
