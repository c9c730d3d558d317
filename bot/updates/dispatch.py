"""From rows to handlers: each chat in order, chats side by side, each update until it is done or held.

1. Read the oldest waiting updates of chats that nobody here is busy with.
2. Lock their chats; what another process holds is left to it and looked at again a moment later.
3. Handle each chat's updates one after the other; an update is marked handled before its chat is unlocked.

A handler that raises is tried three times with growing pauses, then its update is set aside and staff are
told. When the database is away nothing counts as a try: everything waits and goes on when it is back.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import groupby

import orjson
import sqlalchemy as sa
import structlog
from telegram import Update
from telegram.error import Forbidden

from bot.clock import Clock
from bot.metrics import UPDATES_HANDLED, UPDATES_HELD
from bot.updates.intake import Intake
from storage import updates
from storage.chat_locks import open_locks
from storage.database import Database
from storage.updates import Stored

log = structlog.get_logger()

PARALLEL = 64  # chats handled at once in one process
BATCH = 200
TRIES = 3
SWEEP = 0.25  # seconds between looks at what other processes may have left
ELSEWHERE = 0.1  # seconds to leave a chat alone that another process holds
KEPT = timedelta(hours=25)  # Telegram repeats an update for at most a day

Handle = Callable[[Stored], Awaitable[None]]
GiveUp = Callable[[Stored, Exception], Awaitable[None]]
AWAY = (sa.exc.DBAPIError, sa.exc.TimeoutError, OSError)


class Dispatch:
    """`start()`, then `stop()`, which lets what is being handled finish. `handle` raises when it fails;
    `give_up` tells staff and member about an update that was set aside."""

    def __init__(
        self, database: Database, intake: Intake, clock: Clock, handle: Handle, give_up: GiveUp
    ) -> None:
        self._database = database
        self._intake = intake
        self._clock = clock
        self._handle = handle
        self._give_up = give_up
        self._locks = open_locks(database)
        self._marks = Marks(database, clock)
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._elsewhere: dict[int, float] = {}
        self._running: asyncio.Task[None] | None = None
        self._stopping = False

    def start(self) -> None:
        self._running = asyncio.create_task(self._run(), name="dispatch")

    async def stop(self, within: float = 8.0) -> None:
        """Takes nothing new and gives what is being handled `within` seconds to finish."""
        self._stopping = True
        self._intake.fresh.set()
        if self._running is not None:
            await self._running
        if self._busy:
            await asyncio.wait(self._busy.values(), timeout=within)
        for task in self._busy.values():
            task.cancel()
        await self._locks.close()

    async def _run(self) -> None:
        swept = asyncio.get_running_loop().time()
        while not self._stopping:
            try:
                found = len(self._busy) < PARALLEL and await self._round()
                swept = await self._sweep(swept)
            except AWAY as error:
                log.warning("updates wait for the database", error=type(error).__name__)
                found = False
                await asyncio.sleep(1)
            if not found:
                await self._rest()

    async def _rest(self) -> None:
        try:
            await asyncio.wait_for(self._intake.fresh.wait(), SWEEP)
        except TimeoutError:
            return
        finally:
            self._intake.fresh.clear()

    async def _round(self) -> bool:
        """Takes up chats with waiting updates; False when there is nothing more to take up now."""
        rows = await self._due_rows()
        chats = {row.chat_key for row in rows}
        if not chats:
            return False
        ours = await self._locks.take(chats)
        self._leave(chats - ours)
        fresh = await self._unhandled(rows, ours)
        for chat, own in groupby(
            sorted(fresh, key=lambda row: (row.chat_key, row.update_id)), lambda row: row.chat_key
        ):
            ours.discard(chat)
            self._busy[chat] = asyncio.create_task(self._chat(chat, list(own)))
        await self._locks.release(ours)
        return bool(fresh)

    async def _due_rows(self) -> list[Stored]:
        """Waiting rows; a chat whose first one waits for its next try waits with it."""
        self._elsewhere = {chat: till for chat, till in self._elsewhere.items() if till > self._time()}
        async with self._database.connect() as tx:
            rows = await updates.waiting(tx, [*self._busy, *self._elsewhere], BATCH)
        early = {row.chat_key for row in rows if row.retry_at is not None and row.retry_at > self._clock()}
        chosen = list(dict.fromkeys(row.chat_key for row in rows if row.chat_key not in early))
        taken = set(chosen[: PARALLEL - len(self._busy)])
        return [row for row in rows if row.chat_key in taken]

    async def _unhandled(self, rows: list[Stored], ours: set[int]) -> list[Stored]:
        """Rows of our chats that nobody finished between our reading and our locking."""
        own = [row for row in rows if row.chat_key in ours]
        if self._database.dialect == "sqlite" or not own:
            return own
        async with self._database.connect() as tx:
            waiting = await updates.still_waiting(tx, [row.update_id for row in own])
        return [row for row in own if row.update_id in waiting]

    def _leave(self, chats: set[int]) -> None:
        till = self._time() + ELSEWHERE
        self._elsewhere.update(dict.fromkeys(chats, till))

    async def _chat(self, chat: int, rows: list[Stored]) -> None:
        try:
            for row in rows:
                if not await self._one(row):
                    break
            await self._locks.release({chat})
        except AWAY as error:
            log.warning("an update waits for the database", error=type(error).__name__)
        finally:
            self._busy.pop(chat, None)
            self._intake.fresh.set()

    async def _one(self, row: Stored) -> bool:
        """Handles one update and says whether the chat may go on to its next."""
        try:
            await self._handle(row)
        except AWAY:
            raise
        except Forbidden:
            log.info("a reply could not be delivered: the member left", update_id=row.update_id)
        except Exception as error:  # whatever a handler raises is recorded with the update
            return await self._failed(row, error)
        await self._marks.handled(row.update_id)
        UPDATES_HANDLED.inc()
        return True

    async def _failed(self, row: Stored, error: Exception) -> bool:
        """Schedules the next try, or sets the update aside; the error's text stays out of logs and rows."""
        kind = describe(error)
        log.error("an update failed", update_id=row.update_id, tries=row.tries + 1, error=kind)
        async with self._database.begin() as tx:
            if row.tries + 1 < TRIES:
                await updates.failed(tx, row.update_id, kind, self._clock() + timedelta(seconds=2**row.tries))
                return False
            await updates.hold(tx, row.update_id, kind, self._clock())
        UPDATES_HELD.inc()
        await self._give_up(row, error)
        return True

    async def _sweep(self, swept: float) -> float:
        """Once a minute the ids of long handled updates are forgotten."""
        if self._time() - swept < 60:
            return swept
        async with self._database.begin() as tx:
            await updates.purge(tx, self._clock() - KEPT)
        return self._time()

    @staticmethod
    def _time() -> float:
        return asyncio.get_running_loop().time()


class Marks:
    """Group commit of "handled": updates finished while one commit runs share the next."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._ids: list[int] = []
        self._commit: asyncio.Task[None] | None = None

    async def handled(self, update_id: int) -> None:
        """Returns when the mark is on disk."""
        self._ids.append(update_id)
        while update_id in self._ids:
            if self._commit is None or self._commit.done():
                self._commit = asyncio.create_task(self._flush())
            await asyncio.shield(self._commit)

    async def _flush(self) -> None:
        """While the database is away the marks wait here: what was answered must not be answered again."""
        ids = list(self._ids)
        try:
            async with self._database.begin() as tx:
                await updates.handled(tx, ids, self._clock())
        except AWAY as error:
            log.warning("handled updates wait for the database", error=type(error).__name__)
            await asyncio.sleep(0.5)
        else:
            self._ids = self._ids[len(ids) :]


def describe(error: Exception) -> str:
    """Kind and place of an error, without its text, which may quote a member."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" at {trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__}{place}"


def parse(row: Stored, bot: object) -> Update | None:
    """The update as PTB reads it."""
    return Update.de_json(orjson.loads(row.body), bot)  # type: ignore[arg-type]
