"""The one budget for everything the bot sends: who may go next, and when. Pure; the time is handed in.

Rules (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this, and our own promise):
1. Never more than `rate` messages in any one-second window, whatever their kind. A window of the last sends
   guards it; a little over a second is kept free so that a jittery network does not break the promise.
2. Bulk is spaced evenly, so that a reply finds a free slot at once. Late timers may catch up `CATCH_UP`.
3. Lanes are strict: reply, urgent, broadcasts (in turn), background; but of `SHARE` bulk sends one is the background's
   while it waits, or a question would reach staff after the last of a broadcast. Within the background single calls and
   digests go in turn, within replies those into groups and into private chats, so that neither fills the lane. What
   cannot go for its own chat's sake (one a second, twenty a minute in a group) is deferred and holds nobody up.
4. A retry_after earned by bulk stops bulk; one earned by a reply or a single call delays that chat, unless a second
   chat is refused meanwhile: then it is the whole bot's, and bulk waits too.
Paid broadcasts have a budget of their own; when Telegram refuses them they go at the free pace for a while.
"""

import heapq
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from bot.delivery.windows import PER_CHAT, Chats, Window

GROUPS, SINGLE = (
    -1,
    -2,
)  # in place of a broadcast's number: replies into groups; what is no digest in the background
SHARE = 10
UNWRITTEN = 0.045  # seconds of the rate
EASED, EASE_SECONDS = 0.8, 60.0  # after a refusal bulk goes at 80 % and recovers within a minute
UNPAID_SECONDS = 600.0  # how long after a refused paid send the free pace holds


class Lane(IntEnum):
    """Who goes first. BACKGROUND carries digests, edits in bulk and recalls."""

    REPLY = 0
    URGENT = 1
    BROADCAST = 2
    BACKGROUND = 3


@dataclass(slots=True)
class QueuedCall:
    """A call that waits for its turn, when `start` is called. `chat` None: no chat's own pace (edits, answers)."""

    lane: Lane
    chat: int | None
    weight: int
    start: Callable[[], None]
    broadcast_id: int = 0  # for fairness among several
    paid: bool = False
    delivery: object = None  # what a dropped call was for
    number: int = 0
    granted_at: float = 0.0


class QueueKey(NamedTuple):
    """Calls of one queue go in the order they came."""

    lane: Lane
    broadcast_id: int
    paid: bool


