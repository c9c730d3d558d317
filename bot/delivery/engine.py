"""Delivers broadcasts: ledger, throttle and sender meet here, and only here is there a loop.

`Engine(database, transport, config)` then `start()`; `rate_limiter` goes to PTB's ApplicationBuilder, `wake()`
after a change of a broadcast saves the wait for the next tick, `stop()` drains within ten seconds. What is
due is launched by `bot/broadcasts/launcher.py`, which then calls `wake()`.

Who knows whom: the sender knows ledger, throttle and transport, the ledger knows the throttle, and both tell
the engine, as their `Listener`, what happens. The rows decide what is sent: a tick every 0.8 s opens and
closes broadcasts as they say (pause, resume, cancel and recall come from any process), finishes and expires.
Beside it run the ledger's writer, the renewal of this process's share of the budget, and the take-over of
what dead processes left in flight.
"""

import asyncio
import contextlib
import time
import uuid
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import metrics
from bot.broadcasts import approval, launcher, lifecycle
from bot.broadcasts.approval import Lack
from bot.broadcasts.notice import Notice, NoticeKind, Notify, nobody
from bot.broadcasts.quiet_hours import QuietHours
from bot.broadcasts.states import Kind, NotAllowed, Policy, State
from bot.clock import Clock, ms, now
from bot.config import Config
from bot.delivery.active import ActiveBroadcast, Listener
from bot.delivery.budget import EVERY, Budget
from bot.delivery.canary import Canary
from bot.delivery.decision import Decision, Fallback
from bot.delivery.digest_edits import DigestEdits
from bot.delivery.digest_sender import DigestSender
from bot.delivery.ledger import Ledger
from bot.delivery.pace import Pace
from bot.delivery.rate_limiter import RateLimiter
from bot.delivery.sender import Sender
from bot.delivery.throttle import SHORT_WAIT, Throttle
from bot.delivery.transport import Transport
from bot.supervision import Rounds
from bot.text.catalogs import Catalogs
from storage.broadcasts import broadcasts
from storage.broadcasts.broadcasts import Broadcast
from storage.database.database import Database
from storage.deliveries import claims, deliveries, digests
from storage.deliveries.claims import Claimed

log = structlog.get_logger()

TICK = 0.8
STOP_SECONDS = 8.0
STILL = 30.0  # seconds without a round after which the process is not ready
TAKE_OVER_EVERY = 2.0
EDIT_EVERY = 10.0  # seconds between looks for digests that say what is no longer so
ALONE = 20  # a process that is alone looks so much more seldom for others
LONG_WAIT = 30.0  # seconds of a flood wait that staff hear about
MOST_IN_FLIGHT = 400  # bulk calls

Verb = Callable[[AsyncConnection, int, datetime], Awaitable[None]]


