"""What staff changed in entries: proposed by one, published by another, never lost.

A row is a whole text of one entry in one language. At most one row of an entry and language is published;
publishing another makes the former one `replaced`. `stamp` changes with every publication, so that each
process notices and builds its library anew.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import records
from storage.database.schema import BigId, Json, Utc, metadata, word


class EditState(StrEnum):
    """What became of a proposed text."""

    PROPOSED = "proposed"
    """Waits for a colleague's decision."""
    PUBLISHED = "published"
    """Read instead of the file's own text."""
    DECLINED = "declined"
    """Was never read."""
    REPLACED = "replaced"
    """Was read until a later one was published."""


edits = sa.Table(
    "entry_edits",
    metadata,
    sa.Column("id", BigId, primary_key=True, autoincrement=True),
    sa.Column("entry", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("text", Json, nullable=False),  # question, phrasings, answer, steps, documents, warnings; raw
    sa.Column("state", *word(*EditState, name="state"), nullable=False, server_default="proposed"),
    sa.Column("author_id", sa.BigInteger, nullable=False),
    sa.Column("author_name", sa.Text, nullable=False),
    sa.Column("proposed_at", Utc, nullable=False),
    sa.Column("decided_by", sa.BigInteger),
    sa.Column("decided_at", Utc),
    sa.Column("base", Json),  # the text it began from; null where nobody knows it
)
sa.Index("ix_entry_edits_place", edits.c.entry, edits.c.language)
sa.Index("ix_entry_edits_state", edits.c.state)


@dataclass(frozen=True, slots=True)
class Edit:
    """A row of `entry_edits`."""

    id: int
    entry: str
    language: str
    text: dict[str, Any]
    state: str
    author_id: int
    author_name: str
    proposed_at: datetime
    decided_by: int | None
    decided_at: datetime | None
    base: dict[str, Any] | None = None


async def propose(
    tx: AsyncConnection,
    entry: str,
    language: str,
    text: dict[str, Any],
    author_id: int,
    author_name: str,
    at: datetime,
    base: dict[str, Any] | None = None,
) -> tuple[Edit, bool]:
    """The proposal, and whether it is new: one of the same words by the same author may be waiting already. `base` is
    the text it began from."""
    theirs = sa.and_(
        _place(entry, language), edits.c.state == EditState.PROPOSED, edits.c.author_id == author_id
    )
    waiting = [Edit(*row) for row in await tx.execute(sa.select(edits).where(theirs))]
    same = next((edit for edit in waiting if edit.text == text), None)
    if same is not None:
        return same, False
    row = {
        "entry": entry,
        "language": language,
        "text": text,
        "author_id": author_id,
        "author_name": author_name,
        "proposed_at": at,
        "base": base,
    }
    return Edit(*(await tx.execute(sa.insert(edits).values(row).returning(*edits.c))).one()), True


async def get(tx: AsyncConnection, number: int) -> Edit | None:
    return await records.first(tx, Edit, sa.select(edits).where(edits.c.id == number))


async def read_now(tx: AsyncConnection, entry: str, language: str) -> dict[str, Any] | None:
    """The published text, which is read instead of the file's own; None if that is read."""
    here = sa.and_(_place(entry, language), edits.c.state == EditState.PUBLISHED)
    text: dict[str, Any] | None = (await tx.execute(sa.select(edits.c.text).where(here))).scalar()
    return text


async def publish(
    tx: AsyncConnection, number: int, by: int, at: datetime, text: dict[str, Any] | None = None
) -> bool:
    """From now on this text is read, or the proposal carried over into another; False when it was decided already."""
    if not await _decide(tx, number, "published", by, at, text):
        return False
    edit = await get(tx, number)
    assert edit is not None
    former = sa.and_(_place(edit.entry, edit.language), edits.c.state == "published", edits.c.id != number)
    await tx.execute(sa.update(edits).where(former).values(state="replaced"))
    return True


async def retire(tx: AsyncConnection, entry: str) -> list[Edit]:
    """No edit of this entry is read any more; returns those that were."""
    here = sa.and_(edits.c.entry == entry, edits.c.state == "published")
    published = [Edit(*row) for row in await tx.execute(sa.select(edits).where(here).order_by(edits.c.id))]
    await tx.execute(sa.update(edits).where(here).values(state="replaced"))
    return published


async def decline(tx: AsyncConnection, number: int, by: int, at: datetime) -> bool:
    return await _decide(tx, number, "declined", by, at)


async def waiting(tx: AsyncConnection, limit: int = 20) -> list[Edit]:
    """Proposals nobody decided on yet, oldest first."""
    query = sa.select(edits).where(edits.c.state == "proposed").order_by(edits.c.id).limit(limit)
    return await records.every(tx, Edit, query)


async def proposed(tx: AsyncConnection, entry: str) -> list[Edit]:
    """Those of one entry, oldest first."""
    here = sa.and_(edits.c.entry == entry, edits.c.state == EditState.PROPOSED)
    return await records.every(tx, Edit, sa.select(edits).where(here).order_by(edits.c.id))


async def published(tx: AsyncConnection) -> list[Edit]:
    """The texts that are read instead of the files' own."""
    query = sa.select(edits).where(edits.c.state == "published").order_by(edits.c.id)
    return await records.every(tx, Edit, query)


async def history(tx: AsyncConnection, entry: str, language: str, limit: int = 10) -> list[Edit]:
    """What was published of it and when, newest first."""
    here = sa.and_(_place(entry, language), edits.c.state.in_(("published", "replaced")))
    query = sa.select(edits).where(here).order_by(edits.c.decided_at.desc(), edits.c.id.desc()).limit(limit)
    return await records.every(tx, Edit, query)


async def stamp(tx: AsyncConnection) -> tuple[int, int]:
    """Differs after each publication: how many were ever published, and the last of them that still is."""
    ever = sa.func.sum(sa.case((edits.c.state.in_(("published", "replaced")), 1), else_=0))
    live = sa.func.sum(sa.case((edits.c.state == "published", edits.c.id), else_=0))
    row = (await tx.execute(sa.select(sa.func.coalesce(ever, 0), sa.func.coalesce(live, 0)))).one()
    return int(row[0]), int(row[1])


async def _decide(
    tx: AsyncConnection, number: int, state: str, by: int, at: datetime, text: dict[str, Any] | None = None
) -> bool:
    here = sa.and_(edits.c.id == number, edits.c.state == "proposed")
    values = {"state": state, "decided_by": by, "decided_at": at} | ({} if text is None else {"text": text})
    return await records.changed(tx, sa.update(edits).where(here).values(values))


def _place(entry: str, language: str) -> sa.ColumnElement[bool]:
    return sa.and_(edits.c.entry == entry, edits.c.language == language)
