"""Reminders are written once for an event's start, claimed by one, and fall back when whoever claimed them died."""

import asyncio
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.database import Database
from storage.events import events, notices, responses
from storage.events.responses import Response
from storage.members import members
from storage.notices import RETRY
from tests.storage.events.scene import brought

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
START = NOW + timedelta(days=2)
GUESTS = 300
DAY_BEFORE, HOUR_BEFORE = START - timedelta(hours=24), START - timedelta(hours=1)


async def invited(tx: AsyncConnection) -> tuple[int, list[int]]:
    """An event, and members who said yes, maybe, no, wait in line, and said yes late."""
    event = await events.create(tx, 7, NOW, state="announced", starts_at=START, zone="Asia/Almaty")
    ids = [(await members.join(tx, 5000 + number, "kk", NOW)).id for number in range(5)]
    answers = [("yes", None, NOW), ("maybe", None, NOW), ("no", None, NOW), ("yes", 4, NOW),
               ("yes", None, DAY_BEFORE + timedelta(minutes=1))]  # fmt: skip
    for member, (word, ticket, at) in zip(ids, answers, strict=True):
        await responses.put(tx, Response(event.id, member, word, 0, ticket, at))
    return event.id, ids


async def claimed(tx: AsyncConnection, now: datetime) -> list[tuple[int, str]]:
    return [(notice.member_id, notice.kind) for notice in await notices.QUEUE.claim(tx, now, 10)]


async def test_a_day_before_whoever_comes_is_reminded_once(database: Database) -> None:
    async with database.begin() as tx:
        event, (yes, maybe, *_rest) = await invited(tx)
        assert await notices.to_remind(tx, "day", DAY_BEFORE - timedelta(seconds=1)) == []
        assert await notices.to_remind(tx, "day", DAY_BEFORE) == [event]
        assert await notices.remind(tx, event, "day", DAY_BEFORE) == 2
        assert await notices.remind(tx, event, "day", DAY_BEFORE) == 0
        assert await claimed(tx, DAY_BEFORE) == [(yes, "day"), (maybe, "day")]
        assert await claimed(tx, DAY_BEFORE) == []


async def test_an_hour_before_also_whoever_said_yes_since(database: Database) -> None:
    async with database.begin() as tx:
        event, (yes, maybe, _no, _waits, late) = await invited(tx)
        await notices.remind(tx, event, "hour", HOUR_BEFORE)
        assert await claimed(tx, HOUR_BEFORE) == [(yes, "hour"), (maybe, "hour"), (late, "hour")]


async def test_a_moved_event_reminds_of_its_new_time(database: Database) -> None:
    async with database.begin() as tx:
        event, _ = await invited(tx)
        assert await notices.remind(tx, event, "day", DAY_BEFORE) == 2
        later = START + timedelta(days=7)
        await tx.execute(sa.update(events.events).values(starts_at=later))
        assert await notices.to_remind(tx, "day", DAY_BEFORE) == []
        assert await notices.remind(tx, event, "day", later - timedelta(hours=24)) == 3


async def test_a_claim_of_a_process_that_died_falls_back_and_what_is_done_does_not(
    database: Database,
) -> None:
    async with database.begin() as tx:
        _event, (yes, maybe, *_rest) = await invited(tx)
        await notices.remind(tx, 1, "day", DAY_BEFORE)
        first, _second = await notices.QUEUE.claim(tx, DAY_BEFORE, 10)
        await notices.QUEUE.done(tx, first, DAY_BEFORE)
        later = DAY_BEFORE + RETRY + timedelta(seconds=1)
        assert await claimed(tx, DAY_BEFORE + RETRY) == []
        assert await claimed(tx, later) == [(maybe, "day")]
        assert await brought(tx, 1) == [(yes, "day", None)]


async def test_what_is_put_off_waits_until_then(database: Database) -> None:
    async with database.begin() as tx:
        await invited(tx)
        await notices.remind(tx, 1, "day", DAY_BEFORE)
        until = DAY_BEFORE + timedelta(hours=3)
        for notice in await notices.QUEUE.claim(tx, DAY_BEFORE, 10):
            await notices.QUEUE.put_off(tx, notice, until)
        assert await claimed(tx, until - timedelta(seconds=1)) == []
        assert len(await claimed(tx, until)) == 2


async def test_a_canceled_event_reminds_nobody(database: Database) -> None:
    async with database.begin() as tx:
        event, _ = await invited(tx)
        assert await events.step(tx, event, "announced", "canceled", NOW)
        assert await notices.to_remind(tx, "day", DAY_BEFORE) == []


async def test_two_processes_that_claim_at_once_share_them_out(database: Database) -> None:
    other = Database.open(
        database.writer.url.set(drivername=database.dialect).render_as_string(hide_password=False)
    )
    async with database.begin() as tx:
        event = await events.create(tx, 7, NOW, state="announced", starts_at=START, zone="Asia/Almaty")
        rows = [{"chat_id": 5000 + number, "language": "kk", "joined_at": NOW} for number in range(GUESTS)]
        await tx.execute(sa.insert(members.members), rows)
        ids = list((await tx.execute(sa.select(members.members.c.id))).scalars())
        await notices.add(tx, event.id, ids, "seat", NOW)

    async def process(opened: Database) -> list[int]:
        claimed: list[int] = []
        while True:
            async with opened.begin() as tx:
                taken = await notices.QUEUE.claim(tx, NOW, 20)
            if not taken:
                return claimed
            claimed += [notice.member_id for notice in taken]

    shares = await asyncio.gather(*(process(opened) for opened in (database, other) * 3))
    await other.close()
    assert sorted(member for share in shares for member in share) == sorted(ids)
