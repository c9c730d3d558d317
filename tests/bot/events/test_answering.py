"""Answers of many at once, on both databases, from two pools of connections."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.errors import BotError
from bot.events import answering
from storage.database.database import Database
from storage.events import events, notices, responses
from storage.events.events import Event
from storage.members import members

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
SOON = NOW + timedelta(days=3)
MEMBERS, SEATS = 500, 100


@pytest.fixture
async def other(database: Database) -> AsyncIterator[Database]:
    """The same database as another process sees it."""
    url = database.writer.url.set(drivername=database.dialect)
    opened = Database.open(url.render_as_string(hide_password=False))
    yield opened
    await opened.close()


async def event_of(database: Database, **values: object) -> Event:
    async with database.begin() as tx:
        values = {
            "state": "announced",
            "starts_at": SOON,
            "zone": "Asia/Almaty",
            "announced_at": NOW,
        } | values
        return await events.create(tx, 7, NOW, **values)


async def people(database: Database, number: int) -> list[int]:
    async with database.begin() as tx:
        rows = [{"chat_id": 5000 + n, "language": "kk", "joined_at": NOW} for n in range(number)]
        await tx.execute(sa.insert(members.members), rows)
        return list(
            (await tx.execute(sa.select(members.members.c.id).order_by(members.members.c.id))).scalars()
        )


async def answers(
    database: Database, event: Event, member_id: int, word: str = "yes", guests: int = 0
) -> bool:
    """Whether they have seats."""
    async with database.begin() as tx:
        answered = await answering.answer(tx, event.id, member_id, word, guests, NOW)
        return answered.response.seated


async def line(database: Database, event: Event) -> list[int]:
    async with database.connect() as tx:
        return [response.member_id for response in await responses.waiting(tx, event.id)]


async def test_500_at_once_for_100_seats_and_cancellations_move_up_exactly(
    database: Database, other: Database
) -> None:
    event, everyone = await event_of(database, seats=SEATS), await people(database, MEMBERS)
    seated = await asyncio.gather(
        *(answers((database, other)[number % 2], event, member) for number, member in enumerate(everyone))
    )
    inside = [member for member, has in zip(everyone, seated, strict=True) if has]
    waiting = await line(database, event)
    assert (len(inside), len(waiting)) == (SEATS, MEMBERS - SEATS)
    async with database.connect() as tx:
        tickets = [response.ticket for response in await responses.waiting(tx, event.id)]
        assert tickets == list(range(SEATS + 1, MEMBERS + 1))
        first = await responses.get(tx, event.id, waiting[0])
        assert first is not None and await responses.position(tx, first) == 1

    leaving, giving_up = inside[:40], waiting[:10]
    await asyncio.gather(
        *(answers((database, other)[number % 2], event, member, "no")
          for number, member in enumerate([*leaving, *giving_up]))
    )  # fmt: skip
    async with database.connect() as tx:
        counted = await responses.count(tx, event.id)
        told = {notice.member_id for notice in await _notices(tx)}
        moved = set(waiting) - set(await line(database, event)) - set(giving_up)
    assert (counted.seated, counted.taken) == (SEATS, SEATS)
    assert counted.waiting == MEMBERS - SEATS - len(giving_up) - len(moved)
    assert moved == set([member for member in waiting if member not in giving_up][: len(moved)])
    assert moved <= told <= moved | set(giving_up)  # some gave up after they had moved up
    assert len(leaving) <= len(told) <= len(leaving) + len(giving_up)


async def _notices(tx: object) -> list[notices.Notice]:
    rows = await tx.execute(sa.select(*notices.QUEUE.columns))  # type: ignore[attr-defined]
    return [notices.Notice(*row) for row in rows]


async def test_guests_take_seats_and_are_cut_to_what_is_allowed(database: Database) -> None:
    event, (first, second, third) = await event_of(database, seats=4, guests=2), await people(database, 3)
    assert await answers(database, event, first, guests=9)
    assert not await answers(database, event, second, guests=1)
    assert await answers(database, event, third)
    async with database.connect() as tx:
        counted = await responses.count(tx, event.id)
    assert (counted.taken, counted.waiting, counted.queued) == (4, 1, 2)


async def test_what_was_answered_already_changes_nothing(database: Database) -> None:
    event, (first, second) = await event_of(database, seats=1), await people(database, 2)
    for _ in range(2):
        assert await answers(database, event, first)
        assert not await answers(database, event, second)
    async with database.connect() as tx:
        waits = await responses.get(tx, event.id, second)
    assert waits is not None and waits.ticket == 2


@pytest.mark.parametrize(
    "values",
    [{"state": "draft"}, {"state": "canceled"}, {"starts_at": NOW}, {"starts_at": NOW - timedelta(hours=1)}],
)
async def test_an_event_that_is_not_open_takes_no_answers(
    database: Database, values: dict[str, object]
) -> None:
    event, (first,) = await event_of(database, **values), await people(database, 1)
    with pytest.raises(BotError):
        await answers(database, event, first)


async def test_more_seats_go_to_the_line(database: Database) -> None:
    event, everyone = await event_of(database, seats=1), await people(database, 4)
    for member in everyone:
        await answers(database, event, member)
    async with database.begin() as tx:
        await tx.execute(sa.update(events.events).values(seats=3))
        assert await answering.fill(tx, event.id, NOW) == 2
    assert await line(database, event) == everyone[3:]


async def test_who_is_forgotten_leaves_the_seat_to_the_next(database: Database) -> None:
    event, (first, second) = await event_of(database, seats=1), await people(database, 2)
    await answers(database, event, first)
    await answers(database, event, second)
    async with database.begin() as tx:
        await answering.forget(tx, 5000, NOW)
        assert await responses.get(tx, event.id, first) is None
        moved = await responses.get(tx, event.id, second)
        assert moved is not None and moved.seated
