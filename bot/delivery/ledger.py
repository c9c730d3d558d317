"""The one writer of a process: results in group commits, and claims of what is to be sent next.

1. A result waits at most `GATHER`, and no longer once the pace stands still for it (`full`), so a killed process
   leaves little more than what was in flight.
2. The same transaction claims for every broadcast that has little queued, and sets aside whom not to send to.
3. When the database refuses (locked, full, away), bulk stops at once, results are kept and tried again,
   and sending goes on by itself as soon as they are written.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import metrics
from bot.broadcasts.frequency import gathered_until
from bot.broadcasts.quiet_hours import QuietHours
from bot.broadcasts.states import Policy
from bot.clock import Clock, ms
from bot.delivery.active import ActiveBroadcast, Listener
from bot.delivery.not_now import not_now, unwanted
from bot.delivery.throttle import Throttle
from bot.supervision import Rounds
from storage.database.database import Database
from storage.deliveries import claims, closed_topics, digests, results
from storage.deliveries.claims import AT_ONCE_FROM, LATER_FROM, Claimed
from storage.deliveries.results import Result
from storage.members import frequencies, members

log = structlog.get_logger()

GATHER = 0.04  # seconds results are gathered at most
GATHER_MANY = 0.02  # the same where many come, so that the pace need not stand still for them
MANY = 100  # messages a second from which many come
# How much is claimed ahead; under `miss` a claim is an intent.
AHEAD_SECONDS: dict[str, float] = {Policy.REPEAT: 0.3, Policy.MISS: 0.06}
LOOK_SECONDS = 1.0  # how often rows for a later hour are looked for
FEW = 10  # broadcasts; of more, each is looked at so much more seldom
STILL = 30.0  # seconds without a commit, be it an empty one, after which the process is not ready
AGAIN_SECONDS = 1.0  # between tries while the database refuses

Claims = list[tuple[ActiveBroadcast, list[Claimed]]]


@dataclass(slots=True)
class Unwritten:
    """What the next group commit writes: results, members (id, reason) out of reach, groups' old and new ids."""

    results: list[Result] = field(default_factory=list)
    unreachable: list[tuple[int, str]] = field(default_factory=list)
    moves: list[tuple[int, int]] = field(default_factory=list)
    closed: list[int] = field(default_factory=list)
    ended: int = 0  # results of deliveries that the pace counts

    def __bool__(self) -> bool:
        return bool(self.results or self.unreachable or self.moves or self.closed)

    def __add__(self, later: "Unwritten") -> "Unwritten":
        return Unwritten(
            self.results + later.results,
            self.unreachable + later.unreachable,
            self.moves + later.moves,
            self.closed + later.closed,
            self.ended + later.ended,
        )


