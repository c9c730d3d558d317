"""A process that can't say that it lives leaves its chats; one that died is followed."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.clock import now
from bot.updates import lease as lease_module
from bot.updates.dispatch import Dispatch
from bot.updates.lease import ProcessLease
from bot.updates.queue import UpdateQueue
from storage.database import versions
from storage.database.database import Database
from storage.updates import chat_claims, updates
from storage.updates.updates import StoredUpdate
from tests.bot.updates.test_dispatch import Handlers, empty, message, until
from tests.conftest import fresh_postgres


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lease of half a second."""
    for name, value in {"LEASE": 0.5, "RENEW": 0.05, "MARGIN": 0.1}.items():
        monkeypatch.setattr(lease_module, name, value)


async def test_on_sqlite_a_process_stands_for_as_long_as_it_runs(tmp_path: Path, hasty: None) -> None:
    database = Database.open(f"sqlite:///{tmp_path}/otandas.db")
    await versions.upgrade(database)
    lease = ProcessLease(database)
    lease.start()
    await until(lambda: _is(lease.holds()))
    await asyncio.sleep(0.6)
    assert lease.holds() and lease.epoch == 1
    await lease.stop()
    assert not lease.holds()
    await database.close()


async def test_a_lease_that_is_renewed_holds_and_one_that_is_not_runs_out(
    postgres: str, hasty: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database.open(await fresh_postgres(postgres))
    await versions.upgrade(database)
    lease = ProcessLease(database)
    assert not lease.holds()
    lease.start()
    await until(lambda: _is(lease.holds()))
    await asyncio.sleep(0.6)
    assert lease.holds() and lease.epoch == 1

    async def away(*_: Any) -> bool:
        raise ConnectionRefusedError

    with monkeypatch.context() as broken:
        broken.setattr("storage.updates.leases.take", away)
        await until(lambda: _is(not lease.holds()))
        await asyncio.sleep(0.2)
    await until(lambda: _is(lease.holds() and lease.epoch == 2))
    await lease.stop()
    assert not lease.holds()
    await database.close()


async def _is(value: bool) -> bool:
    return value


async def test_the_chats_of_a_dead_process_are_followed_by_another(postgres: str, hasty: None) -> None:
    database = Database.open(await fresh_postgres(postgres))
    await versions.upgrade(database)
    await UpdateQueue(database, now).put([message(1, 1), message(2, 1)])
    async with database.begin() as tx:
        assert await chat_claims.take(tx, "dead", 5, now())
    handlers = Handlers()
    living = Dispatch(database, UpdateQueue(database, now), now, handlers.handle, handlers.give_up)
    living.start()
    await until(lambda: empty(database))
    await living.stop()
    assert handlers.seen == [(1, 1), (1, 2)]
    await database.close()


async def test_a_chat_is_left_when_the_lease_had_run_out_meanwhile(database: Database) -> None:
    queue, seen = UpdateQueue(database, now), []
    await queue.put([message(1, 1), message(2, 1)])

    async def handle(row: StoredUpdate) -> None:
        seen.append(row.update_id)
        worker.lease.epoch += 1

    worker = Dispatch(database, queue, now, handle, Handlers().give_up)
    worker.start()
    await until(lambda: empty(database))
    await worker.stop()
    assert seen == [1, 2], "the second is taken up anew under the new lease"


async def test_what_was_answered_during_an_outage_is_marked_after_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue, handlers, refused = UpdateQueue(database, now), Handlers(), []
    await queue.put([message(1, 1), message(2, 2)])
    real = updates.handled

    async def handled(*args: Any) -> None:
        if len(refused) < 3:
            refused.append(args)
            raise ConnectionResetError
        await real(*args)

    monkeypatch.setattr("storage.updates.updates.handled", handled)
    worker = Dispatch(database, queue, now, handlers.handle, handlers.give_up)
    worker.start()
    await until(lambda: empty(database))
    await worker.stop()
    assert len(refused) == 3
    assert sorted(handlers.seen) == [(1, 1), (2, 2)]


async def test_a_stop_gives_every_chat_back(database: Database) -> None:
    queue, handlers = UpdateQueue(database, now), Handlers()
    handlers.pause = 30
    await queue.put([message(1, 1)])
    worker = Dispatch(database, queue, now, handlers.handle, handlers.give_up)
    worker.start()
    await until(lambda: _is(bool(handlers.seen)))
    await worker.stop(within=0.1)
    async with database.begin() as tx:
        assert list(await chat_claims.take(tx, "next", 5, now())) == [1]
