"""When an announcement reaches a member who wants digests: a table of wishes and clocks."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.broadcasts.frequency import Frequency, gathered_until, of_broadcast, pause_end
from bot.broadcasts.quiet_hours import QuietHours
from storage.members.frequencies import Wish

HOUSE = ZoneInfo("Asia/Almaty")  # UTC+5
NONE, NIGHT = QuietHours(0, 0), QuietHours(22 * 60, 8 * 60)
MONDAY = datetime(2026, 11, 30, 2, tzinfo=UTC)  # 07:00 in Almaty, 05:00 in Istanbul


def wish(frequency: str = "daily", **values: Any) -> Wish:
    fields = dict.fromkeys(("digest_at", "paused_until", "zone", "quiet_from", "quiet_until"))
    return Wish(frequency, **{**fields, "of_topics": {}, **values})


def until(one: Wish, now: datetime = MONDAY, **values: Any) -> datetime | None:
    given = {"topics": (), "expires_at": None, "quiet": NONE, "house": HOUSE, **values}
    return gathered_until(one, now=now, **given)


@pytest.mark.parametrize(
    ("general", "own", "topics", "expected"),
    [
        ("at_once", {}, (), "at_once"),
        ("daily", {"work": None}, ("work",), "daily"),
        ("daily", {"work": "at_once"}, ("work",), "at_once"),
        ("at_once", {"work": "weekly"}, ("work",), "weekly"),
        ("at_once", {"work": "weekly"}, (), "at_once"),  # to everyone: as in general
        (
            "weekly",
            {"work": "daily", "news": None},
            ("work", "news"),
            "daily",
        ),  # the more frequent one counts
        ("daily", {"work": "weekly"}, ("news", "work"), "weekly"),  # not subscribed to news
        ("weekly", {}, ("work",), "weekly"),  # subscribed to none: whoever claims it finds it unwanted
    ],
)
def test_the_most_frequent_of_ones_topics_counts(
    general: str, own: dict[str, str | None], topics: tuple[str, ...], expected: str
) -> None:
    assert of_broadcast(wish(general, of_topics=own), topics) == Frequency(expected)


@pytest.mark.parametrize(
    ("one", "hours"),
    [
        (wish("at_once"), None),
        (wish("daily"), 2),  # 09:00 in Almaty, where the house is
        (wish("daily", zone="Europe/Istanbul"), 4),
        (wish("daily", zone="Europe/Istanbul", digest_at=4 * 60), 23),  # 04:00 is over there
        (wish("daily", digest_at=7 * 60 + 1), 24 + 1 / 60),  # in a minute: it may be on its way already
        (wish("weekly"), 2),
        (wish("weekly", digest_at=7 * 60), 24 * 7),
        (wish("daily", zone="No/Such"), 2),
    ],
)
def test_a_digest_is_due_at_the_members_hour(one: Wish, hours: float | None) -> None:
    expected = None if hours is None else MONDAY + timedelta(hours=hours)
    assert until(one) == expected


def test_a_digest_within_quiet_hours_waits_for_their_end() -> None:
    early = wish("daily", zone="Asia/Almaty", digest_at=7 * 60 + 30)
    assert until(early, quiet=NIGHT) == MONDAY + timedelta(hours=1)


def test_what_would_be_over_by_then_comes_at_once() -> None:
    assert until(wish("weekly", digest_at=0), expires_at=MONDAY + timedelta(days=2)) is None
    assert until(wish("weekly"), expires_at=MONDAY + timedelta(hours=3)) == MONDAY + timedelta(hours=2)


def test_a_pause_gathers_until_it_ends_whatever_else_is_chosen() -> None:
    end = MONDAY + timedelta(days=7)
    for frequency in Frequency:
        paused = wish(frequency, paused_until=end, of_topics={"work": "at_once"})
        assert until(paused, topics=("work",), expires_at=MONDAY + timedelta(days=1)) == end
    assert until(wish("at_once", paused_until=MONDAY)) is None  # it is over


def test_a_pause_ends_at_the_members_hour() -> None:
    end = pause_end("Europe/Istanbul", 10 * 60, 7, MONDAY, HOUSE)
    assert end.astimezone(ZoneInfo("Europe/Istanbul")).isoformat() == "2026-12-07T10:00:00+03:00"


def test_the_hour_is_the_clocks_on_both_sides_of_a_change() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    for day, offset in (
        (datetime(2027, 3, 27, 12, tzinfo=UTC), 2),
        (datetime(2026, 10, 24, 12, tzinfo=UTC), 1),
    ):
        due = until(wish("daily", zone="Europe/Berlin"), day)
        assert due is not None
        local = due.astimezone(berlin)
        assert (local.hour, local.utcoffset()) == (9, timedelta(hours=offset))
