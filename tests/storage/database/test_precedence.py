"""Who writes next: whoever is waited for, then work in the background, which does not wait for ever."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from storage.database.database import Database
from storage.database.precedence import PATIENCE, Turns, background
from storage.updates import leases


class Writers:
    """`order` is that in which they had their turn; the first holds it until `end`."""

    def __init__(self) -> None:
        self.now = 0.0
        self.turns, self.order = Turns(lambda: self.now), list[str]()
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self.end = asyncio.Event()

    async def come(self, *names: str) -> None:
        """Small letters are in the background."""
        for name in names:
            if name.islower():
                with background():
                    self._tasks[name] = asyncio.create_task(self._write(name))
            else:
                self._tasks[name] = asyncio.create_task(self._write(name))
            await asyncio.sleep(0)

    async def cancel(self, name: str) -> None:
        self._tasks[name].cancel()
        await asyncio.wait([self._tasks[name]])

    async def over(self) -> str:
        self.end.set()
        await asyncio.wait(self._tasks.values(), timeout=5)
        async with asyncio.timeout(5), self.turns.turn():
            return "".join(self.order)

    async def _write(self, name: str) -> None:
        async with self.turns.turn():
            self.order.append(name)
            if len(self.order) == 1:
                await self.end.wait()


@pytest.fixture
async def writers() -> AsyncIterator[Writers]:
    yield Writers()


async def test_who_is_waited_for_goes_first_each_kind_in_its_order(writers: Writers) -> None:
    await writers.come("z", "a", "b", "A", "c", "B")
    assert await writers.over() == "zABabc"


async def test_the_background_is_served_once_it_has_waited_long(writers: Writers) -> None:
    await writers.come("z", "a", "b")
    writers.now = 2 * PATIENCE
    await writers.come("c", "A", "B")
    assert await writers.over() == "zabABc"


async def test_who_goes_away_while_waiting_holds_nobody_up(writers: Writers) -> None:
    await writers.come("z", "a", "A", "b")
    await writers.cancel("A")
    await writers.cancel("a")
    assert await writers.over() == "zb"


async def test_a_turn_that_comes_together_with_a_cancellation_is_handed_on(writers: Writers) -> None:
    await writers.come("z", "A", "B")
    writers.end.set()
    while writers.order == ["z"] and not writers._tasks["z"].done():
        await asyncio.sleep(0)
    await writers.cancel("A")
    assert (await writers.over()).replace("A", "") == "zB"


async def test_an_error_in_a_turn_ends_it(writers: Writers) -> None:
    with pytest.raises(ZeroDivisionError):
        async with writers.turns.turn():
            raise ZeroDivisionError
    await writers.come("A")
    assert await writers.over() == "A"


async def test_a_reply_is_written_before_a_row_of_background_work(database: Database) -> None:
    """On SQLite; PostgreSQL writes them side by side."""
    order: list[str] = []

    async def write(name: str) -> None:
        async with database.begin() as tx:
            await leases.take(tx, name, "me", 60)
            order.append(name)

    async with asyncio.TaskGroup() as group:
        with background():
            for n in range(5):
                group.create_task(write(f"background {n}"))
        await asyncio.sleep(0)
        group.create_task(write("reply"))
    assert len(order) == 6
    if database.dialect == "sqlite":
        assert order.index("reply") <= 1
