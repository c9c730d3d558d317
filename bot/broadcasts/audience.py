"""Whom a broadcast would reach, as staff see it before sending: by language and country, and the small print.

`reach(...)` counts with the same conditions the launch writes the ledger with.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.broadcasts.content import Content
from bot.broadcasts.quiet_hours import QuietHours, quiet_until
from bot.broadcasts.schedule import Schedule, own_clock
from bot.config import Delivery
from bot.directory import zones
from bot.stats.figures import FEW
from bot.text.languages import LANGUAGES
from storage.broadcasts.broadcasts import Broadcast
from storage.members.audience import Audience, Group

Moment = Callable[[str | None], datetime]  # when it comes to members of a time zone


@dataclass(frozen=True, slots=True)
class Night:
    """So many members without a known clock hear it at this hour ("04:27") by the clock of their country."""

    country: str
    hour: str
    number: int


@dataclass(frozen=True, slots=True)
class Reach:
    """`total` will get it; `blocked` and `unwritten` (no text in their language, no fallback) will not.

    `quiet` of them are in quiet hours then, `fallback` get another language than their own; `messages` counts
    each picture of an album, as Telegram's limits and prices do, `seconds` is the time they take at the
    present pace. `clockless` have no known time zone; of them `night` would be woken. `at`: when it was counted.
    `few`: of those who answered a survey so few would get it, or be left out, that no number is told.
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
    clockless: int = 0
    night: tuple[Night, ...] = ()
    at: datetime | None = None
    few: bool = False


NOTHING_TOLD = Reach(0, {}, {}, 0, 0, 0, 0, 0, 0.0, few=True)


def pace(delivery: Delivery) -> float:
    """Messages a second, as configured."""
    return delivery.paid_messages_per_second if delivery.paid_broadcasts else delivery.messages_per_second


def reach(
    draft: Broadcast, groups: Sequence[Group], now: datetime, delivery: Delivery, left_out: int = 0
) -> Reach:
    """Whom a draft reaches, from its audience's groups; before anything is written, whom it could reach. `left_out`:
    how many who gave one of its answers it was narrowed by."""
    content = Content.of(draft.content)
    messages = {language: content[language].messages for language in content.languages or LANGUAGES}
    audience = Audience.of(draft.audience)
    hours = None if draft.urgent else moment(draft, now)
    counted = measure(groups, messages, draft.fallback, hours, delivery, by_country=audience.country_clock)
    return _discreet(counted, left_out) if audience.answered else counted


def _discreet(counted: Reach, left_out: int) -> Reach:
    """Only how many: who answered a survey how is not told by language and country, and of a few people not at all;
    nor where leaving out a few would tell of these."""
    if 0 < counted.total < FEW or 0 < left_out < FEW:
        return NOTHING_TOLD
    return replace(
        counted,
        by_language={},
        by_country={},
        blocked=_told(counted.blocked),
        quiet=_told(counted.quiet),
        fallback=_told(counted.fallback),
        unwritten=_told(counted.unwritten),
        clockless=0,
        night=(),
    )


def _told(number: int) -> int:
    return number if number >= FEW else 0


def moment(draft: Broadcast, now: datetime) -> Moment:
    """When its next sending comes to members of a time zone."""
    plan = Schedule.of(draft.schedule) if draft.schedule else None
    due = max(draft.due_at or now, now)
    if plan is None or not plan.members or draft.due_at is None:
        return lambda zone: due
    return lambda zone: own_clock(plan, due, zone, due)


def measure(
    groups: Sequence[Group],
    languages: Mapping[str, int],
    fallback: Sequence[str] | None,
    hours: Moment | None,
    delivery: Delivery,
    *,
    by_country: bool = False,
) -> Reach:
    """The same from counted groups; `languages` are the written ones, with the messages each takes.

    `hours` None: it heeds no quiet hours. `by_country`: where no zone is known the country's counts.
    """
    instead = next((language for language in fallback or () if language in languages), None)
    alive = [group for group in groups if not group.blocked]
    reached = [group for group in alive if group.language in languages or instead]
    other = languages[instead] if instead else 0
    messages = sum(group.number * languages.get(group.language, other) for group in reached)
    total, by_language, by_place = _number(reached), Counter[str](), Counter[str | None]()
    for group in reached:
        by_language[group.language] += group.number
        by_place[group.country] += group.number
    sleeping = (
        []
        if hours is None
        else [group for group in reached if _quiet(group, hours, delivery, by_country=by_country)]
    )
    waiting = [group for group in sleeping if group.zone or by_country]
    return Reach(
        total=total,
        by_language=dict(by_language),
        by_country=dict(by_place),
        blocked=_number(group for group in groups if group.blocked),
        quiet=_number(waiting),
        fallback=_number(group for group in reached if group.language not in languages),
        unwritten=_number(alive) - total,
        messages=messages,
        seconds=messages / pace(delivery),
        clockless=_number(group for group in reached if group.zone is None),
        night=_night([group for group in sleeping if group not in waiting], hours),
    )


def _number(groups: Iterable[Group]) -> int:
    return sum(group.number for group in groups)


def _quiet(group: Group, hours: Moment, delivery: Delivery, *, by_country: bool) -> bool:
    """Whether it comes in their quiet hours, by the clock of their country where theirs is not known."""
    place = group.zone or zones.of_most(group.country)
    at = hours(place if by_country else group.zone)
    return quiet_until(place, group.quiet_from, group.quiet_until, at, QuietHours.of(delivery)) is not None


def _night(groups: Sequence[Group], hours: Moment | None) -> tuple[Night, ...]:
    """The largest first."""
    number = Counter[str]()
    for group in groups:
        number[group.country or ""] += group.number
    return tuple(
        Night(country, zones.clock(zone, hours(None)), many)
        for country, many in number.most_common()
        if hours and (zone := zones.of_most(country))
    )
