"""Watches how a broadcast fares and says when it should stop itself: the first hundredth, then a window.

Shares are compared with what was normal before, so that a list with many blocked members goes on, once staff
resumed it, but a jump stops it. Pure.
"""

from collections import deque
from dataclasses import dataclass, field

from bot.delivery.decision import DeliveryState

FIRST_LEAST, FIRST_MOST = 30, 500  # outcomes before the first look, whatever the audience
WINDOW = 200
ERRORS, BLOCKED = 0.25, 0.5  # shares that are too much at first
SLOWLY = 200  # what is normal follows over some ten windows
JUMP = 2.0  # later: so many times the normal share beyond these


@dataclass(slots=True)
class Canary:
    """Feed `saw` with every outcome; it answers with a reason to pause, or None."""

    audience: int
    recent: deque[str] = field(default_factory=lambda: deque(maxlen=WINDOW))
    seen: int = 0
    usual_errors: float = 0.0
    usual_blocked: float = 0.0
    lenient: bool = False  # staff resumed it: what it shows first is taken for normal

    @property
    def first(self) -> int:
        return min(max(self.audience // 100, FIRST_LEAST), FIRST_MOST)

    def saw(self, state: str, *, trouble: bool) -> str | None:
        """`state` of the delivery, `trouble` when Telegram or the network failed us."""
        self.recent.append("error" if trouble else "blocked" if state == DeliveryState.GONE else "fine")
        self.seen += 1
        if self.seen < self.first or (self.seen > self.first and self.seen % 10):
            return None
        return self._judge()

    def _judge(self) -> str | None:
        errors, blocked = self._share("error"), self._share("blocked")
        if self.lenient:
            self.usual_errors, self.usual_blocked, self.lenient = errors, blocked, False
            return None
        if errors > ERRORS + JUMP * self.usual_errors:
            return f"errors: {errors:.0%} of the last {len(self.recent)} sends"
        if blocked > BLOCKED + JUMP * self.usual_blocked:
            return f"blocked: {blocked:.0%} of the last {len(self.recent)} members"
        if len(self.recent) == WINDOW:
            self.usual_errors += (errors - self.usual_errors) / SLOWLY
            self.usual_blocked += (blocked - self.usual_blocked) / SLOWLY
        return None

    def _share(self, what: str) -> float:
        return self.recent.count(what) / len(self.recent) if self.recent else 0.0
