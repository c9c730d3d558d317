"""What was said in a question, both ways, and where it lies in Telegram.

A message is a row before it is brought to anybody. It is known by where it was written (`chat_id`, `origin_id`), so
that an update that is handled again finds it. An album is one message: its parts arrive as updates of their own, each
is a row of `question_places`, and `due_at` moves on with each of them. `question_places` also holds the copies that we
made, beside the original each was made of: by them an edit follows and a reply to an answer finds its question.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import records
from storage.database.schema import BigId, Utc, insert, metadata, partial_index, word

KINDS = ("question", "follow_up", "answer", "note")

messages = sa.Table(
    "question_messages",
    metadata,
    sa.Column("id", BigId, primary_key=True, autoincrement=True),
    sa.Column(
        "question_id", BigId, sa.ForeignKey("questions.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    sa.Column("kind", *word(*KINDS, name="kind"), nullable=False),
    sa.Column("text", sa.Text, nullable=False),  # HTML; empty for files without words
    sa.Column("at", Utc, nullable=False),
    sa.Column("author_id", sa.BigInteger),  # of staff; null: the member
    sa.Column("author_name", sa.Text),
    sa.Column("chat_id", sa.BigInteger),  # where it was written; null where it was not, as a stock answer
    sa.Column("origin_id", sa.BigInteger),
    sa.Column("album", sa.Text),  # Telegram's media_group_id
    sa.Column("due_at", Utc),  # when it is to be brought to the other side; null: done, or nothing to do
    sa.Column("delivered_at", Utc),
)
sa.Index("ix_question_messages_origin", messages.c.chat_id, messages.c.origin_id, unique=True)
sa.Index("ix_question_messages_album", messages.c.chat_id, messages.c.album)
DUE = messages.c.due_at.is_not(None)
partial_index("ix_question_messages_due", DUE, messages.c.due_at)

places = sa.Table(
    "question_places",
    metadata,
    sa.Column("chat_id", sa.BigInteger, primary_key=True),
    sa.Column("message_id", sa.BigInteger, primary_key=True),
    sa.Column(
        "part_of",
        BigId,
        sa.ForeignKey("question_messages.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    sa.Column(
        "kind", sa.Text, nullable=False
    ),  # text, photo, voice … as Telegram names them; "heading" is ours
    sa.Column("copy_of", sa.BigInteger),  # the message it was made of; null: the original
)


@dataclass(frozen=True, slots=True)
class Message:
    """One thing said in a question. `text` is HTML."""

    id: int
    question_id: int
    kind: str
    text: str
    at: datetime
    author_id: int | None = None
    author_name: str | None = None
    chat_id: int | None = None
    origin_id: int | None = None
    album: str | None = None
    due_at: datetime | None = None
    delivered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A message of Telegram's that is part of one of ours."""

    chat_id: int
    message_id: int
    part_of: int
    kind: str
    copy_of: int | None = None


COLUMNS = tuple(messages.c[name] for name in Message.__slots__)
PLACE = tuple(places.c[name] for name in Place.__slots__)


async def add(
    tx: AsyncConnection, /, question_id: int, kind: str, text: str, at: datetime, **more: Any
) -> Message:
    """Keeps what was said, once: the row of an update that is handled again is the one it made."""
    values = {"question_id": question_id, "kind": kind, "text": text, "at": at} | more
    row = insert(tx, messages).values(**values)
    row = row.on_conflict_do_nothing(index_elements=["chat_id", "origin_id"])
    made = (await tx.execute(row.returning(*COLUMNS))).first()
    if made is None:
        known = sa.and_(messages.c.chat_id == more["chat_id"], messages.c.origin_id == more["origin_id"])
        made = (await tx.execute(sa.select(*COLUMNS).where(known))).one()
    return Message(*made)


async def get(tx: AsyncConnection, message_id: int) -> Message | None:
    return await records.first(tx, Message, sa.select(*COLUMNS).where(messages.c.id == message_id))


async def of_question(tx: AsyncConnection, question_id: int) -> list[Message]:
    """All that was said in it, oldest first."""
    query = sa.select(*COLUMNS).where(messages.c.question_id == question_id).order_by(messages.c.id)
    return await records.every(tx, Message, query)


async def of_album(tx: AsyncConnection, chat_id: int, album: str) -> Message | None:
    """The message this album is, if one of its parts came before."""
    query = sa.select(*COLUMNS).where(messages.c.chat_id == chat_id, messages.c.album == album)
    return await records.first(tx, Message, query)


async def added_since(tx: AsyncConnection, question_id: int, moment: datetime) -> bool:
    """Whether the member has added something to the question since then."""
    later = sa.and_(messages.c.question_id == question_id, messages.c.at >= moment)
    query = sa.select(sa.exists().where(later, messages.c.kind == "follow_up"))
    return bool((await tx.execute(query)).scalar_one())


async def update(tx: AsyncConnection, message_id: int, **values: Any) -> None:
    await tx.execute(sa.update(messages).where(messages.c.id == message_id).values(**values))


async def take_due(tx: AsyncConnection, now: datetime, until: datetime) -> list[Message]:
    """Messages whose time has come; others leave them alone until then."""
    due = sa.update(messages).where(messages.c.due_at <= now).values(due_at=until).returning(*COLUMNS)
    return sorted((Message(*row) for row in await tx.execute(due)), key=lambda message: message.id)


async def lie(tx: AsyncConnection, laid: Iterable[Place]) -> None:
    """These messages of Telegram's are parts of ours; what is known already stays."""
    rows = [{name: getattr(place, name) for name in Place.__slots__} for place in laid]
    if rows:
        await tx.execute(insert(tx, places).on_conflict_do_nothing(), rows)


async def at(tx: AsyncConnection, chat_id: int, message_id: int) -> tuple[Place, Message] | None:
    """What lies at this place."""
    query = (
        sa.select(*PLACE, *COLUMNS)
        .join(messages, messages.c.id == places.c.part_of)
        .where(places.c.chat_id == chat_id, places.c.message_id == message_id)
    )
    row = (await tx.execute(query)).first()
    return (Place(*row[: len(PLACE)]), Message(*row[len(PLACE) :])) if row else None


async def parts(tx: AsyncConnection, message_id: int, *, copies: bool = False) -> list[Place]:
    """Where it was written, in order; or the copies of it."""
    made = places.c.copy_of.is_not(None) if copies else places.c.copy_of.is_(None)
    query = sa.select(*PLACE).where(places.c.part_of == message_id, made, places.c.kind != "heading")
    return await records.every(tx, Place, query.order_by(places.c.chat_id, places.c.message_id))


async def files(tx: AsyncConnection, question_id: int, *, not_in: int | None = None) -> list[Place]:
    """The files the member sent with it, in order; or those of them that have no copy in this chat yet."""
    theirs = sa.and_(messages.c.question_id == question_id, messages.c.kind.in_(("question", "follow_up")))
    query = (
        sa.select(*PLACE)
        .join(messages, messages.c.id == places.c.part_of)
        .where(theirs, places.c.copy_of.is_(None), places.c.kind.not_in(("text", "heading")))
    )
    if not_in is not None:
        copies = places.alias("copies")
        here = sa.and_(copies.c.chat_id == not_in, copies.c.copy_of == places.c.message_id)
        query = query.where(~sa.exists().where(here, copies.c.part_of == places.c.part_of))
    return await records.every(tx, Place, query.order_by(places.c.message_id))
