"""The door: what may go out, and what keeps the rest from it."""

from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.broadcasts.approval import Lack, lack, stands, writers
from bot.broadcasts.states import Release
from storage.broadcasts.broadcasts import Broadcast

NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


@pytest.fixture
def row() -> Broadcast:
    values: dict[str, Any] = dict.fromkeys(column.name for column in fields(Broadcast))
    values |= {"kind": "send", "content": {"kk": {"text": "x"}}, "audience": {}, "due_at": NOW}
    made = Broadcast(**values)
    return replace(made, released_hash=made.fingerprint)


@pytest.mark.parametrize(
    ("release", "recipients", "expected"),
    [
        (Release.OWN, 10, None),
        (Release.OWN, 11, Lack.GROWN),
        (Release.OWN, None, None),
        (Release.APPROVED, 11, None),
        (Release.URGENT, 11, None),
        (Release.FORCED, 11, None),
        (None, 1, Lack.CHANGED),
    ],
)
def test_few_go_by_ones_own_word_many_by_a_colleagues_a_reason_or_force(
    row: Broadcast, release: Release | None, recipients: int | None, expected: Lack | None
) -> None:
    given = replace(row, released_as=release, approved_by=3 if release == Release.APPROVED else None)
    assert lack(given, recipients, 10) == expected


@pytest.mark.parametrize("release", Release)
def test_what_says_something_else_than_the_word_was_about_stands_at_the_door(
    row: Broadcast, release: Release
) -> None:
    given = replace(row, released_as=release, approved_by=3)
    for change in ({"content": {"kk": {"text": "y"}}}, {"audience": {"topics": ["law"]}}, {"due_at": None}):
        changed: dict[str, Any] = change
        assert lack(replace(given, **changed), 0, 10) == Lack.CHANGED


def test_an_approval_without_a_name_is_none(row: Broadcast) -> None:
    assert not stands(replace(row, released_as=Release.APPROVED))
    assert not stands(replace(row, released_as=Release.OWN, released_hash=None))


def test_who_sent_it_for_approval_and_who_changed_it_last_may_not_approve(row: Broadcast) -> None:
    assert writers(replace(row, composer={"submitted_by": 1, "hand": 2})) == (1, 2)
    assert writers(row) == (None, None)
