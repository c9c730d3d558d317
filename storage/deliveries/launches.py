"""Writing a broadcast's ledger: one INSERT … SELECT, cut into slices of member ids so that replies stay fast.

The broadcast's row remembers how far it came (`launch_cursor`, `launch_until`), and moving that cursor is
the lock: a slice is written once whichever process gets there first, and a killed launch goes on where it
stood. Sending may begin after the first slice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.broadcasts.broadcasts import Broadcast, broadcasts
from storage.database.schema import insert
from storage.deliveries import deliveries as ledger
from storage.deliveries.deliveries import counts, deliveries
from storage.members.audience import Audience, fits, variant
from storage.members.members import members
from storage.staff import trial


@dataclass(frozen=True, slots=True)
class Hours:
    """When each clock's members get it, in ms since 1970; `by_country` where no time zone is known."""

    by_zone: Mapping[str, int]
    by_country: Mapping[str, int]
    elsewhere: int


async def begin(tx: AsyncConnection, broadcast_id: int) -> None:
    """Fixes who could be in it (members that exist now, in a trial its guests) and gives it its line of counts.

    One whose recipients were fixed while the installation was live is for guests too if a trial has begun since; the
    other way round it stays with the guests it was fixed for.
    """
    highest = sa.select(sa.func.coalesce(sa.func.max(members.c.id), 0)).scalar_subquery()
    here = sa.and_(broadcasts.c.id == broadcast_id, broadcasts.c.launch_until.is_(None))
    moved = await tx.execute(sa.update(broadcasts).where(here).values(launch_cursor=0, launch_until=highest))
    if moved.rowcount:
        await tx.execute(insert(tx, counts).values(broadcast_id=broadcast_id).on_conflict_do_nothing())
    tried = sa.and_(broadcasts.c.id == broadcast_id, broadcasts.c.kind == "send", trial.ON)
    await tx.execute(sa.update(broadcasts).where(tried).values(trial=True))


async def closed_at(tx: AsyncConnection, broadcast: Broadcast) -> datetime | None:
    """When the last member joined who could be in it: a frozen audience was closed long before the launch."""
    last = sa.select(members.c.joined_at).where(members.c.id <= (broadcast.launch_until or 0))
    joined_at: datetime | None = (await tx.execute(last.order_by(members.c.id.desc()).limit(1))).scalar()
    return joined_at


async def clocks(tx: AsyncConnection, broadcast: Broadcast, size: int) -> list[tuple[str | None, str | None]]:
    """(time zone, country) of the members of the next slice, for broadcasts on members' clocks."""
    first = broadcast.launch_cursor or 0
    slice_ = sa.and_(members.c.id > first, members.c.id <= first + size)
    query = sa.select(members.c.timezone, members.c.country).distinct().where(slice_)
    return [(row[0], row[1]) for row in await tx.execute(query)]


async def recipients(tx: AsyncConnection, broadcast: Broadcast, now: datetime, most: int) -> int:
    """How many would get it; counted up to `most`, so that it is not read to the end where that is enough."""
    conditions = [*_reached(broadcast, now), *await _for_guests(tx, broadcast)]
    some = sa.select(members.c.id).where(*conditions).limit(most).subquery()
    return int((await tx.execute(sa.select(sa.func.count()).select_from(some))).scalar_one())


def _reached(broadcast: Broadcast, now: datetime) -> list[sa.ColumnElement[bool]]:
    written = variant(list(broadcast.content), broadcast.fallback).is_not(None)
    return [members.c.blocked_at.is_(None), written, *fits(Audience.of(broadcast.audience), now)]


async def _for_guests(tx: AsyncConnection, broadcast: Broadcast) -> list[sa.ColumnElement[bool]]:
    """In a trial: by what the launch fixed, before it by how things stand."""
    tried = broadcast.trial or (broadcast.launched_at is None and await trial.current(tx) is not None)
    return [trial.invited(members.c.chat_id)] if tried else []


