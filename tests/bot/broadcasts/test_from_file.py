"""A file into the queue, on both databases: all of it or nothing."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.broadcasts.from_file import Refused, queue, store
from bot.broadcasts.toml_file import Plan, read
from bot.config import Delivery
from storage.broadcasts import broadcasts
from storage.database.database import Database
from storage.members import members
from storage.staff import audit

NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
TEXT = '[text]\nkk = "а"\nru = "б"\nen = "c"\n'
EVERY_DAY = '[schedule]\nevery = "day"\nat = "10:00"\nzone = "Asia/Almaty"\n'


def plan(folder: Path, text: str) -> Plan:
    (folder / "b.toml").write_text(text, encoding="utf-8")
    return read(folder / "b.toml", ())


async def with_members(database: Database, number: int) -> None:
    async with database.begin() as tx:
        for chat in range(1, number + 1):
            await members.join(tx, chat, "kk", NOW)


async def test_what_is_refused_leaves_nothing_behind(database: Database, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        await queue(database, Delivery(), plan(tmp_path, TEXT), None, NOW, name="root")
    assert [refusal.kind for refusal in refused.value.refusals] == ["nobody"]
    async with database.connect() as tx:
        assert await broadcasts.get(tx, 1) is None and await audit.deeds(tx) == ([], 0)


@pytest.mark.parametrize(
    ("text", "due", "first"),
    [
        (TEXT, None, NOW),
        (TEXT, NOW - timedelta(seconds=5), NOW),
        (TEXT, NOW + timedelta(hours=1), NOW + timedelta(hours=1)),
        (TEXT + EVERY_DAY, None, NOW + timedelta(days=1)),
        (TEXT + EVERY_DAY, NOW + timedelta(days=3), NOW + timedelta(days=3)),
    ],
)
async def test_what_passes_is_due_at_its_time(
    database: Database, tmp_path: Path, text: str, due: datetime | None, first: datetime
) -> None:
    await with_members(database, 1)
    number, said = await queue(database, Delivery(), plan(tmp_path, text), due, NOW, name="root")
    async with database.connect() as tx:
        queued = await broadcasts.get(tx, number)
    assert queued is not None and said == []
    assert (queued.state, queued.due_at, bool(queued.schedule)) == ("scheduled", first, "[schedule]" in text)


@pytest.mark.parametrize(("above", "number", "stands"), [(2, 2, False), (2, 3, True), (0, 1, True)])
async def test_four_eyes_count_as_in_the_chat(
    database: Database, tmp_path: Path, above: int, number: int, stands: bool
) -> None:
    await with_members(database, number)
    delivery, written = Delivery(approval_above=above), plan(tmp_path, TEXT)
    if stands:
        with pytest.raises(Refused):
            await queue(database, delivery, written, None, NOW, name="root")
    _, said = await queue(database, delivery, written, None, NOW, name="root", force=stands)
    assert [refusal.kind for refusal in said] == (["approval"] if stands else [])


async def test_a_draft_keeps_time_and_schedule(database: Database, tmp_path: Path) -> None:
    async with database.begin() as tx:
        draft = await store(tx, plan(tmp_path, TEXT + EVERY_DAY), NOW, NOW)
    assert draft.state == "draft" and draft.due_at == NOW and draft.schedule is not None
