"""Messages in staff's chats that follow a broadcast: which they are, and what they show.

They are rows so that any process can go on editing them after a restart.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import records
from storage.database.schema import BigId, Utc, metadata, partial_index

posts = sa.Table(
    "broadcast_posts",
    metadata,
    sa.Column("broadcast_id", BigId, sa.ForeignKey("broadcasts.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("chat_id", sa.BigInteger, primary_key=True),
    sa.Column("message_id", sa.BigInteger, nullable=False),
    sa.Column(
        "shown", sa.Text, nullable=False, server_default=sa.text("''")
    ),  # what it says, to spare idle edits
    sa.Column("closed_at", Utc),  # when its last word was said
)
OPEN = posts.c.closed_at.is_(None)
partial_index("ix_broadcast_posts_open", OPEN, posts.c.broadcast_id)


@dataclass(frozen=True, slots=True)
class Post:
    """A message that follows a broadcast; message 0 means: only its last word is awaited."""

    broadcast_id: int
    chat_id: int
    message_id: int
    shown: str


async def put(tx: AsyncConnection, broadcast_id: int, chat_id: int, message_id: int) -> None:
    """From now on this message follows the broadcast in this chat, instead of an earlier one."""
    here = sa.and_(posts.c.broadcast_id == broadcast_id, posts.c.chat_id == chat_id)
    await tx.execute(sa.delete(posts).where(here))
    row = {"broadcast_id": broadcast_id, "chat_id": chat_id, "message_id": message_id}
    await tx.execute(sa.insert(posts).values(row))


async def leave(tx: AsyncConnection, chat_id: int, message_id: int) -> None:
    """The message shows something else now; the broadcast's last word will come as a new one."""
    here = sa.and_(posts.c.chat_id == chat_id, posts.c.message_id == message_id, OPEN)
    await tx.execute(sa.update(posts).where(here).values(message_id=0))


async def following(tx: AsyncConnection) -> list[Post]:
    """All that still change."""
    query = sa.select(posts.c.broadcast_id, posts.c.chat_id, posts.c.message_id, posts.c.shown)
    return await records.every(tx, Post, query.where(OPEN).order_by(posts.c.broadcast_id))


async def has(tx: AsyncConnection, broadcast_id: int) -> bool:
    """Whether any message ever followed it."""
    query = sa.select(posts.c.chat_id).where(posts.c.broadcast_id == broadcast_id).limit(1)
    return await records.exist(tx, query)


async def follows(tx: AsyncConnection, post: Post) -> bool:
    """Whether this message still follows the broadcast."""
    here = sa.and_(posts.c.chat_id == post.chat_id, posts.c.message_id == post.message_id)
    query = sa.select(posts.c.chat_id).where(here, posts.c.broadcast_id == post.broadcast_id, OPEN)
    return await records.exist(tx, query.limit(1))


async def show(tx: AsyncConnection, post: Post, shown: str, closed_at: datetime | None = None) -> None:
    """Notes what it says now; with `closed_at` it is its last word."""
    here = sa.and_(
        posts.c.broadcast_id == post.broadcast_id,
        posts.c.chat_id == post.chat_id,
        posts.c.message_id == post.message_id,
    )
    await tx.execute(sa.update(posts).where(here).values(shown=shown, closed_at=closed_at))
