"""What was asked of the FAQ and how it went: for finding out what people miss, not who they are.

A row of `searches` has no person in it, only a mark by which people are counted. Mark and text stay only while it is
unanswered. Whoever
wants to be told when there is an answer is in `search_watchers`, and only they.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import records
from storage.database.schema import BigId, Utc, insert, metadata, word
from storage.members.forget_requests import leaving

DECISIONS = ("answer", "choices", "unknown")

searches = sa.Table(
    "searches",
    metadata,
    sa.Column("id", BigId, primary_key=True, autoincrement=True),
    sa.Column("asked_at", Utc, nullable=False, index=True),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("script", sa.Text, nullable=False),
    sa.Column("country", sa.Text),
    sa.Column("decision", *word(*DECISIONS, name="decision"), nullable=False),
    sa.Column("entry", sa.Text),  # what was shown or chosen
    sa.Column("text", sa.Text),  # null once it is answered
    sa.Column("asker", sa.Integer),  # `bot/faq/asker.py`: to count people; goes with the text
)
search_watchers = sa.Table(
    "search_watchers",
    metadata,
    sa.Column("search_id", BigId, sa.ForeignKey("searches.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("chat_id", sa.BigInteger, primary_key=True, index=True),
    sa.Column("agreed_at", Utc, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Search:
    """A question as it was put, and what the search made of it."""

    language: str
    script: str
    country: str | None
    decision: str
    entry: str | None = None
    text: str | None = None
    asker: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as whoever presses a button of its answer knows it: the number stands in the button, which can be
    forged, the text in their own message, which cannot. Without both nothing is read or changed."""

    search_id: int
    text: str


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question nothing was found for."""

    id: int
    language: str
    country: str | None
    text: str
    asker: int | None = None


FORGOTTEN: dict[str, None] = {"text": None, "asker": None}
RECORD = sa.insert(searches)  # of every question, so it is built once


async def record(tx: AsyncConnection, search: Search, at: datetime) -> int:
    """Keeps the question; an answered one without its text. Returns its id."""
    values = asdict(search) | {"asked_at": at}
    if search.decision == "answer":
        values |= FORGOTTEN
    key = (await tx.execute(RECORD, values)).inserted_primary_key
    assert key is not None
    return int(key[0])


async def chosen(tx: AsyncConnection, asked: Asked, entry: str) -> None:
    """One of the offered entries was it."""
    await _set(tx, asked, entry=entry, **FORGOTTEN)


async def none_of_these(tx: AsyncConnection, asked: Asked) -> None:
    """None of the offered entries was it."""
    await _set(tx, asked, decision="unknown", entry=None)


async def agree(tx: AsyncConnection, asked: Asked, chat_id: int, at: datetime) -> bool:
    """This chat wants to be told when there is an answer; False if it never put this question."""
    known = (await tx.execute(sa.select(searches.c.id).where(_is(asked)))).first()
    if known is not None:
        await wait(tx, [asked.search_id], chat_id, at)
    return known is not None


async def wait(tx: AsyncConnection, search_ids: Sequence[int], chat_id: int, at: datetime) -> None:
    """This chat waits for an answer to these; once each."""
    rows = [{"search_id": search_id, "chat_id": chat_id, "agreed_at": at} for search_id in search_ids]
    await tx.execute(insert(tx, search_watchers).on_conflict_do_nothing(), rows)


async def unanswered(tx: AsyncConnection, since: datetime, limit: int = 1000) -> list[Unanswered]:
    """Questions without an answer, newest first."""
    query = (
        sa.select(*(searches.c[name] for name in Unanswered.__slots__))
        .where(searches.c.decision == "unknown", searches.c.text.is_not(None), searches.c.asked_at >= since)
        .order_by(searches.c.asked_at.desc())
        .limit(limit)
    )
    return await records.every(tx, Unanswered, query)


async def asked(tx: AsyncConnection, since: datetime) -> dict[str, int]:
    """How often each entry was the answer since then, by slug."""
    counted = sa.select(searches.c.entry, sa.func.count()).where(
        searches.c.asked_at >= since, searches.c.entry.is_not(None)
    )
    rows = await tx.execute(counted.group_by(searches.c.entry))
    return {slug: number for slug, number in rows if slug is not None}


async def waiting_for(tx: AsyncConnection, search_ids: list[int]) -> list[int]:
    """Chats that asked to be told of an answer to any of these."""
    query = sa.select(search_watchers.c.chat_id).where(search_watchers.c.search_id.in_(search_ids)).distinct()
    return list((await tx.execute(query)).scalars())


async def settle(tx: AsyncConnection, search_ids: list[int], entry: str) -> None:
    """An entry answers these now: their texts are forgotten, those who waited are kept until they are told."""
    here = sa.and_(searches.c.id.in_(search_ids), searches.c.decision == "unknown")
    await tx.execute(sa.update(searches).where(here).values(entry=entry, **FORGOTTEN))


async def untold(tx: AsyncConnection, entries: Sequence[str], limit: int = 50) -> list[tuple[int, str]]:
    """Chats that wait for the answer that one of these entries gives by now, each with the entry's name."""
    query = (
        sa.select(search_watchers.c.chat_id, searches.c.entry)
        .join(searches, search_watchers.c.search_id == searches.c.id)
        .where(searches.c.decision == "unknown", searches.c.entry.in_(entries))
        .where(sa.not_(leaving(search_watchers.c.chat_id)))
        .distinct()
        .order_by(searches.c.entry, search_watchers.c.chat_id)
        .limit(limit)
    )
    return [(int(row[0]), str(row[1])) for row in await tx.execute(query)]


async def claim_telling(tx: AsyncConnection, chat_id: int, entry: str) -> list[int]:
    """This chat is about to be told: its questions, empty when another process was faster. They wait no more."""
    mine = sa.select(searches.c.id).where(searches.c.entry == entry, searches.c.decision == "unknown")
    here = sa.and_(search_watchers.c.chat_id == chat_id, search_watchers.c.search_id.in_(mine))
    gone = await tx.execute(sa.delete(search_watchers).where(here).returning(search_watchers.c.search_id))
    return list(gone.scalars())


async def awaited_by(tx: AsyncConnection, chat_id: int) -> list[str]:
    """Texts of the questions this chat waits for."""
    query = (
        sa.select(searches.c.text)
        .join(search_watchers, search_watchers.c.search_id == searches.c.id)
        .where(search_watchers.c.chat_id == chat_id, searches.c.text.is_not(None))
        .order_by(searches.c.id)
    )
    return [str(text) for text in (await tx.execute(query)).scalars()]


async def forget(tx: AsyncConnection, chat_id: int) -> None:
    """This chat waits for nothing any more."""
    await tx.execute(sa.delete(search_watchers).where(search_watchers.c.chat_id == chat_id))


async def expire(tx: AsyncConnection, before: datetime) -> int:
    """Drops texts older than this; returns how many."""
    old = sa.and_(searches.c.asked_at < before, searches.c.text.is_not(None))
    return (await tx.execute(sa.update(searches).where(old).values(**FORGOTTEN))).rowcount


async def _set(tx: AsyncConnection, asked: Asked, **values: Any) -> None:
    choosing = searches.c.decision == "choices"
    await tx.execute(sa.update(searches).where(_is(asked), choosing).values(**values))


def _is(asked: Asked) -> sa.ColumnElement[bool]:
    return sa.and_(searches.c.id == asked.search_id, searches.c.text == asked.text)
