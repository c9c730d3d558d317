"""From rows to handlers: each chat in order, chats side by side, each update until it is handled or failed.

1. Claim the chats whose updates wait longest (`storage/updates/chat_claims.py`); what another process has is its. While
   more wait than there is room for, half of the room is for those who wrote last: whoever comes while hundreds wait has
   an answer soon, and those who wait go on at half the pace at worst. Whoever waits for their own chat's turn takes no
   room (`bot/seats.py`).
2. Handle each chat's updates one after the other; each is acknowledged before the next one begins, the
   last one together with giving the chat back.

A handler that raises is tried three times with growing pauses, then its update is set aside and staff are
told. What a dead process was at is suspected: such updates are handled one at a time, each try counted before
it begins, so that only the one that ends its process is set aside, and none beside it. When Telegram can't be
reached there are more tries, and when the database is away nothing counts as a try: everything
waits and goes on when it is back.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import structlog
from telegram.error import Forbidden

from bot.clock import Clock
from bot.logs import describe
from bot.metrics import UPDATES_HANDLED, UPDATES_HELD
from bot.seats import SEAT
from bot.supervision import Rounds, set_within
from bot.updates.acknowledgements import Acknowledgements
from bot.updates.lease import ProcessLease
from bot.updates.queue import UpdateQueue
from bot.updates.retry import INTERRUPTIONS, ProcessEnded, pause_after
from storage.database.database import Database
from storage.database.errors import is_away
from storage.members.screens import Shown
from storage.updates import chat_claims, updates
from storage.updates.updates import StoredUpdate

log = structlog.get_logger()

PARALLEL = 48  # chats handled at once in one process
CLAIMED = 2 * PARALLEL  # with those whose acknowledgements are on their way to the disk
RESTING = (
    2000  # chats whose handlers wait for Telegram to let them have another message, beside those at work
)
LOOK = 0.25  # seconds between looks at what other processes may have left, or what is to be tried again
ROOM = PARALLEL // 4  # with less room than this a look is dear: there is enough to do
DEAR = 0.1  # seconds from one look to the next where it is
FEW = 8  # with more chats at work than this, looks are further apart, so that one look serves many
GAP, LONGER_GAP = 0.004, 0.025  # seconds from one look to the next
STILL = 15.0  # seconds without a round after which the process is not ready
KEPT = timedelta(hours=25)  # Telegram repeats an update for at most a day
FORGET_EVERY = 60.0  # seconds

Handle = Callable[[StoredUpdate], Awaitable[Shown | None]]
GiveUp = Callable[[StoredUpdate, Exception], Awaitable[None]]


class Dispatch:
    """`start()`, then `stop()`, which lets what is being handled finish. `handle` raises when it fails,
    and returns what it showed the chat; `give_up` tells staff and member about an update that was set aside."""

    def __init__(
        self, database: Database, queue: UpdateQueue, clock: Clock, handle: Handle, give_up: GiveUp
    ) -> None:
        self.lease = ProcessLease(database)
        self._database, self._queue, self._clock = database, queue, clock
        self._handle, self._give_up = handle, give_up
        self._look = LOOK if database.dialect == "postgresql" else 1.0
        self._acknowledgements = Acknowledgements(database, clock, self.lease.holder)
        self._busy: dict[int, asyncio.Task[None]] = {}  # until what was done is on disk
        self._handling = 0  # of them, those not yet done
        self._resting = 0  # of those, the ones that gave their seat away
        self._running: asyncio.Task[None] | None = None
        self._stopping = False
        self._doubt = False
        self._crowded = False  # the last look took up as many chats as there was room for
        self._dear_until = 0.0  # by the loop's clock
        self._suspected = asyncio.Lock()
        self.rounds = Rounds(STILL)

    def start(self) -> "list[asyncio.Task[None]]":
        """The tasks it cannot do without."""
        leasing = self.lease.start()
        self._queue.arrived.set()
        self._running = asyncio.create_task(self._run(), name="dispatch")
        return [leasing, self._running]

    async def stop(self, within: float = 6.0) -> None:
        """Takes nothing new and gives what is being handled `within` seconds to finish."""
        self._stopping = True
        self._queue.arrived.set()
        if self._running is not None:
            await self._running
        if self._busy:
            await asyncio.wait(self._busy.values(), timeout=within)
        left = list(self._busy.values())
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left, timeout=1)
        await self.lease.stop()

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while not self._stopping:
            looked = loop.time()
            try:
                taken = await self._round()
                self.rounds.turned()
            except Exception as error:  # the loop goes on whatever happens
                self._complain(error)
                taken, self._doubt = False, True
                await asyncio.sleep(1)
            if not taken:
                await self._rest()
            gap = GAP if self._handling <= FEW else LONGER_GAP
            await asyncio.sleep(max(0.0, looked + gap - loop.time()))

    async def _rest(self) -> None:
        await set_within(self._queue.arrived, self._look)
        self._queue.arrived.clear()

    async def _round(self) -> bool:
        """Takes up chats with waiting updates; False when there is nothing more to take up now."""
        room = min(PARALLEL - self._handling, CLAIMED - len(self._busy)) + self._resting
        at = asyncio.get_running_loop().time()
        if room < (1 if at >= self._dear_until else ROOM) or not self.lease.holds():
            return False
        self._dear_until = at + DEAR
        epoch = self.lease.epoch
        async with self._database.begin() as tx:
            if self._doubt:
                await chat_claims.keep_only(tx, self.lease.holder, list(self._busy))
            newest = (room + 1) // 2 if self._crowded else 0
            taken = await chat_claims.take(tx, self.lease.holder, room, self._clock(), newest)
        self._doubt = False
        self._crowded = len(taken) >= room - newest
        self._handling += len(taken)
        for chat, rows in taken.items():
            self._busy[chat] = asyncio.create_task(self._chat(chat, rows, epoch))
        return bool(taken)

    async def _chat(self, chat: int, rows: list[StoredUpdate], epoch: int) -> None:
        """Handles a chat's updates and gives it back; a chat is busy until that is on disk."""
        SEAT.set(self._away)
        try:
            for row in rows:
                if row is not rows[0]:
                    await self._acknowledgements.written()
                if not (self._ours(epoch) and await self._update(row)):
                    break
        except Exception as error:
            self._complain(error)
        finally:
            self._acknowledgements.free(chat)
            self._handling -= 1
            self._queue.arrived.set()
            try:
                await self._acknowledgements.written()
            finally:
                self._busy.pop(chat, None)
                self._queue.arrived.set()

    @contextmanager
    def _away(self) -> Iterator[None]:
        """The seat of a handler is free meanwhile; of very many that rest, the last keep theirs."""
        resting = self._resting < RESTING
        self._resting += resting
        self._queue.arrived.set()
        try:
            yield
        finally:
            self._resting -= resting

    def _ours(self, epoch: int) -> bool:
        """Whether the next update of a chat may still be begun."""
        return not self._stopping and self.lease.holds() and self.lease.epoch == epoch

    async def _update(self, row: StoredUpdate) -> bool:
        """Handles one update and says whether the chat may go on to its next."""
        if row.retry_at is not None and row.retry_at > self._clock():
            return False
        if row.error != updates.INTERRUPTED:
            return await self._tried(row)
        if row.tries >= INTERRUPTIONS:
            return await self._failed(row, ProcessEnded())
        async with self._suspected:
            async with self._database.begin() as tx:
                await updates.begin(tx, row.update_id)
            return await self._tried(row)

    async def _tried(self, row: StoredUpdate) -> bool:
        try:
            shown = await self._handle(row)
        except Forbidden:
            shown = None
            log.info("a reply could not be delivered: the member left", update_id=row.update_id)
        except Exception as error:  # whatever a handler raises is recorded with the update
            if is_away(error):
                raise
            return await self._failed(row, error)
        self._acknowledgements.handled(row.update_id, shown)
        UPDATES_HANDLED.inc()
        return True

    async def _failed(self, row: StoredUpdate, error: Exception) -> bool:
        """Schedules the next try, or sets the update aside; the error's text stays out of logs and rows."""
        kind, pause = describe(error), pause_after(row.tries, error)
        log.error("an update failed", update_id=row.update_id, tries=row.tries + 1, exc_info=error)
        async with self._database.begin() as tx:
            if pause is not None:
                await updates.retry(tx, row.update_id, kind, self._clock() + pause)
                return False
            await updates.fail(tx, row.update_id, kind, self._clock())
        UPDATES_HELD.inc()
        await self._give_up(row, error)
        return True

    def _complain(self, error: Exception) -> None:
        if is_away(error):
            log.warning("updates wait for the database", error=type(error).__name__)
        else:
            log.error("updates could not be taken up or put away", exc_info=error)

    async def forget_handled(self) -> None:
        """The ids of long handled updates are dropped; to be called now and then."""
        async with self._database.begin() as tx:
            await updates.purge(tx, self._clock() - KEPT)
