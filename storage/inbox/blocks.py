"""Chats that staff take no questions from, each with the reason its member was told."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import records
from storage.database.schema import Utc, insert, metadata

blocks = sa.Table(
    "question_blocks",
    metadata,
    sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("at", Utc, nullable=False),
    sa.Column("by", sa.BigInteger, nullable=False),
)


async def block(tx: AsyncConnection, chat_id: int, reason: str, by: int, at: datetime) -> None:
    values = {"reason": reason, "by": by, "at": at}
    row = insert(tx, blocks).values(chat_id=chat_id, **values)
    await tx.execute(row.on_conflict_do_update(index_elements=["chat_id"], set_=values))


async def reason(tx: AsyncConnection, chat_id: int) -> str | None:
    """Why no questions are taken from this chat; None where they are."""
    said: str | None = (
        await tx.execute(sa.select(blocks.c.reason).where(blocks.c.chat_id == chat_id))
    ).scalar_one_or_none()
    return said


async def expire(tx: AsyncConnection, before: datetime) -> int:
    """Drops blocks older than this; returns how many."""
    return (await tx.execute(sa.delete(blocks).where(blocks.c.at < before))).rowcount


async def unblock(tx: AsyncConnection, chat_id: int) -> bool:
    """False when it was not blocked."""
    return await records.changed(tx, sa.delete(blocks).where(blocks.c.chat_id == chat_id))
