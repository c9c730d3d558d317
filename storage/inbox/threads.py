"""Threads of a staff group that is a forum: each question has its own, where its cards and files lie."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.schema import BigId, insert, metadata
from storage.inbox.questions import questions

threads = sa.Table(
    "question_threads",
    metadata,
    sa.Column("question_id", BigId, sa.ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("chat_id", sa.BigInteger, primary_key=True),
    sa.Column("thread_id", sa.BigInteger, nullable=False),
    sa.Column("name", sa.Text, nullable=False),  # as it was last given
    sa.Column("closed", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("shown", sa.Integer, nullable=False, server_default="0"),  # the question's `changes` it shows
)


@dataclass(frozen=True, slots=True)
class Thread:
    """A row of `question_threads`."""

    question_id: int
    chat_id: int
    thread_id: int
    name: str
    closed: bool = False
    shown: int = 0


def _here(question_id: int, chat_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(threads.c.question_id == question_id, threads.c.chat_id == chat_id)


async def get(tx: AsyncConnection, question_id: int, chat_id: int) -> Thread | None:
    row = (await tx.execute(sa.select(threads).where(_here(question_id, chat_id)))).first()
    return Thread(*row) if row else None


async def add(tx: AsyncConnection, made: Thread) -> None:
    """Of two that were made at once the first stays."""
    row = {name: getattr(made, name) for name in Thread.__slots__}
    await tx.execute(insert(tx, threads).values(row).on_conflict_do_nothing())


async def take_stale(tx: AsyncConnection, limit: int) -> list[Thread]:
    """Threads that show less than became of their questions; each is given to one process."""
    changes = sa.select(questions.c.changes).where(questions.c.id == threads.c.question_id).scalar_subquery()
    places = (
        sa.select(threads.c.question_id, threads.c.chat_id)
        .join(questions, questions.c.id == threads.c.question_id)
        .where(threads.c.shown < questions.c.changes)
        .order_by(threads.c.question_id)
        .limit(limit)
    )
    here = sa.and_(sa.tuple_(threads.c.question_id, threads.c.chat_id).in_(places), threads.c.shown < changes)
    taken = sa.update(threads).where(here).values(shown=changes).returning(*threads.c)
    return [Thread(*row) for row in await tx.execute(taken)]


async def stale(tx: AsyncConnection) -> bool:
    """Whether there is one."""
    query = (
        sa.select(threads.c.question_id)
        .join(questions, questions.c.id == threads.c.question_id)
        .where(threads.c.shown < questions.c.changes)
        .limit(1)
    )
    return (await tx.execute(query)).first() is not None


async def shown(tx: AsyncConnection, thread: Thread, name: str, closed: bool) -> None:
    """It has this name now, and is closed or not."""
    here = _here(thread.question_id, thread.chat_id)
    await tx.execute(sa.update(threads).where(here).values(name=name, closed=closed))


async def drop(tx: AsyncConnection, question_id: int, chat_id: int) -> None:
    """It was deleted in Telegram."""
    await tx.execute(sa.delete(threads).where(_here(question_id, chat_id)))
