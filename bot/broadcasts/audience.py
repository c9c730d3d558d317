"""Whom a broadcast would reach, as staff see it before sending: by language and country, and the small print.

`reach(...)` counts with the same conditions the launch writes the ledger with.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.broadcasts.content import Content
from bot.broadcasts.quiet_hours import QuietHours, quiet_until
from bot.config import Delivery
from bot.text.languages import LANGUAGES
from storage.broadcasts.broadcasts import Broadcast
from storage.database.database import Database
from storage.members import audience as stored
from storage.members.audience import Audience, Group


@dataclass(frozen=True, slots=True)
class Reach:
    """`total` will get it; `blocked` and `unwritten` (no text in their language, no fallback) will not.

    `quiet` of them are in quiet hours now, `fallback` get another language than their own; `messages` counts
    each picture of an album, as Telegram's limits and prices do, `seconds` is the time they take at the
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


async def reach(database: Database, draft: Broadcast, now: datetime, delivery: Delivery) -> Reach:
    """Whom a draft reaches now; before anything is written, whom it could reach."""
    content = Content.of(draft.content)
    messages = {language: content[language].messages for language in content.languages or LANGUAGES}
    async with database.connect() as tx:
        groups = await stored.tally(tx, Audience.of(draft.audience), now)
    return measure(groups, messages, draft.fallback, now, delivery)


def measure(
    groups: Sequence[Group],
    languages: Mapping[str, int],
    fallback: Sequence[str] | None,
    now: datetime,
    delivery: Delivery,
) -> Reach:
    """The same from counted groups; `languages` are the written ones, with the messages each takes."""
    instead = next((language for language in fallback or () if language in languages), None)
    alive = [group for group in groups if not group.blocked]
    reached = [group for group in alive if group.language in languages or instead]
    other = languages[instead] if instead else 0
    messages = sum(group.number * languages.get(group.language, other) for group in reached)
    total, by_language, by_country = _number(reached), Counter[str](), Counter[str | None]()
    for group in reached:
        by_language[group.language] += group.number
        by_country[group.country] += group.number
    return Reach(
        total=total,
        by_language=dict(by_language),
        by_country=dict(by_country),
        blocked=_number(group for group in groups if group.blocked),
        quiet=_number(group for group in reached if _quiet(group, now, QuietHours.of(delivery))),
        fallback=_number(group for group in reached if group.language not in languages),
        unwritten=_number(alive) - total,
        messages=messages,
        seconds=messages / pace(delivery),
    )


def _number(groups: Iterable[Group]) -> int:
    return sum(group.number for group in groups)


def _quiet(group: Group, now: datetime, default: QuietHours) -> bool:
    return quiet_until(group.zone, group.quiet_from, group.quiet_until, now, default) is not None
