"""Counts of a span of time, for reports: who came and went, what was asked and answered, sent, held. No persons."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.broadcasts.broadcasts import broadcasts
from storage.broadcasts.presses import presses
from storage.deliveries.deliveries import counts as delivery_counts
from storage.events.events import State as EventState
from storage.events.events import events
from storage.events.responses import SEATED, SIZE, R
from storage.faq.searches import searches
from storage.inbox.questions import questions
from storage.members.members import members, subscriptions
from storage.surveys.responses import responses
from storage.surveys.surveys import surveys

Span = tuple[datetime, datetime]  # from the first to before the second
DELIVERED = ("sent", "gone", "failed", "unknown", "waiting", "sending")


@dataclass(frozen=True, slots=True)
class Answers:
    """Questions to staff of a span: `late` are open ones whose promised time is over, `helped` and `failed` ratings;
    `seconds` it took to answer each of the answered, in rising order."""

    asked: int
    answered: int
    open: int
    late: int
    helped: int
    failed: int
    seconds: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """A broadcast that went out: so many got it of so many; `left` by its button and stayed away."""

    id: int
    content: dict[str, Any]
    launched_at: datetime
    sent: int
    audience: int
    left: int


@dataclass(frozen=True, slots=True)
class Held:
    """An event: people with seats and their guests, people who came."""

    id: int
    texts: dict[str, dict[str, str]]
    starts_at: datetime
    coming: int
    attended: int


@dataclass(frozen=True, slots=True)
class Surveyed:
    """A survey that took answers within a span: so many members began it, so many sent their answers; `told` got the
    broadcast that announced it. `over`: it took none any more when the span ended."""

    id: int
    texts: dict[str, dict[str, str]]
    opened_at: datetime
    over: bool
    told: int
    begun: int
    sent: int


@dataclass(frozen=True, slots=True)
class Members:
    """Who could be reached at a moment."""

    total: int
    by_language: list[tuple[str, int]]
    by_country: list[tuple[str | None, int]]


async def members_at(tx: AsyncConnection, moment: datetime) -> Members:
    """Of those who were not forgotten since; whoever left and came back counts as having been there."""
    here = sa.and_(
        members.c.joined_at < moment, sa.or_(members.c.blocked_at.is_(None), members.c.blocked_at >= moment)
    )
    total = (await tx.execute(sa.select(sa.func.count()).select_from(members).where(here))).scalar_one()
    languages = await _grouped(tx, members.c.language, here)
    return Members(total, languages, await _grouped(tx, members.c.country, here))


async def topics(tx: AsyncConnection) -> list[tuple[str, int]]:
    """Reachable members of each topic as it is now."""
    number = sa.func.count().label("number")
    query = (
        sa.select(subscriptions.c.topic, number)
        .join(members, members.c.id == subscriptions.c.member_id)
        .where(members.c.blocked_at.is_(None), members.c.stopped_at.is_(None))
        .group_by(subscriptions.c.topic)
        .order_by(number.desc(), subscriptions.c.topic)
    )
    return [(row[0], row[1]) for row in await tx.execute(query)]


async def searched(tx: AsyncConnection, span: Span) -> dict[str, int]:
    """Questions to the search by what it made of them."""
    query = sa.select(searches.c.decision, sa.func.count()).where(_within(searches.c.asked_at, span))
    rows = await tx.execute(query.group_by(searches.c.decision))
    return {row[0]: row[1] for row in rows}


async def settled(tx: AsyncConnection, span: Span) -> dict[str, int]:
    """Entries that were written because nothing answered these questions, and how many questions that were."""
    late = sa.and_(searches.c.decision == "unknown", searches.c.entry.is_not(None))
    query = sa.select(searches.c.entry, sa.func.count()).where(late, _within(searches.c.asked_at, span))
    return {str(row[0]): row[1] for row in await tx.execute(query.group_by(searches.c.entry))}


async def answers(tx: AsyncConnection, span: Span, now: datetime) -> Answers:
    q = questions.c
    here = _within(q.asked_at, span)
    is_open = sa.and_(q.answered_at.is_(None), q.closed_at.is_(None))
    query = sa.select(
        sa.func.count(), _sum(q.answered_at.is_not(None)), _sum(is_open), _sum(sa.and_(is_open, q.promised_at < now)),
        _sum(q.rating == 1), _sum(q.rating == 0),
    ).where(here)  # fmt: skip
    counted = (await tx.execute(query.select_from(questions))).one()
    took = sa.select(q.asked_at, q.answered_at).where(here, q.answered_at.is_not(None))
    seconds = sorted((answered - asked).total_seconds() for asked, answered in await tx.execute(took))
    return Answers(*counted, tuple(seconds))


async def sent(tx: AsyncConnection, span: Span) -> list[Sent]:
    """Broadcasts that went out within the span, those to the most members first."""
    of = delivery_counts.c
    audience = sum((of[name] for name in DELIVERED[1:]), of[DELIVERED[0]])
    pressed = {
        kind: sa.select(presses.c.number)
        .where(presses.c.broadcast_id == broadcasts.c.id, presses.c.kind == kind)
        .scalar_subquery()
        for kind in ("left", "returned")
    }
    left = sa.func.coalesce(pressed["left"], 0) - sa.func.coalesce(pressed["returned"], 0)
    query = (
        sa.select(broadcasts.c.id, broadcasts.c.content, broadcasts.c.launched_at, of.sent, audience, left)
        .join(delivery_counts, of.broadcast_id == broadcasts.c.id)
        .where(broadcasts.c.kind == "send", _within(broadcasts.c.launched_at, span))
        .order_by(audience.desc(), broadcasts.c.id)
    )
    return [Sent(*row[:5], max(0, row[5])) for row in await tx.execute(query)]


async def held(tx: AsyncConnection, span: Span) -> list[Held]:
    """Announced events that began within the span, in order of time."""
    coming = sa.func.coalesce(sa.func.sum(sa.case((SEATED, SIZE), else_=0)), 0)
    attended = sa.func.coalesce(sa.func.sum(sa.case((R.attended_at.is_not(None), SIZE), else_=0)), 0)
    query = (
        sa.select(events.c.id, events.c.texts, events.c.starts_at, coming, attended)
        .outerjoin(R.event_id.table, R.event_id == events.c.id)
        .where(events.c.state == EventState.ANNOUNCED, _within(events.c.starts_at, span))
        .group_by(events.c.id)
        .order_by(events.c.starts_at, events.c.id)
    )
    return [Held(row[0], row[1], row[2], int(row[3]), int(row[4])) for row in await tx.execute(query)]


async def surveyed(tx: AsyncConnection, span: Span) -> list[Surveyed]:
    """The one that most members answered first."""
    s, r = surveys.c, responses.c
    ended = sa.func.coalesce(s.closed_at, s.ends_at)
    kept = {name: s.totals[name].as_integer() for name in ("begun", "sent")}
    begun = sa.func.coalesce(kept["begun"], sa.func.count(r.member_id))
    sent = sa.func.coalesce(kept["sent"], sa.func.count(r.sent_at))
    told = sa.func.coalesce(delivery_counts.c.sent, 0)
    query = (
        sa.select(s.id, s.texts, s.opened_at, ended < span[1], told, begun, sent)
        .outerjoin(responses, r.survey_id == s.id)
        .outerjoin(delivery_counts, delivery_counts.c.broadcast_id == s.broadcast_id)
        .where(s.state.in_(("open", "closed")), s.opened_at < span[1], ended >= span[0])
        .group_by(s.id, delivery_counts.c.sent)
        .order_by(sent.desc(), s.id)
    )
    return [
        Surveyed(row[0], row[1], row[2], bool(row[3]), *map(int, row[4:])) for row in await tx.execute(query)
    ]


def _within(column: Any, span: Span) -> sa.ColumnElement[bool]:
    return sa.and_(column >= span[0], column < span[1])


def _sum(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)


async def _grouped(
    tx: AsyncConnection, column: sa.Column[Any], here: sa.ColumnElement[bool]
) -> list[tuple[Any, int]]:
    number = sa.func.count().label("number")
    query = sa.select(column, number).where(here).group_by(column).order_by(number.desc(), column)
    return [(row[0], row[1]) for row in await tx.execute(query)]
