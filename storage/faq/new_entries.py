"""Entries that began with staff, not with a file: a draft grows, a colleague publishes it, it may be withdrawn.

A row holds the whole entry in three languages, raw. Every change gives it another `version`, so that nobody
publishes what they did not see; `turns` counts publications and withdrawals, so that each process notices.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import records
from storage.database.schema import BigId, Json, Utc, metadata, word


class EntryState(StrEnum):
    """Where a new entry is between its first question and its readers."""

    DRAFT = "draft"
    """Being written, by whoever of staff."""
    REVIEW = "review"
    """Waits for a colleague who may publish it."""
    PUBLISHED = "published"
    """Read by members."""
    WITHDRAWN = "withdrawn"
    """Was read once; may be changed and proposed again."""


OPEN = (EntryState.DRAFT, EntryState.REVIEW, EntryState.WITHDRAWN)

entries = sa.Table(
    "new_entries",
    metadata,
    sa.Column("id", BigId, primary_key=True, autoincrement=True),
    sa.Column("slug", sa.Text, nullable=False, unique=True),
    sa.Column("content", Json, nullable=False),
    sa.Column("searches", Json, nullable=False),  # ids of those it was begun for
    sa.Column("state", *word(*EntryState, name="state"), nullable=False, server_default="draft"),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    sa.Column("turns", sa.Integer, nullable=False, server_default="0"),
    sa.Column("author_id", sa.BigInteger, nullable=False),  # who began it, then who proposed it
    sa.Column("author_name", sa.Text, nullable=False),
    sa.Column("changed_at", Utc, nullable=False),
    sa.Column("decided_by", sa.BigInteger),
    sa.Column("writers", Json, nullable=False, server_default="[]"),  # whoever of staff wrote any of it
    sa.Column("question_id", BigId, index=True),  # the question to staff it was begun from
)


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A row of `new_entries`."""

    id: int
    slug: str
    content: dict[str, Any]
    searches: list[int]
    state: str
    version: int
    turns: int
    author_id: int
    author_name: str
    changed_at: datetime
    decided_by: int | None
    writers: list[int]
    question_id: int | None


async def begin(
    tx: AsyncConnection,
    slug: str,
    content: dict[str, Any],
    searches: list[int],
    author_id: int,
    author_name: str,
    at: datetime,
    question_id: int | None = None,
) -> NewEntry:
    """A new draft."""
    row = {
        "slug": slug,
        "content": content,
        "searches": searches,
        "author_id": author_id,
        "author_name": author_name,
        "changed_at": at,
        "writers": [author_id],
        "question_id": question_id,
    }
    return NewEntry(*(await tx.execute(sa.insert(entries).values(row).returning(*entries.c))).one())


async def get(tx: AsyncConnection, number: int) -> NewEntry | None:
    return await records.first(tx, NewEntry, sa.select(entries).where(entries.c.id == number))


async def by_slug(tx: AsyncConnection, slug: str) -> NewEntry | None:
    return await records.first(tx, NewEntry, sa.select(entries).where(entries.c.slug == slug))


async def in_states(tx: AsyncConnection, *states: str) -> list[NewEntry]:
    """Those in these states, oldest first."""
    query = sa.select(entries).where(entries.c.state.in_(states)).order_by(entries.c.id)
    return await records.every(tx, NewEntry, query)


async def change(
    tx: AsyncConnection, draft: NewEntry, content: dict[str, Any], by: int, at: datetime
) -> bool:
    """Other words; who wrote them is one of its writers from now on, and what waited for approval is a draft again.
    False when somebody was faster."""
    return await _turn(
        tx, draft, OPEN, state="draft", content=content, changed_at=at, writers=_with(draft, by)
    )


async def propose(tx: AsyncConnection, draft: NewEntry, by: int, name: str, at: datetime) -> bool:
    """From now on it waits for a colleague."""
    who = {"author_id": by, "author_name": name, "changed_at": at, "writers": _with(draft, by)}
    return await _turn(tx, draft, ("draft", "withdrawn"), state="review", **who)


async def decline(tx: AsyncConnection, draft: NewEntry, by: int) -> bool:
    return await _turn(tx, draft, ("review",), state="draft", decided_by=by)


async def publish(tx: AsyncConnection, draft: NewEntry, by: int, at: datetime) -> bool:
    """From now on members read it; False when it was changed or decided since it was seen."""
    turned = {"turns": entries.c.turns + 1, "decided_by": by, "changed_at": at}
    return await _turn(tx, draft, ("review",), state="published", **turned)


async def withdraw(
    tx: AsyncConnection, draft: NewEntry, content: dict[str, Any], by: int, at: datetime
) -> bool:
    """Nobody reads it any more; `content` is how it read last."""
    turned = {"turns": entries.c.turns + 1, "decided_by": by, "changed_at": at, "content": content}
    return await _turn(tx, draft, ("published",), state="withdrawn", **turned)


async def discard(tx: AsyncConnection, draft: NewEntry) -> bool:
    """A draft nobody ever read is gone for good."""
    here = sa.and_(entries.c.id == draft.id, entries.c.version == draft.version, entries.c.turns == 0)
    return await records.changed(tx, sa.delete(entries).where(here))


async def expire(tx: AsyncConnection, before: datetime) -> int:
    """Drafts that nobody ever read nor changed since then are gone, and with them what members asked; how many."""
    here = sa.and_(entries.c.turns == 0, entries.c.state.in_(OPEN), entries.c.changed_at < before)
    return int((await tx.execute(sa.delete(entries).where(here))).rowcount)


async def stamp(tx: AsyncConnection) -> int:
    """Differs after each publication and withdrawal."""
    return int((await tx.execute(sa.select(sa.func.coalesce(sa.func.sum(entries.c.turns), 0)))).scalar_one())


def _with(draft: NewEntry, writer: int) -> list[int]:
    return list(dict.fromkeys([*draft.writers, writer]))


async def _turn(tx: AsyncConnection, draft: NewEntry, before: tuple[str, ...], **values: Any) -> bool:
    here = sa.and_(entries.c.id == draft.id, entries.c.version == draft.version, entries.c.state.in_(before))
    return await records.changed(
        tx, sa.update(entries).where(here).values(version=entries.c.version + 1, **values)
    )
