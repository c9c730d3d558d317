"""The step a person stands at in a conversation with typed text, so that any process can go on with it."""

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
    sa.Column("step", sa.Text, nullable=False),
    sa.Column("data", Json, nullable=False),
    sa.Column("updated_at", Utc, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Step:
    """What the next typed message of this person in this chat means; `data` is the step's own."""

    name: str
    data: dict[str, Any]
    updated_at: datetime


async def at(tx: AsyncConnection, chat_id: int, user_id: int) -> Step | None:
    row = (await tx.execute(sa.select(conversations).where(_here(chat_id, user_id)))).mappings().first()
    return Step(row["step"], row["data"], row["updated_at"]) if row else None


async def stand(
    tx: AsyncConnection, chat_id: int, user_id: int, step: str, data: dict[str, Any], when: datetime
) -> None:
    """Waits for typed text at `step`; whatever was awaited before is dropped."""
    await leave(tx, chat_id, user_id)
    await tx.execute(
        sa.insert(conversations).values(
            chat_id=chat_id, user_id=user_id, step=step, data=data, updated_at=when
        )
    )


async def leave(tx: AsyncConnection, chat_id: int, user_id: int) -> bool:
    """Waits for nothing any more; True if something was awaited."""
    return bool((await tx.execute(sa.delete(conversations).where(_here(chat_id, user_id)))).rowcount)


def _here(chat_id: int, user_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(conversations.c.chat_id == chat_id, conversations.c.user_id == user_id)
