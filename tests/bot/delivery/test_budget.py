"""Several processes and the one budget, on a clock of the test's own: slow databases, kills, new processes, stalls."""

import heapq
import random
from bisect import bisect_left
from collections.abc import Awaitable, Callable, Coroutine, Generator
from itertools import count
from typing import Any, cast

import pytest

from bot.delivery.budget import EVERY, GRACE, LEASE, WINDOW, Budget
from bot.delivery.pace import Lane, Pace, QueuedCall
from storage.database.database import Database
from storage.deliveries import budget as shares
from storage.deliveries.budget import Grant

RATE = 30


class Wait:
    """Seconds of the test's clock."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def __await__(self) -> Generator[float, None, None]:
        yield self.seconds


class Fleet:
    """`sent` are the moments at which any of the processes sent."""

    dialect = "postgresql"

    def __init__(self, chance: random.Random, slowest: float) -> None:
        self.chance, self.slowest, self.now = chance, slowest, 100.0
        self.rows: dict[str, tuple[float, float]] = {}  # held, until
        self.sent: list[float] = []
        self._names, self._order = count(), count()
        self._due: list[tuple[float, int, Callable[[], None]]] = []

    async def write(self, renew: Callable[..., Awaitable[Grant]], *args: Any) -> Grant:
        return await renew(None, *args)

    async def renew(self, tx: None, holder: str, held: float, rate: float, *terms: float) -> Grant:
        """The statement of `storage/deliveries/budget.py` on rows in memory, some time after it was asked for and some
        before it is answered."""
        await Wait(self._slow())
        running = [(name, row[0]) for name, row in self.rows.items() if name != holder and row[1] > self.now]
        share = shares._share(holder, rate, running)
        self.rows[holder] = max(held, share), self.now + LEASE + WINDOW
        await Wait(self._slow())
        return Grant(share, 0.0)

    def start(self) -> "Process":
        process = Process(self, str(next(self._names)))
        self.step(process, process.renewals())
        return process

    def step(self, process: "Process", work: Coroutine[Any, Any, None]) -> None:
        """Goes on with it, now and whenever what it waits for is over."""
        if not process.dead:
            wait = cast(float, work.send(None))
            self.at(self.now + wait, lambda: self.step(process, work))

    def at(self, moment: float, do: Callable[[], None]) -> None:
        heapq.heappush(self._due, (moment, next(self._order), do))

    def run(self, seconds: float) -> None:
        end = self.now + seconds
        while self._due and self._due[0][0] <= end:
            self.now, _, do = heapq.heappop(self._due)
            do()
        self.now = end

    def fullest(self) -> int:
        """The most messages in any second."""
        return max(bisect_left(self.sent, at + 1.0) - n for n, at in enumerate(self.sent))

    def _slow(self) -> float:
        return (
            self.chance.uniform(0.001, 0.02)
            if self.chance.random() < 0.8
            else self.chance.uniform(0, self.slowest)
        )


class Process:
    """Has more to send than it may, replies and bulk."""

    def __init__(self, fleet: Fleet, name: str) -> None:
        self.fleet, self.dead = fleet, False
        self.pace = Pace(0.0)
        self.budget = Budget(cast(Database, fleet), name, RATE, lambda: fleet.now)
        self._chats = count(1)
        for _ in range(300):
            self._ask()

    async def renewals(self) -> None:
        while True:
            await self.budget.renew()
            self.pace.free.change(self.budget.share, self.budget.until)
            self.pump()
            await Wait(EVERY)

    def pump(self) -> None:
        if self.dead:
            return
        for call in self.pace.grant(self.fleet.now):
            call.start()
        soon = self.pace.next_at(self.fleet.now)
        if soon is not None and soon != float("inf"):
            late = 0.002 if self.fleet.chance.random() < 0.98 else self.fleet.chance.uniform(0, 0.6)
            self.fleet.at(max(self.fleet.now + 0.002, soon) + late, self.pump)

    def _ask(self) -> None:
        lane = Lane.REPLY if self.fleet.chance.random() < 0.2 else Lane.BROADCAST
        self.pace.add(QueuedCall(lane, next(self._chats), 1, self._sent), self.fleet.now)

    def _sent(self) -> None:
        self.fleet.sent.append(self.fleet.now)
        self.pace.room += 1
        self._ask()


@pytest.fixture(params=[0.1, 0.8, 3.0], ids=lambda slowest: f"answers after up to {slowest} s")
def fleet(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], Fleet]:
    def of(seed: int) -> Fleet:
        fleet = Fleet(random.Random(seed), request.param)
        monkeypatch.setattr(shares, "renew", fleet.renew)
        return fleet

    return of


@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_killed_started_or_slow_no_second_holds_more_than_the_rate(
    fleet: Callable[[int], Fleet], seed: int
) -> None:
    world = fleet(seed)
    processes = [world.start() for _ in range(3)]
    for _ in range(12):
        world.run(world.chance.uniform(0.2, 4.0))
        processes.pop(world.chance.randrange(len(processes))).dead = True
        world.run(world.chance.uniform(0.0, 2.5))
        processes.append(world.start())
    assert len(world.sent) > 200
    assert world.fullest() <= RATE


def test_three_that_live_use_all_of_it(fleet: Callable[[int], Fleet]) -> None:
    """Where the database answers within a lease; a share that is not renewed in time is not used."""
    world = fleet(1)
    for _ in range(3):
        world.start()
    world.run(GRACE)
    begun = len(world.sent)
    world.run(20.0)
    used = (len(world.sent) - begun) / (20 * RATE)
    assert used > 0.9 if world.slowest <= LEASE else used <= 1
