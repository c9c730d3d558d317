"""What one member is to hear of an event: that seats became free for them, that it is tomorrow, or in an hour.

A notice is a row, unique for what it is `about` (the event's start, or the moment of moving up), before anybody is
told (`storage/notices.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.schema import BigId, Utc, insert, metadata, partial_index, word
from storage.events.events import State, events
from storage.events.responses import SEATED, R
from storage.notices import Queue, columns

KINDS = ("seat", "day", "hour")
LEADS = {"day": timedelta(hours=24), "hour": timedelta(hours=1)}

notices = sa.Table(
    "event_notices",
    metadata,
    sa.Column("id", BigId, primary_key=True, autoincrement=True),
    sa.Column("event_id", BigId, sa.ForeignKey("events.id", ondelete="CASCADE"), nullable=False),
    sa.Column(
        "member_id", BigId, sa.ForeignKey("members.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    sa.Column("kind", *word(*KINDS, name="kind"), nullable=False),
    sa.Column("about", Utc, nullable=False),
    *columns(),
    sa.UniqueConstraint("event_id", "member_id", "kind", "about"),
)
N = notices.c
partial_index("ix_event_notices_open", N.done_at.is_(None), N.id)


@dataclass(frozen=True, slots=True)
class Notice:
    """A row of `event_notices`."""

    id: int
    event_id: int
    member_id: int
    kind: str
    about: datetime


QUEUE = Queue(notices, Notice)


async def add(tx: AsyncConnection, event_id: int, members: Sequence[int], kind: str, about: datetime) -> None:
    """For each of these members; one that is there already stays."""
    rows = [
        {"event_id": event_id, "member_id": member_id, "kind": kind, "about": about} for member_id in members
    ]
    if rows:
        await tx.execute(insert(tx, notices).values(rows).on_conflict_do_nothing())


async def to_remind(tx: AsyncConnection, kind: str, now: datetime) -> list[int]:
    """Events that begin within the lead of this kind, and whose reminders are not written yet."""
    return list((await tx.execute(sa.select(events.c.id).where(_to_remind(kind, now)))).scalars())


async def remind(tx: AsyncConnection, event_id: int, kind: str, now: datetime) -> int:
    """Writes an event's reminders, once for its start; how many. For whoever has seats or said maybe before it was
    time: one who answered later knows."""
    mark = events.c[f"{kind}_reminded"]
    here = sa.and_(events.c.id == event_id, _to_remind(kind, now))
    claimed = sa.update(events).where(here).values({mark: events.c.starts_at}).returning(events.c.starts_at)
    starts_at = (await tx.execute(claimed)).scalar()
    if starts_at is None:
        return 0
    due = starts_at - LEADS[kind]
    chosen = sa.select(R.event_id, R.member_id, sa.literal(kind, sa.Text), sa.literal(starts_at, Utc)).where(
        R.event_id == event_id, sa.or_(SEATED, R.answer == "maybe"), R.answered_at < due
    )
    rows = insert(tx, notices).from_select(["event_id", "member_id", "kind", "about"], chosen)
    return int((await tx.execute(rows.on_conflict_do_nothing())).rowcount)


def _to_remind(kind: str, now: datetime) -> sa.ColumnElement[bool]:
    start, mark = events.c.starts_at, events.c[f"{kind}_reminded"]
    return sa.and_(
        events.c.state == State.ANNOUNCED,
        start > now,
        start <= now + LEADS[kind],
        sa.or_(mark.is_(None), mark != start),
    )
