"""Whom a broadcast would reach, as staff see it before sending: by language and country, and the small print.

`reach(...)` counts with the same conditions the launch writes the ledger with.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from bot.broadcasts.quiet_hours import QuietHours, quiet_until
from bot.config import Delivery
from storage.database.database import Database
from storage.members import audience as stored
from storage.members.audience import Audience, Group

Key = TypeVar("Key", bound=str | None)


@dataclass(frozen=True, slots=True)
class Reach:
    """`total` will get it; `blocked` and `unwritten` (no text in their language, no fallback) will not.

    `quiet` of them are in quiet hours now, `fallback` get another language than their own; `messages` counts
    an album's pictures one by one, as Telegram's limits and prices do, `seconds` is the time they take at the
    present pace.
    """

    total: int
    by_language: dict[str, int]
    by_country: dict[str | None, int]
    blocked: int
    quiet: int
    fallback: int
    unwritten: int
    messages: int
    seconds: float


def pace(delivery: Delivery) -> float:
    """Messages a second, as configured."""
    return delivery.paid_messages_per_second if delivery.paid_broadcasts else delivery.messages_per_second


async def reach(database: Database, audience: Audience, languages: Mapping[str, int],
                fallback: Sequence[str] | None, now: datetime, delivery: Delivery) -> Reach:  # fmt: skip
    """Counts the audience of a broadcast written in `languages`, which say how many messages each takes."""
    async with database.connect() as tx:
        groups = await stored.tally(tx, audience, now)
    return measure(groups, languages, fallback, now, delivery)


def measure(groups: Sequence[Group], languages: Mapping[str, int], fallback: Sequence[str] | None,
            now: datetime, delivery: Delivery) -> Reach:  # fmt: skip
    """The same from counted groups."""
    instead = next((one for one in fallback or () if one in languages), None)
    alive = [one for one in groups if not one.blocked]
    reached = [one for one in alive if one.language in languages or instead]
    total = sum(one.number for one in reached)
    messages = sum(
        one.number * languages.get(one.language, languages.get(instead or "", 0)) for one in reached
    )
    return Reach(
        total=total,
        by_language=dict(_count((one.language, one.number) for one in reached)),
        by_country=dict(_count((one.country, one.number) for one in reached)),
        blocked=sum(one.number for one in groups if one.blocked),
        quiet=sum(one.number for one in reached if _quiet(one, now, QuietHours.of(delivery))),
        fallback=sum(one.number for one in reached if one.language not in languages),
        unwritten=sum(one.number for one in alive) - total,
        messages=messages,
        seconds=messages / pace(delivery),
    )


def _count(pairs: Iterable[tuple[Key, int]]) -> Counter[Key]:
    found: Counter[Key] = Counter()
    for key, number in pairs:
        found[key] += number
    return found


def _quiet(group: Group, now: datetime, default: QuietHours) -> bool:
    return quiet_until(group.zone, group.quiet_from, group.quiet_until, now, default) is not None
