"""Introductions: a request and an offer that may fit, and what each side answered.

`bot/offers/introductions.py` has the table of states. The one UPDATE of a row is the lock: of two answers at once the
second sees the first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import records
from storage.database.schema import BigId, Utc, insert, metadata, word

STATES = ("asked", "half", "met", "declined", "lapsed", "ended", "canceled")
ANSWERS = ("yes", "no")

introductions = sa.Table(
    "introductions",
    metadata,
    sa.Column("id", BigId, primary_key=True, autoincrement=True),
    sa.Column("seek_id", BigId, sa.ForeignKey("offers.id", ondelete="CASCADE"), nullable=False),
    sa.Column("give_id", BigId, sa.ForeignKey("offers.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("state", *word(*STATES, name="state"), nullable=False, server_default="asked"),
    sa.Column("seek_answer", *word(*ANSWERS, name="seek_answer")),
    sa.Column("give_answer", *word(*ANSWERS, name="give_answer")),
    sa.Column("proposed_by", sa.BigInteger, nullable=False),
    sa.Column("proposed_at", Utc, nullable=False),
    sa.Column("decided_at", Utc),
    sa.UniqueConstraint("seek_id", "give_id"),
    sqlite_autoincrement=True,  # a number is never another's: notices name it
)
C = introductions.c


@dataclass(frozen=True, slots=True)
class Introduction:
    """A row of `introductions`."""

    id: int
    seek_id: int
    give_id: int
    state: str
    seek_answer: str | None = None
    give_answer: str | None = None
    proposed_by: int = 0
    proposed_at: datetime | None = None
    decided_at: datetime | None = None

    def answer_of(self, offer_id: int) -> str | None:
        """What the member of this offer said."""
        return self.seek_answer if offer_id == self.seek_id else self.give_answer

    def other(self, offer_id: int) -> int:
        """The offer on the other side."""
        return self.give_id if offer_id == self.seek_id else self.seek_id


COLUMNS = tuple(introductions.c[name] for name in Introduction.__slots__)


async def propose(
    tx: AsyncConnection, seek_id: int, give_id: int, by: int, at: datetime, again: Sequence[str]
) -> Introduction | None:
    """A new one, or an earlier one of the same two in one of the states `again` begun anew; None while there is one
    that may not be. Whoever calls holds both offers."""
    fresh = {"proposed_by": by, "proposed_at": at}
    anew = fresh | {"state": "asked", "seek_answer": None, "give_answer": None, "decided_at": None}
    row = insert(tx, introductions).values(seek_id=seek_id, give_id=give_id, **fresh)
    put = row.on_conflict_do_update(
        index_elements=["seek_id", "give_id"], set_=anew, where=C.state.in_(list(again))
    )
    made = (await tx.execute(put.returning(*COLUMNS))).first()
    return Introduction(*made) if made else None


async def get(tx: AsyncConnection, number: int) -> Introduction | None:
    return await records.first(tx, Introduction, sa.select(*COLUMNS).where(C.id == number))


async def step(
    tx: AsyncConnection,
    number: int,
    steps: Mapping[str, str],
    final: Sequence[str],
    at: datetime,
    *more: sa.ColumnElement[bool],
    **values: Any,
) -> Introduction | None:
    """Moves it from the state it is in to the one `steps` names for that; `final` ones are decided. None: it is in none
    of them."""
    after = sa.case(dict(steps), value=C.state)
    decided = sa.case((after.in_(list(final)), sa.literal(at, Utc)), else_=None)
    here = sa.and_(C.id == number, C.state.in_(list(steps)), *more)
    moved = sa.update(introductions).where(here).values(state=after, decided_at=decided, **values)
    return await records.first(tx, Introduction, moved.returning(*COLUMNS))


async def of_offer(tx: AsyncConnection, offer_id: int) -> list[Introduction]:
    """The newest first."""
    query = sa.select(*COLUMNS).where(sa.or_(C.seek_id == offer_id, C.give_id == offer_id))
    return await records.every(tx, Introduction, query.order_by(C.proposed_at.desc(), C.id.desc()))


async def in_states(
    tx: AsyncConnection, states: Sequence[str], limit: int, offset: int = 0
) -> tuple[list[Introduction], int]:
    """A page of them, the newest first, and how many there are."""
    here = C.state.in_(list(states))
    number = sa.select(sa.func.count()).select_from(introductions).where(here)
    query = sa.select(*COLUMNS).where(here).order_by(C.proposed_at.desc(), C.id.desc())
    listed = [Introduction(*row) for row in await tx.execute(query.limit(limit).offset(offset))]
    return listed, int((await tx.execute(number)).scalar_one())


async def waiting_since(
    tx: AsyncConnection, states: Sequence[str], before: datetime, limit: int
) -> list[int]:
    """Numbers of those proposed before this time that are still in these states."""
    here = sa.and_(C.state.in_(list(states)), C.proposed_at < before)
    return list((await tx.execute(sa.select(C.id).where(here).order_by(C.id).limit(limit))).scalars())


async def counts(tx: AsyncConnection, span: tuple[datetime, datetime]) -> dict[str, int]:
    """How many were proposed from the first moment to before the second, by what became of them."""
    here = sa.and_(C.proposed_at >= span[0], C.proposed_at < span[1])
    query = sa.select(C.state, sa.func.count()).where(here).group_by(C.state)
    return {row[0]: row[1] for row in await tx.execute(query)}


async def expire(tx: AsyncConnection, before: datetime) -> int:
    """Drops those decided before this time; returns how many."""
    return (await tx.execute(sa.delete(introductions).where(C.decided_at < before))).rowcount
