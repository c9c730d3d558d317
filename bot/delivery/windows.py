"""What may go at present: the second's budget, and each chat's own. Pure; the time is handed in."""

from collections import deque
from dataclasses import dataclass, field

GUARD = 1.007  # seconds kept between a send and the one `rate` later
NOMINAL = 1.008  # the same as bulk is spaced, a little wider, so that the guard seldom bites
CATCH_UP = 0.03  # seconds a late timer may make up for; a longer delay is lost beyond them
RESERVE = 100  # one slot in so many is kept for replies (none below 100/s, where the next slot is near)
PER_CHAT = 1.02  # seconds between messages to one chat
GROUP_SPAN, GROUP_MOST = 60.5, 20


@dataclass(slots=True)
class Window:
    """A budget of `rate` messages a second; 0 stops it."""

    rate: float
    sent: deque[float] = field(default_factory=deque)  # those that still count, the oldest first
    slot: float = 0.0  # when bulk's next slot begins
    until: float = float("inf")  # when the rate is not ours any more, unless it is renewed before

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
        ready = max(free, self.slot) if spaced else free
        return ready if ready < self.until else float("inf")

    def take(self, weight: int, now: float, ease: float = 1.0) -> None:
        """A share that shrinks and grows again within a second finds all of that second: by time it is forgotten, not
        by number."""
        while self.sent and self.sent[0] + self.span * GUARD <= now:
            self.sent.popleft()
        self.sent.extend([now] * min(weight, self.most))
        begun = max(self.slot, now - CATCH_UP)
        self.slot = begun + weight * self.span * NOMINAL / (self.most * ease)

    def went(self, weight: int, granted: float, now: float) -> None:
        """What was let go at `granted` went only now, and counts from now on."""
        for _ in range(min(weight, self.most)):
            if granted in self.sent:
                self.sent.remove(granted)
            self.sent.append(now)

    def change(self, rate: float, until: float = float("inf")) -> None:
        """A new share of the budget, and until when it is ours; what was sent still counts."""
        self.rate, self.until = rate, until

    def lapse(self, now: float) -> None:
        """Nobody may use a share that was not renewed in time: others have it by then."""
        if now >= self.until:
            self.rate = 0.0


class Chats:
    """When each chat may get its next message; forgets chats that are free again, so memory stays flat."""

    def __init__(self) -> None:
        self._free_at: dict[int, float] = {}
        self._order: deque[tuple[float, int]] = deque()
        self._groups: dict[int, deque[float]] = {}

    def ready_at(self, chat: int) -> float:
        free = self.held_until(chat)
        minute = self._groups.get(chat)
        return max(free, minute[0] + GROUP_SPAN) if minute and len(minute) >= GROUP_MOST else free

    def held_until(self, chat: int) -> float:
        """Its second after the last message, or until when Telegram said that it gets none."""
        return self._free_at.get(chat, 0.0)

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
            self._groups = {chat: sent for chat, sent in self._groups.items() if sent[-1] + GROUP_SPAN > now}
