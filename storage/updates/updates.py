"""Updates from Telegram, kept from before they are acknowledged until a day after they are handled.

A row is waiting (neither time set), handled, or failed: set aside after too many tries. The body is
emptied when a row is handled; the id stays for a day, because Telegram may send the same update again.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.schema import Utc, insert, metadata

updates = sa.Table(
    "updates",
    metadata,
    sa.Column("update_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("chat_key", sa.BigInteger, nullable=False),  # what must stay in order: the chat, else the user
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("received_at", Utc, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    sa.Column("retry_at", Utc),
    sa.Column("handled_at", Utc),
    sa.Column("failed_at", Utc),
    sa.Column("error", sa.Text),
)
INTERRUPTED = "ProcessEnded"  # in `error`: the process was gone before it was done
WAITING = sa.and_(updates.c.handled_at.is_(None), updates.c.failed_at.is_(None))
sa.Index("ix_updates_waiting", updates.c.update_id, sqlite_where=WAITING, postgresql_where=WAITING)
sa.Index(
    "ix_updates_chat", updates.c.chat_key, updates.c.update_id, sqlite_where=WAITING, postgresql_where=WAITING
)
RETRYING = sa.and_(WAITING, updates.c.retry_at.is_not(None))
sa.Index("ix_updates_retrying", updates.c.chat_key, sqlite_where=RETRYING, postgresql_where=RETRYING)
sa.Index("ix_updates_handled", updates.c.handled_at)


@dataclass(frozen=True, slots=True)
class StoredUpdate:
    """A waiting update; `body` is Telegram's JSON."""

    update_id: int
    chat_key: int
    body: str
    tries: int
    retry_at: datetime | None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class FailedUpdate:
    """An update set aside; the error is a kind and a place, never a text of the member's."""

    update_id: int
    chat_key: int
    error: str
    failed_at: datetime


async def store(tx: AsyncConnection, rows: Sequence[dict[str, Any]]) -> None:
    """Keeps the rows {update_id, chat_key, body, received_at}; ids known already are left alone."""
    if rows:
        await tx.execute(insert(tx, updates).on_conflict_do_nothing(index_elements=["update_id"]), list(rows))


async def of_chats(tx: AsyncConnection, chats: Collection[int], limit: int) -> list[StoredUpdate]:
    """The oldest waiting updates of these chats, in order of arrival."""
    query = (
        sa.select(*(updates.c[name] for name in StoredUpdate.__slots__))
        .where(WAITING, among(tx, updates.c.chat_key, chats))
        .order_by(updates.c.update_id)
        .limit(limit)
    )
    return [StoredUpdate(*row) for row in await tx.execute(query)]


async def newer(tx: AsyncConnection, chat_key: int, update_id: int) -> bool:
    """Whether anything came from this chat after that update, handled or not."""
    after = sa.and_(updates.c.update_id > update_id, updates.c.chat_key == chat_key)
    return (await tx.execute(sa.select(updates.c.update_id).where(after).limit(1))).first() is not None


async def waiting(tx: AsyncConnection, limit: int) -> list[int]:
    """The ids of the oldest waiting updates."""
    query = sa.select(updates.c.update_id).where(WAITING).order_by(updates.c.update_id).limit(limit)
    return list((await tx.execute(query)).scalars())


async def backlog(tx: AsyncConnection) -> int:
    """How many updates wait."""
    return (await tx.execute(sa.select(sa.func.count()).select_from(updates).where(WAITING))).scalar_one()


async def handled(tx: AsyncConnection, ids: Sequence[int], at: datetime) -> None:
    """Marks them done and drops what the members wrote."""
    await tx.execute(
        sa.update(updates)
        .where(among(tx, updates.c.update_id, ids))
        .values(handled_at=at, body="", error=None)
    )


async def retry(tx: AsyncConnection, update_id: int, error: str, retry_at: datetime) -> None:
    """One more try is due at `retry_at`."""
    await tx.execute(
        sa.update(updates)
        .where(updates.c.update_id == update_id)
        .values(tries=updates.c.tries + 1, error=error, retry_at=retry_at)
    )


