"""Loops that a process cannot do without: when each last turned, and what becomes of one that ends by an error.

A loop that stands still makes /readyz say no. A task that ends by an error ends the process, in order, for its
supervisor to start it anew: one that goes on without its lease or its poller looks alive and does nothing.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import structlog

from bot.errors import EndedError
from bot.logs import describe

log = structlog.get_logger()

Watch = Callable[["asyncio.Task[None]"], None]


@dataclass(slots=True)
class Rounds:
    """Told by a loop whenever it has come round; it stands still when that is longer ago than `within` seconds."""

    within: float
    last: float = field(default_factory=time.monotonic)

    def turned(self) -> None:
        self.last = time.monotonic()

    @property
    def still(self) -> float | None:
        """For how many seconds it has stood still; None while it turns."""
        silent = time.monotonic() - self.last
        return silent if silent > self.within else None


@asynccontextmanager
async def supervised() -> AsyncIterator[Watch]:
    """EndedError out of the block as soon as a task that was handed to it ends by an error."""
    parent, ended = asyncio.current_task(), list[tuple[str, BaseException]]()
    assert parent is not None

    def end(task: "asyncio.Task[None]") -> None:
        error = None if task.cancelled() else task.exception()
        if error is None:
            return
        log.critical("a task that the process needs ended by an error", task=task.get_name(), exc_info=error)
        if not ended:
            parent.cancel()
        ended.append((task.get_name(), error))

    try:
        yield lambda task: task.add_done_callback(end)
    except asyncio.CancelledError:
        if not ended:
            raise
        parent.uncancel()
        name, error = ended[0]
        raise EndedError(f"{name} ended by an error ({describe(error)}); start the bot again") from error


def standing(rounds: Mapping[str, Rounds]) -> dict[str, str]:
    """Which loops stand still, and for how long."""
    silent = {name: turns.still for name, turns in rounds.items()}
    return {name: f"no round for {still:.0f} s" for name, still in silent.items() if still is not None}


async def guarded(work: Callable[[], Awaitable[object]], failed: str) -> None:
    """A loop outlives any error of a round: it is logged by the name `failed`, and the next round tries again."""
    try:
        await work()
    except Exception as error:
        log.error(failed, round=getattr(work, "__name__", ""), exc_info=error)


async def repeated(seconds: float, work: Callable[[], Awaitable[object]], failed: str) -> None:
    """Guarded rounds with so many seconds between them."""
    while True:
        await guarded(work, failed)
        await asyncio.sleep(seconds)


async def set_within(event: asyncio.Event, seconds: float) -> bool:
    """Whether it is set within so many seconds. `asyncio.wait_for` of Python 3.11 swallows a cancellation that comes
    together with what it waits for, and a loop that waits by it is not ended by it."""
    try:
        async with asyncio.timeout(seconds):
            return await event.wait()
    except TimeoutError:
        return False
