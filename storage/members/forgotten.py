"""Chats that asked to be forgotten, as digests: an import from a file passes them by until they write themselves.

A digest tells nothing to who does not know the number already. It is no secret from who holds the database and
tries all numbers.
"""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.schema import Utc, insert, metadata

forgotten = sa.Table(
    "forgotten",
    metadata,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("at", Utc, nullable=False),
)


async def mark(tx: AsyncConnection, chat_id: int, at: datetime) -> None:
    row = insert(tx, forgotten).values(digest=digest(chat_id), at=at)
    await tx.execute(row.on_conflict_do_nothing())


async def unmark(tx: AsyncConnection, chat_id: int) -> None:
    """They came back by themselves."""
    await tx.execute(sa.delete(forgotten).where(forgotten.c.digest == digest(chat_id)))


async def among(tx: AsyncConnection, chats: Iterable[int]) -> set[int]:
    """Which of these chats asked to be forgotten."""
    digests = {digest(chat): chat for chat in chats}
    marked = sa.select(forgotten.c.digest).where(forgotten.c.digest.in_(list(digests)))
    return {digests[digest] for digest in (await tx.execute(marked)).scalars()}


async def since(tx: AsyncConnection, chat_id: int) -> datetime | None:
    """When this chat asked to be forgotten; None if it did not, or has come back."""
    asked = sa.select(forgotten.c.at).where(forgotten.c.digest == digest(chat_id))
    return (await tx.execute(asked)).scalar()


async def everyone(tx: AsyncConnection) -> dict[str, datetime]:
    """All digests, and since when."""
    rows = await tx.execute(sa.select(forgotten.c.digest, forgotten.c.at))
    return {row.digest: row.at for row in rows}


def digest(chat_id: int) -> str:
    """What stands for a forgotten chat."""
    return sha256(f"otandas forgotten {chat_id}".encode()).hexdigest()
