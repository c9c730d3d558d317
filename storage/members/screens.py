"""The buttons a member was shown last, so that whoever types what stands on one presses it, on any replica."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.schema import Json, Utc, insert, metadata

screens = sa.Table(
    "screens",
    metadata,
    sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("message_id", sa.BigInteger, nullable=False),
    sa.Column("buttons", Json, nullable=False),  # Telegram's `inline_keyboard`
    sa.Column("at", Utc, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A message of ours in a private chat with its buttons, rows of Telegram's InlineKeyboardButton."""

    chat_id: int
    message_id: int
    buttons: list[list[dict[str, Any]]]
    at: datetime


DAYS = 1  # after that the words on a button are a question again, and what was shown is kept no longer
COLUMNS = tuple(screens.c[name] for name in Shown.__slots__)


async def put(tx: AsyncConnection, shown: Sequence[Shown]) -> None:
    """Each in the place of what its chat was shown before; of one chat once."""
    insertion = insert(tx, screens)
    replaced = {name: insertion.excluded[name] for name in ("message_id", "buttons", "at")}
    row = insertion.on_conflict_do_update(index_elements=["chat_id"], set_=replaced)
    await tx.execute(row, [asdict(screen) for screen in shown])


async def get(tx: AsyncConnection, chat_id: int) -> Shown | None:
    row = (await tx.execute(sa.select(*COLUMNS).where(screens.c.chat_id == chat_id))).first()
    return Shown(*row) if row else None


async def forget(tx: AsyncConnection, chat_id: int) -> None:
    await tx.execute(sa.delete(screens).where(screens.c.chat_id == chat_id))


async def expire(tx: AsyncConnection, before: datetime) -> int:
    """Drops what was shown before this; returns how many."""
    return (await tx.execute(sa.delete(screens).where(screens.c.at < before))).rowcount
