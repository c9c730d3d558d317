"""The open conversation of a person in a chat: its state and what was typed, so that any process goes on with it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import records
from storage.database.schema import Json, Utc, insert, metadata

conversations = sa.Table(
    "conversations",
    metadata,
    sa.Column("chat_id", sa.BigInteger, primary_key=True),
    sa.Column("user_id", sa.BigInteger, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("data", Json, nullable=False),
    sa.Column("updated_at", Utc, nullable=False),
    sa.Column(
        "update_id", sa.BigInteger
    ),  # Telegram's, of what was handled last; it must not be handled again
)


@dataclass(frozen=True, slots=True)
class Conversation:
    """What the next typed message of this person in this chat means; `data` is what was typed before."""

    name: str
    state: str
    data: dict[str, Any]
    updated_at: datetime
    update_id: int | None = None


COLUMNS = tuple(conversations.c[name] for name in Conversation.__slots__)


async def get(tx: AsyncConnection, chat_id: int, user_id: int) -> Conversation | None:
    return await records.first(tx, Conversation, sa.select(*COLUMNS).where(_of(chat_id, user_id)))


async def put(tx: AsyncConnection, chat_id: int, user_id: int, conversation: Conversation) -> None:
    """Opens the conversation or moves it on; another one that was open is dropped."""
    values = {column.name: getattr(conversation, column.name) for column in COLUMNS}
    row = insert(tx, conversations).values(chat_id=chat_id, user_id=user_id, **values)
    await tx.execute(row.on_conflict_do_update(index_elements=["chat_id", "user_id"], set_=values))


async def end(tx: AsyncConnection, chat_id: int, user_id: int) -> bool:
    """Waits for nothing any more; True if a conversation was open."""
    return await records.changed(tx, sa.delete(conversations).where(_of(chat_id, user_id)))


async def of_user(tx: AsyncConnection, user_id: int) -> list[Conversation]:
    """What this person began and did not finish, in whatever chat."""
    query = sa.select(*COLUMNS).where(conversations.c.user_id == user_id).order_by(conversations.c.chat_id)
    return await records.every(tx, Conversation, query)


async def forget(tx: AsyncConnection, user_id: int) -> None:
    await tx.execute(sa.delete(conversations).where(conversations.c.user_id == user_id))


async def expire(tx: AsyncConnection, before: datetime) -> int:
    """Drops what nobody went on with since this time; returns how many."""
    return (await tx.execute(sa.delete(conversations).where(conversations.c.updated_at < before))).rowcount


def _of(chat_id: int, user_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(conversations.c.chat_id == chat_id, conversations.c.user_id == user_id)
