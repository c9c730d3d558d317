"""A question that was written and not sent: kept when its conversation ends, to be offered again."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.schema import Json, Utc, insert, metadata

drafts = sa.Table(
    "question_drafts",
    metadata,
    sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("typed", Json, nullable=False),  # as the conversation has it
    sa.Column("at", Utc, nullable=False),
)


async def put(tx: AsyncConnection, chat_id: int, typed: dict[str, Any], at: datetime) -> None:
    values = {"typed": typed, "at": at}
    row = insert(tx, drafts).values(chat_id=chat_id, **values)
    await tx.execute(row.on_conflict_do_update(index_elements=["chat_id"], set_=values))


async def get(tx: AsyncConnection, chat_id: int) -> dict[str, Any] | None:
    query = sa.select(drafts.c.typed).where(drafts.c.chat_id == chat_id)
    typed: dict[str, Any] | None = (await tx.execute(query)).scalar_one_or_none()
    return typed


async def drop(tx: AsyncConnection, chat_id: int) -> None:
    await tx.execute(sa.delete(drafts).where(drafts.c.chat_id == chat_id))


async def expire(tx: AsyncConnection, before: datetime) -> int:
    """Drops drafts older than this; returns how many."""
    return (await tx.execute(sa.delete(drafts).where(drafts.c.at < before))).rowcount
