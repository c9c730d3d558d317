"""How often the bot's own buttons under a broadcast were pressed: counts, and nobody's name."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.schema import insert, metadata, word

KINDS = ("left", "returned")

presses = sa.Table(
    "broadcast_presses",
    metadata,
    sa.Column("broadcast_id", sa.BigInteger, primary_key=True),
    sa.Column("kind", *word(*KINDS, name="kind"), primary_key=True),
    sa.Column("number", sa.BigInteger, nullable=False),
)


async def count(tx: AsyncConnection, broadcast_id: int, kind: str) -> None:
    """One more of this kind."""
    row = insert(tx, presses).values(broadcast_id=broadcast_id, kind=kind, number=1)
    key = [presses.c.broadcast_id, presses.c.kind]
    await tx.execute(row.on_conflict_do_update(index_elements=key, set_={"number": presses.c.number + 1}))


async def counted(tx: AsyncConnection, broadcast_id: int) -> dict[str, int]:
    """Each kind's number, 0 where nobody pressed."""
    query = sa.select(presses.c.kind, presses.c.number).where(presses.c.broadcast_id == broadcast_id)
    return dict.fromkeys(KINDS, 0) | {row[0]: int(row[1]) for row in await tx.execute(query)}
