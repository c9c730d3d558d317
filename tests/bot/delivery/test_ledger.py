"""When the ledger's writer writes: a moment after a result, and at once when the pace stands still for it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import cast
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.dialects import sqlite

from bot.broadcasts.quiet_hours import QuietHours
from bot.clock import now
from bot.delivery import ledger
from bot.delivery.active import Listener
from bot.delivery.ledger import Ledger
from bot.delivery.pace import Pace
from bot.delivery.throttle import Throttle
from storage.database.database import Database
from storage.deliveries.results import Result


class CountingThrottle(Throttle):
    """Knows how many results each group commit had."""

    def __init__(self) -> None:
        super().__init__(Pace(1))
        self.commits: list[int] = []

    def written(self, number: int) -> None:
        self.commits.append(number)


class Paper:
    """A database that takes every group commit, and the ledger that writes to it."""

    dialect = sqlite.dialect()

    def __init__(self) -> None:
        self.turn, self.begun = asyncio.Event(), asyncio.Event()
        self.turn.set()
        self.throttle = CountingThrottle()
        database, listener = cast(Database, self), cast(Listener, self)
        self.ledger = Ledger(
            database, "me", now, QuietHours(0, 0), ZoneInfo("UTC"), self.throttle, {}, listener
        )

    @property
    def written(self) -> list[int]:
        return self.throttle.commits

    @asynccontextmanager
    async def begin(self) -> AsyncIterator["Paper"]:
        self.begun.set()
        await self.turn.wait()
        yield self

    async def execute(self, statement: object, parameters: Sequence[object]) -> SimpleNamespace:
        return SimpleNamespace(rowcount=len(parameters))

    def ended(self, member: int) -> None:
        self.ledger.record(Result(1, member, "sent", 0), ended=True)

    async def until_written(self, commits: int = 1) -> None:
        async with asyncio.timeout(5):
            while len(self.written) < commits:
                await asyncio.sleep(0.001)


@pytest.fixture
async def paper() -> AsyncIterator[Paper]:
    paper = Paper()
    writing = asyncio.create_task(paper.ledger.run())
    yield paper
    writing.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await writing


async def test_a_lone_result_is_written_a_moment_later(paper: Paper) -> None:
    paper.ended(1)
    for _ in range(10):
        await asyncio.sleep(0)
    assert paper.written == []
    await paper.until_written()
    assert paper.written == [1]


async def test_results_are_written_at_once_when_the_pace_stands_still(
    paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "GATHER", 3600.0)
    paper.ended(1)
    await asyncio.sleep(0.02)
    assert paper.written == []
    paper.throttle.pace.unwritten = 2
    paper.ended(2)
    await paper.until_written()
    assert paper.written == [2]


async def test_what_ends_while_a_commit_runs_gets_its_own(paper: Paper) -> None:
    paper.turn.clear()
    paper.ended(1)
    await asyncio.wait_for(paper.begun.wait(), 5)
    paper.ended(2)
    paper.turn.set()
    await paper.until_written(2)
    assert paper.written == [1, 1]
