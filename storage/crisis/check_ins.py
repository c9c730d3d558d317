"""Check-ins: urgent broadcasts that ask how people are. One has the number of the broadcast that asked first.

Its state is that broadcast's until it has an end; the broadcasts of its later rounds carry its number
(`broadcasts.check_in_id`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.broadcasts.broadcasts import Broadcast, broadcasts
from storage.crisis import notices
from storage.database import records
from storage.database.schema import BigId, Json, Utc, insert, metadata

check_ins = sa.Table(
    "crisis_check_ins",
    metadata,
    sa.Column(
        "id",
        BigId,
        sa.ForeignKey("broadcasts.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    sa.Column("readers", Json, nullable=False),  # user ids of the colleagues named for it
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("ended_at", Utc),
    sa.Column("ended_by", sa.BigInteger),
    sa.Column("totals", Json),  # what was counted at its end: storage.crisis.figures
)
C = check_ins.c


@dataclass(frozen=True, slots=True)
class CheckIn:
    """A row with what it has of its broadcast: `state`, who wrote it, since when it is being sent."""

    id: int
    readers: tuple[int, ...]
    ended_at: datetime | None
    ended_by: int | None
    totals: list[list[Any]] | None
    author_id: int | None
    state: str
    launched_at: datetime | None

    @property
    def recalled(self) -> bool:
        """Whether the message that asked first was taken back."""
        return self.state == "recalled"

    @property
    def open(self) -> bool:
        """Whether it takes answers."""
        return self.launched_at is not None and self.ended_at is None and not self.recalled


B = broadcasts.c
SELECTED = (
    sa.select(C.id, C.readers, C.ended_at, C.ended_by, C.totals, B.author_id, B.state, B.launched_at)
    .select_from(check_ins.join(broadcasts, sa.and_(B.id == C.id, B.check_in_id == C.id)))
)  # fmt: skip


async def begin(tx: AsyncConnection, broadcast_id: int, readers: Sequence[int], at: datetime) -> None:
    """This draft asks how people are; asked again, whom it named stays."""
    row = insert(tx, check_ins).values(id=broadcast_id, readers=list(readers), created_at=at)
    await tx.execute(row.on_conflict_do_nothing())


async def get(tx: AsyncConnection, check_in_id: int, *, hold: bool = False) -> CheckIn | None:
    """None for a draft that was turned back, too. `hold`: its end waits for this transaction, or the other way."""
    query = SELECTED.where(C.id == check_in_id)
    if hold:
        query = query.with_for_update(read=True, of=check_ins)
    row = (await tx.execute(query)).first()
    return _check_in(row) if row else None


async def running(tx: AsyncConnection) -> list[CheckIn]:
    """Those that take answers, the oldest first."""
    here = sa.and_(C.ended_at.is_(None), B.launched_at.is_not(None), B.state != "recalled")
    return [_check_in(row) for row in await tx.execute(SELECTED.where(here).order_by(C.id))]


def _check_in(row: Any) -> CheckIn:
    return CheckIn(row[0], tuple(row[1]), *row[2:])


async def launched(tx: AsyncConnection, broadcast_id: int) -> None:
    """Whom it names is to hear that it began; most broadcasts ask nothing, later rounds name nobody."""
    check_in = await get(tx, broadcast_id)
    if check_in is not None:
        await notices.add(tx, broadcast_id, check_in.readers, "began")


async def name(tx: AsyncConnection, check_in_id: int, readers: Sequence[int]) -> None:
    """These colleagues read it from now on."""
    here = sa.update(check_ins).where(C.id == check_in_id)
    await tx.execute(here.values(readers=list(readers)))


async def rounds(tx: AsyncConnection, check_in_id: int) -> list[Broadcast]:
    """Every broadcast that asks for it, sent or to be sent, the first first."""
    here = sa.and_(B.check_in_id == check_in_id, B.kind == "send")
    return await records.every(tx, Broadcast, sa.select(broadcasts).where(here).order_by(B.id))


async def end(tx: AsyncConnection, check_in_id: int, user_id: int, at: datetime) -> bool:
    """No more answers, whatever is still sent of its broadcasts; False when somebody ended it before."""
    here = sa.and_(C.id == check_in_id, C.ended_at.is_(None))
    ended = await tx.execute(sa.update(check_ins).where(here).values(ended_at=at, ended_by=user_id))
    if not ended.rowcount:
        return False
    await tx.execute(sa.update(broadcasts).where(B.check_in_id == check_in_id).values(check_in_ended_at=at))
    return True


async def keep_totals(tx: AsyncConnection, check_in_id: int, totals: list[list[Any]]) -> None:
    await tx.execute(sa.update(check_ins).where(C.id == check_in_id).values(totals=totals))
