"""Groups none of whose topics takes announcements: their administrators hear so once (`storage/notices.py`), and again
only after the group has used the bot in between.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.schema import BigId, insert, metadata
from storage.members.members import members
from storage.notices import Queue, columns

closed_topics = sa.Table(
    "closed_topics",
    metadata,
    sa.Column("id", BigId, primary_key=True, autoincrement=True),
    sa.Column(
        "member_id", BigId, sa.ForeignKey("members.id", ondelete="CASCADE"), nullable=False, unique=True
    ),
    *columns(),
)


@dataclass(frozen=True, slots=True)
class ClosedTopic:
    """A row of `closed_topics`."""

    id: int
    member_id: int


QUEUE = Queue(closed_topics, ClosedTopic)


async def add(tx: AsyncConnection, member_ids: Sequence[int]) -> None:
    """One that is there already stays as it is; a group that was removed meanwhile is passed over."""
    for member_id in member_ids:
        here = sa.select(members.c.id).where(members.c.id == member_id)
        row = insert(tx, closed_topics).from_select(["member_id"], here)
        await tx.execute(row.on_conflict_do_nothing())


async def use(tx: AsyncConnection, chat_id: int, thread_id: int | None) -> None:
    """The group has used the bot in this topic, None for the general one: announcements go there from now on."""
    group = sa.select(members.c.id).where(members.c.chat_id == chat_id).scalar_subquery()
    await tx.execute(sa.delete(closed_topics).where(closed_topics.c.member_id == group))
    await tx.execute(sa.update(members).where(members.c.chat_id == chat_id).values(thread_id=thread_id))
