"""Which announcements a member got: for the member, who may see all that is kept about them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.broadcasts.broadcasts import broadcasts
from storage.database import records
from storage.deliveries.deliveries import deliveries


@dataclass(frozen=True, slots=True)
class Received:
    """An announcement as it was written, the language it came in, and when."""

    broadcast_id: int
    content: dict[str, Any]
    variant: str
    at: datetime | None


async def by_member(tx: AsyncConnection, member_id: int, limit: int = 100) -> list[Received]:
    """The latest first. Walks the announcements, not the ledger, which has no index by member."""
    query = (
        sa.select(broadcasts.c.id, broadcasts.c.content, deliveries.c.variant, deliveries.c.done_at)
        .join(deliveries, deliveries.c.broadcast_id == broadcasts.c.id)
        .where(deliveries.c.member_id == member_id, deliveries.c.state == "sent")
        .order_by(broadcasts.c.id.desc())
        .limit(limit)
    )
    return [Received(*row[:3], _time(row[3])) for row in await tx.execute(query)]


async def of_message(tx: AsyncConnection, member_id: int, message_id: int) -> int | None:
    """The announcement that came to this member in this message."""
    ours = sa.and_(deliveries.c.member_id == member_id, deliveries.c.message_id == message_id)
    query = (
        sa.select(broadcasts.c.id)
        .join(deliveries, deliveries.c.broadcast_id == broadcasts.c.id)
        .where(ours)
        .order_by(broadcasts.c.id.desc())
    )
    return (await tx.execute(query)).scalars().first()


async def came(tx: AsyncConnection, member_id: int, broadcast_id: int) -> bool:
    """Whether this announcement came to this member, in a digest or by itself."""
    theirs = sa.and_(deliveries.c.broadcast_id == broadcast_id, deliveries.c.member_id == member_id)
    sent = sa.or_(deliveries.c.state == "sent", deliveries.c.message_id.is_not(None))
    return await records.exist(tx, sa.select(sa.literal(1)).where(theirs, sent))


async def message_of(tx: AsyncConnection, broadcast_id: int, member_id: int) -> tuple[int, str] | None:
    """(number, language) of the message in which this member got this announcement."""
    d = deliveries.c
    here = sa.and_(d.broadcast_id == broadcast_id, d.member_id == member_id, d.message_id.is_not(None))
    row = (await tx.execute(sa.select(d.message_id, d.variant).where(here))).first()
    return (row[0], row[1]) if row else None


def _time(milliseconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(milliseconds / 1000, UTC) if milliseconds else None
