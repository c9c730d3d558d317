"""What the member of an offer is to hear: an introduction to answer, who they met, that it came to nothing, whether the
offer still holds, that it was paused (`storage/notices.py`).

A notice is unique for what it is `about`: when the introduction was proposed or decided, or the confirmation that is a
year old.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.schema import BigId, Utc, insert, metadata, partial_index, word
from storage.notices import Queue, columns
from storage.offers.offers import OPEN, C


class Kind(StrEnum):
    """What the member hears."""

    ASK = "ask"
    """Whether they want to be introduced."""
    MET = "met"
    """Who they were introduced to."""
    OFF = "off"
    """That an introduction came to nothing."""
    RENEW = "renew"
    """Whether the offer still holds, once a year."""
    PAUSED = "paused"
    """That it was paused, for nobody said that it holds."""


notices = sa.Table(
    "offer_notices",
    metadata,
    sa.Column("id", BigId, primary_key=True, autoincrement=True),
    sa.Column("offer_id", BigId, sa.ForeignKey("offers.id", ondelete="CASCADE"), nullable=False),
    sa.Column("kind", *word(*Kind, name="kind"), nullable=False),
    sa.Column("introduction_id", BigId, nullable=False, server_default="0"),  # 0: about none; it may be gone
    sa.Column("about", Utc, nullable=False),
    *columns(),
    sa.UniqueConstraint("offer_id", "kind", "about", "introduction_id"),
)
N = notices.c
partial_index("ix_offer_notices_open", N.done_at.is_(None), N.id)


@dataclass(frozen=True, slots=True)
class Notice:
    """A row of `offer_notices`."""

    id: int
    offer_id: int
    kind: str  # a `Kind`
    introduction_id: int
    about: datetime


QUEUE = Queue(notices, Notice)


async def add(
    tx: AsyncConnection, offer_id: int, kind: Kind, about: datetime, introduction_id: int = 0
) -> None:
    """One that is there already stays."""
    row = {"offer_id": offer_id, "kind": kind, "about": about, "introduction_id": introduction_id}
    await tx.execute(insert(tx, notices).values(row).on_conflict_do_nothing())


async def unasked(tx: AsyncConnection, introduction_id: int, at: datetime, reason: str) -> set[int]:
    """Questions whether to be introduced that nobody began to send never go out; the offers they were for."""
    waits = sa.and_(N.introduction_id == introduction_id, N.kind == Kind.ASK, N.done_at.is_(None))
    here = sa.and_(waits, N.tried_at.is_(None))
    stopped = sa.update(notices).where(here).values(done_at=at, reason=reason).returning(N.offer_id)
    return set((await tx.execute(stopped)).scalars())


async def write_renewals(tx: AsyncConnection, before: datetime, limit: int) -> int:
    """Asks for so many open offers confirmed before this time whether they hold; how many were written."""
    asked = sa.exists().where(N.offer_id == C.id, N.kind == Kind.RENEW, N.about == C.confirmed_at)
    due = (
        sa.select(C.id, sa.literal(Kind.RENEW, sa.Text), C.confirmed_at)
        .where(OPEN, C.confirmed_at < before, sa.not_(asked))
        .order_by(C.confirmed_at, C.id)
        .limit(limit)
    )
    rows = insert(tx, notices).from_select(["offer_id", "kind", "about"], due)
    return int((await tx.execute(rows.on_conflict_do_nothing())).rowcount)


async def unanswered(tx: AsyncConnection, before: datetime, limit: int) -> list[int]:
    """Open offers whose member was asked before this time whether they hold, or could not be, and said nothing."""
    asked = sa.exists().where(
        N.offer_id == C.id, N.kind == Kind.RENEW, N.about == C.confirmed_at, N.done_at < before
    )
    return list((await tx.execute(sa.select(C.id).where(OPEN, asked).order_by(C.id).limit(limit))).scalars())


async def drop(
    tx: AsyncConnection, offer_id: int, kinds: Collection[Kind], at: datetime, reason: str
) -> None:
    """What was still to be said of these kinds is no more so."""
    here = sa.and_(N.offer_id == offer_id, N.kind.in_(list(kinds)), N.done_at.is_(None), N.tried_at.is_(None))
    await tx.execute(sa.update(notices).where(here).values(done_at=at, reason=reason))
