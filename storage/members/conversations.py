"""The conversation a person is in the middle of, one in each chat, so that any process can go on with it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.schema import Json, Utc, metadata

conversations = sa.Table(
    "conversations",
    metadata,
    sa.Column("chat_id", sa.BigInteger, primary_key=True),
    sa.Column("user_id", sa.BigInteger, primary_key=True),
    sa.Column("step", sa.Text, nullable=False),  # name.state, until migration 0002 parts them
    sa.Column("data", Json, nullable=False),
    sa.Column("updated_at", Utc, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Conversation:
    """Where it stands, and in `data` what was typed so far."""

    name: str
    state: str
    data: dict[str, Any]
    updated_at: datetime


def read(step: str, data: dict[str, Any], updated_at: datetime) -> Conversation:
    name, _, state = step.partition(".")
    return Conversation(name, state, data, updated_at)


async def get(tx: AsyncConnection, chat_id: int, user_id: int) -> Conversation | None:
    row = (await tx.execute(sa.select(conversations).where(_here(chat_id, user_id)))).mappings().first()
    return read(row["step"], row["data"], row["updated_at"]) if row else None


async def put(tx: AsyncConnection, chat_id: int, user_id: int, conversation: Conversation) -> None:
    """In the place of whatever was open before."""
    await end(tx, chat_id, user_id)
    await tx.execute(
        sa.insert(conversations).values(
            chat_id=chat_id,
            user_id=user_id,
            step=f"{conversation.name}.{conversation.state}",
            data=conversation.data,
            updated_at=conversation.updated_at,
        )
    )


async def end(tx: AsyncConnection, chat_id: int, user_id: int) -> bool:
    """True if one was open."""
    return bool((await tx.execute(sa.delete(conversations).where(_here(chat_id, user_id)))).rowcount)


def _here(chat_id: int, user_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(conversations.c.chat_id == chat_id, conversations.c.user_id == user_id)
