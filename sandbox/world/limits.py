"""Telegram's pace: token buckets per bot, per chat and per group that answer 429 with retry_after.

A bucket holds one period's worth, so a burst of that size passes and the long run never exceeds the rate.
What counts is what reaches a chat: send…, copy… and forward… (an album counts once for each of its items).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace

from sandbox.errors import ControlError, too_many_requests

_SLACK = 0.05


@dataclass(frozen=True, slots=True)
class LimitSettings:
    """0 = none. Rates are messages per second, for groups per minute; latency in milliseconds, or
    a pair to draw from. `flood_wait`: after one 429 everything is refused until its wait is over."""

    per_second: float = 0
    paid_per_second: float = 0
    per_chat: float = 0
    group_per_minute: float = 0
    latency_ms: float | tuple[float, float] = 0
    flood_wait: bool = False

    def changed(self, values: Mapping[str, object]) -> "LimitSettings":
        """A copy with these settings; raises ControlError for a name or value that makes no sense."""
        known = {setting.name for setting in fields(self)}
        for name in values:
            if name not in known:
                raise ControlError(f"unknown limit {name!r}; known are {', '.join(sorted(known))}")
        return replace(self, **{name: _checked(name, value) for name, value in values.items()})  # type: ignore[arg-type]


def _checked(name: str, value: object) -> object:
    if name == "flood_wait":
        return bool(value)
    if name == "latency_ms" and isinstance(value, list | tuple) and len(value) == 2:
        low, high = (_rate(name, bound) for bound in value)
        return (min(low, high), max(low, high))
    return _rate(name, value)


def _rate(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise ControlError(f"{name} must be a number, zero or more")
    return value


@dataclass(slots=True)
class Bucket:
    """Tokens that come back at `rate` a second up to `size`."""

    rate: float
    size: float
    tokens: float
    at: float

    def wait(self, now: float, cost: float) -> float:
        """Seconds until `cost` tokens are there; 0 when they are there now."""
        self.tokens = min(self.size, self.tokens + (now - self.at) * self.rate)
        self.at = now
        missing = min(cost, self.size) - self.tokens
        return 0.0 if missing <= _SLACK * self.rate else missing / self.rate

    def full(self, now: float) -> bool:
        return self.tokens + (now - self.at) * self.rate >= self.size


@dataclass(slots=True)
class Limits:
    """The buckets of one bot."""

    settings: LimitSettings = field(default_factory=LimitSettings)
    _buckets: dict[tuple[str, int], Bucket] = field(default_factory=dict)
    _closed_until: float = 0.0

    def change(self, values: Mapping[str, object]) -> None:
        self.settings = self.settings.changed(values)
        self._buckets.clear()
        self._closed_until = 0.0

    def spend(self, now: float, chat_id: int, cost: int, paid: bool) -> None:
        """Takes the tokens of one send or raises the 429 that says how long to wait."""
        if now < self._closed_until:
            raise too_many_requests(math.ceil(self._closed_until - now))
        buckets = self._buckets_of(now, chat_id, paid)
        wait = max((bucket.wait(now, cost) for bucket in buckets), default=0.0)
        if wait > 0:
            seconds = max(1, math.ceil(wait))
            if self.settings.flood_wait:
                self._closed_until = now + seconds
            raise too_many_requests(seconds)
        for bucket in buckets:
            bucket.tokens -= cost

    def _buckets_of(self, now: float, chat_id: int, paid: bool) -> list[Bucket]:
        limits, buckets = self.settings, []
        overall = limits.paid_per_second if paid else limits.per_second
        if overall:
            buckets.append(self._bucket("paid" if paid else "free", 0, overall, overall, now))
        if limits.per_chat:
            buckets.append(self._bucket("chat", chat_id, limits.per_chat, max(1.0, limits.per_chat), now))
        if limits.group_per_minute and chat_id < 0:
            most = limits.group_per_minute
            buckets.append(self._bucket("group", chat_id, most / 60, most, now))
        return buckets

    def _bucket(self, kind: str, chat_id: int, rate: float, size: float, now: float) -> Bucket:
        key = (kind, chat_id)
        if key not in self._buckets:
            self._forget_full(now)
            self._buckets[key] = Bucket(rate, size, size, now)
        return self._buckets[key]

    def _forget_full(self, now: float) -> None:
        """A full bucket remembers nothing; without this a broadcast would leave one behind for every chat."""
        if len(self._buckets) < 10_000:
            return
        self._buckets = {key: bucket for key, bucket in self._buckets.items() if not bucket.full(now)}
