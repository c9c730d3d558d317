"""How many answered what to a check-in, by place: counted from the ledger of what asked first, kept at its end."""

from dataclasses import astuple, dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.crisis import check_ins
from storage.crisis.answers import REACHED, A, D, M, asked
from storage.crisis.check_ins import CheckIn
from storage.database import records


@dataclass(frozen=True, slots=True)
class Group:
    """`number` members of one country and time zone with one answer, None: silent; somebody takes care of `taken`."""

    country: str | None
    zone: str | None
    answer: str | None
    number: int
    taken: int


async def read(tx: AsyncConnection, check_in: CheckIn) -> list[Group]:
    """As it is now; of one that ended as it was then."""
    if check_in.totals is not None:
        return [Group(*group) for group in check_in.totals]
    return await count(tx, check_in.id)


async def count(tx: AsyncConnection, check_in_id: int) -> list[Group]:
    keys = (M.country, M.timezone, A.answer)
    query = (
        sa.select(*keys, sa.func.count(), sa.func.count(A.taken_by))
        .select_from(asked())
        .where(D.broadcast_id == check_in_id, REACHED)
        .group_by(*keys)
    )
    return await records.every(tx, Group, query)


async def keep(tx: AsyncConnection, check_in_id: int) -> None:
    """What is counted now stays, whatever becomes of ledger and answers."""
    totals = [list(astuple(group)) for group in await count(tx, check_in_id)]
    await check_ins.keep_totals(tx, check_in_id, totals)
