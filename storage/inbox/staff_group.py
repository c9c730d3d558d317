"""Where the staff group of the configuration is now, and whether it can be written to."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import records
from storage.database.schema import Utc, insert, metadata

RETRY = timedelta(minutes=10)  # from one try of a group that cannot be written to, to the next

groups = sa.Table(
    "staff_groups",
    metadata,
    sa.Column("configured_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("chat_id", sa.BigInteger, nullable=False),  # another one since it became a supergroup
    sa.Column("failed_at", Utc),  # since when it cannot be written to
    sa.Column("tried_at", Utc),
)


@dataclass(frozen=True, slots=True)
class Group:
    """A row of `staff_groups`."""

    configured_id: int
    chat_id: int
    failed_at: datetime | None
    tried_at: datetime | None


async def get(tx: AsyncConnection, configured_id: int) -> Group:
    """As it is known; one of which nothing is known is where the configuration says."""
    row = (await tx.execute(sa.select(groups).where(groups.c.configured_id == configured_id))).first()
    return Group(*row) if row else Group(configured_id, configured_id, None, None)


async def configure(tx: AsyncConnection, configured_id: int) -> None:
    """The configuration names this one now, or none (0); a group it names no more is no staff group."""
    await tx.execute(sa.delete(groups).where(groups.c.configured_id != configured_id))
    if configured_id:
        made = insert(tx, groups).values(configured_id=configured_id, chat_id=configured_id)
        await tx.execute(made.on_conflict_do_nothing(index_elements=["configured_id"]))


async def follow(tx: AsyncConnection, configured_id: int, chat_id: int) -> bool:
    """It has this number now; False when that was known."""
    known = await get(tx, configured_id)
    if known.chat_id == chat_id and known.failed_at is None:
        return False
    values = {"chat_id": chat_id, "failed_at": None, "tried_at": None}
    row = insert(tx, groups).values(configured_id=configured_id, **values)
    await tx.execute(row.on_conflict_do_update(index_elements=["configured_id"], set_=values))
    return True


async def fail(tx: AsyncConnection, configured_id: int, at: datetime) -> bool:
    """It cannot be written to; False when that was known."""
    known = await get(tx, configured_id)
    made = insert(tx, groups).values(configured_id=configured_id, chat_id=known.chat_id)
    await tx.execute(made.on_conflict_do_nothing(index_elements=["configured_id"]))
    here = sa.and_(groups.c.configured_id == configured_id, groups.c.failed_at.is_(None))
    return await records.changed(tx, sa.update(groups).where(here).values(failed_at=at, tried_at=at))


async def take_try(tx: AsyncConnection, configured_id: int, now: datetime) -> bool:
    """Whether this process is to try a group that failed once more."""
    due = sa.and_(groups.c.failed_at.is_not(None), groups.c.tried_at < now - RETRY)
    here = sa.and_(groups.c.configured_id == configured_id, due)
    return await records.changed(tx, sa.update(groups).where(here).values(tried_at=now))
