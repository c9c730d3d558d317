"""Digests: what waits for a member's hour, sent as one message with a line for each announcement.

A delivery in a digest is a waiting row of the ledger like one that waits for quiet hours to end; its `not_before` is
`GRACE` after the digest's hour, so that whatever becomes of the digest, the row is looked at again and nobody is
missed. The delivery's state is the lock: a row that two digests know of is sent by one of them.

1. `gather` puts deliveries of a claim into the digest of their member's hour.
2. `claim` and `lines` take digests that are due and what still waits of them.
3. `placed` and `done` or `put_off` write how it ended; `take_over` frees those of dead processes.
4. `release` gives back what is gathered, so that it is decided anew by a member's new wish.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.broadcasts.broadcasts import broadcasts
from storage.database import records
from storage.database.schema import BigId, Utc, insert, metadata, partial_index
from storage.deliveries.deliveries import SENDING, WAITING, deliveries

DIGEST = "digest"  # why such a row waits
GRACE = timedelta(hours=12)  # less than from one digest to the next

digests = sa.Table(
    "digests",
    metadata,
    sa.Column("id", BigId, primary_key=True, autoincrement=True),
    sa.Column("member_id", BigId, sa.ForeignKey("members.id", ondelete="CASCADE"), nullable=False),
    sa.Column("due_at", Utc, nullable=False),
    sa.Column("look_at", Utc, nullable=False),  # the same, or when the next try is due
    sa.Column("holder", sa.Text),  # the process that sends it now
    sa.Column("attempts", sa.SmallInteger, nullable=False, server_default="0"),
    sa.Column("done_at", Utc),
    sa.UniqueConstraint("member_id", "due_at"),
)
D = digests.c
OPEN = sa.text("done_at IS NULL")
partial_index("ix_digests_open", OPEN, D.look_at)
HELD = sa.text("holder IS NOT NULL")
partial_index("ix_digests_held", HELD, D.holder)

digest_lines = sa.Table(
    "digest_lines",
    metadata,
    sa.Column("digest_id", BigId, sa.ForeignKey("digests.id", ondelete="CASCADE"), primary_key=True),
    sa.Column(
        "broadcast_id",
        BigId,
        sa.ForeignKey("broadcasts.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
    sa.Column("message_id", sa.BigInteger),  # the message that carried it
    sa.Column("shown_at", Utc),  # when that message was last worded
    sqlite_with_rowid=False,
)
L = digest_lines.c


@dataclass(frozen=True, slots=True)
class Digest:
    """A claimed row of `digests`; `attempts` counts this one."""

    id: int
    member_id: int
    due_at: datetime
    attempts: int


@dataclass(frozen=True, slots=True)
class Line:
    """One delivery of a digest; `variant` is the language it comes in."""

    digest_id: int
    broadcast_id: int
    member_id: int
    variant: str


def holder_of(process: str) -> str:
    """Deliveries in a digest are in flight by this name, apart from those the engine sends one by one."""
    return f"{process}/digests"


async def gather(tx: AsyncConnection, broadcast_id: int, due: dict[int, datetime]) -> None:
    """Lines of one broadcast, by member and the hour of their digest."""
    rows = [{"member_id": member, "due_at": at, "look_at": at} for member, at in sorted(due.items())]
    await tx.execute(insert(tx, digests).on_conflict_do_nothing(), rows)
    query = sa.select(D.id, D.member_id, D.due_at).where(
        D.member_id.in_(list(due)), D.due_at.in_(set(due.values())), D.done_at.is_(None), D.holder.is_(None)
    )
    if tx.dialect.name == "postgresql":
        query = query.with_for_update()
    lines = [
        {"digest_id": row.id, "broadcast_id": broadcast_id}
        for row in await tx.execute(query)
        if due[row.member_id] == row.due_at
    ]
    if lines:
        await tx.execute(insert(tx, digest_lines).on_conflict_do_nothing(), lines)


async def due(tx: AsyncConnection, now: datetime) -> bool:
    """Whether any could be claimed: asked often, so that an idle bot writes nothing."""
    return bool((await tx.execute(sa.select(sa.exists().where(_free(now))))).scalar_one())


async def claim(tx: AsyncConnection, now: datetime, limit: int, holder: str) -> list[Digest]:
    """The longest due first; nobody else has them until they are done, put off or taken over."""
    query = sa.select(D.id).where(_free(now)).order_by(D.look_at, D.id).limit(limit)
    if tx.dialect.name == "postgresql":
        query = query.with_for_update(skip_locked=True)
    ids = list((await tx.execute(query)).scalars())
    if not ids:
        return []
    taken = sa.update(digests).where(D.id.in_(ids)).values(holder=holder, attempts=D.attempts + 1)
    rows = await tx.execute(taken.returning(D.id, D.member_id, D.due_at, D.attempts))
    return sorted((Digest(*row) for row in rows), key=lambda digest: ids.index(digest.id))


def _free(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(D.done_at.is_(None), D.holder.is_(None), D.look_at <= now)


async def lines(tx: AsyncConnection, ids: Sequence[int]) -> list[Line]:
    """What still waits of these digests, in order of broadcasts; locked until the transaction ends."""
    d = deliveries.c
    query = (
        sa.select(L.digest_id, L.broadcast_id, d.member_id, d.variant)
        .join(digests, D.id == L.digest_id)
        .join(deliveries, sa.and_(d.broadcast_id == L.broadcast_id, d.member_id == D.member_id))
        .where(L.digest_id.in_(list(ids)), d.state == "waiting")
        .order_by(L.broadcast_id, d.member_id)
    )
    if tx.dialect.name == "postgresql":
        query = query.with_for_update(of=deliveries, skip_locked=True)
    return await records.every(tx, Line, query)


async def placed(
    tx: AsyncConnection, digest_id: int, shown_of: Sequence[int], message_id: int, at: datetime
) -> None:
    """These lines came in this message."""
    here = sa.and_(L.digest_id == digest_id, L.broadcast_id.in_(list(shown_of)))
    await tx.execute(sa.update(digest_lines).where(here).values(message_id=message_id, shown_at=at))


async def done(tx: AsyncConnection, ids: Sequence[int], at: datetime) -> None:
    """Nothing of them is left to be sent."""
    if ids:
        await tx.execute(sa.update(digests).where(D.id.in_(list(ids))).values(done_at=at, holder=None))


async def put_off(tx: AsyncConnection, digest_id: int, until: datetime, *, free_try: bool) -> None:
    """Looked at again then; a `free_try` does not count as an attempt."""
    values = {"holder": None, "look_at": until, "attempts": D.attempts - int(free_try)}
    await tx.execute(sa.update(digests).where(D.id == digest_id).values(values))


async def take_over(tx: AsyncConnection, alive: Sequence[str]) -> int:
    """Frees what processes that are not among the living left, once their deliveries are taken over; how many."""
    in_flight = sa.exists().where(deliveries.c.holder == D.holder, SENDING)
    here = sa.and_(D.holder.is_not(None), D.holder.not_in(list(alive)), ~in_flight)
    return int((await tx.execute(sa.update(digests).where(here).values(holder=None))).rowcount)


async def in_flight(tx: AsyncConnection, holder: str) -> list[int]:
    """Broadcasts of which this process has lines in flight."""
    query = sa.select(deliveries.c.broadcast_id).where(deliveries.c.holder == holder, SENDING).distinct()
    return sorted((await tx.execute(query)).scalars())


async def free(tx: AsyncConnection, holder: str) -> None:
    """This process has none of them in hand."""
    await tx.execute(sa.update(digests).where(D.holder == holder).values(holder=None))


async def release(tx: AsyncConnection, member_id: int) -> None:
    """What is gathered for a member waits again to be sent at once, or to be gathered anew."""
    gathered = sa.and_(D.member_id == member_id, D.done_at.is_(None), D.holder.is_(None))
    ids = list((await tx.execute(sa.select(D.id).where(gathered))).scalars())
    if not ids:
        return
    of_these = sa.select(L.broadcast_id).where(L.digest_id.in_(ids))
    here = sa.and_(deliveries.c.member_id == member_id, deliveries.c.broadcast_id.in_(of_these), WAITING)
    await tx.execute(sa.update(deliveries).where(here).values(not_before=0, reason=None))
    await tx.execute(sa.delete(digests).where(D.id.in_(ids)))


async def gathered(tx: AsyncConnection, member_id: int) -> list[tuple[datetime, int]]:
    """When digests are due for this member, and of how many announcements."""
    here = sa.and_(D.member_id == member_id, D.done_at.is_(None), L.message_id.is_(None))
    query = sa.select(D.due_at, sa.func.count()).join(digest_lines, L.digest_id == D.id).where(here)
    return [(row[0], row[1]) for row in await tx.execute(query.group_by(D.due_at).order_by(D.due_at))]


@dataclass(frozen=True, slots=True)
class Copy:
    """A line's delivery: its language, and the messages in which it was opened last."""

    variant: str
    message_id: int | None
    album_ids: str | None