class Ledger:
    """`active` are the broadcasts to claim for, by id; the engine opens and closes them."""

    def __init__(
        self,
        database: Database,
        holder: str,
        clock: Clock,
        hours: QuietHours,
        house: ZoneInfo,
        throttle: Throttle,
        active: Mapping[int, ActiveBroadcast],
        listener: Listener,
    ) -> None:
        self._database, self._holder, self._clock, self._hours = database, holder, clock, hours
        self._house = house  # the zone of members whose own is not known
        self._throttle, self._active, self._listener = throttle, active, listener
        self._unwritten = Unwritten()
        self._due = asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None
        self._writing = asyncio.Lock()
        self._refused = False
        self._awake = 1  # broadcasts that share the rate: those of which something can be sent now
        self.rounds = Rounds(STILL)

    def record(self, result: Result, *, ended: bool = False) -> None:
        """Keeps how an attempt ended; written within `GATHER`. `ended` ones are told to the throttle."""
        self._unwritten.results.append(result)
        self._unwritten.ended += ended
        self.write_soon()

    def unreachable(self, member_id: int, reason: str) -> None:
        self._unwritten.unreachable.append((member_id, reason))

    def moved(self, old_chat_id: int, new_chat_id: int) -> None:
        self._unwritten.moves.append((old_chat_id, new_chat_id))

    def closed(self, member_id: int) -> None:
        """No topic of this group takes messages: its administrators are to hear."""
        self._unwritten.closed.append(member_id)

    def write_soon(self) -> None:
        """Has what is there written and more claimed, now or when some more has been gathered."""
        if self._throttle.pace.full or any(
            not active.queued and self.wants(active) for active in self._active.values()
        ):
            self._write_now()
        elif self._timer is None and not self._due.is_set():
            self._timer = asyncio.get_running_loop().call_later(self._gather(), self._write_now)

    async def run(self) -> None:
        """Commits until cancelled."""
        while True:
            await self._due.wait()
            self._due.clear()
            written = await asyncio.shield(self.commit())
            self.rounds.turned()
            if not written:  # a stop does not tear a commit apart
                self._due.set()
                await asyncio.sleep(AGAIN_SECONDS)

    async def release(self, active: ActiveBroadcast) -> None:
        """Puts back rows that count as ours in flight while nothing is: a claim whose commit we did not hear of."""
        async with self._writing:
            if active.idle and not self._unwritten.results:
                broadcast_id = active.broadcast.id
                await self._database.write(claims.release, broadcast_id, self._holder)

    async def commit(self) -> bool:
        """One group commit; False when the database refused it, with everything kept for the next."""
        async with self._writing:
            wanting = [
                (active, self._ahead(active)) for active in self._active.values() if self.wants(active)
            ]
            self._awake = sum(not active.rests for active in self._active.values())
            if not (self._unwritten or wanting):
                return True
            batch, self._unwritten = self._unwritten, Unwritten()
            try:
                claimed = await self._commit(batch, wanting)
            except Exception as error:  # whatever the driver says, the answer is the same: stop and try again
                self._unwritten = batch + self._unwritten
                self._tell(error)
                return False
            self._throttle.written(batch.ended)
            self._tell(None)
        for active, rows in claimed:
            self._listener.claimed(active, rows)
        if any(not active.queued and self.wants(active) for active, _ in wanting):
            self._write_now()  # a whole claim was set aside
        return True

    async def _commit(
        self, batch: Unwritten, wanting: Sequence[tuple[ActiveBroadcast, int]], *, carefully: bool = False
    ) -> Claims:
        finish = results.finish_carefully if carefully else results.finish
        try:
            async with self._database.begin() as tx:
                if batch.results:
                    await finish(tx, batch.results, self._holder)
                await results.unreachable(tx, batch.unreachable, self._clock())
                for old, new in batch.moves:
                    await members.move(tx, old, new)
                await closed_topics.add(tx, batch.closed)
                return [(active, await self._claim(tx, active, limit)) for active, limit in wanting]
        except results.MismatchError:
            return await self._commit(batch, wanting, carefully=True)

    def wants(self, active: ActiveBroadcast) -> bool:
        """Whether it is time to claim for it."""
        if self._rate(active) <= 0:
            return False
        low = active.queued <= self._ahead(active) // 2
        now = time.monotonic()
        return low and not active.closing and (now >= active.look_at or now >= active.look_later_at)

    @property
    def look_seconds(self) -> float:
        """Until a broadcast of which nothing can be sent now is looked at again."""
        return LOOK_SECONDS * max(1.0, len(self._active) / FEW)

    def _write_now(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._due.set()

    def _gather(self) -> float:
        rate = sum(self._rate(active) for active in self._active.values())
        return GATHER_MANY if rate >= MANY else GATHER

    def _rate(self, active: ActiveBroadcast) -> float:
        """What one of the broadcasts can hope for in the next seconds."""
        return self._throttle.rate(paid=active.paid) / max(1, self._awake)

    def _ahead(self, active: ActiveBroadcast) -> int:
        return max(2, ceil(self._rate(active) * AHEAD_SECONDS[active.broadcast.policy]))

    async def _claim(self, tx: AsyncConnection, active: ActiveBroadcast, limit: int) -> list[Claimed]:
        """Rows whose later hour has come first, then those that may go at once."""
        now = time.monotonic()
        rows: list[Claimed] = []
        if now >= active.look_later_at:
            rows = await self._candidates(tx, active, limit, later=True)
            if len(rows) < limit:
                active.later, active.look_later_at = LATER_FROM, now + self.look_seconds
            else:
                active.later = (rows[-1].not_before, rows[-1].member_id)
        if len(rows) < limit and now >= active.look_at:
            more = await self._candidates(tx, active, limit - len(rows), later=False)
            short = len(more) < limit - len(rows)
            active.at_once = AT_ONCE_FROM if short else (more[-1].not_before, more[-1].member_id)
            active.look_at = now + self.look_seconds if short else 0.0
            rows += more
        active.dry = not rows
        return await self._take(tx, active, rows)

    async def _candidates(
        self, tx: AsyncConnection, active: ActiveBroadcast, limit: int, *, later: bool
    ) -> list[Claimed]:
        upto = ms(self._clock()) if later else 0
        cursor = active.later if later else active.at_once
        return await claims.candidates(
            tx, active.broadcast.id, upto, limit, cursor, active.topics, active.silent
        )

    async def _take(
        self, tx: AsyncConnection, active: ActiveBroadcast, rows: Sequence[Claimed]
    ) -> list[Claimed]:
        now = self._clock()
        gathered = await self._gathered(tx, active, rows, now)
        aside = {
            row.member_id: result
            for row in rows
            if (result := not_now(active, row, now, gathered.get(row.member_id), self._hours))
        }
        taken = [row for row in rows if row.member_id not in aside]
        await results.put(tx, list(aside.values()))
        if gathered:
            await digests.gather(tx, active.broadcast.id, gathered)
        await claims.take(tx, active.broadcast.id, [row.member_id for row in taken], self._holder)
        return taken

    async def _gathered(
        self, tx: AsyncConnection, active: ActiveBroadcast, rows: Sequence[Claimed], now: datetime
    ) -> dict[int, datetime]:
        """Members who get it in a digest, and when that is due."""
        broadcast, topics = active.broadcast, active.topics
        asked = [row.member_id for row in rows if row.gathers and not row.leaving and not unwanted(row)]
        if not asked or topics is None or broadcast.urgent:
            return {}
        due = {
            member: gathered_until(wish, topics, broadcast.expires_at, now, self._hours, self._house)
            for member, wish in (await frequencies.of_members(tx, asked)).items()
        }
        return {member: at for member, at in due.items() if at is not None}

    def _tell(self, error: Exception | None) -> None:
        """The listener hears when refusals begin and when they are over."""
        refused = error is not None
        if refused:
            metrics.LEDGER_REFUSED.inc()
        if refused == self._refused:
            return
        self._refused = refused
        if error is not None:
            log.error("ledger.refused", exc_info=error)
        else:
            log.info("ledger.accepted")
        self._listener.ledger_refused(refused)
