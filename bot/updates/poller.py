"""Asks Telegram for updates, and confirms them only once they are stored.

Of several processes one polls, by a lease of eight seconds; when it falls silent another takes over.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

import orjson
import structlog
from telegram.error import Conflict, NetworkError, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.delivery.outcome import seconds_of
from bot.delivery.transport import Transport
from bot.logs import describe
from bot.supervision import Rounds, set_within
from bot.updates.queue import QueueFull, UpdateQueue
from storage.database.database import Database
from storage.database.errors import is_away
from storage.updates import leases

log = structlog.get_logger()

UPDATES = ["message", "edited_message", "callback_query", "inline_query", "my_chat_member", "poll_answer"]
LEASE = 8.0  # seconds; a poller that died is followed within LEASE + RENEW
RENEW = 2.0
LONG_POLL = 10  # seconds; shorter than it could be, so that a stop is quick
STILL = 60.0  # seconds without a round after which the process is not ready; a request may take half of them
NAME = "poll"

# fetch(offset, timeout) -> raw updates, as getUpdates answers them
Fetch = Callable[[int | None, int], Awaitable[list[dict[str, Any]]]]


def fetcher(bot: ExtBot[Any], transport: Transport) -> Fetch:
    """Raw updates, unparsed: they are stored as Telegram sent them."""

    async def fetch(offset: int | None, timeout: int) -> list[dict[str, Any]]:
        asked = {"timeout": timeout, "allowed_updates": orjson.dumps(UPDATES).decode()}
        query = urlencode(asked | ({} if offset is None else {"offset": offset}))
        status, raw = await transport.updates.do_request(f"{bot.base_url}/getUpdates?{query}", "POST")
        try:
            body = orjson.loads(raw)
        except orjson.JSONDecodeError:
            raise NetworkError(f"an answer that is not JSON, status {status}") from None
        if body.get("ok"):
            return list(body["result"])
        raise _refusal(status, body)

    return fetch


def _refusal(status: int, body: dict[str, Any]) -> TelegramError:
    """Telegram's no to polling, as PTB names it."""
    said = str(body.get("description", "no reason given"))
    if status == 429:
        return RetryAfter(int(body.get("parameters", {}).get("retry_after", 5)))
    return Conflict(said) if status == 409 else NetworkError(said) if status >= 500 else TelegramError(said)


class Poller:
    """`run()` until `stop()`; `polling` says whether this process holds the lease."""

    def __init__(self, database: Database, queue: UpdateQueue, fetch: Fetch, holder: str) -> None:
        self._database, self._queue = database, queue
        self._fetch, self._holder = fetch, holder
        self._stopping = asyncio.Event()
        self.polling = False
        self.rounds = Rounds(STILL)

    async def run(self) -> None:
        while not self._stopping.is_set():
            self.rounds.turned()
            try:
                if await self._hold_lease():
                    await self._poll_while_held()
                else:
                    await self._pause(RENEW)
            except Exception as error:  # polling goes on whatever happens
                await self._pause(_wait_after(error))

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
        """One request after the other; the next one's offset confirms what was stored of the last.

        After an empty answer nothing is left to confirm and no offset is said: after a silent week Telegram
        numbers updates anew, and an old offset would skip those with lower numbers.
        """
        offset: int | None = None
        while not self._stopping.is_set():
            try:
                raw = await self._fetch(offset, LONG_POLL)
                await self._queue.put(raw)
                offset = raw[-1]["update_id"] + 1 if raw else None
                self.rounds.turned()
            except Exception as error:  # polling goes on whatever happens
                self.rounds.turned()
                await self._pause(_wait_after(error))

    async def _renew(self) -> None:
        """Ends when the lease is lost, and with it the polling; or when we stop."""
        while not self._stopping.is_set() and await self._hold_lease():
            await self._pause(RENEW)
        if not self._stopping.is_set():
            log.warning("polling stops here: the lease was not renewed")

    async def _hold_lease(self) -> bool:
        """False also when the database is away: nothing could be stored then."""
        try:
            async with self._database.begin() as tx:
                return await leases.take(tx, NAME, self._holder, LEASE)
        except Exception as error:
            if not is_away(error):
                raise
            log.warning("the polling lease could not be renewed", reason=type(error).__name__)
            return False

    async def _let_go(self) -> None:
        try:
            async with self._database.begin() as tx:
                await leases.drop(tx, NAME, self._holder)
        except Exception as error:
            if not is_away(error):
                raise
            log.warning("the polling lease runs out by itself", reason=type(error).__name__)

    async def _pause(self, seconds: float) -> None:
        await set_within(self._stopping, seconds)


def _wait_after(error: Exception) -> float:
    """Seconds until the next request after this error, which is logged."""
    if isinstance(error, RetryAfter):
        return seconds_of(error)
    if isinstance(error, Conflict):
        log.warning("another program polls with this token; trying again in 5 s")
        return 5
    if isinstance(error, (NetworkError, QueueFull)) or is_away(error):
        log.warning("polling pauses for a second", reason=type(error).__name__)
        return 1
    log.error("polling fails; trying again in 5 s", reason=describe(error))
    return 5
