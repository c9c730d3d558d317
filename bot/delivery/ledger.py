"""The one writer of a process: results in group commits, and claims of what is to be sent next.

1. A result waits at most `GATHER`, and no longer once the pace stands still for it (`full`), so a killed process
   leaves little more than what was in flight.
2. The same transaction claims for every stream whose stock runs low, and sorts out whom not to send to.
3. When the database refuses (locked, full, away), bulk stops at once, results are kept and tried again,
   and sending goes on by itself as soon as they are written.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from math import ceil

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import metrics
from bot.broadcasts.quiet_hours import House, quiet_until
from bot.clock import Clock, ms
from bot.delivery.stream import Stream
from storage.database.database import Database
from storage.deliveries import claims
from storage.deliveries.claims import AT_ONCE_FROM, LATER_FROM, Claimed, Result
from storage.members import members

log = structlog.get_logger()

GATHER = 0.04  # seconds results are gathered at most
GATHER_MANY = 0.02  # the same where many come, so that the pace need not stand still for them
MANY = 100  # messages a second from which many come
STOCK_SECONDS = {"repeat": 0.3, "miss": 0.06}  # how much is claimed ahead; under `miss` a claim is an intent
LOOK_SECONDS = 1.0  # how often rows for a later hour are looked for
AGAIN_SECONDS = 1.0  # between tries while the database refuses


Finish = Callable[[AsyncConnection, Sequence[Result], str], Awaitable[None]]
Claims = list[tuple[Stream, list[Claimed]]]


class Ledger:
    """`given` is called with every stream and the rows claimed for it; `stuck` tells whether bulk must stop."""

    def __init__(self, database: Database, holder: str, clock: Clock, house: House,
                 given: Callable[[Stream, Sequence[Claimed]], None],
                 stuck: Callable[[bool], None]) -> None:  # fmt: skip
        self._database, self._holder, self._clock, self._house = database, holder, clock, house
        self._given, self._stuck = given, stuck
        self.streams: dict[int, Stream] = {}
        self.rate: Callable[[Stream], float] = lambda stream: 1.0
        self._results: list[Result] = []
        self._lost: list[tuple[int, str]] = []
        self._moves: list[tuple[int, int]] = []
        self._landed = 0
        self.written: Callable[[int], None] = lambda number: None
        self.full: Callable[[], bool] = lambda: False
        self._work = asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None
        self._writing = asyncio.Lock()
        self.refusing = False

    def record(self, result: Result, *, landed: bool = False) -> None:
        """Keeps how an attempt ended; written within `GATHER`. `landed` ones are told to `written`."""
        self._results.append(result)
        self._landed += landed
        self._soon()

    def lost(self, member_id: int, reason: str) -> None:
        self._lost.append((member_id, reason))

    def moved(self, old_chat_id: int, new_chat_id: int) -> None:
        self._moves.append((old_chat_id, new_chat_id))

    def hungry(self) -> None:
        """A stream's stock runs low."""
        self._soon()

    async def run(self) -> None:
        """Commits until cancelled."""
        while True:
            await self._work.wait()
            self._work.clear()
            if not await asyncio.shield(self.commit()):  # a stop does not tear a commit apart
                self._work.set()
                await asyncio.sleep(AGAIN_SECONDS)

    async def release(self, stream: Stream) -> None:
        """Puts back rows that stand as ours in flight while nothing is: a claim whose commit we did not hear of."""
        async with self._writing:
            if stream.idle and not self._results:
                broadcast_id = stream.broadcast.id
                await self._database.run(lambda tx: claims.release(tx, broadcast_id, self._holder))

    async def commit(self) -> bool:
        """One group commit; False when the database refused it, with everything kept for the next."""
        async with self._writing:
            results, lost, moves, landed = self._results, self._lost, self._moves, self._landed
            hungry = [(one, self._ahead(one)) for one in self.streams.values() if self.wants(one)]
            if not (results or lost or moves or hungry):
                return True
            self._results, self._lost, self._moves, self._landed = [], [], [], 0
            try:
                claimed = await self._commit(claims.finish, results, lost, moves, hungry)
            except Exception as error:  # whatever the driver says, the answer is the same: stop and try again
                self._results = results + self._results
                self._lost, self._moves = lost + self._lost, moves + self._moves
                self._landed += landed
                self._refused(error)
                return False
            self.written(landed)
            self._accepted()
        for stream, rows in claimed:
            self._given(stream, rows)
        return True

    async def _commit(self, finish: Finish, results: Sequence[Result], lost: Sequence[tuple[int, str]],
                      moves: Sequence[tuple[int, int]], hungry: Sequence[tuple[Stream, int]]) -> Claims:  # fmt: skip
        async def work(tx: AsyncConnection) -> Claims:
            if results:
                await finish(tx, results, self._holder)
            await claims.unreachable(tx, lost, self._clock())
            for old, new in moves:
                await members.move(tx, old, new)
            return [(one, await self._claim(tx, one, limit)) for one, limit in hungry]

        try:
            return await self._database.run(work)
        except claims.MismatchError:
            return await self._commit(claims.finish_carefully, results, lost, moves, hungry)

    def wants(self, stream: Stream) -> bool:
        """Whether it is time to claim for it."""
        if self.rate(stream) <= 0:
            return False
        low = stream.stock <= self._ahead(stream) // 2
        now = time.monotonic()
        return low and not stream.closing and (now >= stream.look_at or now >= stream.look_later_at)

    def _soon(self) -> None:
        """Has what is there written, now or when some more has been gathered."""
        if self.full() or self._starving():
            self._now()
        elif self._timer is None and not self._work.is_set():
            self._timer = asyncio.get_running_loop().call_later(self._gather(), self._now)

    def _now(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._work.set()

    def _gather(self) -> float:
        rate = sum(self.rate(one) for one in self.streams.values())
        return GATHER_MANY if rate >= MANY else GATHER

    def _starving(self) -> bool:
        return any(one.stock == 0 and self.wants(one) for one in self.streams.values())

    def _ahead(self, stream: Stream) -> int:
        return max(2, ceil(self.rate(stream) * STOCK_SECONDS[stream.broadcast.policy]))

    async def _claim(self, tx: AsyncConnection, stream: Stream, limit: int) -> list[Claimed]:
        """Rows whose later hour has come first, then those that may go at once."""
        now = time.monotonic()
        found: list[Claimed] = []
        if now >= stream.look_later_at:
            found = await self._candidates(tx, stream, limit, later=True)
            if len(found) < limit:
                stream.later, stream.look_later_at = LATER_FROM, now + LOOK_SECONDS
            else:
                stream.later = (found[-1].not_before, found[-1].member_id)
        if len(found) < limit and now >= stream.look_at:
            more = await self._candidates(tx, stream, limit - len(found), later=False)
            short = len(more) < limit - len(found)
            stream.at_once = AT_ONCE_FROM if short else (more[-1].not_before, more[-1].member_id)
            stream.look_at = now + LOOK_SECONDS if short else 0.0
            found += more
        return await self._sort_out(tx, stream, found)

    async def _candidates(
        self, tx: AsyncConnection, stream: Stream, limit: int, *, later: bool
    ) -> list[Claimed]:
        upto = ms(self._clock()) if later else 0
        cursor = stream.later if later else stream.at_once
        return await claims.candidates(tx, stream.broadcast.id, upto, limit, cursor, stream.topics)

    async def _sort_out(self, tx: AsyncConnection, stream: Stream, found: Sequence[Claimed]) -> list[Claimed]:
        now = self._clock()
        others = [one for one in (self._not_now(stream, row, now) for row in found) if one is not None]
        aside = {one.member_id for one in others}
        taken = [row for row in found if row.member_id not in aside]
        await claims.put(tx, others)
        await claims.take(tx, stream.broadcast.id, [row.member_id for row in taken], self._holder)
        return taken

    def _not_now(self, stream: Stream, row: Claimed, now: datetime) -> Result | None:
        """Why this row is not sent now, None if it is."""
        one = stream.broadcast
        gone = _unwanted(row)
        if gone:
            return Result(one.id, row.member_id, "gone", ms(now), reason=gone)
        if one.urgent or one.kind != "send":
            return None
        until = quiet_until(row.zone, row.quiet_from, row.quiet_until, now, self._house)
        if until is None:
            return None
        return Result(one.id, row.member_id, "waiting", ms(now), reason="quiet hours", not_before=ms(until))

    def _refused(self, error: Exception) -> None:
        metrics.LEDGER_REFUSED.inc()
        if not self.refusing:
            log.error("ledger.refused", error=f"{type(error).__name__}: {str(error).splitlines()[0][:200]}")
            self.refusing = True
            self._stuck(True)

    def _accepted(self) -> None:
        if self.refusing:
            log.info("ledger.accepted")
            self.refusing = False
            self._stuck(False)


def _unwanted(row: Claimed) -> str | None:
    if row.chat_id is None:
        return "forgotten"
    if row.blocked:
        return "blocked"
    return None if row.wanted else "unsubscribed"
