"""Who does what only one process may do: a name, its holder, and until when.

The database's clock decides, so processes on machines with different clocks agree.
"""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.schema import insert, metadata

leases = sa.Table(
    "leases",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("holder", sa.Text, nullable=False),
    sa.Column("until", sa.Float, nullable=False),  # seconds since 1970 by the database's clock
)


async def take(tx: AsyncConnection, name: str, holder: str, seconds: float) -> bool:
    """Takes or renews the lease; False while another holder's is still running."""
    here = clock(tx)
    taken = (
        insert(tx, leases)
        .values(name=name, holder=holder, until=here + seconds)
        .on_conflict_do_update(
            index_elements=["name"],
            set_={"holder": holder, "until": here + seconds},
            where=sa.or_(leases.c.holder == holder, leases.c.until < here),
        )
    )
    return bool((await tx.execute(taken)).rowcount)


async def drop(tx: AsyncConnection, name: str, holder: str) -> None:
    """Lets the next one in at once."""
    await tx.execute(sa.delete(leases).where(leases.c.name == name, leases.c.holder == holder))


def clock(tx: AsyncConnection) -> sa.ColumnElement[float]:
    """Seconds since 1970 by the database's clock."""
    if tx.dialect.name == "postgresql":
        return sa.cast(sa.extract("epoch", sa.func.clock_timestamp()), sa.Float)
    return sa.cast((sa.func.julianday("now") - 2440587.5) * 86400.0, sa.Float)
