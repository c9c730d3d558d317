"""The pace at work: one per process, through which everything the bot sends must pass.

`await throttle.acquire(lane, chat, weight)` returns when a reply (or any single call) may go. Bulk is queued
by `throttle.add(call)`, whose `start` is called at its moment. A timer of the loop drives it, never sooner than
every two milliseconds, so several bulk sends start at a time and an idle bot costs nothing.
"""

import asyncio
import time
from functools import partial

from bot import metrics
from bot.delivery.pace import Lane, Pace, QueuedCall

LEAST_SLEEP = 0.002
SOON = 0.005
LATE = 0.005  # seconds after its turn from which a call counts in the second in which it went; the guard covers less
SHORT_WAIT = 3.0  # seconds of a flood wait that are simply waited for; longer ones give back what was claimed


class Throttle:
    """`pace` holds the rules; times are the loop's monotonic seconds."""

    def __init__(self, pace: Pace) -> None:
        self.pace = pace
        self._timer: asyncio.TimerHandle | None = None

    async def acquire(self, lane: Lane, chat: int | None, weight: int = 1, stream: int = 0) -> None:
        """Waits until this call may be made; those of one `stream` of a lane go in order, streams in turn."""
        loop = asyncio.get_running_loop()
        asked = loop.time()
        done: asyncio.Future[None] = loop.create_future()
        call = QueuedCall(lane, chat, weight, partial(_settle, done), stream)
        self.add(call)
        try:
            await done
            self._gone(call)
        finally:
            if lane is Lane.REPLY:
                metrics.REPLY_WAIT.observe(loop.time() - asked)
            else:
                self.release()

    def chat_wait(self, chat: int) -> float:
        """Seconds until this chat's own pace allows it another message."""
        return max(0.0, self.pace.chats.ready_at(chat) - time.monotonic())

    def told_to_wait(self, lane: Lane, chat: int | None) -> float:
        """Seconds for which Telegram has said that this chat, or all bulk, gets nothing."""
        held = self.pace.chats.held_until(chat) - time.monotonic() if chat is not None else 0.0
        return max(0.0, held, 0.0 if lane is Lane.REPLY else self.flood_wait)

    def add(self, call: QueuedCall) -> None:
        """Queues a call; its `start` may be called before this returns."""
        self.pace.add(call, time.monotonic())
        if call.lane is Lane.REPLY:
            self.pump()
        else:
            self._nudge()

    def release(self) -> None:
        """A bulk call is answered: one more may be in flight."""
        self.pace.room += 1
        if self.pace.waiting:
            self._nudge()

    def drop(self, broadcast_id: int) -> list[QueuedCall]:
        return self.pace.drop(broadcast_id)

    def ended(self) -> None:
        """A delivery has ended and is on its way into the ledger."""
        self.pace.unwritten += 1

    def written(self, number: int) -> None:
        """So many of them are in the ledger."""
        self.pace.unwritten -= number
        if self.pace.waiting:
            self._nudge()

    def refused(self, lane: Lane, chat: int | None, seconds: float, *, paid: bool = False) -> None:
        self.pace.refused(lane, chat, seconds, time.monotonic(), paid=paid)

    def rate(self, *, paid: bool) -> float:
        """Messages a second that bulk can hope for in the next seconds."""
        now = time.monotonic()
        if self.pace.flood_until > now + SHORT_WAIT and not paid:
            return 0.0
        return self.pace.paid.rate if paid and self.pace.pays(now) else self.pace.free.rate

    @property
    def flood_wait(self) -> float:
        """Seconds for which bulk still has to wait by Telegram's word."""
        return max(0.0, self.pace.flood_until - time.monotonic())

    def stop_bulk(self, stopped: bool) -> None:
        """While stopped only replies go."""
        self.pace.stopped = stopped
        if not stopped:
            self.pump()

    def share(self, rate: float, flood_wait: float, until: float = float("inf")) -> None:
        """This process's share of the budget and the moment it ends without a renewal; other processes may have earned
        a flood wait."""
        before = self.pace.free.rate
        self.pace.free.change(rate, until)
        if rate != before or self.pace.waiting:
            self.pump()
        if flood_wait > 0:
            self.pace.hold_bulk(time.monotonic() + flood_wait)

    def _gone(self, call: QueuedCall) -> None:
        """It has left now, at the latest: the loop was busy, or the processor was somebody else's."""
        now = time.monotonic()
        if now - call.granted_at > LATE:
            self.pace.went(call, now)

    def pump(self) -> None:
        """Starts whatever may go, and sets the timer for the next."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        now = time.monotonic()
        for call in self.pace.grant(now):
            call.start()
            self._gone(call)
        if self._timer is None:
            self._sleep(now)

    def _nudge(self) -> None:
        """Looks again soon, unless the timer will do so anyway."""
        now = time.monotonic()
        if self._timer is None or self._timer.when() > now + SOON:
            self._sleep(now)

    def _sleep(self, now: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        moment = self.pace.next_at(now)
        if moment is not None and moment != float("inf"):
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(max(LEAST_SLEEP, moment - now), self.pump)


def _settle(future: "asyncio.Future[None]") -> None:
    if not future.done():
        future.set_result(None)
