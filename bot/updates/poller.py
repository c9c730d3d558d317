"""Asks Telegram for updates, and confirms them only once they are stored.

Of several processes one polls, by a lease of ten seconds; when it falls silent another takes over.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from telegram.error import Conflict, NetworkError, RetryAfter, TelegramError

from bot.updates.dispatch import AWAY
from bot.updates.intake import BacklogFull, Intake
from storage import leases
from storage.database import Database

log = structlog.get_logger()

LEASE = 10.0  # seconds
RENEW = 3.0
LONG_POLL = 10  # seconds; shorter than it could be, so that a stop is quick
NAME = "poll"

# fetch(offset, timeout) -> raw updates, as getUpdates answers them
Fetch = Callable[[int | None, int], Awaitable[list[dict[str, Any]]]]


class Poller:
    """`run()` until `stop()`; `polling` says whether this process holds the lease."""

    def __init__(self, database: Database, intake: Intake, fetch: Fetch, holder: str) -> None:
        self._database = database
        self._intake = intake
        self._fetch = fetch
        self._holder = holder
        self._stopping = asyncio.Event()
        self.polling = False

    async def run(self) -> None:
        while not self._stopping.is_set():
            if await self._hold_lease():
                await self._poll_while_held()
            else:
                await self._pause(RENEW)

    async def stop(self) -> None:
        """Ends after the present request; whoever waits for the lease gets it at once."""
        self._stopping.set()

    async def _poll_while_held(self) -> None:
        self.polling = True
        renewing = asyncio.create_task(self._renew())
        asking = asyncio.create_task(self._ask())
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait((renewing, asking, stopping), return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.polling = False
            for task in (renewing, asking, stopping):
                task.cancel()
            ended = await asyncio.gather(renewing, asking, stopping, return_exceptions=True)
            await self._let_go()
        for outcome in ended:
            if isinstance(outcome, Exception):
                raise outcome

    async def _ask(self) -> None:
        """One request after the other; the next one's offset confirms what was stored of the last."""
        offset: int | None = None
        while True:
            try:
                raw = await self._fetch(offset, LONG_POLL)
                await self._intake.keep(raw)
                offset = raw[-1]["update_id"] + 1 if raw else offset
            except Conflict:
                log.warning("another program polls with this token; trying again in 5 s")
                await self._pause(5)
            except RetryAfter as error:
                await self._pause(float(_seconds(error)))
            except (NetworkError, BacklogFull, TimeoutError, *AWAY) as error:
                log.warning("polling pauses for a second", reason=type(error).__name__)
                await self._pause(1)
            except TelegramError as error:
                log.error("Telegram refuses polling", reason=error.message)
                await self._pause(5)

    async def _renew(self) -> None:
        """Ends when the lease is lost, and with it the polling."""
        while await self._hold_lease():
            await self._pause(RENEW)
        log.warning("another process polls now")

    async def _hold_lease(self) -> bool:
        try:
            async with self._database.begin() as tx:
                return await leases.take(tx, NAME, self._holder, LEASE)
        except AWAY as error:
            log.warning("the polling lease could not be renewed", reason=type(error).__name__)
            return False

    async def _let_go(self) -> None:
        try:
            async with self._database.begin() as tx:
                await leases.drop(tx, NAME, self._holder)
        except AWAY as error:
            log.warning("the polling lease runs out by itself", reason=type(error).__name__)

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return wait if isinstance(wait, (int, float)) else wait.total_seconds()
