"""What one member is to hear of an event: that seats became free for them, that it is tomorrow, or in an hour.

A notice is a row, unique for what it is `about` (the event's start, or the moment of moving up), before anybody is
told. Whoever sends it claims it first; a claim of a process that died falls back after `RETRY`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.schema import BigId, Utc, insert, metadata, word
from storage.events.events import events
from storage.events.responses import SEATED, R

KINDS = ("seat", "day", "hour")
RETRY = timedelta(minutes=5)  # longer than a message waits for its turn
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
    sa.Column("not_before", Utc),  # the end of the member's quiet hours
    sa.Column("tried_at", Utc),
    sa.Column("done_at", Utc),
    sa.Column("reason", sa.Text),  # why it was not sent; null = it was
    sa.UniqueConstraint("event_id", "member_id", "kind", "about"),
)
N = notices.c
sa.Index(
    "ix_event_notices_open",
    N.id,
    sqlite_where=N.done_at.is_(None),
    postgresql_where=N.done_at.is_(None),
)


@dataclass(frozen=True, slots=True)
class Notice:
    """A row of `event_notices`."""

    id: int
    event_id: int
    member_id: int
    kind: str
    about: datetime


COLUMNS = tuple(notices.c[name] for name in Notice.__slots__)


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
        events.c.state == "announced",
        start > now,
        start <= now + LEADS[kind],
        sa.or_(mark.is_(None), mark != start),
    )


async def claim(tx: AsyncConnection, now: datetime, limit: int) -> list[Notice]:
    """So many that no other process sends just now, the oldest first; this one has RETRY to send them."""
    free = _free(now)
    first = sa.select(N.id).where(free).order_by(N.id).limit(limit).scalar_subquery()
    taken = sa.update(notices).where(free, N.id.in_(first)).values(tried_at=now).returning(*COLUMNS)
    return sorted((Notice(*row) for row in await tx.execute(taken)), key=lambda notice: notice.id)


async def waits(tx: AsyncConnection, now: datetime) -> bool:
    """Whether any could be claimed: asked often, so that an idle bot writes nothing."""
    return bool((await tx.execute(sa.select(sa.exists().where(_free(now))))).scalar_one())


def _free(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(
        N.done_at.is_(None),
        sa.or_(N.tried_at.is_(None), N.tried_at < now - RETRY),
        sa.or_(N.not_before.is_(None), N.not_before <= now),
    )


async def renew(tx: AsyncConnection, claimed: Sequence[Notice], now: datetime) -> None:
    """Whoever claimed these is still at it; what was done with or put off meanwhile stays as it is."""
    here = sa.and_(N.id.in_([notice.id for notice in claimed]), N.done_at.is_(None), N.tried_at.is_not(None))
    await tx.execute(sa.update(notices).where(here).values(tried_at=now))


async def put_off(tx: AsyncConnection, notice: Notice, until: datetime | None) -> None:
    """It waits until then, or for the next look."""
    here = sa.update(notices).where(N.id == notice.id)
    await tx.execute(here.values(tried_at=None, not_before=until))


async def done(tx: AsyncConnection, notice: Notice, at: datetime, reason: str | None = None) -> None:
    """It was sent, or for this reason never will be."""
    await tx.execute(sa.update(notices).where(N.id == notice.id).values(done_at=at, reason=reason))


async def of_event(tx: AsyncConnection, event_id: int) -> list[tuple[int, str, str | None]]:
    """(member, kind, reason) of what was done with, in order."""
    here = sa.and_(N.event_id == event_id, N.done_at.is_not(None))
    query = sa.select(N.member_id, N.kind, N.reason).where(here).order_by(N.id)
    return [(row[0], row[1], row[2]) for row in await tx.execute(query)]
