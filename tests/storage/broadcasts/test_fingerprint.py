"""What an approval is about: whatever reaches members changes the fingerprint, what stays with staff does not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from storage.broadcasts import broadcasts
from storage.broadcasts.broadcasts import Broadcast
from storage.broadcasts.fingerprint import FIELDS
from storage.database.database import Database

NOW = datetime(2026, 11, 24, 5, 0, 0, 123456, tzinfo=UTC)
CONTENT: dict[str, Any] = {
    "kk": {"text": "Сәлем 👋", "entities": [{"type": "bold", "offset": 0, "length": 5}]},
    "ru": {"text": "a", "media": [{"type": "photo", "file_id": "x"}]},
    "en": {"text": "a", "buttons": [[{"text": "b", "url": "https://example.org"}]]},
}
DAILY = {
    "every": "day",
    "at": "10:00",
    "zone": "Asia/Almaty",
    "days": [],
    "day": 1,
    "cron": "",
    "members": False,
}
CHANGES: dict[str, Any] = {
    "kind": "correct",
    "target_id": 5,
    "content": CONTENT | {"kk": {"text": "Сәлем"}},
    "audience": {"topics": ["law"]},
    "audience_mode": "frozen",
    "fallback": ["ru", "kk", "en"],
    "urgent": True,
    "policy": "miss",
    "schedule": DAILY,
    "due_at": NOW + timedelta(seconds=1),
    "expires_at": NOW + timedelta(days=2),
    "check_in_id": 5,
}
OF_STAFF: dict[str, Any] = {
    "title": "Weekly", "composer": {"hand": 1}, "author_id": 7, "urgent_reason": "because", "version": 9,
    "state": "paused", "launched_at": NOW, "launch_until": 7, "approved_by": 3,
    "check_in_ended_at": NOW,
}  # fmt: skip


async def kept(database: Database, **values: Any) -> Broadcast:
    async with database.begin() as tx:
        values = {"due_at": NOW, "expires_at": NOW + timedelta(days=1)} | values
        number = await broadcasts.create(tx, CONTENT, {"countries": ["DE"]}, NOW, **values)
        row = await broadcasts.get(tx, number)
    assert row is not None
    return row


def test_every_column_it_reads_is_changed_here() -> None:
    assert set(CHANGES) == set(FIELDS)


async def test_whatever_reaches_members_changes_it_and_nothing_else_does(database: Database) -> None:
    row = await kept(database)
    changed = {name: replace(row, **{name: value}).fingerprint for name, value in CHANGES.items()}
    assert len({row.fingerprint, *changed.values()}) == len(CHANGES) + 1
    for name, value in OF_STAFF.items():
        assert replace(row, **{name: value}).fingerprint == row.fingerprint, name


@pytest.mark.parametrize("language", CONTENT)
@pytest.mark.parametrize("part", ["text", "entities", "media", "buttons", "poll"])
async def test_every_part_of_every_language_counts(database: Database, language: str, part: str) -> None:
    row = await kept(database)
    text = CONTENT[language] | {part: "other" if part == "text" else [{"type": "other"}]}
    assert replace(row, content=CONTENT | {language: text}).fingerprint != row.fingerprint


async def test_a_series_keeps_its_own_while_it_moves_on(database: Database) -> None:
    series = await kept(database, schedule=DAILY)
    later = timedelta(days=1)
    assert series.due_at and series.expires_at
    moved = replace(series, due_at=series.due_at + later, expires_at=series.expires_at + later)
    assert moved.fingerprint == series.fingerprint
    assert replace(moved, expires_at=series.expires_at).fingerprint != series.fingerprint


async def test_both_databases_say_the_same(database: Database) -> None:
    row = await kept(database, schedule=DAILY | {"every": "once", "members": True}, fallback=["ru"])
    assert row.fingerprint == "efa3f098761c4ebdb2db63205146d9a102e323f6c13622df8456b86776b3dcb2"


async def test_a_word_names_the_row_as_it_stands_and_falls_away_with_a_change(database: Database) -> None:
    row = await kept(database)
    async with database.begin() as tx:
        await broadcasts.release(tx, row.id, "approved", approved_by=3, approved_at=NOW, approved_version=1)
        released = await broadcasts.get(tx, row.id)
        assert await broadcasts.change(tx, row.id, row.version, NOW, content={"kk": {"text": "b"}})
        changed = await broadcasts.get(tx, row.id)
    assert released is not None and changed is not None
    assert (released.released_as, released.released_hash) == ("approved", row.fingerprint)
    assert (changed.released_as, changed.released_hash, changed.approved_by) == (None, None, None)
