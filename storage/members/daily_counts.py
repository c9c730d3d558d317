"""How many members there were on each day: numbers only, so they stay when who was counted leaves or is forgotten."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import counts, periods
from storage.database import records
from storage.database.schema import insert, metadata

daily_counts = sa.Table(
    "daily_counts",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("facet", sa.Text, primary_key=True),
    sa.Column(
        "value", sa.Text, primary_key=True
    ),  # a language, country or topic; empty: all, or no country given
    sa.Column("number", sa.Integer, nullable=False),
)
C = daily_counts.c
ALL = C.facet == "all"


async def counted(tx: AsyncConnection, day: date) -> bool:
    return await records.exist(tx, sa.select(C.number).where(C.day == day, ALL))


async def count(tx: AsyncConnection, at: datetime) -> dict[str, list[Any]]:
    """The numbers of now by facet, as pairs of a value and how many; among millions that takes seconds."""
    return {
        "all": [("", (await counts.totals(tx, at)).reachable)],
        "language": await counts.by_language(tx),
        "country": await counts.by_country(tx),
        "topic": await periods.topics(tx),
    }


async def write(tx: AsyncConnection, day: date, numbers: dict[str, list[Any]]) -> bool:
    """Keeps them as this day's; False when another process was quicker."""
    [(_, total)] = numbers["all"]
    first = insert(tx, daily_counts).values(day=day, facet="all", value="", number=total)
    if not (await tx.execute(first.on_conflict_do_nothing())).rowcount:
        return False
    rows = [
        {"day": day, "facet": facet, "value": value or "", "number": number}
        for facet, counted in numbers.items()
        for value, number in counted
        if facet != "all"
    ]
    if rows:
        await tx.execute(sa.insert(daily_counts), rows)
    return True


async def totals(tx: AsyncConnection, first: date, last: date) -> list[tuple[date, int]]:
    """All members of each counted day, both ends included, in order."""
    query = sa.select(C.day, C.number).where(ALL, C.day >= first, C.day <= last).order_by(C.day)
    return [(row[0], row[1]) for row in await tx.execute(query)]


async def between(tx: AsyncConnection, first: date, last: date, facet: str) -> dict[date, dict[str, int]]:
    """Of each counted day, both ends included, in order: how many had each value."""
    query = sa.select(C.day, C.value, C.number).where(C.facet == facet, C.day >= first, C.day <= last)
    counted: dict[date, dict[str, int]] = {}
    for day, value, number in await tx.execute(query.order_by(C.day)):
        counted.setdefault(day, {})[value] = number
    return counted


async def of_day(tx: AsyncConnection, day: date, facet: str) -> list[tuple[str, int]]:
    """Most numerous first; empty for a day that was not counted."""
    query = sa.select(C.value, C.number).where(C.day == day, C.facet == facet)
    return [(row[0], row[1]) for row in await tx.execute(query.order_by(C.number.desc(), C.value))]
