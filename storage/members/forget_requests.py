"""Chats whose data goes at a time they were told, until which they may take that back: a row each.

Everything about them stays as it is, so that taking it back restores it exactly; nothing is sent to them meanwhile and
staff see nothing of it. `leaving` and `member_leaving` are the conditions by which queries pass them by.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import records
from storage.database.schema import Utc, insert, metadata
from storage.members.members import members

requests = sa.Table(
    "forget_requests",
    metadata,
    sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("asked_at", Utc, nullable=False),
    sa.Column("due_at", Utc, nullable=False),  # when everything goes
)
R = requests.c
M = members.alias("leaving_members").c


@dataclass(frozen=True, slots=True)
class ForgetRequest:
    """A row of `forget_requests`."""

    chat_id: int
    asked_at: datetime
    due_at: datetime


COLUMNS = tuple(R[name] for name in ForgetRequest.__slots__)


def leaving(
    chat_id: sa.ColumnElement[int], since: sa.ColumnElement[datetime] | None = None
) -> sa.ColumnElement[bool]:
    """True of the chats whose data is to go; with `since`, of what is not younger than the request."""
    older = sa.true() if since is None else since <= R.asked_at
    return sa.exists().where(R.chat_id == chat_id, older)


def member_leaving(member_id: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """The same by a member's own number."""
    return member_id.in_(sa.select(M.id).where(M.chat_id == R.chat_id))


async def ask(tx: AsyncConnection, chat_id: int, at: datetime, due_at: datetime) -> ForgetRequest:
    """Asked again, the first time stays."""
    row = insert(tx, requests).values(chat_id=chat_id, asked_at=at, due_at=due_at)
    await tx.execute(row.on_conflict_do_nothing())
    kept = await get(tx, chat_id)
    assert kept is not None
    return kept


async def get(tx: AsyncConnection, chat_id: int) -> ForgetRequest | None:
    return await records.first(tx, ForgetRequest, sa.select(*COLUMNS).where(R.chat_id == chat_id))


async def drop(tx: AsyncConnection, chat_id: int) -> ForgetRequest | None:
    """Taken back, or done; None if there was none."""
    gone = sa.delete(requests).where(R.chat_id == chat_id).returning(*COLUMNS)
    return await records.first(tx, ForgetRequest, gone)


async def due(tx: AsyncConnection, now: datetime, limit: int) -> list[int]:
    """Chats whose time has come, the longest due first."""
    query = sa.select(R.chat_id).where(R.due_at <= now).order_by(R.due_at, R.chat_id).limit(limit)
    return list((await tx.execute(query)).scalars())


async def among(tx: AsyncConnection, chats: Iterable[int]) -> set[int]:
    """Which of these chats are to be forgotten."""
    return set((await tx.execute(sa.select(R.chat_id).where(R.chat_id.in_(list(chats))))).scalars())


async def everyone(tx: AsyncConnection) -> list[ForgetRequest]:
    return await records.every(tx, ForgetRequest, sa.select(*COLUMNS).order_by(R.chat_id))


async def follow(tx: AsyncConnection, later: Iterable[ForgetRequest]) -> None:
    """What stands in later backups counts: who asked since is to be forgotten here, too, who took it back is not."""
    await tx.execute(sa.delete(requests))
    for asked in later:
        await ask(tx, asked.chat_id, asked.asked_at, asked.due_at)
