"""The digest of the week that each colleague is to get: a row before anybody is told (`storage/notices.py`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import records
from storage.database.schema import BigId, Utc, insert, metadata, partial_index
from storage.notices import Queue, columns

weeks = sa.Table(
    "staff_weeks",
    metadata,
    sa.Column("id", BigId, primary_key=True, autoincrement=True),
    sa.Column("week", sa.Text, nullable=False),  # "2026-W48"
    sa.Column("user_id", sa.BigInteger, nullable=False),
    sa.Column("until", Utc, nullable=False),  # where its seven days end
    *columns(),
    sa.UniqueConstraint("week", "user_id"),
)
OPEN = weeks.c.done_at.is_(None)
partial_index("ix_staff_weeks_open", OPEN, weeks.c.id)


@dataclass(frozen=True, slots=True)
class Week:
    """A row of `staff_weeks`."""

    id: int
    user_id: int
    until: datetime


QUEUE = Queue(weeks, Week)


async def written(tx: AsyncConnection, week: str) -> bool:
    """Whether somebody is to get this week's already."""
    return await records.exist(tx, sa.select(weeks.c.id).where(weeks.c.week == week).limit(1))


async def write(tx: AsyncConnection, week: str, user_ids: Sequence[int], until: datetime) -> None:
    """For each of these colleagues, once."""
    rows = [{"week": week, "user_id": user_id, "until": until} for user_id in user_ids]
    if rows:
        await tx.execute(insert(tx, weeks).values(rows).on_conflict_do_nothing())


async def expire(tx: AsyncConnection, before: datetime) -> int:
    """Drops those of before; how many."""
    return (await tx.execute(sa.delete(weeks).where(weeks.c.until < before))).rowcount
