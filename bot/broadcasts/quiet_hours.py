"""Quiet hours: whether a member sleeps now, and until when.

They count only where the member's time zone is known, by the member's own hours or else the configured ones.
Somebody whose zone nobody told us gets messages at once: a guess from the country would be wrong for half of
Russia, and waiting without a reason is worse than a message at night that can be muted. Staff may choose the country's
clock for a broadcast all the same (`Audience.country_clock`).
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.config import Delivery
from bot.directory.zones import NO_PLACES

DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Quiet hours of those who chose none: minutes after local midnight; equal = none."""

    start: int
    end: int

    @classmethod
    def of(cls, delivery: Delivery) -> "QuietHours":
        return cls(minutes(delivery.quiet_from), minutes(delivery.quiet_until))


def minutes(clock: str) -> int:
    """ "21:30" as minutes after midnight."""
    hours, _, rest = clock.partition(":")
    return int(hours) * 60 + int(rest)


def quiet_until(
    zone: str | None, start: int | None, end: int | None, now: datetime, default: QuietHours
) -> datetime | None:
    """When the quiet hours this member is in come to an end (UTC given, UTC back); None when awake."""
    place = known_zone(zone)
    if place is None:
        return None
    first = default.start if start is None else start
    last = default.end if end is None else end
    local = now.astimezone(place)
    at = local.hour * 60 + local.minute
    if (at - first) % DAY >= (last - first) % DAY:
        return None
    day = local.date() + timedelta(days=1 if last <= at else 0)
    return datetime.combine(day, time(last // 60, last % 60), tzinfo=place).astimezone(now.tzinfo)


@lru_cache(maxsize=1024)
def known_zone(name: str | None) -> ZoneInfo | None:
    """The zone of this name; None for a name no table knows."""
    try:
        return ZoneInfo(name) if name and name not in NO_PLACES else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
