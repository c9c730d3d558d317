"""When things are due, across weeks, months and the nights the clocks change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.broadcasts.schedule import (
    Schedule,
    faults,
    is_overdue,
    moved,
    never,
    next_due,
    own_clock,
    too_often,
    upcoming,
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def dues(schedule: Schedule, after: str, number: int) -> list[str]:
    days, moment = [], at(after)
    for _ in range(number):
        due = next_due(schedule, moment)
        assert due is not None
        days.append(due.strftime("%Y-%m-%dT%H:%M"))
        moment = due
    return days


def test_every_day_in_almaty() -> None:
    assert dues(Schedule("day", "10:00", "Asia/Almaty"), "2026-11-24T05:00", 2) == [
        "2026-11-25T05:00", "2026-11-26T05:00",
    ]  # fmt: skip


def test_every_week_on_named_days() -> None:
    schedule = Schedule("week", "09:30", "Asia/Almaty", days=("mon", "fri"))
    assert dues(schedule, "2026-11-24T00:00", 3) == [
        "2026-11-27T04:30",
        "2026-11-30T04:30",
        "2026-12-04T04:30",
    ]


def test_every_month_on_its_last_day_where_it_is_short() -> None:
    schedule = Schedule("month", "10:00", "Asia/Almaty", day=31)
    assert [due[:10] for due in dues(schedule, "2027-01-15T00:00", 4)] == [
        "2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30",
    ]  # fmt: skip
    thirtieth = Schedule("month", "10:00", "Asia/Almaty", day=30)
    assert [due[:10] for due in dues(thirtieth, "2027-01-15T00:00", 3)] == [
        "2027-01-30",
        "2027-02-28",
        "2027-03-30",
    ]


def test_cron_with_names() -> None:
    schedule = Schedule("cron", "", "Europe/Berlin", cron="0 18 * * sun")
    assert dues(schedule, "2026-11-24T00:00", 1) == ["2026-11-29T17:00"]


@pytest.mark.parametrize(
    ("zone", "at_", "after", "expected"),
    [
        # Berlin springs forward on 29 March 2026: 2:30 does not exist that night, it is sent at 3:30
        ("Europe/Berlin", "02:30", "2026-03-28T12:00", ["2026-03-29T01:30", "2026-03-30T00:30"]),
        # and falls back on 25 October 2026: 2:30 comes twice, and is due once
        ("Europe/Berlin", "02:30", "2026-10-24T12:00", ["2026-10-25T00:30", "2026-10-26T01:30"]),
        ("Europe/Berlin", "10:00", "2026-03-28T12:00", ["2026-03-29T08:00", "2026-03-30T08:00"]),
        # Almaty changed its offset for good on 1 March 2024, from UTC+6 to UTC+5
        ("Asia/Almaty", "10:00", "2024-02-28T12:00", ["2024-02-29T04:00", "2024-03-01T05:00"]),
        # Tehran gave up summer time in 2022; Ulaanbaatar in 2017: no change at all
        ("Asia/Tehran", "10:00", "2026-03-20T12:00", ["2026-03-21T06:30", "2026-03-22T06:30"]),
    ],
)
def test_across_the_change_of_clocks(zone: str, at_: str, after: str, expected: list[str]) -> None:
    assert dues(Schedule("day", at_, zone), after, len(expected)) == expected


def test_on_members_own_clocks_everybody_gets_it_at_their_ten_o_clock() -> None:
    schedule = Schedule("day", "10:00", "Asia/Almaty", members=True)
    due = next_due(schedule, at("2026-11-24T00:00"))
    assert due == at("2026-11-24T20:00")  # ten o'clock of the 25th at UTC+14
    places = {"Asia/Almaty": "2026-11-25T05:00", "Europe/Berlin": "2026-11-25T09:00",
              "America/New_York": "2026-11-25T15:00", "Asia/Ulaanbaatar": "2026-11-25T02:00",
              None: "2026-11-25T05:00"}  # fmt: skip
    for zone, moment in places.items():
        assert own_clock(schedule, due, zone, due) == at(moment)


def test_launched_late_those_whose_hour_has_passed_get_it_the_next_day() -> None:
    schedule = Schedule("once", "10:00", "Asia/Almaty", members=True)
    late = at("2026-11-25T08:00")
    assert own_clock(schedule, at("2026-11-24T20:00"), "Asia/Almaty", late) == at("2026-11-26T05:00")
    assert own_clock(schedule, at("2026-11-24T20:00"), "Europe/Berlin", late) == at("2026-11-25T09:00")


@pytest.mark.parametrize(
    ("schedule", "word"),
    [
        (Schedule("hour", "10:00", "Asia/Almaty"), "every"),
        (Schedule("day", "25:00", "Asia/Almaty"), "at"),
        (Schedule("day", "10:00", "Almaty"), "zone"),
        (Schedule("week", "10:00", "Asia/Almaty", days=("1",)), "days"),
        (Schedule("month", "10:00", "Asia/Almaty", day=32), "day"),
        (Schedule("cron", "", "Asia/Almaty", cron="0 10 * * 1"), "by name only"),
        (Schedule("cron", "", "Asia/Almaty", cron="0 10 * *"), "cron"),
    ],
)
def test_a_schedule_nobody_could_follow_is_named(schedule: Schedule, word: str) -> None:
    assert word in faults(schedule)[0]


def test_a_good_schedule_survives_its_json() -> None:
    schedule = Schedule("week", "10:00", "Asia/Almaty", days=("mon",), members=True)
    assert faults(schedule) == []
    assert Schedule.of(schedule.as_json()) == schedule


def test_an_hour_late_is_overdue_unless_somebody_said_until_when_it_is_good() -> None:
    due = at("2026-11-24T10:00")
    assert not is_overdue(due, None, due + timedelta(minutes=59))
    assert is_overdue(due, None, due + timedelta(minutes=61))
    assert not is_overdue(due, due + timedelta(days=1), due + timedelta(hours=5))


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Almaty"])
def test_every_day_of_two_years_is_due_once_whatever_the_clocks_do(zone: str) -> None:
    twice = dues(Schedule("day", "02:30", zone), "2026-01-01T00:00", 730)
    days = [
        datetime.fromisoformat(due).replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date() for due in twice
    ]
    assert len(set(days)) == 730
    assert (days[-1] - days[0]).days == 729


@pytest.mark.parametrize(
    "cron", ["0 10 29 2 mon", "0 10 13 * fri", "0 10 1-7 * mon", "0 10 */10 jan sat,sun"]
)
def test_days_of_the_month_and_weekdays_together_are_asked_about(cron: str) -> None:
    """Elsewhere "the 13th and Fridays", in our calendar "Friday the 13th"."""
    [fault] = faults(Schedule("cron", "", "Asia/Almaty", cron=cron))
    assert fault.startswith("cron: a day of the month and a weekday together")


@pytest.mark.parametrize(
    ("cron", "comes"),
    [
        ("0 10 30 2 *", False),
        ("0 10 31 4,6,9,11 *", False),
        ("0 10 30 feb sun", False),
        ("0 10 31 2-2 *", False),
        ("0 10 29 2 *", True),
        ("0 10 31 * *", True),
        ("0 10 * * mon-fri", True),
    ],
)
def test_a_line_that_never_comes_is_named(cron: str, comes: bool) -> None:
    line = Schedule("cron", "", "Asia/Almaty", cron=cron)
    assert never(line) is not comes
    assert faults(line) == ([] if comes else ["cron: this never comes; there is no such day"])


@pytest.mark.parametrize(
    ("cron", "often"),
    [
        ("* * * * *", True),
        ("*/30 9-17 * * *", True),
        ("0,59 10 * * mon", True),
        ("1-2 10 1 1 *", True),
        ("0 * * * *", False),
        ("59 9,10 * * *", False),
        ("*/59 10 1 * *", True),
        ("0 10 * * mon-fri", False),
    ],
)
def test_more_often_than_hourly_is_noticed(cron: str, often: bool) -> None:
    assert too_often(Schedule("cron", "", "Asia/Almaty", cron=cron)) is often


@pytest.mark.parametrize("every", ["day", "week", "month"])
def test_days_weeks_and_months_are_never_too_often(every: str) -> None:
    assert not too_often(Schedule(every, "10:00", "Asia/Almaty", days=("mon", "tue")))


def test_the_next_three_times() -> None:
    schedule = Schedule("week", "10:00", "Asia/Almaty", days=("mon", "fri"))
    times = upcoming(schedule, at("2026-11-27T05:00"))
    assert [moment.isoformat()[:16] for moment in times] == [
        "2026-11-27T05:00", "2026-11-30T05:00", "2026-12-04T05:00",
    ]  # fmt: skip


def test_an_end_moves_with_its_issue() -> None:
    first, next_ = at("2026-11-27T05:00"), at("2026-11-30T05:00")
    assert moved(first + timedelta(hours=6), first, next_) == next_ + timedelta(hours=6)
    assert moved(None, first, next_) is None
    assert moved(first, None, next_) == first
