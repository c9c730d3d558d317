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
    sa.Column("urgent", sa.Boolean, nullable=False, server_default=sa.false()),  # somebody is in danger
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
    """A member's question to staff; `chat_id` is where the answer goes and is shown to nobody.

    `urgent`: it tells of a danger, or was sent from the card that does; staff read so first.
    """

    id: int
    chat_id: int
    text: str
    language: str
    country: str | None
    asked_at: datetime
    answered_at: datetime | None
    urgent: bool = False


COLUMNS = tuple(questions.c[name] for name in Question.__slots__)


async def ask(
    tx: AsyncConnection,
    chat_id: int,
    text: str,
    language: str,
    country: str | None,
    at: datetime,
    *,
    urgent: bool = False,
) -> int:
    """Keeps the question; returns its number."""
    values: dict[str, Any] = {"chat_id": chat_id, "text": text, "language": language, "country": country}
    made = sa.insert(questions).values(asked_at=at, urgent=urgent, **values).returning(questions.c.id)
    return int((await tx.execute(made)).scalar_one())


async def same(tx: AsyncConnection, chat_id: int, text: str, since: datetime) -> int | None:
    """The number of this member's open urgent question of the same words: pressed twice it is one."""
    open_ = sa.and_(questions.c.chat_id == chat_id, questions.c.answered_at.is_(None), questions.c.urgent)
    query = sa.select(questions.c.id).where(open_, questions.c.text == text, questions.c.asked_at > since)
    return (await tx.execute(query)).scalars().first()


async def uncarded(tx: AsyncConnection, now: datetime, *, urgent: bool = False) -> list[int]:
    """Urgent questions, or the others, that no process lays before staff just now, the oldest first."""
    wanted = sa.and_(_uncarded(now), questions.c.urgent == urgent)
    query = sa.select(questions.c.id).where(wanted).order_by(questions.c.id)
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


async def full(tx: AsyncConnection, chat_id: int, now: datetime, *, urgent: bool = False) -> bool:
    """Whether this member has as many open questions as one may have; urgent ones are counted by themselves."""
    mine = sa.and_(
        questions.c.chat_id == chat_id, questions.c.answered_at.is_(None), questions.c.urgent == urgent
    )
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


async def expire(tx: AsyncConnection, before: datetime) -> int:
    """Drops questions answered, or else asked, before this time; returns how many."""
    last = sa.func.coalesce(questions.c.answered_at, questions.c.asked_at)
    return (await tx.execute(sa.delete(questions).where(last < before))).rowcount
