"""Where questions lie before staff: which none of them has seen yet, and the messages that show each.

A process takes a question up (`tried_at`) before it lays its cards out; `carded_at` is set when at least one lies in a
chat of staff. A card that shows too little is taken up in the same way, and `shown` is set when Telegram has said yes.
"""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import records
from storage.database.schema import BigId, Utc, insert, metadata
from storage.inbox.questions import COLUMNS, OPEN, VISIBLE, Question, questions
from storage.notices import unclaimed

question_cards = sa.Table(
    "question_cards",
    metadata,
    sa.Column("chat_id", sa.BigInteger, primary_key=True),
    sa.Column("message_id", sa.BigInteger, primary_key=True),
    sa.Column(
        "question_id", BigId, sa.ForeignKey("questions.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    sa.Column("shown", sa.Integer),  # the question's `changes` it shows; null for files beside a card
    sa.Column("tried_at", Utc),  # since when a process brings it up to date
)


async def uncarded(tx: AsyncConnection, now: datetime, *, apart: bool = False) -> list[int]:
    """Questions that no process lays before staff just now, the oldest first: those that stand in no digest, being
    urgent or confidential, or all others."""
    alone = sa.or_(questions.c.urgent, questions.c.confidential)
    wanted = sa.and_(_uncarded(now), alone if apart else sa.not_(alone))
    query = sa.select(questions.c.id).where(wanted).order_by(questions.c.id)
    return list((await tx.execute(query)).scalars())


async def take(tx: AsyncConnection, question_ids: Sequence[int], now: datetime) -> list[Question]:
    """Those of them that no other process took meanwhile; this one has five minutes to lay them out."""
    free = sa.and_(questions.c.id.in_(question_ids), _uncarded(now))
    taken = sa.update(questions).where(free).values(tried_at=now).returning(*COLUMNS)
    return sorted((Question(*row) for row in await tx.execute(taken)), key=lambda question: question.id)


def _uncarded(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(questions.c.carded_at.is_(None), VISIBLE, unclaimed(questions.c.tried_at, now))


async def carded(
    tx: AsyncConnection, question_id: int, laid: list[tuple[int, int]], at: datetime, changes: int = 0
) -> None:
    """The question's cards lie at these (chat, message) places, after so many changes of it; staff know of it."""
    for chat, message in laid:  # none: it stands in a digest
        await lay(tx, chat, message, question_id, changes)
    here = sa.update(questions).where(questions.c.id == question_id)
    await tx.execute(here.values(carded_at=at, tried_at=None))


async def lay(
    tx: AsyncConnection, chat_id: int, message_id: int, question_id: int, changes: int | None = None
) -> None:
    """This message shows the question as it was after so many changes, whatever it showed before; None: it is a file
    beside a card."""
    values = {"question_id": question_id, "shown": changes, "tried_at": None}
    row = insert(tx, question_cards).values(chat_id=chat_id, message_id=message_id, **values)
    await tx.execute(row.on_conflict_do_update(index_elements=["chat_id", "message_id"], set_=values))


async def lift(tx: AsyncConnection, chat_id: int, message_id: int) -> None:
    """This message shows no question any more."""
    here = sa.and_(question_cards.c.chat_id == chat_id, question_cards.c.message_id == message_id)
    await tx.execute(sa.delete(question_cards).where(here))


async def stale_cards(tx: AsyncConnection, now: datetime) -> bool:
    """Whether a card shows less than there is."""
    return await records.exist(tx, _stale(now, 1))


async def take_stale(tx: AsyncConnection, now: datetime, limit: int) -> list[tuple[int, int, int]]:
    """Cards that show less than there is, newest first, as (chat, message, question); each is given to one process,
    which has five minutes."""
    c = question_cards.c
    changes = sa.select(questions.c.changes).where(questions.c.id == c.question_id).scalar_subquery()
    here = sa.and_(
        sa.tuple_(c.chat_id, c.message_id).in_(_stale(now, limit)),
        c.shown < changes,
        unclaimed(question_cards.c.tried_at, now),
    )
    taken = sa.update(question_cards).where(here).values(tried_at=now)
    returned = await tx.execute(taken.returning(c.chat_id, c.message_id, c.question_id))
    return [(row[0], row[1], row[2]) for row in returned]


async def refreshed(tx: AsyncConnection, chat_id: int, message_id: int, changes: int) -> None:
    """This card shows its question as it is after so many changes, if no later ones were shown there meanwhile."""
    c = question_cards.c
    here = sa.and_(c.chat_id == chat_id, c.message_id == message_id, c.shown <= changes)
    await tx.execute(sa.update(question_cards).where(here).values(shown=changes, tried_at=None))


def _stale(now: datetime, limit: int) -> sa.Select[tuple[int, int]]:
    c = question_cards.c
    return (
        sa.select(c.chat_id, c.message_id)
        .join(questions, questions.c.id == c.question_id)
        .where(c.shown < questions.c.changes, unclaimed(question_cards.c.tried_at, now))
        .order_by(c.message_id.desc())
        .limit(limit)
    )


async def on_card(tx: AsyncConnection, chat_id: int, message_id: int) -> Question | None:
    """The question on the card at this place, if there is a card."""
    query = (
        sa.select(*COLUMNS)
        .join(question_cards, question_cards.c.question_id == questions.c.id)
        .where(question_cards.c.chat_id == chat_id, question_cards.c.message_id == message_id)
    )
    return await records.first(tx, Question, query)


async def lay_anew(tx: AsyncConnection, chat_id: int) -> None:
    """Open questions whose cards lie in this chat, which is no more, are laid before staff once more."""
    there = sa.select(question_cards.c.question_id).where(question_cards.c.chat_id == chat_id)
    here = sa.and_(questions.c.id.in_(there), OPEN)
    await tx.execute(sa.update(questions).where(here).values(carded_at=None, tried_at=None))
    await tx.execute(sa.delete(question_cards).where(question_cards.c.chat_id == chat_id))


async def lay_again(tx: AsyncConnection, question_id: int, chat_id: int) -> None:
    """Its cards in this chat are gone; when it is open it is laid before staff once more."""
    cards = sa.and_(question_cards.c.question_id == question_id, question_cards.c.chat_id == chat_id)
    await tx.execute(sa.delete(question_cards).where(cards))
    here = sa.and_(questions.c.id == question_id, OPEN)
    await tx.execute(sa.update(questions).where(here).values(carded_at=None, tried_at=None))
