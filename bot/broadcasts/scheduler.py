"""What is due: launches broadcasts at their time, and drops old ledgers by the stated rule.

The table is the truth and this only looks at it, so a restart loses nothing and several processes may look
at once: `bot/broadcasts/launch.py` makes every step conditional, and whoever comes second finds nothing.
A ledger is dropped `delivery.archive_after_days` after its broadcast ended; its counts stay for good.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from bot.broadcasts.launcher import Launcher
from bot.broadcasts.notice import Notify, nobody
from bot.clock import Clock, now
from bot.config import Config
from storage.broadcasts import broadcasts
from storage.database.database import Database
from storage.deliveries import launches

log = structlog.get_logger()

LOOK = 0.8  # seconds between looks at the table
ARCHIVE_EVERY = 3600.0
ARCHIVE_ROWS = 5000  # a transaction


class Scheduler:
    """`start()` and `stop()`; `look()` is one round, for tests."""

    def __init__(self, database: Database, config: Config, clock: Clock = now, wake: Callable[[], None] = lambda: None,
                 notify: Notify = nobody) -> None:  # fmt: skip
        self._database, self._config, self._clock, self._wake = database, config, clock, wake
        self._notify = notify
        self._launcher = Launcher(database)
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        self._tasks = [asyncio.create_task(self._looks()), asyncio.create_task(self._archives())]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def look(self) -> None:
        """Launches what is due and tells staff what they should hear."""
        notices = await self._launcher.run_due(self._clock())
        if notices:
            self._wake()
        for one in notices:
            await self._notify(one)

    async def archive(self) -> int:
        """Drops the ledgers whose time is over; how many."""
        before = self._clock() - timedelta(days=self._config.delivery.archive_after_days)
        async with self._database.connect() as tx:
            old = await broadcasts.to_archive(tx, before)
        for broadcast_id in old:
            await self._drop(broadcast_id)
        return len(old)

    async def _drop(self, broadcast_id: int) -> None:
        dropped = 1
        while dropped:
            async with self._database.begin() as tx:
                dropped = await launches.drop_slice(tx, broadcast_id, ARCHIVE_ROWS)
                if not dropped:
                    await broadcasts.archived(tx, broadcast_id, self._clock())
            await asyncio.sleep(0.01)

    async def _looks(self) -> None:
        while True:
            await _once("look", self.look)
            await asyncio.sleep(LOOK)

    async def _archives(self) -> None:
        while True:
            await _once("archive", self.archive)
            await asyncio.sleep(ARCHIVE_EVERY)


async def _once(name: str, work: Callable[[], Awaitable[object]]) -> None:
    """A round that fails is logged; the next one tries again."""
    try:
        await work()
    except Exception as error:
        log.error("schedule.round_failed", round=name, error=f"{type(error).__name__}: {error}"[:300])
