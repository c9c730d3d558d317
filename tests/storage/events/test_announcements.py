"""What a broadcast says of an event is so from its launch on."""

from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.broadcasts import lifecycle
from storage.broadcasts import broadcasts
from storage.database.database import Database
from storage.events import announcements, events
from storage.events.events import Event

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
START, LATER = NOW + timedelta(days=2), NOW + timedelta(days=3)


async def told(tx: AsyncConnection, event: Event, kind: str, **changes: str) -> Event:
    """The event after the launch of a broadcast of this kind."""
    number = await broadcasts.create(tx, {}, {}, NOW, state="scheduled", due_at=NOW)
    await announcements.add(tx, number, event.id, kind, changes or None)
    before = await events.get(tx, event.id)
    assert (await announcements.pending(tx, event.id) is None) is (kind == "message")
    await lifecycle.launch(tx, number, NOW)
    assert before == event and await announcements.pending(tx, event.id) is None
    after = await events.get(tx, event.id)
    assert after is not None
    return after


async def test_from_draft_to_announced_changed_and_canceled(database: Database) -> None:
    async with database.begin() as tx:
        draft = await events.create(tx, 7, NOW, starts_at=START)
        announced = await told(tx, draft, "announce")
        assert (announced.state, announced.announced_at) == ("announced", NOW)
        assert await events.change(
            tx, announced, NOW, changes={"starts_at": LATER.isoformat(), "link": "https://a.kz"}
        )
        staged = await events.get(tx, draft.id)
        assert staged is not None and (staged.starts_at, staged.changed.starts_at) == (START, LATER)
        changed = await told(tx, staged, "change", starts_at=LATER.isoformat())
        assert (changed.starts_at, changed.link) == (LATER, None)
        assert changed.changes == {"link": "https://a.kz"}  # nobody was told of it yet
        assert (await told(tx, changed, "message")).state == "announced"
        canceled = await told(tx, await _fresh(tx, draft.id), "cancel")
        assert (canceled.state, canceled.canceled_at) == ("canceled", NOW)


async def _fresh(tx: AsyncConnection, event_id: int) -> Event:
    event = await events.get(tx, event_id)
    assert event is not None
    return event


async def test_what_is_over_is_not_listed(database: Database) -> None:
    async with database.begin() as tx:
        for start, end in ((START, None), (NOW - timedelta(hours=4), None), (NOW - timedelta(hours=4), LATER),
                           (NOW - timedelta(hours=1), None)):  # fmt: skip
            await events.create(tx, 7, NOW, state="announced", starts_at=start, ends_at=end)
        await events.create(tx, 7, NOW, starts_at=START)
        assert [event.id for event in await events.upcoming(tx, NOW)] == [3, 4, 1]


async def test_of_two_who_change_it_one_succeeds(database: Database) -> None:
    async with database.begin() as tx:
        event = await events.create(tx, 7, NOW)
        assert await events.change(tx, event, NOW, seats=5)
        assert not await events.change(tx, event, NOW, seats=6)
        assert not await events.discard(tx, event, NOW)
        assert await events.discard(tx, await _fresh(tx, event.id), NOW)
        assert (await events.listing(tx, 10))[1] == 0
