"""Polling confirms only what is stored, and one process of several polls."""

import asyncio
from typing import Any

import pytest
from telegram.error import Conflict, NetworkError

from bot.clock import now
from bot.updates import poller as polling
from bot.updates.poller import Poller
from bot.updates.queue import UpdateQueue
from storage.database.database import Database
from storage.updates import leases, updates


class Telegram:
    """Answers getUpdates: `script` holds lists of updates or errors, then nothing more comes."""

    def __init__(self, *script: list[dict[str, Any]] | Exception) -> None:
        self.script = list(script)
        self.offsets: list[int | None] = []

    async def fetch(self, offset: int | None, timeout: int) -> list[dict[str, Any]]:
        self.offsets.append(offset)
        if not self.script:
            await asyncio.sleep(0.01)
            return []
        turn = self.script.pop(0)
        if isinstance(turn, Exception):
            raise turn
        return turn


def update(number: int) -> dict[str, Any]:
    return {"update_id": number, "message": {"chat": {"id": 1}}}


async def polled(database: Database, telegram: Telegram, seconds: float = 0.3, *, asks: bool = True) -> None:
    poller = Poller(database, UpdateQueue(database, now), telegram.fetch, "me")
    turns = len(telegram.script)
    running = asyncio.create_task(poller.run())
    await asyncio.sleep(seconds)
    async with asyncio.timeout(10):  # the asking after the last turn tells what became of it
        while asks and len(telegram.offsets) <= turns:
            await asyncio.sleep(0.01)
    await poller.stop()
    await running


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    async def short(self: Poller, seconds: float) -> None:
        await asyncio.sleep(min(seconds, 0.05))

    monkeypatch.setattr(Poller, "_pause", short)


async def test_the_offset_follows_what_was_stored(database: Database) -> None:
    telegram = Telegram([update(7), update(8)], [update(9)])
    await polled(database, telegram)
    assert telegram.offsets[:3] == [None, 9, 10]
    async with database.connect() as tx:
        assert await updates.backlog(tx) == 3


async def test_an_update_that_could_not_be_stored_is_asked_for_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = [OSError("disk full")]
    real = updates.store

    async def store(*args: Any, **named: Any) -> None:
        if failures:
            raise failures.pop()
        await real(*args, **named)

    monkeypatch.setattr("storage.updates.updates.store", store)
    telegram = Telegram([update(7)], [update(7)])
    await polled(database, telegram)
    assert telegram.offsets[:3] == [None, None, 8]


@pytest.mark.parametrize("error", [NetworkError("away"), Conflict("terminated by other getUpdates request")])
async def test_polling_goes_on_after_an_error(database: Database, error: Exception) -> None:
    telegram = Telegram(error, [update(1)])
    await polled(database, telegram)
    assert 2 in telegram.offsets


async def test_a_second_process_waits_and_takes_over(database: Database) -> None:
    async with database.begin() as tx:
        assert await leases.take(tx, polling.NAME, "other", 0.4)
    telegram = Telegram()
    await polled(database, telegram, 0.2, asks=False)
    assert telegram.offsets == []
    await polled(database, telegram, 0.6)
    assert telegram.offsets != []


async def test_a_lease_is_one_holders_until_it_runs_out_or_is_dropped(database: Database) -> None:
    async with database.begin() as tx:
        assert await leases.take(tx, "x", "a", 60)
        assert await leases.take(tx, "x", "a", 60)
        assert not await leases.take(tx, "x", "b", 60)
        await leases.drop(tx, "x", "b")
        assert not await leases.take(tx, "x", "b", 60)
        await leases.drop(tx, "x", "a")
        assert await leases.take(tx, "x", "b", -1)
        assert await leases.take(tx, "x", "c", 60)
