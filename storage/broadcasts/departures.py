"""Who left topics, or all announcements, by the button under which broadcast and has not come back.

Coming back, by whichever button, is counted for that same broadcast. What is counted is in `presses.py`.
"""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.broadcasts import presses
from storage.broadcasts.broadcasts import broadcasts
from storage.database.schema import BigId, insert, metadata

EVERYTHING = ""  # in place of a topic: all announcements were stopped

departures = sa.Table(
    "departures",
    metadata,
    sa.Column("member_id", BigId, sa.ForeignKey("members.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("topic", sa.Text, primary_key=True),
    sa.Column(
        "broadcast_id", BigId, sa.ForeignKey("broadcasts.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    sqlite_with_rowid=False,
)
D = departures.c


async def leave(tx: AsyncConnection, member_id: int, broadcast_id: int, topics: Iterable[str]) -> None:
    """The member leaves these topics by the button under this broadcast: counted once, and for no broadcast that is
    not there."""
    known = await tx.execute(sa.select(broadcasts.c.id).where(broadcasts.c.id == broadcast_id))
    rows = [{"member_id": member_id, "topic": topic, "broadcast_id": broadcast_id} for topic in topics]
    if known.first() is None or not rows:
        return
    kept = await tx.execute(insert(tx, departures).values(rows).on_conflict_do_nothing().returning(D.topic))
    if kept.first() is not None:
        await presses.count(tx, broadcast_id, "left")


async def come_back(tx: AsyncConnection, member_id: int, topics: Iterable[str]) -> None:
    """The member has these topics again: counted once for each broadcast they were left by."""
    mine = D.member_id == member_id
    back = sa.delete(departures).where(mine, D.topic.in_(list(topics))).returning(D.broadcast_id)
    for broadcast_id in sorted(set((await tx.execute(back)).scalars())):
        await tx.execute(sa.delete(departures).where(mine, D.broadcast_id == broadcast_id))
        await presses.count(tx, broadcast_id, "returned")


async def of_member(tx: AsyncConnection, member_id: int) -> list[tuple[int, str]]:
    """(broadcast, topic) of what this member left so."""
    query = sa.select(D.broadcast_id, D.topic).where(D.member_id == member_id)
    return [(row[0], row[1]) for row in await tx.execute(query.order_by(D.broadcast_id, D.topic))]