class Engine(Listener):
    """One process's deliveries; `throttle` and `rate_limiter` carry everything else the bot sends."""

    def __init__(
        self,
        database: Database,
        transport: Transport,
        config: Config,
        clock: Clock = now,
        notify: Notify = nobody,
        catalogs: Catalogs | None = None,
    ) -> None:
        self._database, self._config, self._clock = database, config, clock
        self._notify, self._catalogs = notify, catalogs or Catalogs.load()
        self.holder = uuid.uuid4().hex[:12]
        self._active: dict[int, ActiveBroadcast] = {}
        self._budget = Budget(database, self.holder, config.delivery.messages_per_second)
        paid = config.delivery.paid_messages_per_second if config.delivery.paid_broadcasts else 0.0
        self.throttle = Throttle(Pace(self._budget.share, paid, MOST_IN_FLIGHT))
        self.rate_limiter = RateLimiter(self.throttle)
        hours = QuietHours.of(config.delivery)
        house = config.locale.zone
        self._ledger = Ledger(
            database, self.holder, clock, hours, house, self.throttle, self._active, listener=self
        )
        self._edits = DigestEdits(database, transport, self.throttle, self._catalogs, clock)
        self._digests = DigestSender(
            database, transport, self.throttle, self._catalogs, clock, hours, self.holder
        )
        self._sender = Sender(transport, self.throttle, self._ledger, clock, listener=self)
        self._woken = asyncio.Event()
        self._rounds = Rounds(STILL)
        self._tasks: list[asyncio.Task[None]] = []
        self._background: set[asyncio.Task[None]] = set()
        self._flood_told_until = 0.0

    async def start(self) -> "list[asyncio.Task[None]]":
        """Takes up what was left and begins; the tasks it cannot do without."""
        await self._guarded(self._renew_share)
        alone = ALONE if self._database.dialect == "sqlite" else 1
        self._tasks = [
            asyncio.create_task(self._digests.run(), name="digests"),
            asyncio.create_task(self._ledger.run(), name="ledger"),
            asyncio.create_task(self._repeated(EVERY * alone, self._renew_share), name="budget"),
            asyncio.create_task(self._repeated(TAKE_OVER_EVERY * alone, self._take_over), name="taking over"),
            asyncio.create_task(self._repeated(EDIT_EVERY, self._edits.look), name="digest edits"),
            asyncio.create_task(self._ticks(), name="engine"),
        ]
        return self._tasks

    async def stop(self) -> None:
        """Sends nothing more, waits for what is in flight, writes it down."""
        for task in self._tasks[3:]:
            task.cancel()
        for active in list(self._active.values()):
            self._close(active)
        late, _ = await asyncio.gather(self._sender.drain(STOP_SECONDS), self._digests.stop(STOP_SECONDS))
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, *self._background, return_exceptions=True)
        written = await self._ledger.commit()
        with contextlib.suppress(Exception):
            await self._budget.leave()
        log.info("engine.stopped", in_flight=late, written=written)

    @property
    def rounds(self) -> dict[str, Rounds]:
        """Of what sends and what writes down."""
        return {"engine": self._rounds, "ledger": self._ledger.rounds, "digests": self._digests.rounds}

    def wake(self) -> None:
        """Something changed in `broadcasts`: look now."""
        self._woken.set()

    async def _tick(self) -> None:
        """One look at the rows; only what is what was approved is opened or goes on (`bot/broadcasts/approval.py`)."""
        async with self._database.connect() as tx:
            alive = await broadcasts.in_states(tx, (State.SENDING, State.SCHEDULED))
        live = [broadcast for broadcast in alive if broadcast.state == State.SENDING]
        sending = [broadcast for broadcast in live if approval.stands(broadcast)]
        self._follow(sending)
        for broadcast in alive:
            if broadcast.launching:
                await self._write_rows(broadcast)
        for broadcast in sending:
            await self._end(broadcast)
        for broadcast in live:
            if not approval.stands(broadcast):
                await self._hold(broadcast)
        self._ledger.write_soon()

    async def _hold(self, broadcast: Broadcast) -> None:
        """What is not what was approved goes no further; staff are told."""
        pause = partial(lifecycle.pause, reason=Lack.CHANGED)
        await self._move(broadcast, pause, Notice(NoticeKind.PAUSED, broadcast, reason=Lack.CHANGED))

    def _follow(self, sending: Sequence[Broadcast]) -> None:
        """Opens what is being sent, closes what is not any more."""
        ids = {broadcast.id for broadcast in sending}
        for active in [active for broadcast_id, active in self._active.items() if broadcast_id not in ids]:
            self._close(active)
        for broadcast in sending:
            if broadcast.id in self._active:
                self._active[broadcast.id].renew(broadcast)
            else:
                self._open(broadcast)

    def _open(self, broadcast: Broadcast) -> None:
        canary = Canary(broadcast.launch_until or 0, lenient=broadcast.paused_at is not None)
        paid = self._config.delivery.paid_broadcasts and broadcast.kind == Kind.SEND
        self._active[broadcast.id] = ActiveBroadcast(broadcast, self._catalogs, canary, paid=paid)
        self._ledger.write_soon()

    def _close(self, active: ActiveBroadcast) -> None:
        active.closing = True
        self._active.pop(active.broadcast.id, None)
        self._sender.put_back(active)

    async def _write_rows(self, broadcast: Broadcast) -> None:
        """All slices, one after the other, with air for replies between them."""
        while await launcher.write(self._database, broadcast.id, self._clock()):
            self._ledger.write_soon()
            await asyncio.sleep(0.005)

    async def _end(self, broadcast: Broadcast) -> None:
        """Finishes it when nothing is open, or when its time is over."""
        if broadcast.expires_at is not None and broadcast.expires_at <= self._clock():
            await self._move(broadcast, lifecycle.expire, Notice(NoticeKind.EXPIRED, broadcast))
            return
        active, now = self._active.get(broadcast.id), time.monotonic()
        if active is None or not active.idle or (active.rests and now < active.look_at_end):
            return
        active.look_at_end = now + self._ledger.look_seconds
        async with self._database.connect() as tx:
            row, counts = await broadcasts.get(tx, broadcast.id), await deliveries.count(tx, broadcast.id)
        if row is None or row.launching:
            return
        if counts.open == 0:
            await self._move(broadcast, lifecycle.finish, Notice(NoticeKind.DONE, broadcast))
        elif counts.sending:
            await self._ledger.release(active)

    async def _move(self, broadcast: Broadcast, verb: Verb, notice: Notice) -> None:
        """Of several processes the one that moves it tells staff."""
        moved = True
        try:
            async with self._database.begin() as tx:
                await verb(tx, broadcast.id, self._clock())
        except NotAllowed:
            moved = False
        if broadcast.id in self._active:
            self._close(self._active[broadcast.id])
        if moved:
            self._tell(notice)

    def claimed(self, active: ActiveBroadcast, rows: Sequence[Claimed]) -> None:
        for row in rows:
            self._sender.offer(self._sender.delivery(active, row))
        if active.closing:
            self._sender.put_back(active)

    def ended(self, active: ActiveBroadcast, decision: Decision) -> None:
        """The canary hears of every outcome, and pauses the broadcast if it must."""
        reason = active.canary.saw(decision.state, trouble=decision.trouble)
        if reason is not None and not active.closing:
            self._close(active)
            notice = Notice(NoticeKind.PAUSED, active.broadcast, reason=reason)
            pause = partial(lifecycle.pause, reason=reason)
            self._in_background(self._move(active.broadcast, pause, notice))

    def repaired(self, active: ActiveBroadcast, fallback: Fallback, reason: str) -> None:
        """Staff hear of it the first time any of its languages needs it."""
        before = [known for known in active.repairs.values() if fallback in known]
        if len(before) == 1:
            kind = NoticeKind.UNLINKED if fallback is Fallback.UNLINKED else NoticeKind.PLAIN
            self._tell(Notice(kind, active.broadcast, reason=reason))

    def flood_wait(self, seconds: float) -> None:
        """Staff hear of long ones, once."""
        metrics.FLOOD_WAITS.inc()
        loop_now = asyncio.get_running_loop().time()
        if seconds > SHORT_WAIT:
            for active in self._active.values():
                self._sender.put_back(active)
        if seconds >= LONG_WAIT and loop_now >= self._flood_told_until:
            self._flood_told_until = loop_now + seconds
            self._tell(Notice(NoticeKind.PARKED, seconds=seconds))

    def token_refused(self, seconds: float) -> None:
        """Nobody can be told by Telegram: the log says it, and nothing is lost meanwhile."""
        log.error("telegram.token_refused", waits=seconds)
        for active in self._active.values():
            self._sender.put_back(active)

    def ledger_refused(self, refused: bool) -> None:
        self.throttle.stop_bulk(refused)
        self._tell(Notice(NoticeKind.STUCK if refused else NoticeKind.FLOWING))

    async def _renew_share(self) -> None:
        """Renews the share of the budget, and lets it run out where the database cannot be reached."""
        waited = 0.0
        try:
            waited = await self._budget.renew(self.throttle.flood_wait)
        finally:
            self._budget.lapse()
            self.throttle.share(self._budget.share, waited)

    async def _take_over(self) -> None:
        """Rows in flight of processes that are no more follow their broadcast's policy."""
        alive = await self._budget.alive()
        if alive is None:
            return
        alive = [*alive, *map(digests.holder_of, alive)]
        async with self._database.connect() as tx:
            abandoned = await claims.abandoned(tx, alive)
        for holder, broadcast_id, _ in abandoned:
            async with self._database.begin() as tx:
                broadcast = await broadcasts.get(tx, broadcast_id)
                sends = broadcast is not None and broadcast.kind == Kind.SEND
                policy = broadcast.policy if broadcast is not None and sends else Policy.REPEAT
                number = await claims.take_over(tx, holder, broadcast_id, policy, ms(self._clock()))
            log.warning("deliveries.taken_over", broadcast=broadcast_id, number=number, policy=str(policy))
            self._ledger.write_soon()
        async with self._database.begin() as tx:
            await digests.take_over(tx, alive)

    def _tell(self, notice: Notice) -> None:
        self._in_background(self._notify(notice))

    def _in_background(self, work: Awaitable[None]) -> None:
        async def awaited() -> None:
            await work

        task = asyncio.create_task(self._guarded(awaited))
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def _ticks(self) -> None:
        while True:
            await self._guarded(self._tick)
            self._rounds.turned()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), TICK)
            self._woken.clear()

    async def _repeated(self, seconds: float, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            await self._guarded(work)
            await asyncio.sleep(seconds)

    async def _guarded(self, work: Callable[[], Awaitable[None]]) -> None:
        """The loop outlives any error: it is logged, and the next round tries again."""
        try:
            await work()
        except Exception as error:
            log.error("engine.round_failed", round=work.__name__, exc_info=error)
