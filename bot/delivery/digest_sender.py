"""Sends digests when they are due: claims, paces, posts and writes down as the engine does, a message a member.

1. A round writes how digests ended, looks again at the broadcasts of those that wait (`unchanged.py`), and claims as
   many as the rate lets go in `AHEAD_SECONDS`.
2. Each waits for its turn in the lane below broadcasts, and is posted in that moment, if it is still so.
3. Telegram's answer becomes each line's decision, by its own broadcast's policy, in one transaction with the digest's.
Deliveries in a digest keep no message: a correction or a recall of one line must not change the others.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from math import ceil

import orjson
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import metrics
from bot.broadcasts.quiet_hours import QuietHours, quiet_until
from bot.clock import Clock, ms
from bot.delivery import digest
from bot.delivery.bundle import Bundle
from bot.delivery.decision import DeliveryState
from bot.delivery.digest import MOST, Fate
from bot.delivery.not_now import LEAVING_AGAIN
from bot.delivery.outcome import WAIT, End, of_answer
from bot.delivery.pace import Lane
from bot.delivery.throttle import Throttle
from bot.delivery.transport import Transport
from bot.delivery.unchanged import EVERY as LOOK_EVERY
from bot.delivery.unchanged import Unchanged
from bot.supervision import Rounds, set_within
from bot.text.catalogs import Catalogs
from bot.text.translator import Translator
from storage.broadcasts import broadcasts
from storage.broadcasts.broadcasts import Broadcast
from storage.database.database import Database
from storage.deliveries import claims, digests, results
from storage.deliveries.digests import Line
from storage.deliveries.results import Result
from storage.members import bulk_import, forget_requests

log = structlog.get_logger()

EVERY = 2.0  # seconds between looks while nothing is due
GATHER = 0.04  # seconds answers are gathered before they are written
AHEAD_SECONDS = 0.5  # of the rate that is claimed
STILL = 30.0  # seconds without a round after which the process is not ready
AGAIN = 1.0  # seconds between tries while the database refuses

Finish = Callable[[AsyncConnection, Sequence[Result], str], Awaitable[None]]


class DigestSender:
    """`run()` until `stop()`; a process's own name is `holder`."""

    def __init__(
        self,
        database: Database,
        transport: Transport,
        throttle: Throttle,
        catalogs: Catalogs,
        clock: Clock,
        hours: QuietHours,
        holder: str,
    ) -> None:
        self._database, self._transport, self._throttle = database, transport, throttle
        self._catalogs, self._clock, self._hours = catalogs, clock, hours
        self._holder = digests.holder_of(holder)
        self._in_hand: dict[int, tuple[Bundle, asyncio.Task[None]]] = {}
        self._ended: list[Bundle] = []
        self._woken, self._over = asyncio.Event(), asyncio.Event()
        self._unchanged = Unchanged(database)
        self._look_at = 0.0
        self._uncertain = False  # a round failed: whether its claims were kept is not known
        self._closing = False
        self.rounds = Rounds(STILL)

    async def run(self) -> None:
        """Rounds, until everything is written after a stop."""
        while not self._closing or self._in_hand:
            try:
                await asyncio.shield(self._round())
            except Exception as error:  # whatever the driver says: kept, and tried again
                log.error("digests.round_failed", exc_info=error)
                self._uncertain = True
                await asyncio.sleep(AGAIN)
            self.rounds.turned()
            await self._rest()
        self._over.set()

    async def stop(self, seconds: float) -> None:
        """Puts back what was not sent yet, waits for the rest and its writing."""
        self._closing = True
        for bundle, task in list(self._in_hand.values()):
            if not bundle.posted:
                task.cancel()
        self._woken.set()
        await set_within(self._over, seconds)

    async def _rest(self) -> None:
        await set_within(self._woken, LOOK_EVERY if self._in_hand else EVERY)
        self._woken.clear()
        if self._ended:
            await asyncio.sleep(GATHER)

    async def _round(self) -> None:
        if self._ended:
            await self._write()
        if self._in_hand and self._unchanged.due:
            await self._look()
        if self._uncertain and not self._in_hand:
            await self._free()
        room = 0 if self._closing or self._uncertain else self._room()
        if room > 0 and await self._due():
            bundles = await self._database.write(self._claim, room)
            for bundle in bundles:
                task = asyncio.create_task(self._send(bundle), name="digest")
                task.add_done_callback(partial(self._came_back, bundle))
                self._in_hand[bundle.digest.id] = bundle, task

    def _room(self) -> int:
        rate = self._throttle.rate(paid=False)
        return max(2, ceil(rate * AHEAD_SECONDS)) - len(self._in_hand) if rate > 0 else 0

    async def _due(self) -> bool:
        now = time.monotonic()
        if now < self._look_at:
            return False
        due = await self._database.read(digests.due, self._clock())
        self._look_at = 0.0 if due else now + EVERY
        return due

    async def _free(self) -> None:
        """Nothing is in hand, so what counts as ours was claimed by a round whose end we did not hear of."""
        async with self._database.begin() as tx:
            for broadcast_id in await digests.in_flight(tx, self._holder):
                await claims.release(tx, broadcast_id, self._holder)
            await digests.free(tx, self._holder)
        self._uncertain = False

    async def _claim(self, tx: AsyncConnection, room: int) -> list[Bundle]:
        """Digests whose hour has come, with the lines that are still to be shown."""
        now = self._clock()
        claimed = await digests.claim(tx, now, room, self._holder)
        lines = await digests.lines(tx, [row.id for row in claimed])
        members = await bulk_import.of_ids(tx, [row.member_id for row in claimed])
        leaving = await forget_requests.among(tx, [member.chat_id for member in members.values()])
        known = {number: await broadcasts.get(tx, number) for number in {line.broadcast_id for line in lines}}
        aside, bundles, empty = list[Result](), list[Bundle](), list[int]()
        for row in claimed:
            member = members[row.member_id]  # without them their digest would be gone
            until = quiet_until(member.timezone, member.quiet_from, member.quiet_until, now, self._hours)
            if member.chat_id in leaving:
                until = now + LEAVING_AGAIN
            if until is not None:
                await digests.put_off(tx, row.id, until, free_try=True)
                continue
            bundle = Bundle(row, member)
            for line in lines:
                if line.digest_id == row.id:
                    self._sort(bundle, line, known[line.broadcast_id], now, aside)
            if bundle.lines:
                bundles.append(bundle)
            else:
                empty.append(row.id)
        await results.put(tx, aside)
        await digests.done(tx, empty, now)
        await self._take(tx, bundles)
        return bundles

    def _sort(
        self, bundle: Bundle, line: Line, broadcast: Broadcast | None, now: datetime, aside: list[Result]
    ) -> None:
        """Into the message, or where else it goes."""
        decided = digest.decide(broadcast, bundle.member, now)
        if decided.fate is Fate.GONE:
            gone = Result(
                line.broadcast_id, line.member_id, DeliveryState.GONE, ms(now), reason=decided.reason
            )
            aside.append(gone)
        elif decided.fate is Fate.ANEW:
            aside.append(Result(line.broadcast_id, line.member_id, DeliveryState.WAITING, ms(now)))
        elif decided.fate is Fate.SHOWN and broadcast is not None:
            bundle.more = len(bundle.lines) == MOST
            if not bundle.more:
                bundle.lines.append(line)
                bundle.broadcasts[broadcast.id] = broadcast

    async def _take(self, tx: AsyncConnection, bundles: Sequence[Bundle]) -> None:
        """The ledger's counts are moved broadcast by broadcast in rising order."""
        taken: dict[int, list[int]] = {}
        for bundle in bundles:
            for line in bundle.lines:
                taken.setdefault(line.broadcast_id, []).append(line.member_id)
        for broadcast_id in sorted(taken):
            await claims.take(tx, broadcast_id, taken[broadcast_id], self._holder)

    async def _send(self, bundle: Bundle) -> None:
        """Waits for its turn, ready to be posted in that moment; a broadcast may be recalled by then, and what has
        changed goes back."""
        method, body = self._worded(bundle)
        while (so := await self._turn(bundle)) is None:
            await self._look()
        if not so:
            return
        bundle.posted = True
        bundle.outcome = of_answer(await self._transport.answer(method, body))
        metrics.DELIVERIES.labels(bundle.outcome.end.value).inc()
        if bundle.outcome.end in WAIT:
            self._throttle.refused(Lane.BACKGROUND, bundle.member.chat_id, bundle.outcome.seconds)

    async def _turn(self, bundle: Bundle) -> bool | None:
        """Whether it is as it was claimed when its turn has come; None: nobody has looked of late."""
        await self._throttle.acquire(Lane.BACKGROUND, bundle.member.chat_id)
        return self._unchanged.is_so(bundle.broadcasts.values(), bundle.claimed_at)

    async def _look(self) -> None:
        await self._unchanged.look(
            {number for bundle, _ in self._in_hand.values() for number in bundle.broadcasts}
        )

    def _came_back(self, bundle: Bundle, task: "asyncio.Task[None]") -> None:
        """Answered, or stopped before it was sent."""
        if not task.cancelled() and (error := task.exception()):
            log.error("digests.not_sent", exc_info=error)
        self._throttle.ended()
        self._ended.append(bundle)
        self._woken.set()

    def _worded(self, bundle: Bundle) -> tuple[str, bytes]:
        translator = Translator.of(self._catalogs, bundle.member.language, bundle.member.script)
        shown = [(bundle.broadcasts[line.broadcast_id], line.variant) for line in bundle.lines]
        call = digest.message(translator, shown)
        return call.method, orjson.dumps(call.to(bundle.member.chat_id))

    async def _write(self) -> None:
        """How digests ended, in one transaction; kept until that succeeds."""
        ended = list(self._ended)
        try:
            await self._written(ended, results.finish)
        except results.MismatchError:
            await self._written(ended, results.finish_carefully)
        for bundle in ended:
            self._ended.remove(bundle)
            del self._in_hand[bundle.digest.id]
        self._throttle.written(len(ended))

    async def _written(self, ended: Sequence[Bundle], finish: Finish) -> None:
        at = self._clock()
        async with self._database.begin() as tx:
            await finish(tx, [result for bundle in ended for result in bundle.results(at)], self._holder)
            for bundle in ended:
                await _settle(tx, bundle, at)


async def _settle(tx: AsyncConnection, bundle: Bundle, at: datetime) -> None:
    """The digest's own row and its member, after how it ended."""
    outcome = bundle.outcome
    if outcome is not None and outcome.end is End.SENT:
        shown = [line.broadcast_id for line in bundle.lines]
        await digests.placed(tx, bundle.digest.id, shown, outcome.message_ids[-1], at)
    if outcome is not None and outcome.end is End.GONE:
        await results.unreachable(tx, [(bundle.member.id, outcome.reason or "gone")], at)
    waits = bundle.waits()
    if waits or bundle.more:
        until = at + timedelta(seconds=max(waits, default=0.0))
        free_try = outcome is None or outcome.end in WAIT
        await digests.put_off(tx, bundle.digest.id, until, free_try=free_try)
    else:
        await digests.done(tx, [bundle.digest.id], at)
