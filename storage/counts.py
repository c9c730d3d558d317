"""Counts for `/stats`: members as they are, what came and went, what was asked. Numbers only, no persons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import records
from storage.faq.ratings import ratings
from storage.faq.searches import searches
from storage.members.members import members, subscriptions


@dataclass(frozen=True, slots=True)
class Members:
    """`reachable` are not blocked; `stopped` of them want no announcements."""

    total: int
    reachable: int
    groups: int
    stopped: int
    joined: int
    left: int


@dataclass(frozen=True, slots=True)
class Opinion:
    """How an entry's answers were received."""

    entry: str
    unhelpful: int
    helpful: int


async def totals(tx: AsyncConnection, since: datetime) -> Members:
    """Of now; `joined` and `left` since then."""
    here = members.c.blocked_at.is_(None)
    query = sa.select(
        sa.func.count(),
        _sum(here),
        _sum(sa.and_(here, members.c.kind == "group")),
        _sum(sa.and_(here, members.c.stopped_at.is_not(None))),
        _sum(members.c.joined_at >= since),
        _sum(members.c.blocked_at >= since),
    )
    return Members(*(await tx.execute(query.select_from(members))).one())


async def by_language(tx: AsyncConnection) -> list[tuple[str, int]]:
    """Reachable members, most numerous first; so with the three below."""
    return await _grouped(tx, members.c.language)


async def by_country(tx: AsyncConnection) -> list[tuple[str | None, int]]:
    return await _grouped(tx, members.c.country)


async def by_city(tx: AsyncConnection) -> list[tuple[str, int]]:
    """Of those who named theirs; its own index holds them."""
    number = sa.func.count().label("number")
    here = sa.and_(members.c.blocked_at.is_(None), members.c.city.is_not(None))
    query = sa.select(members.c.city, number).where(here).group_by(members.c.city)
    return [(row[0], row[1]) for row in await tx.execute(query.order_by(number.desc(), members.c.city))]


async def by_topic(tx: AsyncConnection) -> list[tuple[str, int]]:
    number = sa.func.count().label("number")
    query = (
        sa.select(subscriptions.c.topic, number)
        .join(members, members.c.id == subscriptions.c.member_id)
        .where(members.c.blocked_at.is_(None))
        .group_by(subscriptions.c.topic)
        .order_by(number.desc(), subscriptions.c.topic)
    )
    return [(row[0], row[1]) for row in await tx.execute(query)]


async def joined(tx: AsyncConnection, bounds: Sequence[datetime]) -> list[int]:
    """How many joined from each of these moments, which rise, to before the next."""
    return await _between(tx, members.c.joined_at, bounds)


async def left(tx: AsyncConnection, bounds: Sequence[datetime]) -> list[int]:
    """How many of those who are out of reach became so, in the same way."""
    return await _between(tx, members.c.blocked_at, bounds)


async def decisions(tx: AsyncConnection, since: datetime) -> dict[str, int]:
    """Questions by what the search made of them."""
    query = (
        sa.select(searches.c.decision, sa.func.count())
        .where(searches.c.asked_at >= since)
        .group_by(searches.c.decision)
    )
    return {row[0]: row[1] for row in await tx.execute(query)}


async def entries(
    tx: AsyncConnection, since: datetime, limit: int = 10, until: datetime | None = None
) -> list[tuple[str, int]]:
    """What was read most often."""
    number = sa.func.count().label("number")
    before = searches.c.asked_at < until if until is not None else sa.true()
    query = (
        sa.select(searches.c.entry, number)
        .where(searches.c.asked_at >= since, before, searches.c.entry.is_not(None))
        .group_by(searches.c.entry)
        .order_by(number.desc(), searches.c.entry)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in await tx.execute(query)]


async def opinions(tx: AsyncConnection, since: datetime, limit: int = 10) -> list[Opinion]:
    """Entries that did not help, worst first."""
    bad = sa.func.sum(sa.case((ratings.c.helpful, 0), else_=1)).label("bad")
    good = sa.func.sum(sa.case((ratings.c.helpful, 1), else_=0)).label("good")
    query = (
        sa.select(ratings.c.entry, bad, good)
        .where(ratings.c.rated_at >= since)
        .group_by(ratings.c.entry)
        .having(bad > 0)
        .order_by(bad.desc(), ratings.c.entry)
        .limit(limit)
    )
    return await records.every(tx, Opinion, query)


async def remarks(tx: AsyncConnection, entry: str, limit: int = 5) -> list[str]:
    """What readers missed in an entry, newest first."""
    query = (
        sa.select(ratings.c.missing)
        .where(ratings.c.entry == entry, ratings.c.missing.is_not(None))
        .order_by(ratings.c.id.desc())
        .limit(limit)
    )
    return [str(text) for text in (await tx.execute(query)).scalars()]


def _sum(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)


async def _grouped(tx: AsyncConnection, column: sa.Column[Any]) -> list[tuple[Any, int]]:
    number = sa.func.count().label("number")
    query = sa.select(column, number).where(members.c.blocked_at.is_(None)).group_by(column)
    return [(row[0], row[1]) for row in await tx.execute(query.order_by(number.desc(), column))]


async def _between(tx: AsyncConnection, column: sa.Column[datetime], bounds: Sequence[datetime]) -> list[int]:
    """Counted where they are: read row by row, millions would hold up everybody else."""
    span = sa.case(*((column < bound, number) for number, bound in enumerate(bounds[1:])))
    query = sa.select(span, sa.func.count()).where(column >= bounds[0], column < bounds[-1]).group_by(span)
    numbers = {row[0]: row[1] for row in await tx.execute(query)}
    return [numbers.get(number, 0) for number in range(len(bounds) - 1)]
