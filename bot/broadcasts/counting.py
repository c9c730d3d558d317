"""Counts of audiences that nobody has to wait for: at once where they are quick, else a little later.

A count is read from the members themselves, so it is exact; among millions that takes seconds. So `count` gives what
is there after PATIENCE, and goes on counting if that is nothing. A slow count is kept for a while with its time (the
ledger of a launch is exact in any case); a quick one is never kept. One at a time is counted, and what no draft asks
for any more is given up.
"""

import asyncio
import time
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

import structlog

from bot.clock import Clock
from storage.database.database import Database
from storage.members.audience import Audience, Group, tally

log = structlog.get_logger()

PATIENCE = 0.1  # seconds somebody waits for a count
SETTLED = 0.4  # seconds after which whoever looks at a screen may want its number
LEAST, TIMES = timedelta(minutes=1), 20  # a slow count is kept so long, or so many times as long as it took
MOST = 50  # kept ones
Result = TypeVar("Result")


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
        self._counts: dict[Audience, asyncio.Task[Counted]] = {}
        self._wanted: dict[int, Audience] = {}
        self._turn = asyncio.Semaphore(1)
        self._quick = True  # the last one was there in time: after a slow one nobody waits in vain
        self._needed = asyncio.Event()
        self._tasks = set[asyncio.Task[Any]]()

    async def count(self, draft: int, audience: Audience, *, needed: bool = False) -> Counted | None:
        """What this draft's audience counts; None: that takes a while, `finished` waits for it. Where the number is
        `needed` to go on, it is also waited for after a slow one."""
        counting = self._begun(draft, audience)
        if isinstance(counting, Counted):
            return counting
        self._needed.set() if needed else self._needed.clear()
        await asyncio.wait([counting], timeout=self.patience if self._quick or needed else 0)
        self._quick &= counting.done()
        return _result(counting) if counting.done() else None

    async def finished(self, draft: int, audience: Audience) -> Counted | None:
        """The same however long it takes; None when the draft asks for another audience meanwhile."""
        if self._wanted.setdefault(draft, _key(audience)) != _key(audience):
            return None
        counting = self._begun(draft, audience)
        if isinstance(counting, Counted):
            return counting
        await asyncio.wait([counting])
        return _result(counting)

    def afterwards(self, work: Coroutine[Any, Any, None]) -> None:
        """Does this beside everything else; what goes wrong with it is logged."""
        self._task(work).add_done_callback(_followed)

    def forget(self) -> None:
        """Counts of before are worth nothing: an audience has others in it now."""
        self._kept.clear()

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _begun(self, draft: int, audience: Audience) -> Counted | asyncio.Task[Counted]:
        key = _key(audience)
        self._wanted[draft] = key
        self._give_up()
        kept = self._kept.get(key)
        if kept is not None and kept.good(self._clock()):
            return kept
        if key not in self._counts:
            self._counts[key] = self._task(self._count(key))
        return self._counts[key]

    def _give_up(self) -> None:
        """What no draft asks for any more: among millions it would keep a core from those who press."""
        for key in self._counts.keys() - self._wanted.values():
            self._counts.pop(key).cancel()

    def _task(self, work: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
        task = asyncio.create_task(work, name="count")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _count(self, key: Audience) -> Counted:
        try:
            return await self._in_turn(key)
        finally:
            if self._counts.get(key) is asyncio.current_task():
                del self._counts[key]

    async def _in_turn(self, key: Audience) -> Counted:
        async with self._turn:
            if not self._quick:
                await self._settled()
            at, begun = self._clock(), time.monotonic()
            async with self._database.snapshot() as tx:
                groups = await tally(tx, key, at)
                whole = await tally(tx, Audience(answered=key.answered), at) if key.answered else groups
        left_out = _reachable(whole) - _reachable(groups)
        counted = Counted(groups, at, time.monotonic() - begun, left_out)
        self._quick = counted.seconds <= self.patience
        if not self._quick:
            self._keep(key, counted)
        return counted

    async def _settled(self) -> None:
        """Whoever presses on at once wants another number, and no press should share a core with this one's."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._needed.wait(), SETTLED)

    def _keep(self, key: Audience, counted: Counted) -> None:
        kept = {audience: count for audience, count in self._kept.items() if count.good(counted.at)}
        self._kept = dict(list((kept | {key: counted}).items())[-MOST:])


def _key(audience: Audience) -> Audience:
    """Whose clock counts makes nobody more or fewer."""
    return replace(audience, country_clock=False)


def _result(counting: asyncio.Task[Counted]) -> Counted | None:
    """None for what was given up."""
    return None if counting.cancelled() else counting.result()


def _followed(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception() is not None:
        log.warning("a count could not be shown", exc_info=task.exception())


def _reachable(groups: list[Group]) -> int:
    return sum(group.number for group in groups if not group.blocked)
