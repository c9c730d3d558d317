"""An offer that is written and not sent yet: kept with each step, to be gone on with whatever came between."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.schema import BigId, Json, Utc, insert, metadata

drafts = sa.Table(
    "offer_drafts",
    metadata,
    sa.Column("member_id", BigId, sa.ForeignKey("members.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("typed", Json, nullable=False),  # as the conversation has it
    sa.Column("at", Utc, nullable=False),
)


async def put(tx: AsyncConnection, member_id: int, typed: dict[str, Any], at: datetime) -> None:
    """In place of an earlier one."""
    values = {"typed": typed, "at": at}
    row = insert(tx, drafts).values(member_id=member_id, **values)
    await tx.execute(row.on_conflict_do_update(index_elements=["member_id"], set_=values))


async def get(tx: AsyncConnection, member_id: int) -> dict[str, Any] | None:
    query = sa.select(drafts.c.typed).where(drafts.c.member_id == member_id)
    typed: dict[str, Any] | None = (await tx.execute(query)).scalar_one_or_none()
    return typed


async def drop(tx: AsyncConnection, member_id: int) -> None:
    await tx.execute(sa.delete(drafts).where(drafts.c.member_id == member_id))


async def expire(tx: AsyncConnection, before: datetime) -> int:
    """Drops drafts older than this; returns how many."""
    return (await tx.execute(sa.delete(drafts).where(drafts.c.at < before))).rowcount
