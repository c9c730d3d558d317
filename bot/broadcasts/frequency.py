"""How often a member hears of announcements: each at once, or gathered in a digest at the member's hour. Pure.

Urgent broadcasts, and what whoever is expected at an event has to know, ask none of this. A pause is a digest, too:
what is announced meanwhile comes in one message when it ends. What would be over by the digest's hour comes at once,
except during a pause.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.broadcasts.quiet_hours import QuietHours, known_zone, quiet_until
from storage.members.frequencies import Wish

HOUR = 9 * 60  # minutes after local midnight, of those who chose none
MARGIN = timedelta(minutes=2)  # a digest that is due so soon may be on its way already
PAUSES = {"week": 7, "month": 30}  # days


class Frequency(StrEnum):
    AT_ONCE = "at_once"
    """Each announcement by itself."""
    DAILY = "daily"
    """Every day, at the member's hour."""
    WEEKLY = "weekly"
    """On Mondays, at the member's hour."""


def of_broadcast(wish: Wish, topics: Sequence[str]) -> Frequency:
    """The most frequent of those of the broadcast's topics the member has; one without topics goes as in general."""
    general = Frequency(wish.frequency)
    own = [Frequency(wish.of_topics[topic] or general) for topic in topics if topic in wish.of_topics]
    return min(own, key=list(Frequency).index, default=general)


def gathered_until(
    wish: Wish,
    topics: Sequence[str],
    expires_at: datetime | None,
    now: datetime,
    quiet: QuietHours,
    house: ZoneInfo,
) -> datetime | None:
    """When the digest is due that this announcement comes in, UTC; None: it comes by itself.

    `quiet` are the hours of those who chose none, `house` the zone of those whose own is not known.
    """
    if wish.paused_until is not None and wish.paused_until > now:
        return awake(wish, wish.paused_until, quiet)
    frequency = of_broadcast(wish, topics)
    if frequency is Frequency.AT_ONCE:
        return None
    due = awake(wish, next_hour(wish.zone, wish.digest_at, now + MARGIN, frequency, house), quiet)
    return None if expires_at is not None and expires_at <= due else due


def next_hour(
    zone: str | None, digest_at: int | None, after: datetime, frequency: Frequency, house: ZoneInfo
) -> datetime:
    """The member's hour on the first day, or Monday, that it comes later than `after` (UTC, as the answer)."""
    place = known_zone(zone) or house
    day = after.astimezone(place).date()
    while True:
        due = _at(day, digest_at, place, after)
        if due > after and (frequency is not Frequency.WEEKLY or day.weekday() == 0):
            return due
        day += timedelta(days=1)


def pause_end(zone: str | None, digest_at: int | None, days: int, now: datetime, house: ZoneInfo) -> datetime:
    """The member's hour of the day that is so many days ahead, UTC."""
    place = known_zone(zone) or house
    return _at(now.astimezone(place).date() + timedelta(days=days), digest_at, place, now)


def _at(day: date, digest_at: int | None, place: ZoneInfo, like: datetime) -> datetime:
    hours, rest = divmod(HOUR if digest_at is None else digest_at, 60)
    return datetime.combine(day, time(hours, rest), tzinfo=place).astimezone(like.tzinfo)


def awake(wish: Wish, due: datetime, quiet: QuietHours) -> datetime:
    """Then, or when the quiet hours that are then come to an end."""
    return quiet_until(wish.zone, wish.quiet_from, wish.quiet_until, due, quiet) or due
