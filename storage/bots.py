"""Which bots ran on this database, and since when: files staff uploaded belong to the bot that was theirs."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.schema import Utc, insert, metadata

bots = sa.Table(
    "bots",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("since", Utc, nullable=False),
)


async def seen(tx: AsyncConnection, bot_id: int, at: datetime) -> None:
    """This bot runs here; the first time stays."""
    await tx.execute(insert(tx, bots).values(id=bot_id, since=at).on_conflict_do_nothing())


async def all_since(tx: AsyncConnection) -> dict[int, datetime]:
    return {row.id: row.since for row in await tx.execute(sa.select(bots))}