class Pace:
    """All calls that wait, and the rules above. `room` is how many more bulk sends may be in flight.

    `unwritten` counts those that ended and are not in the ledger yet. Bulk stops while they are more than
    `UNWRITTEN` of the rate, so what a kill could make us send twice stays within what is in flight and that.
    """

    def __init__(self, rate: float, paid_rate: float = 0.0, room: int = 1 << 30) -> None:
        self.free, self.paid = Window(rate), Window(paid_rate)
        self.chats = Chats()
        self.room = room
        self.unwritten = 0
        self.stopped = False  # no bulk while the ledger cannot be written
        self.flood_until = 0.0  # bulk
        self._paid_flood_until = 0.0
        self._unpaid_until = 0.0
        self._eased_at = -EASE_SECONDS
        self._refused: tuple[float, int] = (0.0, 0)  # until when, and which chat, a reply was refused
        self._queues: dict[QueueKey, list[tuple[int, QueuedCall]]] = {}
        self._rotation: deque[QueueKey] = deque()  # the queues in the order of their turns
        self._deferred: list[tuple[float, int, QueuedCall]] = []
        self._number = 0
        self._passed_over = 0  # bulk sends since the background had its turn
        self.waiting = 0

    def add(self, call: QueuedCall, now: float) -> None:
        """Queues it; `grant` answers with it when it may go."""
        self._number += 1
        call.number = self._number
        if call.paid and not self.pays(now):
            call.paid = False
        self.waiting += 1
        self._queue(call)

    def grant(self, now: float) -> list[QueuedCall]:
        """Those who may send now, already counted; the caller calls their `start`."""
        self.free.lapse(now)
        self._wake(now)
        granted = []
        while (call := self._pick(now)) is not None:
            self._count(call, now)
            granted.append(call)
        return granted

    def went(self, call: QueuedCall, now: float) -> None:
        """Whoever it was granted to was busy, and it goes only now: the second it counts in begins now."""
        (self.paid if call.paid else self.free).went(call.weight, call.granted_at, now)
        call.granted_at = now
        if call.chat is not None:
            self.chats.hold(call.chat, now + call.weight * PER_CHAT)

    def next_at(self, now: float) -> float | None:
        """When `grant` is worth asking again; None while nobody waits or only an event can help."""
        moments = [self._deferred[0][0]] if self._deferred else []
        for (lane, _, paid), queue in self._queues.items():
            if queue and (lane is Lane.REPLY or not self.shut):
                window = self.paid if paid else self.free
                ready = window.ready_at(queue[0][1].weight, spaced=lane is not Lane.REPLY)
                moments.append(max(ready, self._flood_until(lane, paid)))
        return min(moments, default=None)

    def refused(
        self, lane: Lane, chat: int | None, seconds: float, now: float, *, paid: bool = False
    ) -> None:
        """A 429 with this retry_after."""
        until = now + seconds
        if lane is not Lane.REPLY:
            self._eased_at = until
            if paid:
                self._paid_flood_until = max(self._paid_flood_until, until)
            else:
                self.hold_bulk(until)
            return
        if chat is not None:
            self.chats.hold(chat, until)
            last, other = self._refused
            if last > now and other != chat:
                self.hold_bulk(max(until, last))
            self._refused = (until, chat)

    def hold_bulk(self, until: float) -> None:
        """Bulk waits till then."""
        self.flood_until = max(self.flood_until, until)

    def refuse_paid(self, now: float) -> None:
        """Telegram would not have it paid: the free pace for a while."""
        self._unpaid_until = now + UNPAID_SECONDS
        for key in [key for key in self._queues if key.paid]:
            for _, call in self._queues.pop(key):
                call.paid = False
                self._queue(call)
        self._rotation = deque(key for key in self._rotation if not key.paid)

    def pays(self, now: float) -> bool:
        """Whether a paid send would go as one at present."""
        return self.paid.rate > 0 and now >= self._unpaid_until

    def drop(self, broadcast_id: int) -> list[QueuedCall]:
        """Takes back the bulk calls of a broadcast that is not to be sent now."""
        dropped: list[QueuedCall] = []
        for key in [key for key in self._queues if key.broadcast_id == broadcast_id]:
            dropped += [call for _, call in self._queues.pop(key)]
        self._rotation = deque(key for key in self._rotation if key in self._queues)
        dropped += [call for *_, call in self._deferred if call.broadcast_id == broadcast_id]
        self._deferred = [later for later in self._deferred if later[2].broadcast_id != broadcast_id]
        heapq.heapify(self._deferred)
        self.waiting -= len(dropped)
        return dropped

    @property
    def shut(self) -> bool:
        """No bulk until something ends or is written down."""
        return self.stopped or self.room <= 0 or self.full

    @property
    def full(self) -> bool:
        """As much is unwritten as may be."""
        return self.unwritten >= max(2.0, UNWRITTEN * max(self.free.rate, self.paid.rate))

    def _queue(self, call: QueuedCall) -> None:
        grouped = call.lane is Lane.REPLY and call.chat is not None and call.chat < 0
        key = QueueKey(call.lane, GROUPS if grouped else call.broadcast_id, call.paid)
        queue = self._queues.get(key)
        if queue is None:
            queue = self._queues[key] = []
            self._rotation.append(key)
        heapq.heappush(queue, (call.number, call))

    def _wake(self, now: float) -> None:
        while self._deferred and self._deferred[0][0] <= now:
            self._queue(heapq.heappop(self._deferred)[2])

    def _pick(self, now: float) -> QueuedCall | None:
        """The first in the order of lanes whose budget is ready; broadcasts of a lane in turn."""
        budget_awaited = [False, False]  # free, paid: by somebody of a higher lane
        for key in sorted(self._rotation, key=self._turn):
            if budget_awaited[key.paid]:
                continue
            call, budget_awaited[key.paid] = self._first(key, now)
            if call is not None:
                self._rotation.remove(key)
                if self._queues[key]:
                    self._rotation.append(key)
                else:
                    del self._queues[key]
                return call
        return None

    def _turn(self, key: QueueKey) -> float:
        """Its lane, unless it is the background's turn before all other bulk."""
        passed_over = key.lane is Lane.BACKGROUND and self._passed_over >= SHARE - 1
        return Lane.REPLY + 0.5 if passed_over else key.lane

    def _first(self, key: QueueKey, now: float) -> tuple[QueuedCall | None, bool]:
        """The oldest of this queue that may go, those whose chat is not ready deferred; else whether it
        waits for the budget, so that an album is not starved by single messages behind it."""
        queue = self._queues[key]
        reply = key.lane is Lane.REPLY
        if not reply and (self.shut or now < self._flood_until(key.lane, key.paid)):
            return None, False
        window = self.paid if key.paid else self.free
        while queue:
            if window.ready_at(queue[0][1].weight, spaced=not reply) > now:
                return None, True
            call = heapq.heappop(queue)[1]
            ready = self.chats.ready_at(call.chat) if call.chat is not None else 0.0
            if ready <= now:
                return call, False
            heapq.heappush(self._deferred, (ready, call.number, call))
        self._rotation.remove(key)
        del self._queues[key]
        return None, False

    def _count(self, call: QueuedCall, now: float) -> None:
        self.waiting -= 1
        call.granted_at = now
        bulk = call.lane is not Lane.REPLY
        self.room -= bulk
        self._passed_over = 0 if call.lane is Lane.BACKGROUND else self._passed_over + bulk
        (self.paid if call.paid else self.free).take(call.weight, now, self._ease(now) if bulk else 1.0)
        if call.chat is not None:
            self.chats.take(call.chat, call.weight, now)

    def _flood_until(self, lane: Lane, paid: bool) -> float:
        if lane is Lane.REPLY:
            return 0.0
        return self._paid_flood_until if paid else self.flood_until

    def _ease(self, now: float) -> float:
        recovered = (now - self._eased_at) / EASE_SECONDS
        return 1.0 if recovered >= 1 else EASED + (1 - EASED) * max(0.0, recovered)