async def shown(tx: AsyncConnection, broadcast_id: int, member_id: int) -> Copy | None:
    """The announcement as this member got it in a digest, be it on its way to the ledger only; None where they did
    not."""
    d = deliveries.c
    arrived = sa.or_(L.message_id.is_not(None), D.holder.is_not(None))
    query = (
        sa.select(d.variant, d.message_id, d.album_ids)
        .join(digests, D.member_id == d.member_id)
        .join(digest_lines, sa.and_(L.digest_id == D.id, L.broadcast_id == d.broadcast_id))
        .where(d.broadcast_id == broadcast_id, d.member_id == member_id, arrived)
    )
    return await records.first(tx, Copy, query)


async def opened(
    tx: AsyncConnection, broadcast_id: int, member_id: int, message_id: int, album_ids: str | None
) -> None:
    """The announcement stands in full in these messages: a correction or a recall reaches them."""
    here = sa.and_(deliveries.c.broadcast_id == broadcast_id, deliveries.c.member_id == member_id)
    values = {"message_id": message_id, "album_ids": album_ids}
    await tx.execute(sa.update(deliveries).where(here).values(values))


async def stale(tx: AsyncConnection, since: datetime, limit: int) -> list[tuple[int, int]]:
    """(digest, message) of messages with a line that was corrected or recalled after they were worded; looks at
    corrections and recalls that began after `since`."""
    job = broadcasts.c
    query = (
        sa.select(L.digest_id, L.message_id)
        .join(broadcasts, job.target_id == L.broadcast_id)
        .where(job.kind != "send", job.launched_at > since, job.launched_at > L.shown_at)
        .distinct()
        .limit(limit)
    )
    return [(row[0], row[1]) for row in await tx.execute(query)]


async def of_message(tx: AsyncConnection, digest_id: int, message_id: int) -> list[Line]:
    """The lines this message carries, in the order they stand there."""
    d = deliveries.c
    query = (
        sa.select(L.digest_id, L.broadcast_id, d.member_id, d.variant)
        .join(digests, D.id == L.digest_id)
        .join(deliveries, sa.and_(d.broadcast_id == L.broadcast_id, d.member_id == D.member_id))
        .where(L.digest_id == digest_id, L.message_id == message_id)
        .order_by(L.broadcast_id)
    )
    return await records.every(tx, Line, query)


async def worded(tx: AsyncConnection, digest_id: int, message_id: int, at: datetime) -> None:
    """The message says what is so at this moment."""
    here = sa.and_(L.digest_id == digest_id, L.message_id == message_id)
    await tx.execute(sa.update(digest_lines).where(here).values(shown_at=at))


async def expire(tx: AsyncConnection, before: datetime) -> int:
    """Digests that ended before this time go; how many."""
    return int((await tx.execute(sa.delete(digests).where(D.done_at < before))).rowcount)
