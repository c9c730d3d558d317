"""Broadcasts that speak of an event: they announce it, tell of changes or of its cancellation, or bring a message.

What such a broadcast says comes true when it is launched, in the same transaction: the event becomes public, its
changes hold, or it is canceled. So nobody reads of an event that is not there yet, and what waits for a colleague's
approval changes nothing.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.broadcasts.broadcasts import Broadcast, broadcasts
from storage.database import records
from storage.database.schema import BigId, Json, metadata, word
from storage.events import events
from storage.events.events import State as EventState
from storage.events.events import moments

KINDS = ("announce", "change", "cancel", "message")
PENDING = ("draft", "review", "scheduled", "overdue", "paused")  # not launched, and may still be

announcements = sa.Table(
    "event_broadcasts",
    metadata,
    sa.Column("broadcast_id", BigId, sa.ForeignKey("broadcasts.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("event_id", BigId, sa.ForeignKey("events.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("kind", *word(*KINDS, name="kind"), nullable=False),
    sa.Column("changes", Json),  # the event's columns that change with it
)
A = announcements.c


async def add(
    tx: AsyncConnection, broadcast_id: int, event_id: int, kind: str, changes: dict[str, Any] | None = None
) -> None:
    row = {"broadcast_id": broadcast_id, "event_id": event_id, "kind": kind, "changes": changes}
    await tx.execute(sa.insert(announcements).values(row))


async def pending(tx: AsyncConnection, event_id: int) -> Broadcast | None:
    """The one that will change the event once it is launched, if there is one."""
    query = (
        sa.select(broadcasts)
        .join(announcements, A.broadcast_id == broadcasts.c.id)
        .where(
            A.event_id == event_id,
            A.kind != "message",
            broadcasts.c.state.in_(PENDING),
            broadcasts.c.launched_at.is_(None),
        )
        .order_by(broadcasts.c.id.desc())
        .limit(1)
    )
    return await records.first(tx, Broadcast, query)


async def launched(tx: AsyncConnection, broadcast_id: int, at: datetime) -> None:
    """What this broadcast says of its event is so from now on; most speak of none."""
    query = sa.select(A.event_id, A.kind, A.changes).where(A.broadcast_id == broadcast_id)
    row = (await tx.execute(query)).first()
    if row is None:
        return
    if row.kind == "announce":
        await events.step(tx, row.event_id, EventState.DRAFT, EventState.ANNOUNCED, at, announced_at=at)
    elif row.kind == "change":
        await apply(tx, row.event_id, row.changes or {}, at)
    elif row.kind == "cancel":
        await events.step(tx, row.event_id, EventState.ANNOUNCED, EventState.CANCELED, at, canceled_at=at)


async def apply(tx: AsyncConnection, event_id: int, changes: dict[str, Any], at: datetime) -> None:
    """These changes of an announced event hold; newer ones that nobody was told yet stay apart."""
    event = await events.get(tx, event_id)
    if event is None:
        return
    left = {name: value for name, value in (event.changes or {}).items() if changes.get(name) != value}
    values = moments(changes) | {"changes": left or None}
    await events.step(tx, event_id, EventState.ANNOUNCED, EventState.ANNOUNCED, at, **values)
