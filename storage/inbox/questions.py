"""Members' questions to staff.

A question is a row before its asker is told it was taken. Where it lies before staff is in `question_cards.py`, what
was said in it, both ways, in `messages.py`.

It is open until an answer reached the member or it was closed. Whatever changes it is one conditional UPDATE (`move`),
and a row that came back is the permission to go on: of two colleagues who answer at once one gets it. `sending_id` is
the message that is on its way to the member; it keeps others out until `sending_at` is LEASE old.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import records
from storage.database.schema import BigId, Utc, metadata, partial_index
from storage.members.forget_requests import leaving

OPEN_MOST = 5  # unanswered questions of a member; the refusal in handlers/members/ask.py names it
OPEN_SPAN = timedelta(days=30)  # an older one keeps nobody from asking
TAKEN_BACK_MOST, TAKEN_BACK_SPAN = 5, timedelta(days=1)  # the refusal names both
HOLD = timedelta(hours=2)  # a question taken longer ago may be taken by a colleague
LEASE = timedelta(minutes=2)  # longer than an answer is on its way
CLOSINGS = ("closed", "withdrawn", "blocked")

questions = sa.Table(
    "questions",
    metadata,
    sa.Column("id", BigId, primary_key=True, autoincrement=True),
    sa.Column("chat_id", sa.BigInteger, nullable=False, index=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("country", sa.Text),
    sa.Column("asked_at", Utc, nullable=False),
    sa.Column("tried_at", Utc),  # since when a process lays it before staff, or reminds them of it
    sa.Column("carded_at", Utc, index=True),
    sa.Column("answered_at", Utc),
    sa.Column("urgent", sa.Boolean, nullable=False, server_default=sa.false()),  # somebody is in danger
    sa.Column("answered_by", sa.BigInteger),
    sa.Column("answered_name", sa.Text),  # the colleague's as it was then; so with the one below
    sa.Column("promised_at", Utc),  # what the member was told: an answer by then
    sa.Column("reminded_at", Utc),  # when staff were told that the promise breaks soon
    sa.Column("taken_by", sa.BigInteger),
    sa.Column("taken_name", sa.Text),
    sa.Column("taken_at", Utc),
    sa.Column("sending_id", sa.BigInteger),
    sa.Column("sending_at", Utc),
    sa.Column("closed_at", Utc),
    sa.Column("closing", sa.Text),  # one of CLOSINGS
    sa.Column("rating", sa.Integer),  # 1: the answer helped, 0: it did not
    sa.Column("receipt_id", sa.BigInteger),  # the message in the member's chat that became the receipt
    sa.Column("edited_at", Utc),  # when the member last changed it
    sa.Column("changes", sa.Integer, nullable=False, server_default="0"),  # of what its cards show
    sa.Column(
        "body", sa.Text
    ),  # of locales/bodies.toml: whose entry it is nearest to, or to whom it was passed on
    sa.Column(
        "confidential", sa.Boolean, nullable=False, server_default=sa.false()
    ),  # for named colleagues only
    sa.Column("name", sa.Text),  # the member's, when they wished to be named
    sa.Column(
        "category", sa.Text
    ),  # of locales/categories.toml: the member's choice, or that of the nearest entry
    sa.Column("category_guessed", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("folded", sa.Text),  # its words as they are searched for
)
OPEN = sa.and_(questions.c.answered_at.is_(None), questions.c.closed_at.is_(None))
UNFOLDED = questions.c.folded.is_(None)
partial_index("ix_questions_unfolded", UNFOLDED, questions.c.id)
partial_index("ix_questions_open", OPEN, questions.c.promised_at)
# Not of a member who is to be forgotten, unless asked since.
VISIBLE = sa.not_(leaving(questions.c.chat_id, questions.c.asked_at))
# The states of bot/inbox/lifecycle.py, as the columns have them.
STATES: dict[str, sa.ColumnElement[bool]] = {
    "open": OPEN,
    "answered": sa.and_(questions.c.answered_at.is_not(None), questions.c.closed_at.is_(None)),
    **{
        closing: sa.and_(questions.c.closed_at.is_not(None), questions.c.closing == closing)
        for closing in CLOSINGS
    },
}


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
    answered_by: int | None = None
    answered_name: str | None = None
    promised_at: datetime | None = None
    taken_by: int | None = None
    taken_name: str | None = None
    taken_at: datetime | None = None
    closed_at: datetime | None = None
    closing: str | None = None
    rating: int | None = None
    edited_at: datetime | None = None
    body: str | None = None
    confidential: bool = False
    name: str | None = None
    category: str | None = None
    category_guessed: bool = False
    changes: int = 0


CHANGED: dict[str, Any] = {"changes": questions.c.changes + 1}
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
    promised: datetime | None = None,
    **more: Any,
) -> int:
    """Keeps the question; returns its number. `more`: other columns, such as the member's `name`."""
    values: dict[str, Any] = {"chat_id": chat_id, "text": text, "language": language, "country": country}
    values |= {"promised_at": promised, **more}
    made = sa.insert(questions).values(asked_at=at, urgent=urgent, **values).returning(questions.c.id)
    return int((await tx.execute(made)).scalar_one())


async def same(tx: AsyncConnection, chat_id: int, text: str, since: datetime) -> int | None:
    """The number of this member's open urgent question of the same words: pressed twice it is one."""
    open_ = sa.and_(questions.c.chat_id == chat_id, OPEN, VISIBLE, questions.c.urgent)
    query = sa.select(questions.c.id).where(open_, questions.c.text == text, questions.c.asked_at > since)
    return (await tx.execute(query)).scalars().first()


