"""How several processes share one bot's budget: a line for each, renewed four times a second.

`held` is the share that still counts for a process, the largest it had within the last second; a share is
only given out of what is left when everybody else's `held` is taken away. A single advisory lock puts the
renewals in a row, and nothing is locked for a message.
"""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.schema import metadata

LOCK = 7_205_001  # our key among PostgreSQL's advisory locks

shares = sa.Table(
    "budget_shares",
    metadata,
    sa.Column("holder", sa.Text, primary_key=True),
    sa.Column("held", sa.Float, nullable=False),  # messages a second
    sa.Column("until", sa.Float, nullable=False),  # seconds since 1970 by the database's clock
    sa.Column("parked_until", sa.Float, nullable=False, server_default="0"),  # a flood wait for everybody
)


@dataclass(frozen=True, slots=True)
class Grant:
    """What this process may send a second, and for how many seconds bulk must wait."""

    share: float
    parked_for: float


async def renew(
    tx: AsyncConnection, holder: str, held: float, rate: float, lease: float, grace: float, parked_for: float
) -> Grant:
    """A fair share of `rate`, as far as the others leave it; says also that `holder` lives (PostgreSQL)."""
    await tx.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
    clock = sa.cast(sa.extract("epoch", sa.func.clock_timestamp()), sa.Float)
    now = float((await tx.execute(sa.select(clock))).scalar_one())
    await tx.execute(sa.delete(shares).where(shares.c.until < now - 20 * grace))
    rows = (
        await tx.execute(sa.select(shares.c.holder, shares.c.held, shares.c.until, shares.c.parked_until))
    ).all()
    others = [row for row in rows if row[0] != holder]
    running = [row for row in others if row[2] > now]
    parked = max([parked_for, *(row[3] - now for row in rows)])
    share = _share(holder, rate, [(row[0], row[1]) for row in running])
    values = {
        "held": max(held, share),
        "until": now + lease,
        "parked_until": now + parked if parked > 0 else 0,
    }
    insert = postgresql.insert(shares).values(holder=holder, **values)
    await tx.execute(insert.on_conflict_do_update(index_elements=["holder"], set_=values))
    return Grant(share, max(0.0, parked))


async def alive(tx: AsyncConnection, grace: float) -> list[str]:
    """Processes heard of within their lease and `grace` seconds more."""
    clock = sa.cast(sa.extract("epoch", sa.func.clock_timestamp()), sa.Float)
    return list(
        (await tx.execute(sa.select(shares.c.holder).where(shares.c.until > clock - grace))).scalars()
    )


async def leave(tx: AsyncConnection, holder: str) -> None:
    """The share is free again once its last second has passed; nothing of this process is in flight."""
    clock = sa.cast(sa.extract("epoch", sa.func.clock_timestamp()), sa.Float)
    await tx.execute(sa.update(shares).where(shares.c.holder == holder).values(until=clock + 1.1))


def _share(holder: str, rate: float, others: list[tuple[str, float]]) -> float:
    """Whole messages, the odd ones to the first by name; never more than is left."""
    rank = sorted([holder, *(name for name, _ in others)]).index(holder)
    number, whole = len(others) + 1, int(rate)
    fair = whole // number + (1 if rank < whole % number else 0) if whole >= number else rate / number
    left = rate - sum(held for _, held in others)
    return max(0.0, min(float(fair), float(int(left)) if left >= 1 else left))
