"""Every step of a draft, so that a change can be undone and a colleague sees what changed since they looked.

A version of a draft is a snapshot of what staff decide about it. `parent` is the version it grew from: an
undo makes a new version that reads like its parent, and goes on from there, so pressing undo again goes
further back.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.broadcasts import broadcasts
from storage.broadcasts.broadcasts import Broadcast
from storage.database.schema import BigId, Json, Utc, metadata

FIELDS = (
    "content",
    "audience",
    "fallback",
    "urgent",
    "urgent_reason",
    "policy",
    "audience_mode",
    "schedule",
    "due_at",
    "expires_at",
    "title",
    "composer",
    "check_in_id",
)
MOMENTS = ("due_at", "expires_at")

draft_versions = sa.Table(
    "draft_versions",
    metadata,
    sa.Column("broadcast_id", BigId, sa.ForeignKey("broadcasts.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("parent", sa.Integer),
    sa.Column("user_id", sa.BigInteger, nullable=False),
    sa.Column("at", Utc, nullable=False),
    sa.Column("draft", Json, nullable=False),
)
draft_views = sa.Table(
    "draft_views",
    metadata,
    sa.Column("broadcast_id", BigId, sa.ForeignKey("broadcasts.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("user_id", sa.BigInteger, primary_key=True),
    sa.Column("draft", Json, nullable=False),
)


async def begin(
    tx: AsyncConnection,
    user_id: int,
    at: datetime,
    *,
    content: dict[str, Any] | None = None,
    audience: dict[str, Any] | None = None,
    **values: Any,
) -> Broadcast:
    """A new draft of this staff member's."""
    number = await broadcasts.create(tx, content or {}, audience or {}, at, author_id=user_id, **values)
    made = await broadcasts.get(tx, number)
    assert made is not None
    await _keep(tx, made, None, user_id, at)
    return made


async def save(tx: AsyncConnection, broadcast: Broadcast, user_id: int, at: datetime, **values: Any) -> bool:
    """Changes a draft as it was read; False when somebody changed it meanwhile or it is no draft any more."""
    values = {"state": "draft", **values}
    if not await broadcasts.change(tx, broadcast.id, broadcast.version, at, **values):
        return False
    after = replace(broadcast, version=broadcast.version + 1, **values)
    await _keep(tx, after, broadcast.version, user_id, at)
    return True


async def undo(tx: AsyncConnection, broadcast: Broadcast, user_id: int, at: datetime) -> bool:
    """Takes the last change back; False when there is none, or somebody changed the draft meanwhile."""
    before = await _before(tx, broadcast)
    if before is None:
        return False
    values = read(before.draft)
    if not await broadcasts.change(tx, broadcast.id, broadcast.version, at, state="draft", **values):
        return False
    await _keep(tx, replace(broadcast, version=broadcast.version + 1, **values), before.parent, user_id, at)
    return True


async def undoable(tx: AsyncConnection, broadcast: Broadcast) -> bool:
    """Whether there is a change to take back."""
    return await _before(tx, broadcast) is not None


async def last_hand(tx: AsyncConnection, broadcast: Broadcast) -> int | None:
    """Who made the draft say what it says now: notes, and steps that came back to the same, do not count."""
    here = sa.and_(
        draft_versions.c.broadcast_id == broadcast.id, draft_versions.c.version <= broadcast.version
    )
    query = (
        sa.select(draft_versions.c.user_id, draft_versions.c.draft)
        .where(here)
        .order_by(draft_versions.c.version.desc())
    )
    hand, said = None, None
    for user_id, draft in await tx.execute(query):
        words = draft | {"composer": None}
        if said is not None and words != said:
            break
        hand, said = int(user_id), words
    return hand


async def seen(tx: AsyncConnection, broadcast_id: int, user_id: int) -> dict[str, Any] | None:
    """The draft as this colleague last looked at it, None if never."""
    here = sa.and_(draft_views.c.broadcast_id == broadcast_id, draft_views.c.user_id == user_id)
    draft = (await tx.execute(sa.select(draft_views.c.draft).where(here))).scalar()
    return dict(draft) if draft is not None else None


async def look(tx: AsyncConnection, broadcast: Broadcast, user_id: int) -> None:
    """Remembers that this colleague has now seen the draft as it is."""
    here = sa.and_(draft_views.c.broadcast_id == broadcast.id, draft_views.c.user_id == user_id)
    await tx.execute(sa.delete(draft_views).where(here))
    row = {"broadcast_id": broadcast.id, "user_id": user_id, "draft": snapshot(broadcast)}
    await tx.execute(sa.insert(draft_views).values(row))


def snapshot(broadcast: Broadcast) -> dict[str, Any]:
    """What staff decide about a broadcast, as JSON."""
    values = {name: getattr(broadcast, name) for name in FIELDS}
    return values | {name: values[name].isoformat() for name in MOMENTS if values[name] is not None}


def read(draft: dict[str, Any]) -> dict[str, Any]:
    """A snapshot as column values."""
    return draft | {name: datetime.fromisoformat(draft[name]) for name in MOMENTS if draft[name] is not None}


async def _before(tx: AsyncConnection, broadcast: Broadcast) -> Any:
    now = sa.select(draft_versions.c.parent).where(
        draft_versions.c.broadcast_id == broadcast.id, draft_versions.c.version == broadcast.version
    )
    here = sa.and_(
        draft_versions.c.broadcast_id == broadcast.id, draft_versions.c.version == now.scalar_subquery()
    )
    return (await tx.execute(sa.select(draft_versions.c.parent, draft_versions.c.draft).where(here))).first()


async def _keep(
    tx: AsyncConnection, broadcast: Broadcast, parent: int | None, user_id: int, at: datetime
) -> None:
    row = {
        "broadcast_id": broadcast.id,
        "version": broadcast.version,
        "parent": parent,
        "user_id": user_id,
        "at": at,
        "draft": snapshot(broadcast),
    }
    await tx.execute(sa.insert(draft_versions).values(row))