async def interrupted(tx: AsyncConnection, chats: Collection[int]) -> None:
    """The process at work on these chats is gone, and the first update of each may be why: it is suspected.

    No try is counted here: of many chats at most one update ended the process, and most were not yet begun.
    """
    at_work = sa.and_(WAITING, among(tx, updates.c.chat_key, chats))
    first = sa.select(sa.func.min(updates.c.update_id)).where(at_work).group_by(updates.c.chat_key)
    suspected_before = sa.func.coalesce(updates.c.error, "") == INTERRUPTED
    tries = sa.case((suspected_before, updates.c.tries), else_=0)
    await tx.execute(
        sa.update(updates).where(updates.c.update_id.in_(first)).values(tries=tries, error=INTERRUPTED)
    )


async def begin(tx: AsyncConnection, update_id: int) -> None:
    """Counts a try before a suspected update is handled, since nobody may be there to count it after."""
    await tx.execute(
        sa.update(updates).where(updates.c.update_id == update_id).values(tries=updates.c.tries + 1)
    )


async def fail(tx: AsyncConnection, update_id: int, error: str, at: datetime) -> None:
    """Sets the update aside for staff; the chat goes on with the next one."""
    await tx.execute(
        sa.update(updates)
        .where(updates.c.update_id == update_id)
        .values(failed_at=at, error=error, tries=updates.c.tries + 1)
    )


async def failed(tx: AsyncConnection, limit: int = 50) -> list[FailedUpdate]:
    """The latest updates set aside."""
    query = (
        sa.select(updates.c.update_id, updates.c.chat_key, updates.c.error, updates.c.failed_at)
        .where(updates.c.failed_at.is_not(None))
        .order_by(updates.c.failed_at.desc())
        .limit(limit)
    )
    return [FailedUpdate(*row) for row in await tx.execute(query)]


async def release(tx: AsyncConnection, update_id: int) -> bool:
    """Gives a failed update its three tries again; False when there is none of this number."""
    failed = sa.update(updates).where(updates.c.update_id == update_id, updates.c.failed_at.is_not(None))
    released = await tx.execute(failed.values(failed_at=None, tries=0, retry_at=None, error=None))
    return bool(released.rowcount)


async def purge(tx: AsyncConnection, before: datetime) -> int:
    """Forgets the ids handled before this time; returns how many."""
    return (await tx.execute(sa.delete(updates).where(updates.c.handled_at < before))).rowcount


async def set_aside_of(tx: AsyncConnection, chat_id: int) -> list[tuple[datetime, str]]:
    """When updates of this chat, or of this person in a group, were set aside, and what they wrote (JSON)."""
    columns = (updates.c.failed_at, updates.c.body)
    rows = await tx.execute(sa.select(*columns).where(_set_aside(chat_id)).order_by(updates.c.update_id))
    return [(at, body) for at, body in rows]


async def forget(tx: AsyncConnection, chat_id: int) -> None:
    """Removes what was set aside of this chat or person."""
    await tx.execute(sa.delete(updates).where(_set_aside(chat_id)))


async def expire(tx: AsyncConnection, before: datetime) -> int:
    """Removes what was set aside before this time; returns how many."""
    return (await tx.execute(sa.delete(updates).where(updates.c.failed_at < before))).rowcount


def _set_aside(chat_id: int) -> sa.ColumnElement[bool]:
    """Telegram's JSON names a person as {"id":1001,…}."""
    named = updates.c.body.contains(f'"id":{chat_id},', autoescape=True)
    return sa.and_(updates.c.failed_at.is_not(None), sa.or_(updates.c.chat_key == chat_id, named))


def among(tx: AsyncConnection, column: sa.Column[int], values: Collection[int]) -> sa.ColumnElement[bool]:
    """`column IN values`; on PostgreSQL one array, so that every number of values is the same statement."""
    if tx.dialect.name == "postgresql":
        array = sa.literal(list(values), postgresql.ARRAY(sa.BigInteger))
        return column == sa.any_(array)
    return column.in_(list(values))
