"""Counts for `/stats`: members as they are, what came and went, what was asked. Numbers only, no persons."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

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
    """Reachable members, most numerous first; so with the two below."""
    return await _grouped(tx, members.c.language)


async def by_country(tx: AsyncConnection) -> list[tuple[str | None, int]]:
    return await _grouped(tx, members.c.country)


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


async def joined(tx: AsyncConnection, since: datetime) -> list[datetime]:
    """When each member since then joined; for a chart of a month or so."""
    return await _moments(tx, members.c.joined_at, since)


async def left(tx: AsyncConnection, since: datetime) -> list[datetime]:
    """When members became unreachable since then."""
    return await _moments(tx, members.c.blocked_at, since)


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
    return [Opinion(*row) for row in await tx.execute(query)]


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


async def _moments(tx: AsyncConnection, column: sa.Column[datetime], since: datetime) -> list[datetime]:
    query = sa.select(column).where(column >= since).order_by(column)
    return list((await tx.execute(query)).scalars())
