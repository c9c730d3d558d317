"""Threads of a staff group that is a forum: each question has its own, where its cards and files lie.

A process takes up (`tried_at`) a thread that shows too little, and writes what it shows once Telegram has said yes.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import records
from storage.database.schema import BigId, Utc, insert, metadata
from storage.inbox.questions import questions
from storage.notices import unclaimed

threads = sa.Table(
    "question_threads",
    metadata,
    sa.Column("question_id", BigId, sa.ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("chat_id", sa.BigInteger, primary_key=True),
    sa.Column("thread_id", sa.BigInteger, nullable=False),
    sa.Column("name", sa.Text, nullable=False),  # as it was last given
    sa.Column("closed", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("shown", sa.Integer, nullable=False, server_default="0"),  # the question's `changes` it shows
    sa.Column("tried_at", Utc),  # since when a process brings it up to date
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
    tried_at: datetime | None = None


def _here(question_id: int, chat_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(threads.c.question_id == question_id, threads.c.chat_id == chat_id)


async def get(tx: AsyncConnection, question_id: int, chat_id: int) -> Thread | None:
    return await records.first(tx, Thread, sa.select(threads).where(_here(question_id, chat_id)))


async def add(tx: AsyncConnection, made: Thread) -> None:
    """Of two that were made at once the first stays."""
    row = {name: getattr(made, name) for name in Thread.__slots__}
    await tx.execute(insert(tx, threads).values(row).on_conflict_do_nothing())


async def take_stale(tx: AsyncConnection, now: datetime, limit: int) -> list[Thread]:
    """Threads that show less than became of their questions; each is given to one process, which has five minutes."""
    c = threads.c
    changes = sa.select(questions.c.changes).where(questions.c.id == c.question_id).scalar_subquery()
    here = sa.and_(
        sa.tuple_(c.question_id, c.chat_id).in_(_stale(now, limit)),
        c.shown < changes,
        unclaimed(threads.c.tried_at, now),
    )
    return await records.every(tx, Thread, sa.update(threads).where(here).values(tried_at=now).returning(*c))


async def stale(tx: AsyncConnection, now: datetime) -> bool:
    """Whether there is one."""
    return await records.exist(tx, _stale(now, 1))


def _stale(now: datetime, limit: int) -> sa.Select[tuple[int, int]]:
    c = threads.c
    return (
        sa.select(c.question_id, c.chat_id)
        .join(questions, questions.c.id == c.question_id)
        .where(c.shown < questions.c.changes, unclaimed(threads.c.tried_at, now))
        .order_by(c.question_id)
        .limit(limit)
    )


async def shown(tx: AsyncConnection, thread: Thread, name: str, closed: bool, changes: int) -> None:
    """It has this name now, is closed or not, and shows so many of its question's changes."""
    here = _here(thread.question_id, thread.chat_id)
    said = {"name": name, "closed": closed, "shown": changes, "tried_at": None}
    await tx.execute(sa.update(threads).where(here).values(said))


async def drop(tx: AsyncConnection, question_id: int, chat_id: int) -> None:
    """It was deleted in Telegram."""
    await tx.execute(sa.delete(threads).where(_here(question_id, chat_id)))
