"""Audiences that staff keep under a name, to choose them again for another broadcast."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import records
from storage.database.schema import BigId, Json, Utc, insert, metadata

saved_audiences = sa.Table(
    "saved_audiences",
    metadata,
    sa.Column("id", BigId, primary_key=True, autoincrement=True),
    sa.Column("title", sa.Text, nullable=False, unique=True),
    sa.Column("audience", Json, nullable=False),
    sa.Column("saved_at", Utc, nullable=False),
    sa.Column("saved_by", sa.BigInteger, nullable=False),
)


@dataclass(frozen=True, slots=True)
class SavedAudience:
    """A row of `saved_audiences`; `audience` as `storage/members/audience.py` reads it."""

    id: int
    title: str
    audience: dict[str, Any]
    saved_at: datetime
    saved_by: int


async def save(tx: AsyncConnection, title: str, audience: dict[str, Any], by: int, at: datetime) -> bool:
    """Keeps it under this name; False when another has the name."""
    row = insert(tx, saved_audiences).values(title=title, audience=audience, saved_by=by, saved_at=at)
    return await records.changed(tx, row.on_conflict_do_nothing(index_elements=["title"]))


async def get(tx: AsyncConnection, number: int) -> SavedAudience | None:
    return await records.first(
        tx, SavedAudience, sa.select(saved_audiences).where(saved_audiences.c.id == number)
    )


async def count(tx: AsyncConnection) -> int:
    return (await tx.execute(sa.select(sa.func.count()).select_from(saved_audiences))).scalar_one()


async def listing(tx: AsyncConnection, limit: int, offset: int = 0) -> list[SavedAudience]:
    """A page in order of their names."""
    query = sa.select(saved_audiences).order_by(saved_audiences.c.title).limit(limit).offset(offset)
    return await records.every(tx, SavedAudience, query)


async def delete(tx: AsyncConnection, number: int) -> bool:
    """False when a colleague was quicker."""
    return await records.changed(tx, sa.delete(saved_audiences).where(saved_audiences.c.id == number))
