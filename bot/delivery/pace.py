"""The one budget for everything the bot sends: who may go next, and when. Pure; the time is handed in.

Rules (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this, and our own promise):
1. Never more than `rate` messages in any one-second window, whatever their kind. A window of the last sends
   guards it; a little over a second is kept free so that a jittery network does not break the promise.
2. Bulk is spaced evenly, so that a reply finds a free slot at once. Late timers may catch up `CATCH_UP`.
3. Lanes are strict: reply, urgent, broadcasts (in turn), background. What cannot go for its own chat's sake
   (one a second, twenty a minute in a group) steps aside and holds nobody up.
4. A retry_after earned by bulk parks bulk; one earned by a reply delays that chat, unless a second chat is
   refused meanwhile: then it is the whole bot's, and bulk waits too.
Paid broadcasts have a budget of their own; when Telegram refuses them they go at the free pace for a while.
"""

import heapq
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum

GUARD = 1.007  # seconds kept between a send and the one `rate` later
NOMINAL = 1.008  # the same as bulk is spaced, a little wider, so that the guard seldom bites
CATCH_UP = 0.03  # seconds a late timer may make up for; a longer delay is lost beyond them
RESERVE = 100  # one slot in so many is kept for replies (none below 100/s, where the next slot is near)
PER_CHAT = 1.02  # seconds between messages to one chat
GROUP_SPAN, GROUP_MOST = 60.5, 20
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
class Window:
    """A budget of `rate` messages a second; 0 stops it."""

    rate: float
    sent: deque[float] = field(default_factory=deque)
    slot: float = 0.0  # when bulk's next slot begins

    @property
    def most(self) -> int:
        """Whole messages in one second; below one a second, one in 1/rate seconds."""
        return max(1, int(self.rate))

    @property
    def span(self) -> float:
        return max(1.0, 1.0 / self.rate)

    def ready_at(self, weight: int, *, spaced: bool) -> float:
        """The earliest moment the budget allows a send of this weight."""
        if self.rate <= 0:
            return float("inf")
        most = self.most - (self.most // RESERVE if spaced else 0)
        spare = len(self.sent) + min(weight, most) - most
        free = self.sent[spare - 1] + self.span * GUARD if spare > 0 else 0.0
        return max(free, self.slot) if spaced else free

    def take(self, weight: int, now: float, ease: float = 1.0) -> None:
        self.sent.extend([now] * min(weight, self.most))
        while len(self.sent) > self.most:
            self.sent.popleft()
        begun = max(self.slot, now - CATCH_UP)
        self.slot = begun + weight * self.span * NOMINAL / (self.most * ease)

    def change(self, rate: float) -> None:
        """A new share of the budget; what was sent still counts."""
        self.rate = rate
        while len(self.sent) > self.most:
            self.sent.popleft()


class Chats:
    """When each chat may get its next message; forgets chats that are free again, so memory stays flat."""

    def __init__(self) -> None:
        self._free_at: dict[int, float] = {}
        self._order: deque[tuple[float, int]] = deque()
        self._groups: dict[int, deque[float]] = {}

    def ready_at(self, chat: int) -> float:
        free = self._free_at.get(chat, 0.0)
        minute = self._groups.get(chat)
        return max(free, minute[0] + GROUP_SPAN) if minute and len(minute) >= GROUP_MOST else free

    def take(self, chat: int, weight: int, now: float) -> None:
        self._sweep(now)
        self.hold(chat, now + weight * PER_CHAT)
        if chat < 0:
            minute = self._groups.setdefault(chat, deque(maxlen=GROUP_MOST))
            minute.extend([now] * weight)

    def hold(self, chat: int, until: float) -> None:
        """Nothing to this chat before `until`."""
        if until > self._free_at.get(chat, 0.0):
            self._free_at[chat] = until
            self._order.append((until, chat))

    def _sweep(self, now: float) -> None:
        while self._order and self._order[0][0] <= now:
            until, chat = self._order.popleft()
            if self._free_at.get(chat, 0.0) <= until:
                self._free_at.pop(chat, None)
        if len(self._groups) > 1000:
            self._groups = {chat: one for chat, one in self._groups.items() if one[-1] + GROUP_SPAN > now}


@dataclass(slots=True)
class Turn:
    """A wish to send; `go` is called when it may. `chat` None: no chat's own pace (edits, answers)."""

    lane: Lane
    chat: int | None
    weight: int
    go: Callable[[], None]
    stream: int = 0  # the broadcast, for fairness among several
    paid: bool = False
    tag: object = None  # what a dropped wish is known by
    number: int = 0


class Pace:
    """All wishes, and the rules above. `room` is how many more bulk sends may be in flight.

    `unwritten` counts those that ended and are not in the ledger yet. Bulk stops while they are more than
    `UNWRITTEN` of the rate, so what a kill could make us send twice stays within what is in flight and that.
    """

    def __init__(self, rate: float, paid_rate: float = 0.0, room: int = 1 << 30) -> None:
        self.free, self.paid = Window(rate), Window(paid_rate)
        self.chats = Chats()
        self.room = room
        self.unwritten = 0
        self.closed = False  # no bulk while the ledger cannot be written
        self.parked_until = 0.0  # bulk
        self._paid_parked_until = 0.0
        self._unpaid_until = 0.0
        self._eased_at = -EASE_SECONDS
        self._refused: tuple[float, int] = (0.0, 0)  # until when, and which chat, a reply was refused
        self._lanes: dict[tuple[Lane, int, bool], list[tuple[int, Turn]]] = {}
        self._turns: deque[tuple[Lane, int, bool]] = deque()  # bulk streams in the order of their turns
        self._asleep: list[tuple[float, int, Turn]] = []
        self._number = 0
        self.waiting = 0

    def ask(self, turn: Turn, now: float) -> None:
        """Queues a wish; `grant` answers it."""
        self._number += 1
        turn.number = self._number
        if turn.paid and not self.pays(now):
            turn.paid = False
        self.waiting += 1
        self._queue(turn)

    def grant(self, now: float) -> list[Turn]:
        """Those who may send now, already counted; the caller calls their `go`."""
        self._wake(now)
        granted = []
        while (turn := self._pick(now)) is not None:
            self._count(turn, now)
            granted.append(turn)
        return granted

    def next_at(self, now: float) -> float | None:
        """When `grant` is worth asking again; None while nobody waits or only an event can help."""
        moments = [self._asleep[0][0]] if self._asleep else []
        for (lane, _, paid), queue in self._lanes.items():
            if queue and (lane is Lane.REPLY or not self.shut):
                window = self.paid if paid else self.free
                moments.append(max(window.ready_at(queue[0][1].weight, spaced=lane is not Lane.REPLY),
                                   self._parked(lane, paid)))  # fmt: skip
        return min(moments, default=None)

    def refused(
        self, lane: Lane, chat: int | None, seconds: float, now: float, *, paid: bool = False
    ) -> None:
        """A 429 with this retry_after."""
        until = now + seconds
        if lane is not Lane.REPLY:
            self._eased_at = until
            if paid:
                self._paid_parked_until = max(self._paid_parked_until, until)
            else:
                self.park(until)
            return
        if chat is not None:
            self.chats.hold(chat, until)
            last, other = self._refused
            if last > now and other != chat:
                self.park(max(until, last))
            self._refused = (until, chat)

    def park(self, until: float) -> None:
        """Bulk waits till then."""
        self.parked_until = max(self.parked_until, until)

    def refuse_paid(self, now: float) -> None:
        """Telegram would not have it paid: the free pace for a while."""
        self._unpaid_until = now + UNPAID_SECONDS
        for key in [one for one in self._lanes if one[2]]:
            for _, turn in self._lanes.pop(key):
                turn.paid = False
                self._queue(turn)
        self._turns = deque(one for one in self._turns if not one[2])

    def pays(self, now: float) -> bool:
        """Whether a paid send would go as one at present."""
        return self.paid.rate > 0 and now >= self._unpaid_until

    def drop(self, stream: int) -> list[Turn]:
        """Takes back the bulk wishes of a broadcast that is not to be sent now."""
        taken: list[Turn] = []
        for key in [one for one in self._lanes if one[1] == stream and one[0] is not Lane.REPLY]:
            taken += [turn for _, turn in self._lanes.pop(key)]
            if key in self._turns:
                self._turns.remove(key)
        kept = [one for one in self._asleep if one[2].stream != stream or one[2].lane is Lane.REPLY]
        taken += [one[2] for one in self._asleep if one[2].stream == stream and one[2].lane is not Lane.REPLY]
        heapq.heapify(kept)
        self._asleep = kept
        self.waiting -= len(taken)
        return taken

    @property
    def shut(self) -> bool:
        """No bulk until something ends or is written down."""
        return self.closed or self.room <= 0 or self.full

    @property
    def full(self) -> bool:
        """As much is unwritten as may be."""
        return self.unwritten >= max(2.0, UNWRITTEN * max(self.free.rate, self.paid.rate))

    def _queue(self, turn: Turn) -> None:
        key = (turn.lane, turn.stream, turn.paid)
        queue = self._lanes.get(key)
        if queue is None:
            queue = self._lanes[key] = []
            self._turns.append(key)
        heapq.heappush(queue, (turn.number, turn))

    def _wake(self, now: float) -> None:
        while self._asleep and self._asleep[0][0] <= now:
            self._queue(heapq.heappop(self._asleep)[2])

    def _pick(self, now: float) -> Turn | None:
        """The first in the strict order of lanes whose budget is ready; streams of a lane in turn."""
        held = [False, False]  # free, paid: somebody of a higher lane waits for this very budget
        for key in sorted(self._turns, key=_lane) if len(self._turns) > 1 else list(self._turns):
            if held[key[2]]:
                continue
            turn, held[key[2]] = self._first(key, now)
            if turn is not None:
                self._turns.remove(key)
                if self._lanes[key]:
                    self._turns.append(key)
                else:
                    del self._lanes[key]
                return turn
        return None

    def _first(self, key: tuple[Lane, int, bool], now: float) -> tuple[Turn | None, bool]:
        """The oldest of this queue that may go, those whose chat is not ready laid asleep; else whether it
        waits for the budget, so that an album is not starved by single messages behind it."""
        lane, _, paid = key
        queue = self._lanes[key]
        reply = lane is Lane.REPLY
        if not reply and (self.shut or now < self._parked(lane, paid)):
            return None, False
        window = self.paid if paid else self.free
        while queue:
            if window.ready_at(queue[0][1].weight, spaced=not reply) > now:
                return None, True
            turn = heapq.heappop(queue)[1]
            ready = self.chats.ready_at(turn.chat) if turn.chat is not None else 0.0
            if ready <= now:
                return turn, False
            heapq.heappush(self._asleep, (ready, turn.number, turn))
        self._turns.remove(key)
        del self._lanes[key]
        return None, False

    def _count(self, turn: Turn, now: float) -> None:
        self.waiting -= 1
        bulk = turn.lane is not Lane.REPLY
        self.room -= bulk
        (self.paid if turn.paid else self.free).take(turn.weight, now, self._ease(now) if bulk else 1.0)
        if turn.chat is not None:
            self.chats.take(turn.chat, turn.weight, now)

    def _parked(self, lane: Lane, paid: bool) -> float:
        if lane is Lane.REPLY:
            return 0.0
        return self._paid_parked_until if paid else self.parked_until

    def _ease(self, now: float) -> float:
        recovered = (now - self._eased_at) / EASE_SECONDS
        return 1.0 if recovered >= 1 else EASED + (1 - EASED) * max(0.0, recovered)


def _lane(key: tuple[Lane, int, bool]) -> int:
    return key[0]
