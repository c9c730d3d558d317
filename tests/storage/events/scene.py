"""What tests ask of the notices of an event."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.events import notices


async def brought(tx: AsyncConnection, event_id: int) -> list[tuple[int, str, str | None]]:
    """(member, kind, reason) of what was done with, in order."""
    here = sa.and_(notices.N.event_id == event_id, notices.N.done_at.is_not(None))
    query = (
        sa.select(notices.N.member_id, notices.N.kind, notices.N.reason).where(here).order_by(notices.N.id)
    )
    return [(row[0], row[1], row[2]) for row in await tx.execute(query)]
