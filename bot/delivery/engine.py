"""Delivers broadcasts: everything meets here, and only here is there a loop.

`Engine(database, transport, config)` then `start()`; `limiter` goes to PTB's ApplicationBuilder, `wake()`
after a change of a broadcast saves the wait for the next tick, `stop()` drains within ten seconds. What is
due is launched by `bot/schedule.py`, which then calls `wake()`.

Three tasks: the ledger's writer; a tick every 0.8 s that opens and closes streams as the rows say (pause,
resume, cancel and recall come from any process), finishes and expires; and the keeper, who renews this
process's share of the budget and takes over what dead processes left in flight.
"""

import asyncio
import contextlib
import uuid
from collections.abc import Awaitable, Callable, Sequence

import structlog

from bot import metrics
from bot.broadcasts import launcher
from bot.broadcasts.notice import Notice, Notify, nobody
from bot.broadcasts.quiet_hours import House
from bot.clock import Clock, ms, now
from bot.config import Config
from bot.delivery.budget import EVERY, Budget
from bot.delivery.canary import Canary
from bot.delivery.ledger import Ledger
from bot.delivery.pace import Pace
from bot.delivery.rate_limiter import RateLimiter
from bot.delivery.sender import Sender
from bot.delivery.stream import Stream
from bot.delivery.throttle import Throttle
from bot.delivery.transport import Transport
from bot.delivery.verdict import Verdict
from bot.text.catalogs import Catalogs
from storage.broadcasts import broadcasts
from storage.broadcasts.broadcasts import Broadcast
from storage.database.database import Database
from storage.deliveries import claims, deliveries
from storage.deliveries.claims import Claimed

log = structlog.get_logger()

TICK = 0.8
STOP_SECONDS = 8.0
TAKE_OVER_EVERY = 2.0
ALONE = 20  # a process that is alone looks so much more seldom for others
SHORT_WAIT = 3.0  # seconds of a flood wait that are simply waited for; longer ones give back what was claimed
LONG_WAIT = 30.0  # seconds of a flood wait that staff hear about
FLYING_MOST = 400  # bulk sends in flight at most