async def members_slice(
    tx: AsyncConnection, broadcast: Broadcast, size: int, now: datetime, hours: Hours | None = None
) -> bool:
    """Writes the next `size` member ids, each to be sent at the hour of its clock; False when nothing was left."""
    m = members.c
    chosen = variant(list(broadcast.content), broadcast.fallback)
    upto = await _advance(tx, broadcast, size)
    if upto is None:
        return False
    selected = (
        sa.select(sa.literal(broadcast.id, sa.BigInteger), m.id, chosen, _hour(hours))
        .where(
            m.id > (broadcast.launch_cursor or 0),
            m.id <= upto,
            *_reached(broadcast, now),
            *([trial.invited(m.chat_id)] if broadcast.trial else []),
        )
        .order_by(m.id)
    )
    rows = sa.insert(deliveries).from_select(["broadcast_id", "member_id", "variant", "not_before"], selected)
    number = (await tx.execute(rows)).rowcount
    await ledger.add(tx, broadcast.id, {"waiting": number})
    return True


async def target_slice(tx: AsyncConnection, job: Broadcast, size: int) -> bool:
    """The same for a correction or recall: who got the target, with the message to change."""
    d = deliveries.c
    upto = await _advance(tx, job, size)
    if upto is None:
        return False
    selected = (
        sa.select(
            sa.literal(job.id, sa.BigInteger), d.member_id, d.variant, d.message_id, d.album_ids, d.done_at
        )
        .where(
            d.broadcast_id == job.target_id,
            d.member_id > (job.launch_cursor or 0),
            d.member_id <= upto,
            d.state == "sent",
            d.message_id.is_not(None),
        )
        .order_by(d.member_id)
    )
    into = ["broadcast_id", "member_id", "variant", "message_id", "album_ids", "done_at"]
    number = (await tx.execute(sa.insert(deliveries).from_select(into, selected))).rowcount
    await ledger.add(tx, job.id, {"waiting": number})
    return True


async def in_flight(tx: AsyncConnection, broadcast_id: int) -> int:
    """Deliveries of a broadcast being sent this moment; a job waits until there are none."""
    return (await ledger.count(tx, broadcast_id)).sending


async def to_archive(tx: AsyncConnection, before: datetime) -> list[int]:
    """Ended before this time, with their ledger still whole; that of a check-in is needed until its end."""
    ended = sa.and_(broadcasts.c.finished_at < before, broadcasts.c.archived_at.is_(None))
    asking = sa.and_(broadcasts.c.check_in_id.is_not(None), broadcasts.c.check_in_ended_at.is_(None))
    return list((await tx.execute(sa.select(broadcasts.c.id).where(ended, sa.not_(asking)))).scalars())


async def archived(tx: AsyncConnection, broadcast_id: int, at: datetime) -> None:
    await tx.execute(sa.update(broadcasts).where(broadcasts.c.id == broadcast_id).values(archived_at=at))


async def drop_slice(tx: AsyncConnection, broadcast_id: int, size: int) -> int:
    """Removes up to `size` rows of an old ledger; its counts stay."""
    first = sa.select(deliveries.c.member_id).where(deliveries.c.broadcast_id == broadcast_id).limit(size)
    here = sa.and_(deliveries.c.broadcast_id == broadcast_id, deliveries.c.member_id.in_(first))
    return int((await tx.execute(sa.delete(deliveries).where(here))).rowcount)


async def _advance(tx: AsyncConnection, broadcast: Broadcast, size: int) -> int | None:
    """Moves the cursor by `size` ids if it still stands where `broadcast` says; the new end, or None."""
    if not broadcast.launching:
        return None
    upto = min((broadcast.launch_cursor or 0) + size, broadcast.launch_until or 0)
    here = sa.and_(broadcasts.c.id == broadcast.id, broadcasts.c.launch_cursor == broadcast.launch_cursor)
    moved = await tx.execute(sa.update(broadcasts).where(here).values(launch_cursor=upto))
    return upto if moved.rowcount else None


def _hour(hours: Hours | None) -> sa.ColumnElement[int]:
    if hours is None:
        return sa.literal(0, sa.BigInteger)
    m = members.c
    of_zone = [(m.timezone == zone, ms) for zone, ms in hours.by_zone.items()]
    of_country = [(m.country == code, ms) for code, ms in hours.by_country.items()]
    elsewhere = sa.literal(hours.elsewhere, sa.BigInteger)
    return sa.case(*of_zone, *of_country, else_=elsewhere) if of_zone or of_country else elsewhere
