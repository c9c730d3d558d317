"""Counts of audiences that nobody has to wait for: at once where they are quick, else a little later.

A count is read from the members themselves, so it is exact; among millions that takes seconds. So `count` gives what
is there after PATIENCE, and goes on counting if that is nothing. A slow count is kept for a while with its time (the
ledger of a launch is exact in any case); a quick one is never kept. One at a time is counted, and of those that wait
only what a draft still asks for.
"""

import asyncio
import time
from collections.abc import Coroutine
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.clock import Clock
from storage.database.database import Database
from storage.members.audience import Audience, Group, tally

log = structlog.get_logger()

PATIENCE = 0.1  # seconds somebody waits for a count
LEAST, TIMES = timedelta(minutes=1), 20  # a slow count is kept so long, or so many times as long as it took
MOST = 50  # kept ones


@dataclass(frozen=True, slots=True)
class Counted:
    """The groups of an audience as they were `at`; counting them took so many seconds. `left_out`: how many who can be
    reached gave one of its answers to a survey, and do not fit what narrows it."""

    groups: list[Group]
    at: datetime
    seconds: float = 0.0
    left_out: int = 0

    def good(self, now: datetime) -> bool:
        return now - self.at < max(LEAST, TIMES * timedelta(seconds=self.seconds))


class Counting:
    """One process's; `close()` gives up what is under way."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.patience = PATIENCE
        self._database, self._clock = database, clock
        self._kept: dict[Audience, Counted] = {}
        self._counts: dict[Audience, asyncio.Task[Counted | None]] = {}
        self._wanted: dict[int, Audience] = {}
        self._turn = asyncio.Semaphore(1)
        self._following = set[asyncio.Task[None]]()

    async def count(self, draft: int, audience: Audience) -> Counted | None:
        """What this draft's audience counts; None: that takes a while, `finished` waits for it."""
        counting = self._begun(draft, audience)
        if isinstance(counting, Counted):
            return counting
        await asyncio.wait([counting], timeout=self.patience)
        return counting.result() if counting.done() else None

    async def finished(self, draft: int, audience: Audience) -> Counted | None:
        """The same however long it takes; None when the draft asks for another audience meanwhile."""
        counting = self._begun(draft, audience)
        return counting if isinstance(counting, Counted) else await asyncio.shield(counting)

    def afterwards(self, work: Coroutine[Any, Any, None]) -> None:
        """Does this beside everything else; what goes wrong with it is logged."""
        task = asyncio.create_task(work, name="count")
        self._following.add(task)
        task.add_done_callback(self._followed)

    def forget(self) -> None:
        """Counts of before are worth nothing: an audience has others in it now."""
        self._kept.clear()

    async def close(self) -> None:
        tasks = [*self._following, *self._counts.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _begun(self, draft: int, audience: Audience) -> Counted | asyncio.Task[Counted | None]:
        key = replace(audience, country_clock=False)  # which counts nobody in or out
        self._wanted[draft] = key
        kept = self._kept.get(key)
        if kept is not None and kept.good(self._clock()):
            return kept
        if key not in self._counts:
            self._counts[key] = asyncio.create_task(self._count(key), name="count")
            self._counts[key].add_done_callback(lambda _: self._counts.pop(key, None))
        return self._counts[key]

    async def _count(self, key: Audience) -> Counted | None:
        async with self._turn:
            if key not in self._wanted.values():
                return None
            at, begun = self._clock(), time.monotonic()
            async with self._database.connect() as tx:
                groups = await tally(tx, key, at)
                whole = await tally(tx, Audience(answered=key.answered), at) if key.answered else groups
        left_out = _reachable(whole) - _reachable(groups)
        counted = Counted(groups, at, time.monotonic() - begun, left_out)
        if counted.seconds > self.patience:
            self._keep(key, counted)
        return counted

    def _keep(self, key: Audience, counted: Counted) -> None:
        kept = {audience: count for audience, count in self._kept.items() if count.good(counted.at)}
        self._kept = dict(list((kept | {key: counted}).items())[-MOST:])

    def _followed(self, task: asyncio.Task[None]) -> None:
        self._following.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.warning("a count could not be shown", exc_info=task.exception())


def _reachable(groups: list[Group]) -> int:
    return sum(group.number for group in groups if not group.blocked)
