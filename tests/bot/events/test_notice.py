"""What becomes of a notice: now, later or never."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.broadcasts.quiet_hours import QuietHours
from bot.broadcasts.turn import Later, Never, Now
from bot.events.notice import decide
from storage.events.events import Event
from storage.events.notices import Notice
from storage.events.responses import Response
from storage.members.members import Member

START = datetime(2026, 11, 27, 12, tzinfo=UTC)
QUIET = QuietHours(21 * 60, 9 * 60)
EVENT = Event(1, "announced", {}, starts_at=START)
YES, MAYBE, WAITS, NO = (
    Response(1, 2, "yes"), Response(1, 2, "maybe"), Response(1, 2, "yes", ticket=5), Response(1, 2, "no")
)  # fmt: skip
MEMBER = Member(
    2, 5000, "person", "kk", "cyrl", "DE", "Europe/Berlin", None, None, START, None, None, None, None
)
DAY, HOUR, SEAT = (
    Notice(1, 1, 2, "day", START), Notice(1, 1, 2, "hour", START), Notice(1, 1, 2, "seat", START)
)  # fmt: skip


def at(
    notice: Notice, response: Response | None, before: float, event: Event = EVENT, member: Member = MEMBER
) -> object:
    return decide(notice, event, response, member, START - timedelta(hours=before), QUIET)


@pytest.mark.parametrize("notice", [DAY, HOUR])
@pytest.mark.parametrize("response", [YES, MAYBE])
def test_whoever_comes_is_reminded(notice: Notice, response: Response) -> None:
    assert at(notice, response, 1) == Now()


@pytest.mark.parametrize("response", [WAITS, NO, None])
@pytest.mark.parametrize("notice", [DAY, HOUR, SEAT])
def test_whoever_does_not_come_hears_nothing(notice: Notice, response: Response | None) -> None:
    assert at(notice, response, 1) == Never("answered otherwise")


def test_a_seat_is_told_to_those_who_said_yes() -> None:
    assert at(SEAT, YES, 1) == Now()
    assert at(SEAT, MAYBE, 1) == Never("answered otherwise")


def test_nobody_is_woken_unless_waiting_would_be_too_late() -> None:
    morning = datetime(2026, 11, 27, 8, tzinfo=UTC)  # nine in Berlin
    assert at(DAY, YES, 14) == Later(morning)
    assert at(SEAT, YES, 14) == Later(morning)
    early = replace(EVENT, starts_at=morning + timedelta(minutes=30))
    night = decide(replace(SEAT), early, YES, MEMBER, morning - timedelta(hours=5), QUIET)
    assert night == Now()  # it begins half an hour after they wake up
    assert at(DAY, YES, 14, member=replace(MEMBER, timezone=None)) == Now()


def test_the_hours_reminder_comes_at_its_hour() -> None:
    night = replace(EVENT, starts_at=datetime(2026, 11, 27, 4, tzinfo=UTC))
    notice = replace(HOUR, about=night.starts_at)
    assert decide(notice, night, YES, MEMBER, datetime(2026, 11, 27, 3, tzinfo=UTC), QUIET) == Now()


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (replace(EVENT, state="canceled"), "canceled"),
        (replace(EVENT, starts_at=START - timedelta(hours=2)), "begun"),
        (replace(EVENT, starts_at=START + timedelta(days=7)), "moved"),
    ],
)
def test_what_is_not_so_any_more_is_not_said(event: Event, reason: str) -> None:
    assert at(HOUR, YES, 1, event) == Never(reason)


def test_who_blocked_the_bot_is_not_written_to() -> None:
    assert at(DAY, YES, 1, member=replace(MEMBER, blocked_at=START)) == Never("blocked")
