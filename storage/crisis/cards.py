"""The messages in staff's chats that follow a check-in: rows, so that any process goes on editing them."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.crisis.check_ins import check_ins
from storage.database import records
from storage.database.schema import BigId, insert, metadata

assert check_ins is not None  # named by the foreign key

cards = sa.Table(
    "crisis_cards",
    metadata,
    sa.Column(
        "check_in_id", BigId, sa.ForeignKey("crisis_check_ins.id", ondelete="CASCADE"), primary_key=True
    ),
    sa.Column("chat_id", sa.BigInteger, primary_key=True),
    sa.Column("message_id", sa.BigInteger, nullable=False),
    sa.Column("shown", sa.Text, nullable=False),  # what it says, to spare idle edits
)
K = cards.c


@dataclass(frozen=True, slots=True)
class Card:
    """A row of `crisis_cards`."""

    check_in_id: int
    chat_id: int
    message_id: int
    shown: str


COLUMNS = tuple(cards.c[name] for name in Card.__slots__)


async def put(tx: AsyncConnection, card: Card) -> None:
    """From now on this message follows the check-in in its chat, instead of an earlier one."""
    row = {name: getattr(card, name) for name in Card.__slots__}
    kept = insert(tx, cards).values(row)
    await tx.execute(kept.on_conflict_do_update(index_elements=["check_in_id", "chat_id"], set_=row))


async def leave(tx: AsyncConnection, chat_id: int, message_id: int) -> None:
    """The message shows something else now."""
    await tx.execute(sa.delete(cards).where(K.chat_id == chat_id, K.message_id == message_id))


async def following(tx: AsyncConnection) -> list[Card]:
    """All of them; those of a check-in that ended are dropped with its last word."""
    return await records.every(tx, Card, sa.select(*COLUMNS).order_by(K.check_in_id, K.chat_id))


async def follows(tx: AsyncConnection, card: Card) -> bool:
    """Whether this message still follows it."""
    here = sa.and_(
        K.check_in_id == card.check_in_id, K.chat_id == card.chat_id, K.message_id == card.message_id
    )
    return bool((await tx.execute(sa.select(sa.exists().where(here)))).scalar_one())


async def note(tx: AsyncConnection, card: Card, shown: str) -> None:
    """What it says now, unless another message follows the check-in there meanwhile."""
    here = sa.and_(
        K.check_in_id == card.check_in_id, K.chat_id == card.chat_id, K.message_id == card.message_id
    )
    await tx.execute(sa.update(cards).where(here).values(shown=shown))
