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
    row = insert(tx, forgotten).values(digest=_digest(chat_id), at=at)
    await tx.execute(row.on_conflict_do_nothing())


async def unmark(tx: AsyncConnection, chat_id: int) -> None:
    """They came back by themselves."""
    await tx.execute(sa.delete(forgotten).where(forgotten.c.digest == _digest(chat_id)))


async def among(tx: AsyncConnection, chats: Iterable[int]) -> set[int]:
    """Which of these chats asked to be forgotten."""
    digests = {_digest(chat): chat for chat in chats}
    marked = sa.select(forgotten.c.digest).where(forgotten.c.digest.in_(list(digests)))
    return {digests[digest] for digest in (await tx.execute(marked)).scalars()}


def _digest(chat_id: int) -> str:
    return sha256(f"otandas forgotten {chat_id}".encode()).hexdigest()
