"""Files that staff uploaded are the bot's of that time."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.broadcasts.files import file_ids, of_another_bot
from storage import bots
from storage.broadcasts import broadcasts
from storage.broadcasts.broadcasts import Broadcast
from storage.database.database import Database

NOW = datetime(2026, 11, 29, tzinfo=UTC)
DAY = timedelta(days=1)
PHOTO = {
    "kk": {"media": [{"type": "photo", "file_id": "a"}]},
    "ru": {"media": [{"type": "photo", "file_id": "b"}]},
}


async def kept(database: Database, at: datetime) -> list[Broadcast]:
    async with database.begin() as tx:
        await broadcasts.create(tx, {"kk": {"text": "x"}}, {}, at)
        await broadcasts.create(tx, PHOTO, {}, at)
        await broadcasts.create(tx, PHOTO, {}, at, state="done")
        await broadcasts.create(tx, PHOTO, {}, at, state="done", template=True)
        return await broadcasts.unsent(tx)


async def test_what_will_be_sent_or_copied_is_kept_the_latest_first(database: Database) -> None:
    rows = await kept(database, NOW)
    assert [broadcast.id for broadcast in rows] == [4, 2, 1]
    assert [file_ids(broadcast) for broadcast in rows] == [["a", "b"], ["a", "b"], []]


@pytest.mark.parametrize(
    ("since", "written", "strange"),
    [
        ({}, NOW, []),
        ({42: NOW - DAY}, NOW, []),
        ({41: NOW - DAY}, NOW, [4, 2]),
        ({41: NOW - 9 * DAY, 42: NOW - DAY}, NOW - 2 * DAY, [4, 2]),
        ({41: NOW - 9 * DAY, 42: NOW - DAY}, NOW, []),
        ({42: NOW - 9 * DAY, 41: NOW - DAY}, NOW - 2 * DAY, []),
    ],
)
async def test_those_from_before_this_bot_are_anothers(
    database: Database, since: dict[int, datetime], written: datetime, strange: list[int]
) -> None:
    rows = await kept(database, written)
    assert [broadcast.id for broadcast in of_another_bot(rows, 42, since)] == strange


async def test_a_bot_is_remembered_since_its_first_run(database: Database) -> None:
    async with database.begin() as tx:
        await bots.seen(tx, 42, NOW)
        await bots.seen(tx, 42, NOW + DAY)
        await bots.seen(tx, 43, NOW + DAY)
        assert await bots.all_since(tx) == {42: NOW, 43: NOW + DAY}
