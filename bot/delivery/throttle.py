"""The pace at work: one per process, through which everything the bot sends must pass.

`await gate.turn(lane, chat, weight)` returns when a reply (or any single call) may go. Bulk is asked for by
`gate.ask(turn)`, whose `go` is called at its moment. A timer of the loop drives it, never sooner than every
two milliseconds, so several bulk sends are let go at a time and an idle bot costs nothing.
"""

import asyncio
import time
from functools import partial

from bot import metrics
from bot.delivery.pace import Lane, Pace, Turn

LEAST_SLEEP = 0.002
SOON = 0.005


class Throttle:
    """`pace` holds the rules; times are the loop's monotonic seconds."""

    def __init__(self, pace: Pace) -> None:
        self.pace = pace
        self._timer: asyncio.TimerHandle | None = None
        self._last = 0.0

    async def turn(self, lane: Lane, chat: int | None, weight: int = 1) -> None:
        """Waits until this call may be made."""
        loop = asyncio.get_running_loop()
        asked = loop.time()
        done: asyncio.Future[None] = loop.create_future()
        self.ask(Turn(lane, chat, weight, partial(_settle, done)))
        try:
            await done
        finally:
            if lane is Lane.REPLY:
                metrics.REPLY_WAIT.observe(loop.time() - asked)
            else:
                self.back()

    def ask(self, turn: Turn) -> None:
        """Queues a wish; its `go` may be called before this returns."""
        self.pace.ask(turn, time.monotonic())
        if turn.lane is Lane.REPLY:
            self.pump()
        else:
            self._nudge()

    def back(self) -> None:
        """A bulk send has ended: one more may be in flight."""
        self.pace.room += 1
        if self.pace.waiting:
            self._nudge()

    def drop(self, stream: int) -> list[Turn]:
        return self.pace.drop(stream)

    def landed(self) -> None:
        """A send has ended and is on its way into the ledger."""
        self.pace.unwritten += 1

    def written(self, number: int) -> None:
        """So many of them are in the ledger."""
        self.pace.unwritten -= number
        if self.pace.waiting:
            self._nudge()

    def refused(self, lane: Lane, chat: int | None, seconds: float, *, paid: bool = False) -> None:
        self.pace.refused(lane, chat, seconds, time.monotonic(), paid=paid)

    def pump(self) -> None:
        """Lets go whoever may, and sets the timer for the next."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        now = time.monotonic()
        for turn in self.pace.grant(now):
            turn.go()
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
