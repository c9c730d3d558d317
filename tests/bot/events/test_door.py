"""The code at the door, and from when to when it is taken."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.events import door
from storage.events.events import Event

START = datetime(2026, 11, 27, 12, tzinfo=UTC)


def test_each_event_has_a_code_of_its_own_that_is_read_however_it_is_written() -> None:
    code = door.code(1, "4200:test")
    assert len(code) == door.LENGTH and set(code) <= set(door.LETTERS)
    assert code != door.code(2, "4200:test") and code != door.code(1, "4201:test")
    for written in (code, code.lower(), f" {code[:3]}-{code[3:]} "):
        assert door.is_right(written, 1, "4200:test")
    assert not door.is_right(code, 2, "4200:test") and not door.is_right("", 1, "4200:test")


@pytest.mark.parametrize(
    ("hours", "end", "opened"),
    [(-2.1, None, False), (-2, None, True), (0, None, True), (3, None, True), (3.1, None, False),
     (5, 6, True), (6.1, 6, False)],
)  # fmt: skip
def test_the_door_is_open_around_the_event(hours: float, end: float | None, *, opened: bool) -> None:
    ends_at = START + timedelta(hours=end) if end else None
    event = Event(1, "announced", {}, starts_at=START, ends_at=ends_at)
    assert door.is_open(event, START + timedelta(hours=hours)) is opened


def test_a_canceled_event_has_no_door() -> None:
    assert not door.is_open(Event(1, "canceled", {}, starts_at=START), START)
