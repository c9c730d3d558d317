"""Work that repeats while the bot runs: one APScheduler for all of it.

A round that fails is logged and the next one tries again, so it outlives an outage of the database or of Telegram.
Nobody waits for it: whoever is answered goes first (`storage/database/precedence.py`).
When the bot stops, a round under way ends by itself: cut off, a transaction would leave its connection open.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot import metrics
from bot.supervision import Rounds
from storage.database.precedence import background

log = structlog.get_logger()

LONGEST = 60.0  # seconds a round may take before the process counts as not ready
ENDING = 5.0  # seconds a round has to end by itself


@dataclass(slots=True)
class Job:
    """`work` every so many `seconds`, the first time at once; after a failure not before `rest` seconds are over."""

    name: str
    seconds: float
    work: Callable[[], Awaitable[object]]
    rest: float = 0.0
    round: asyncio.Lock = field(default_factory=asyncio.Lock)
    resting_until: float = 0.0  # by the monotonic clock
    rounds: Rounds = field(init=False)

    def __post_init__(self) -> None:
        self.rounds = Rounds(3 * self.seconds + self.rest + LONGEST)

    async def run(self) -> None:
        if self.round.locked():
            return None
        if time.monotonic() < self.resting_until:
            return self.rounds.turned()
        async with self.round:
            try:
                with background():
                    await self.work()
            except Exception as error:
                log.error("periodic work failed", job=self.name, exc_info=error)
                metrics.PERIODIC_FAILED.labels(self.name).inc()
                self.resting_until = time.monotonic() + self.rest
            self.rounds.turned()
        return None


@asynccontextmanager
async def repeating(*jobs: Job) -> AsyncIterator[None]:
    """The jobs are done again and again until the block ends."""
    scheduler = AsyncIOScheduler(timezone=UTC)
    for job in jobs:
        scheduler.add_job(
            job.run,
            "interval",
            seconds=job.seconds,
            next_run_time=datetime.now(UTC),
            misfire_grace_time=None,  # late is better than not
            coalesce=True,
            max_instances=2,  # the second looks whether the first is done
        )
    scheduler.start()
    try:
        yield
    finally:
        scheduler.pause()
        rounds = [asyncio.create_task(job.round.acquire()) for job in jobs]
        if rounds:
            await asyncio.wait(rounds, timeout=ENDING)
        for ended in rounds:
            ended.cancel()
        scheduler.shutdown(wait=False)  # cancels what is still not done
