"""Members join, choose, leave, move and are forgotten."""

import sqlalchemy as sa

from bot.clock import now
from storage.database.database import Database
from storage.members import members
from storage.members.members import Member, subscriptions


async def found(database: Database, chat: int) -> Member | None:
    async with database.connect() as tx:
        return await members.by_chat(tx, chat)


async def joined(database: Database, chat: int = 1) -> Member:
    async with database.begin() as tx:
        return await members.join(tx, chat, "kk", now())


async def test_a_member_joins_once(database: Database) -> None:
    first, second = await joined(database), await joined(database)
    assert first.id == second.id


async def test_a_member_who_blocked_us_is_reachable_when_they_come_back(database: Database) -> None:
    await joined(database)
    async with database.begin() as tx:
        await members.gone(tx, 1, "blocked", now())
    blocked = await found(database, 1)
    assert blocked is not None and blocked.blocked_reason == "blocked"
    assert (await joined(database)).blocked_at is None


async def test_topics_are_chosen_and_dropped(database: Database) -> None:
    member = await joined(database)
    async with database.begin() as tx:
        await members.subscribe(tx, member.id, ["law", "quota"])
        await members.subscribe(tx, member.id, ["law", "events"])
        await members.unsubscribe(tx, member.id, ["quota"])
    again = await found(database, 1)
    assert again is not None and again.topics == ("events", "law")


async def test_a_forgotten_member_leaves_nothing(database: Database) -> None:
    member = await joined(database)
    async with database.begin() as tx:
        await members.subscribe(tx, member.id, ["law"])
        await members.forget(tx, 1)
    assert await found(database, 1) is None
    async with database.connect() as tx:
        assert (await tx.execute(sa.select(sa.func.count()).select_from(subscriptions))).scalar_one() == 0


async def test_a_group_is_followed_to_its_new_id(database: Database) -> None:
    await joined(database, -5)
    async with database.begin() as tx:
        await members.move(tx, -5, -1005)
    assert await found(database, -5) is None
    assert await found(database, -1005) is not None


async def test_a_group_known_under_both_ids_stays_once(database: Database) -> None:
    await joined(database, -5)
    await joined(database, -1005)
    async with database.begin() as tx:
        await members.move(tx, -5, -1005)
    assert await found(database, -5) is None
    assert await found(database, -1005) is not None