async def get(tx: AsyncConnection, question_id: int) -> Question | None:
    """None where it is not kept, and while its member is to be forgotten."""
    query = sa.select(*COLUMNS).where(questions.c.id == question_id, VISIBLE)
    return await records.first(tx, Question, query)


async def assign(
    tx: AsyncConnection, question_id: int, category: str | None, body: str | None = None
) -> Question | None:
    """It is about this category and for this body, unless it was said to be otherwise."""
    c = questions.c
    values = {
        "body": sa.func.coalesce(c.body, body),
        "category": sa.func.coalesce(c.category, category),
        "category_guessed": sa.or_(c.category_guessed, c.category.is_(None)),
    }
    changed = sa.update(questions).where(c.id == question_id).values(**values).returning(*COLUMNS)
    return await records.first(tx, Question, changed)


async def full(tx: AsyncConnection, chat_id: int, now: datetime, *, urgent: bool = False) -> bool:
    """Whether this member has as many open questions as one may have; urgent ones are counted by themselves."""
    mine = sa.and_(questions.c.chat_id == chat_id, OPEN, questions.c.urgent == urgent)
    query = sa.select(sa.func.count()).where(mine, questions.c.asked_at > now - OPEN_SPAN)
    return bool((await tx.execute(query)).scalar_one() >= OPEN_MOST)


async def fickle(tx: AsyncConnection, chat_id: int, now: datetime, *, urgent: bool = False) -> bool:
    """Whether this member took back so many questions lately that another one may wait: each was a card before
    staff."""
    mine = sa.and_(questions.c.chat_id == chat_id, STATES["withdrawn"], questions.c.urgent == urgent)
    query = sa.select(sa.func.count()).where(mine, questions.c.closed_at > now - TAKEN_BACK_SPAN)
    return bool((await tx.execute(query)).scalar_one() >= TAKEN_BACK_MOST)


async def answered(tx: AsyncConnection, question_id: int, at: datetime, **by: Any) -> None:
    """An answer reached the member; the first time stays."""
    values = {"answered_at": at, "sending_id": None, "sending_at": None, **CHANGED} | by
    await tx.execute(sa.update(questions).where(questions.c.id == question_id, OPEN).values(**values))


async def move(
    tx: AsyncConnection, question_id: int, states: Iterable[str], *more: sa.ColumnElement[bool], **values: Any
) -> Question | None:
    """Changes a question that is in one of these states, and whatever else is asked; None: it is not, or no more."""
    stands = sa.or_(*(STATES[state] for state in states))
    here = sa.and_(questions.c.id == question_id, VISIBLE, stands, *more)
    moved = sa.update(questions).where(here).values(**CHANGED, **values).returning(*COLUMNS)
    return await records.first(tx, Question, moved)


def free(user_id: int, now: datetime) -> sa.ColumnElement[bool]:
    """Nobody else has taken it, or so long ago that it may be taken from them."""
    nobody = sa.or_(questions.c.taken_by.is_(None), questions.c.taken_by == user_id)
    return sa.or_(nobody, questions.c.taken_at < now - HOLD)


def unsent(message_id: int, now: datetime) -> sa.ColumnElement[bool]:
    """No other message is on its way to the member."""
    nothing = sa.or_(questions.c.sending_id.is_(None), questions.c.sending_id == message_id)
    return sa.or_(nothing, questions.c.sending_at < now - LEASE)


async def set_down(tx: AsyncConnection, question_id: int, message_id: int) -> None:
    """The message that was on its way could not be brought."""
    here = sa.and_(questions.c.id == question_id, questions.c.sending_id == message_id)
    await tx.execute(sa.update(questions).where(here).values(sending_id=None, sending_at=None))


async def receipt(tx: AsyncConnection, question_id: int, message_id: int | None) -> None:
    """The message in the member's chat that says the question was taken."""
    await tx.execute(sa.update(questions).where(questions.c.id == question_id).values(receipt_id=message_id))


async def by_receipt(tx: AsyncConnection, chat_id: int, message_id: int) -> Question | None:
    here = sa.and_(questions.c.chat_id == chat_id, questions.c.receipt_id == message_id, VISIBLE)
    return await records.first(tx, Question, sa.select(*COLUMNS).where(here))


async def touch(tx: AsyncConnection, question_id: int, **values: Any) -> None:
    """Something its cards show is another now."""
    here = sa.update(questions).where(questions.c.id == question_id)
    await tx.execute(here.values(**CHANGED, **values))


async def touch_of_chat(tx: AsyncConnection, chat_id: int) -> None:
    """The cards of all that this member asked are to be shown anew."""
    await tx.execute(sa.update(questions).where(questions.c.chat_id == chat_id).values(**CHANGED))


async def of_chat(tx: AsyncConnection, chat_id: int) -> list[Question]:
    """What this member asked staff, oldest first."""
    query = sa.select(*COLUMNS).where(questions.c.chat_id == chat_id).order_by(questions.c.id)
    return await records.every(tx, Question, query)


async def forget(tx: AsyncConnection, chat_id: int) -> None:
    """Removes the member's questions; cards in staff's chats then lead nowhere."""
    await tx.execute(sa.delete(questions).where(questions.c.chat_id == chat_id))


async def expire(tx: AsyncConnection, before: datetime) -> int:
    """Drops questions closed, answered, or else asked, before this time; returns how many."""
    last = sa.func.coalesce(questions.c.closed_at, questions.c.answered_at, questions.c.asked_at)
    return (await tx.execute(sa.delete(questions).where(last < before))).rowcount