class Engine:
    """One process's deliveries; `gate` and `limiter` carry everything else the bot sends."""

    def __init__(self, database: Database, transport: Transport, config: Config, clock: Clock = now,
                 notify: Notify = nobody, catalogs: Catalogs | None = None) -> None:  # fmt: skip
        self._database, self._config, self._clock = database, config, clock
        self._catalogs = catalogs or Catalogs.load()
        self.notify = notify
        self.holder = uuid.uuid4().hex[:12]
        self.budget = Budget(database, self.holder, config.delivery.messages_per_second)
        paid = config.delivery.paid_messages_per_second if config.delivery.paid_broadcasts else 0.0
        self.gate = Throttle(Pace(self.budget.share, paid, FLYING_MOST))
        self.limiter = RateLimiter(self.gate)
        self.ledger = Ledger(
            database, self.holder, clock, House.of(config.delivery), self._given, self._stuck
        )
        self.ledger.rate = self._rate
        self.ledger.written = self.gate.written
        self.ledger.full = lambda: self.gate.pace.full
        self.sender = Sender(transport, self.gate, self.ledger, clock, self._watch, self._parked)
        self._streams = self.ledger.streams
        self._woken = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._asides: set[asyncio.Task[None]] = set()
        self._told_until = 0.0

    async def start(self) -> None:
        """Takes up what was left and begins."""
        await self._once(self._keep)
        alone = ALONE if self._database.dialect == "sqlite" else 1
        self._tasks = [
            asyncio.create_task(self.ledger.run()),
            asyncio.create_task(self._every(EVERY * alone, self._keep)),
            asyncio.create_task(self._every(TAKE_OVER_EVERY * alone, self._take_over)),
            asyncio.create_task(self._ticks()),
        ]

    async def stop(self) -> None:
        """Lets go of nothing more, waits for what is in flight, writes it down."""
        for task in self._tasks[2:]:
            task.cancel()
        for stream in list(self._streams.values()):
            self._close(stream)
        late = await self.sender.drain(STOP_SECONDS)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, *self._asides, return_exceptions=True)
        written = await self.ledger.commit()
        with contextlib.suppress(Exception):
            await self.budget.leave()
        log.info("engine.stopped", in_flight=late, written=written)

    def wake(self) -> None:
        """Something changed in `broadcasts`: look now."""
        self._woken.set()

    async def tick(self) -> None:
        """One look at the rows; called by the loop, and by tests."""
        async with self._database.look() as tx:
            alive = await broadcasts.in_states(tx, ("sending", "scheduled"))
        sending = [one for one in alive if one.state == "sending"]
        self._follow(sending)
        for one in alive:
            if one.launching:
                await self._write_ledger(one)
        for one in sending:
            await self._end(one)
        self.ledger.hungry()

    def _follow(self, sending: Sequence[Broadcast]) -> None:
        """Opens streams for what is being sent, closes those of what is not any more."""
        wanted = {one.id: one for one in sending}
        for broadcast_id in [one for one in self._streams if one not in wanted]:
            self._close(self._streams[broadcast_id])
        for one in sending:
            known = self._streams.get(one.id)
            if known is None:
                self._open(one)
            else:
                known.renew(one)

    def _open(self, one: Broadcast) -> None:
        canary = Canary(one.launch_until or 0)
        if one.paused_at is not None:
            canary.lenient = True
        paid = self._config.delivery.paid_broadcasts and one.kind == "send"
        self._streams[one.id] = Stream(one, self._catalogs, canary, paid=paid)
        self.ledger.hungry()

    def _close(self, stream: Stream) -> None:
        stream.closing = True
        self._streams.pop(stream.broadcast.id, None)
        self.sender.put_back(stream)

    async def _write_ledger(self, one: Broadcast) -> None:
        """All slices, one after the other, with air for replies between them."""
        while await launcher.write(self._database, one.id, self._clock()):
            self.ledger.hungry()
            await asyncio.sleep(0.005)

    async def _end(self, one: Broadcast) -> None:
        """Finishes it when nothing is open, or when its time is over."""
        moment = self._clock()
        if one.expires_at is not None and one.expires_at <= moment:
            await self._leave(one, "expired", {"finished_at": moment})
            return
        stream = self._streams.get(one.id)
        if stream is None or not stream.idle:
            return
        async with self._database.look() as tx:
            row, counts = await broadcasts.get(tx, one.id), await deliveries.count(tx, one.id)
        if row is None or row.launching:
            return
        if counts.open == 0:
            await self._leave(one, "done", {"finished_at": moment})
        elif counts.sending:
            await self.ledger.release(stream)

    async def _leave(self, one: Broadcast, state: str, values: dict[str, object]) -> None:
        async with self._database.begin() as tx:
            moved = await broadcasts.step(tx, one.id, ("sending",), state, self._clock(), **values)
        if one.id in self._streams:
            self._close(self._streams[one.id])
        if moved:
            self._tell(Notice(state, one))

    def _given(self, stream: Stream, rows: Sequence[Claimed]) -> None:
        """Rows were claimed for a stream."""
        for row in rows:
            self.sender.offer(self.sender.parcel(stream, row))
        if stream.closing:
            self.sender.put_back(stream)

    def _watch(self, stream: Stream, verdict: Verdict) -> None:
        """The canary hears of every outcome, and pauses the broadcast if it must."""
        reason = stream.canary.saw(verdict.state, trouble=verdict.trouble)
        if reason is not None and not stream.closing:
            self._close(stream)
            self._aside(self._pause(stream.broadcast, reason))

    async def _pause(self, one: Broadcast, reason: str) -> None:
        moment = self._clock()
        async with self._database.begin() as tx:
            moved = await broadcasts.step(tx, one.id, ("sending",), "paused", moment, paused_at=moment,
                                          pause_reason=reason)  # fmt: skip
        if moved:
            self._tell(Notice("paused", one, {"reason": reason}))

    def _parked(self, seconds: float) -> None:
        """A flood wait: staff hear of long ones, once."""
        metrics.FLOOD_WAITS.inc()
        loop_now = asyncio.get_running_loop().time()
        if seconds > SHORT_WAIT:
            for stream in self._streams.values():
                self.sender.put_back(stream)
        if seconds >= LONG_WAIT and loop_now >= self._told_until:
            self._told_until = loop_now + seconds
            self._tell(Notice("parked", None, {"seconds": seconds}))

    def _stuck(self, refusing: bool) -> None:
        self.gate.pace.closed = refusing
        self._tell(Notice("stuck" if refusing else "flowing"))
        if not refusing:
            self.gate.pump()

    def _rate(self, stream: Stream) -> float:
        """What one of the streams can hope for in the next seconds."""
        pace, soon = self.gate.pace, asyncio.get_running_loop().time() + SHORT_WAIT
        if pace.parked_until > soon and not stream.paid:
            return 0.0
        rate = (
            pace.paid.rate if stream.paid and pace.pays(asyncio.get_running_loop().time()) else pace.free.rate
        )
        return rate / max(1, len(self._streams))

    async def _keep(self) -> None:
        """Renews the share of the budget."""
        loop_now = asyncio.get_running_loop().time()
        try:
            parked = await self.budget.renew(max(0.0, self.gate.pace.parked_until - loop_now))
        finally:
            self.budget.lapse()
            if self.budget.share != self.gate.pace.free.rate:
                self.gate.pace.free.change(self.budget.share)
                self.gate.pump()
        if parked > 0:
            self.gate.pace.park(loop_now + parked)

    async def _take_over(self) -> None:
        """Rows in flight of processes that are no more follow their broadcast's policy."""
        alive = await self.budget.alive()
        if alive is None:
            return
        async with self._database.connect() as tx:
            found = await claims.abandoned(tx, alive)
        for holder, broadcast_id, _ in found:
            async with self._database.begin() as tx:
                one = await broadcasts.get(tx, broadcast_id)
                policy = one.policy if one is not None and one.kind == "send" else "repeat"
                number = await claims.take_over(tx, holder, broadcast_id, policy, ms(self._clock()))
            log.warning("deliveries.taken_over", broadcast=broadcast_id, number=number, policy=policy)
            self.ledger.hungry()

    def _tell(self, notice: Notice) -> None:
        self._aside(self.notify(notice))

    def _aside(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(self._guarded(work))
        self._asides.add(task)
        task.add_done_callback(self._asides.discard)

    async def _guarded(self, work: Awaitable[None]) -> None:
        try:
            await work
        except Exception:
            log.exception("engine.aside_failed")

    async def _ticks(self) -> None:
        while True:
            await self._once(self.tick)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), TICK)
            self._woken.clear()

    async def _every(self, seconds: float, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            await self._once(work)
            await asyncio.sleep(seconds)

    async def _once(self, work: Callable[[], Awaitable[None]]) -> None:
        """The loop outlives any error: it is logged, and the next round tries again."""
        try:
            await work()
        except Exception as error:
            log.error(
                "engine.round_failed", round=work.__name__, error=f"{type(error).__name__}: {error}"[:300]
            )
