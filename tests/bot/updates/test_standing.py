"""A process that can't say that it lives leaves its chats; one that died is followed."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.clock import now
from bot.updates import standing as standing_module
from bot.updates.dispatch import Dispatch
from bot.updates.intake import Intake
from bot.updates.standing import Standing
from storage.database import versions
from storage.database.database import Database
from storage.updates import chat_claims, updates
from storage.updates.updates import StoredUpdate
from tests.bot.updates.test_dispatch import Desk, empty, message, until
from tests.conftest import fresh_postgres


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lease of half a second."""
    for name, value in {"LEASE": 0.5, "RENEW": 0.05, "MARGIN": 0.1}.items():
        monkeypatch.setattr(standing_module, name, value)


async def test_on_sqlite_a_process_stands_for_as_long_as_it_runs(tmp_path: Path, hasty: None) -> None:
    database = Database.open(f"sqlite:///{tmp_path}/one.db")
    await versions.upgrade(database)
    standing = Standing(database)
    standing.start()
    await until(lambda: _is(standing.holds()))
    await asyncio.sleep(0.6)
    assert standing.holds() and standing.era == 1
    await standing.stop()
    assert not standing.holds()
    await database.close()


async def test_a_lease_that_is_renewed_holds_and_one_that_is_not_runs_out(
    postgres: str, hasty: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database.open(await fresh_postgres(postgres))
    await versions.upgrade(database)
    standing = Standing(database)
    assert not standing.holds()
    standing.start()
    await until(lambda: _is(standing.holds()))
    await asyncio.sleep(0.6)
    assert standing.holds() and standing.era == 1

    async def away(*_: Any) -> bool:
        raise ConnectionRefusedError

    with monkeypatch.context() as broken:
        broken.setattr("storage.updates.leases.take", away)
        await until(lambda: _is(not standing.holds()))
        await asyncio.sleep(0.2)
    await until(lambda: _is(standing.holds() and standing.era == 2))
    await standing.stop()
    assert not standing.holds()
    await database.close()


async def _is(value: bool) -> bool:
    return value


async def test_the_chats_of_a_dead_process_are_followed_by_another(postgres: str, hasty: None) -> None:
    database = Database.open(await fresh_postgres(postgres))
    await versions.upgrade(database)
    await Intake(database, now).keep([message(1, 1), message(2, 1)])
    async with database.begin() as tx:
        assert await chat_claims.take(tx, "dead", 5, now())
    desk = Desk()
    living = Dispatch(database, Intake(database, now), now, desk.handle, desk.give_up)
    living.start()
    await until(lambda: empty(database))
    await living.stop()
    assert desk.seen == [(1, 1), (1, 2)]
    await database.close()


async def test_a_chat_is_left_when_the_lease_had_run_out_meanwhile(database: Database) -> None:
    intake, seen = Intake(database, now), []
    await intake.keep([message(1, 1), message(2, 1)])

    async def handle(row: StoredUpdate) -> None:
        seen.append(row.update_id)
        worker.standing.era += 1

    worker = Dispatch(database, intake, now, handle, Desk().give_up)
    worker.start()
    await until(lambda: empty(database))
    await worker.stop()
    assert seen == [1, 2], "the second is taken up anew under the new lease"


async def test_what_was_answered_during_an_outage_is_marked_after_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    intake, desk, refused = Intake(database, now), Desk(), []
    await intake.keep([message(1, 1), message(2, 2)])
    real = updates.handled

    async def handled(*args: Any) -> None:
        if len(refused) < 3:
            refused.append(args)
            raise ConnectionResetError
        await real(*args)

    monkeypatch.setattr("storage.updates.updates.handled", handled)
    worker = Dispatch(database, intake, now, desk.handle, desk.give_up)
    worker.start()
    await until(lambda: empty(database))
    await worker.stop()
    assert len(refused) == 3
    assert sorted(desk.seen) == [(1, 1), (2, 2)]


async def test_a_stop_gives_every_chat_back(database: Database) -> None:
    intake, desk = Intake(database, now), Desk()
    desk.pause = 30
    await intake.keep([message(1, 1)])
    worker = Dispatch(database, intake, now, desk.handle, desk.give_up)
    worker.start()
    await until(lambda: _is(bool(desk.seen)))
    await worker.stop(within=0.1)
    async with database.begin() as tx:
        assert list(await chat_claims.take(tx, "next", 5, now())) == [1]
