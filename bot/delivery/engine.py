"""Delivers broadcasts: ledger, throttle and sender meet here, and only here is there a loop.

`Engine(database, transport, config)` then `start()`; `rate_limiter` goes to PTB's ApplicationBuilder, `wake()`
after a change of a broadcast saves the wait for the next tick, `stop()` drains within ten seconds. What is
due is launched by `bot/broadcasts/launcher.py`, which then calls `wake()`.

Who knows whom: the sender knows ledger, throttle and transport, the ledger knows the throttle, and both tell
the engine, as their `Listener`, what happens. The rows decide what is sent: the follower looks at them every 0.8 s.
Beside it run the ledger's writer, the digests, the renewal of this process's share of the budget, and the take-over
of what dead processes left in flight.
"""

import asyncio
import contextlib
import uuid
from collections.abc import Awaitable, Sequence

import structlog

from bot import metrics
from bot.broadcasts.notice import Notice, NoticeKind, Notify, nobody
from bot.broadcasts.quiet_hours import QuietHours
from bot.clock import Clock, now
from bot.config import Config
from bot.delivery import take_over
from bot.delivery.active import ActiveBroadcast, Listener
from bot.delivery.budget import EVERY, Budget
from bot.delivery.decision import Decision, Fallback
from bot.delivery.digest_edits import DigestEdits
from bot.delivery.digest_sender import DigestSender
from bot.delivery.follower import Follower
from bot.delivery.ledger import Ledger
from bot.delivery.pace import Pace
from bot.delivery.rate_limiter import RateLimiter
from bot.delivery.sender import Sender
from bot.delivery.throttle import SHORT_WAIT, Throttle
from bot.delivery.transport import Transport
from bot.supervision import Rounds, guarded, repeated, set_within
from bot.text.catalogs import Catalogs
from storage.database.database import Database
from storage.database.precedence import background
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
FAILED = "engine.round_failed"  # in the log


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
        self._database, self._clock = database, clock
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
        self._follower = Follower(
            database,
            clock,
            self._catalogs,
            self._active,
            self._ledger,
            self._sender,
            self._tell,
            pays=config.delivery.paid_broadcasts,
            house=config.locale.zone,
        )
        self._woken = asyncio.Event()
        self._rounds = Rounds(STILL)
        self._tasks: list[asyncio.Task[None]] = []
        self._background: set[asyncio.Task[None]] = set()
        self._flood_told_until = 0.0

    async def start(self) -> "list[asyncio.Task[None]]":
        """Takes up what was left and begins; the tasks it cannot do without."""
        await guarded(self._renew_share, FAILED)
        alone = ALONE if self._database.dialect == "sqlite" else 1
        with background():  # replies are written down first
            self._tasks = [
                asyncio.create_task(self._digests.run(), name="digests"),
                asyncio.create_task(self._ledger.run(), name="ledger"),
                asyncio.create_task(repeated(EVERY * alone, self._renew_share, FAILED), name="budget"),
                asyncio.create_task(
                    repeated(TAKE_OVER_EVERY * alone, self._take_over, FAILED), name="taking over"
                ),
                asyncio.create_task(repeated(EDIT_EVERY, self._edits.look, FAILED), name="digest edits"),
                asyncio.create_task(self._ticks(), name="engine"),
            ]
        return self._tasks

    async def stop(self) -> None:
        """Sends nothing more, waits for what is in flight, writes it down."""
        for task in self._tasks[3:]:
            task.cancel()
        for active in list(self._active.values()):
            self._follower.close(active)
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

    def claimed(self, active: ActiveBroadcast, rows: Sequence[Claimed]) -> None:
        for row in rows:
            self._sender.offer(self._sender.delivery(active, row))
        if active.closing:
            self._sender.put_back(active)

    def ended(self, active: ActiveBroadcast, decision: Decision) -> None:
        """The canary hears of every outcome, and pauses the broadcast if it must."""
        reason = active.canary.saw(decision.state, trouble=decision.trouble)
        if reason is not None and not active.closing:
            self._follower.close(active)
            self._in_background(self._follower.pause(active.broadcast, reason))

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
        """Renews the share of the budget, which runs out by itself where the database cannot be reached."""
        waited = await self._budget.renew(self.throttle.flood_wait)
        self.throttle.share(self._budget.share, waited, self._budget.until)

    async def _take_over(self) -> None:
        if await take_over.look(self._database, self._budget, self._clock):
            self._ledger.write_soon()

    def _tell(self, notice: Notice) -> None:
        self._in_background(self._notify(notice))

    def _in_background(self, work: Awaitable[None]) -> None:
        task = asyncio.create_task(guarded(lambda: work, FAILED))
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def _ticks(self) -> None:
        while True:
            await guarded(self._follower.look, FAILED)
            self._rounds.turned()
            await set_within(self._woken, TICK)
            self._woken.clear()
