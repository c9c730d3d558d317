"""Who handles which chat: one holder at a time, and nobody's work stays with the dead."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.clock import now
from storage.database import versions
from storage.database.database import Database
from storage.updates import chat_claims, leases, updates
from storage.updates.chat_claims import alive
from tests.conftest import fresh_postgres


async def stored(database: Database, *rows: tuple[int, int]) -> None:
    """Waiting updates as (update id, chat)."""
    async with database.begin() as tx:
        await updates.store(
            tx, [{"update_id": id, "chat_key": chat, "body": "{}", "received_at": now()} for id, chat in rows]
        )


async def taken(database: Database, holder: str, room: int = 10, newest: int = 0) -> dict[int, list[int]]:
    async with database.begin() as tx:
        work = await chat_claims.take(tx, holder, room, now(), newest)
    return {chat: [row.update_id for row in rows] for chat, rows in work.items()}


async def test_a_chat_has_one_holder_and_its_updates_come_in_order(database: Database) -> None:
    await stored(database, (5, 1), (3, 2), (4, 1))
    assert await taken(database, "a") == {1: [4, 5], 2: [3]}
    assert await taken(database, "b") == {}


async def test_those_who_wait_longest_are_taken_up_first(database: Database) -> None:
    await stored(database, (30, 1), (10, 2), (20, 3))
    assert set(await taken(database, "a", room=2)) == {2, 3}
    assert set(await taken(database, "b", room=2)) == {1}


async def test_some_of_the_room_is_for_those_who_wrote_last(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat_claims, "LOOKED_AT", 4)  # of more than are looked at in order
    await stored(database, *((10 * chat, chat) for chat in range(1, 10)), (5, 9))
    assert set(await taken(database, "a", room=4, newest=2)) == {9, 1, 8}
    assert set(await taken(database, "b", room=4, newest=2)) == {2, 3, 6, 7}
    assert await taken(database, "c", room=4, newest=2) == {4: [40], 5: [50]}


async def test_a_chat_given_back_is_free_again_with_what_is_left(database: Database) -> None:
    await stored(database, (1, 1), (2, 1))
    await taken(database, "a")
    async with database.begin() as tx:
        await updates.handled(tx, [1], now())
        await chat_claims.give_back(tx, "b", [1])
    assert await taken(database, "b") == {}
    async with database.begin() as tx:
        await chat_claims.give_back(tx, "a", [1])
    assert await taken(database, "b") == {1: [2]}


async def test_a_chat_whose_first_update_waits_for_its_next_try_waits_with_it(database: Database) -> None:
    await stored(database, (1, 1), (2, 1), (3, 2))
    async with database.begin() as tx:
        await updates.retry(tx, 1, "ValueError", now() + timedelta(seconds=60))
    assert await taken(database, "a") == {2: [3]}


async def test_claims_nobody_works_on_go_back(database: Database) -> None:
    await stored(database, (1, 1), (2, 2))
    await taken(database, "a")
    async with database.begin() as tx:
        await chat_claims.keep_only(tx, "a", [2])
    assert await taken(database, "b") == {1: [1]}


async def test_on_sqlite_whoever_ran_before_is_gone(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path}/alone.db")
    await versions.upgrade(database)
    await stored(database, (1, 1))
    await taken(database, "before")
    async with database.begin() as tx:
        assert await chat_claims.take_over(tx, "now", 5) == 1
    assert await taken(database, "now") == {1: [1]}
    await database.close()


async def test_on_postgresql_the_silent_lose_their_chats_and_the_living_keep_them(postgres: str) -> None:
    database = Database.open(await fresh_postgres(postgres))
    await versions.upgrade(database)
    await stored(database, (1, 1), (2, 2))
    await taken(database, "living", room=1)
    await taken(database, "silent", room=1)
    async with database.begin() as tx:
        await leases.take(tx, alive("living"), "living", 60)
        await leases.take(tx, alive("silent"), "silent", -1)
        assert await chat_claims.take_over(tx, "other", silence=86_400) == 0, "the server has just started"
        assert await chat_claims.take_over(tx, "other", silence=0) == 1
    assert await taken(database, "other") == {2: [2]}
    await database.close()


async def test_leases_of_the_long_gone_are_forgotten(database: Database) -> None:
    async with database.begin() as tx:
        await leases.take(tx, alive("gone"), "gone", -100)
        await leases.take(tx, alive("here"), "here", 5)
        await leases.take(tx, "poll", "gone", -100)
        await chat_claims.forget_silent(tx, 60)
        names = set((await tx.execute(sa.select(leases.leases.c.name))).scalars())
    assert names == {alive("here"), "poll"}
