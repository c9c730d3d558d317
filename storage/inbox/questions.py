"""Members' questions to staff, and the cards they lie on in staff's chats.

A question is a row before its asker is told it was taken. `tried_at` is when a process last took it up to
lay out its cards; `carded_at` when at least one lies in a chat of staff.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.schema import BigId, Utc, metadata

RETRY = timedelta(minutes=5)  # longer than a card waits for its turn in a busy group
OPEN_MOST = 5  # unanswered questions of a member; the refusal in handlers/members/ask.py names it
OPEN_SPAN = timedelta(days=30)  # an older one keeps nobody from asking

questions = sa.Table(
    "questions",
    metadata,
    sa.Column("id", BigId, primary_key=True, autoincrement=True),
    sa.Column("chat_id", sa.BigInteger, nullable=False, index=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("country", sa.Text),
    sa.Column("asked_at", Utc, nullable=False),
    sa.Column("tried_at", Utc),
    sa.Column("carded_at", Utc, index=True),
    sa.Column("answered_at", Utc),
)
question_cards = sa.Table(
    "question_cards",
    metadata,
    sa.Column("chat_id", sa.BigInteger, primary_key=True),
    sa.Column("message_id", sa.BigInteger, primary_key=True),
    sa.Column(
        "question_id", BigId, sa.ForeignKey("questions.id", ondelete="CASCADE"), nullable=False, index=True
    ),
)


@dataclass(frozen=True, slots=True)
class Question:
    """A member's question to staff; `chat_id` is where the answer goes and is shown to nobody."""

    id: int
    chat_id: int
    text: str
    language: str
    country: str | None
    asked_at: datetime
    answered_at: datetime | None


COLUMNS = tuple(questions.c[name] for name in Question.__slots__)


async def ask(
    tx: AsyncConnection, chat_id: int, text: str, language: str, country: str | None, at: datetime
) -> int:
    """Keeps the question; returns its number."""
    values: dict[str, Any] = {"chat_id": chat_id, "text": text, "language": language, "country": country}
    made = await tx.execute(sa.insert(questions).values(asked_at=at, **values).returning(questions.c.id))
    return int(made.scalar_one())


async def uncarded(tx: AsyncConnection, now: datetime) -> list[int]:
    """Questions no process lays before staff just now, the oldest first."""
    query = sa.select(questions.c.id).where(_uncarded(now)).order_by(questions.c.id)
    return list((await tx.execute(query)).scalars())


async def take(tx: AsyncConnection, question_ids: Sequence[int], now: datetime) -> list[Question]:
    """Those of them that no other process took meanwhile; this one has RETRY to lay them before staff."""
    free = sa.and_(questions.c.id.in_(question_ids), _uncarded(now))
    taken = sa.update(questions).where(free).values(tried_at=now).returning(*COLUMNS)
    return sorted((Question(*row) for row in await tx.execute(taken)), key=lambda question: question.id)


def _uncarded(now: datetime) -> sa.ColumnElement[bool]:
    free = sa.or_(questions.c.tried_at.is_(None), questions.c.tried_at < now - RETRY)
    return sa.and_(questions.c.carded_at.is_(None), free)


async def get(tx: AsyncConnection, question_id: int) -> Question | None:
    row = (await tx.execute(sa.select(*COLUMNS).where(questions.c.id == question_id))).first()
    return Question(*row) if row else None


async def full(tx: AsyncConnection, chat_id: int, now: datetime) -> bool:
    """Whether this member has as many open questions as one may have."""
    mine = sa.and_(questions.c.chat_id == chat_id, questions.c.answered_at.is_(None))
    query = sa.select(sa.func.count()).where(mine, questions.c.asked_at > now - OPEN_SPAN)
    return bool((await tx.execute(query)).scalar_one() >= OPEN_MOST)


async def carded(tx: AsyncConnection, question_id: int, laid: list[tuple[int, int]], at: datetime) -> None:
    """The question's cards lie at these (chat, message) places; staff know of it."""
    rows = [{"chat_id": chat, "message_id": message, "question_id": question_id} for chat, message in laid]
    if rows:  # none: it stands in a digest
        await tx.execute(sa.insert(question_cards), rows)
    await tx.execute(sa.update(questions).where(questions.c.id == question_id).values(carded_at=at))


async def on_card(tx: AsyncConnection, chat_id: int, message_id: int) -> Question | None:
    """The question on the card at this place, if there is a card."""
    query = (
        sa.select(*COLUMNS)
        .join(question_cards, question_cards.c.question_id == questions.c.id)
        .where(question_cards.c.chat_id == chat_id, question_cards.c.message_id == message_id)
    )
    row = (await tx.execute(query)).first()
    return Question(*row) if row else None


async def answered(tx: AsyncConnection, question_id: int, at: datetime) -> None:
    """An answer reached the member; the first time stays."""
    first = sa.and_(questions.c.id == question_id, questions.c.answered_at.is_(None))
    await tx.execute(sa.update(questions).where(first).values(answered_at=at))


async def of_chat(tx: AsyncConnection, chat_id: int) -> list[Question]:
    """What this member asked staff, oldest first."""
    query = sa.select(*COLUMNS).where(questions.c.chat_id == chat_id).order_by(questions.c.id)
    return [Question(*row) for row in await tx.execute(query)]


async def forget(tx: AsyncConnection, chat_id: int) -> None:
    """Removes the member's questions; cards in staff's chats then lead nowhere."""
    await tx.execute(sa.delete(questions).where(questions.c.chat_id == chat_id))
