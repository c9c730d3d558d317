"""The log of who did what, sealed as a chain: each deed's seal covers the one before it.

A deed is written in the transaction that does it, and sealed a few seconds later (`seal`), in one order for all
processes. Whoever changes, removes or inserts a sealed deed in the database breaks every seal after it, which `verify`
finds; the last seal, noted elsewhere, tells of a chain that was made anew. A deed can be forged only before it is
sealed. What `expire` lets go of is the beginning of the chain, whose last seal stays.
"""

import json
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import records
from storage.database.schema import BigId, Json, Utc, insert, metadata

PAGE = 500  # deeds that are sealed or looked at together
CHAIN = 1  # the one row of `audit_chain`

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("id", BigId, primary_key=True, autoincrement=True),
    sa.Column("at", Utc, nullable=False, index=True),
    sa.Column("user_id", sa.BigInteger, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),  # what it was done to: a number, a user id, an entry
    sa.Column("detail", Json),
    sa.Column("place", sa.BigInteger, index=True, unique=True),  # in the chain, from 1; None until sealed
    sa.Column("seal", sa.Text),
)
audit_chain = sa.Table(
    "audit_chain",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("length", sa.BigInteger, nullable=False),  # deeds sealed so far, those let go of included
    sa.Column("seal", sa.Text, nullable=False),  # of the last
    sa.Column("start", sa.Text, nullable=False),  # the seal before the oldest that is kept
)


@dataclass(frozen=True, slots=True)
class Deed:
    """A line of the log; `detail` holds what a reader needs beyond the action's name."""

    id: int
    at: datetime
    user_id: int
    action: str
    subject: str
    detail: dict[str, Any] | None
    place: int | None
    seal: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which deeds to show: of one person, of some kinds ("broadcast" for "broadcast.paused"), since a moment."""

    user_id: int | None = None
    kinds: Collection[str] = ()
    since: datetime | None = None

    def clauses(self) -> list[sa.ColumnElement[bool]]:
        asked = [audit.c.action.startswith(f"{kind}.", autoescape=True) for kind in self.kinds]
        return [
            *([sa.or_(*asked)] if asked else []),
            *([audit.c.user_id == self.user_id] if self.user_id is not None else []),
            *([audit.c.at >= self.since] if self.since is not None else []),
        ]


@dataclass(frozen=True, slots=True)
class Chain:
    """What `verify` found: the last deed and its seal, and the first deed (by its number) where the chain is broken."""

    length: int
    seal: str
    broken_at: int | None


async def log(
    tx: AsyncConnection, user_id: int, action: str, subject: object, at: datetime, **detail: Any
) -> None:
    """Writes a line; call it in the transaction that does the deed."""
    row = {"at": at, "user_id": user_id, "action": action, "subject": str(subject), "detail": detail or None}
    await tx.execute(sa.insert(audit).values(row))


async def deeds(
    tx: AsyncConnection, limit: int = 10, offset: int = 0, wanted: Wanted = Wanted()
) -> tuple[list[Deed], int]:
    """A page of the log, newest first, and how many lines there are."""
    clauses = wanted.clauses()
    number = (await tx.execute(sa.select(sa.func.count()).select_from(audit).where(*clauses))).scalar_one()
    query = sa.select(audit).where(*clauses).order_by(audit.c.id.desc()).limit(limit).offset(offset)
    return [Deed(*row) for row in await tx.execute(query)], number


async def doers(tx: AsyncConnection) -> list[int]:
    """Everybody who did something, those who did most recently first."""
    latest = sa.func.max(audit.c.id)
    query = sa.select(audit.c.user_id).group_by(audit.c.user_id).order_by(latest.desc())
    return list((await tx.execute(query)).scalars())


async def waiting(tx: AsyncConnection) -> bool:
    """Whether there is a deed without a seal."""
    return await records.exist(tx, sa.select(audit.c.id).where(audit.c.place.is_(None)).limit(1))


async def seal(tx: AsyncConnection) -> int:
    """Seals the oldest deeds that have no seal, at most PAGE; how many. The chain's row is held meanwhile, so that two
    processes seal one after the other."""
    length, last = await _held(tx)
    query = sa.select(audit).where(audit.c.place.is_(None)).order_by(audit.c.id).limit(PAGE)
    rows = [Deed(*row) for row in await tx.execute(query)]
    for place, deed in enumerate(rows, length + 1):
        last = seal_of(last, place, deed)
        sealed = sa.update(audit).where(audit.c.id == deed.id).values(place=place, seal=last)
        await tx.execute(sealed)
    if rows:
        await tx.execute(sa.update(audit_chain).values(length=length + len(rows), seal=last))
    return len(rows)


async def _held(tx: AsyncConnection) -> tuple[int, str]:
    """The chain's length and last seal, and its row for us alone until the transaction ends."""
    empty = {"id": CHAIN, "length": 0, "seal": "", "start": ""}
    await tx.execute(insert(tx, audit_chain).values(empty).on_conflict_do_nothing(index_elements=["id"]))
    held = sa.update(audit_chain).values(length=audit_chain.c.length)
    length, last = (await tx.execute(held.returning(audit_chain.c.length, audit_chain.c.seal))).one()
    return length, last


def seal_of(before: str, place: int, deed: Deed) -> str:
    """SHA-256 over the seal before it and all a deed says, as JSON that is always written the same."""
    said = [place, deed.id, deed.at.isoformat(), deed.user_id, deed.action, deed.subject, deed.detail]
    written = json.dumps([before, *said], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(written.encode()).hexdigest()


async def verify(tx: AsyncConnection) -> Chain:
    """Works every seal out anew, page by page; deeds not sealed yet are left out."""
    head = (await tx.execute(sa.select(audit_chain))).first()
    if head is None:
        return Chain(0, "", None)
    before, place = head.start, None
    async for deed in _sealed(tx):
        place = deed.place if place is None else place + 1
        before = seal_of(before, place or 0, deed)
        if (deed.place, deed.seal) != (place, before):
            return Chain(head.length, head.seal, deed.place)
    whole = before == head.seal and place in (None, head.length)
    return Chain(head.length, head.seal, None if whole else head.length)


async def _sealed(tx: AsyncConnection) -> AsyncIterator[Deed]:
    last = 0
    while True:
        query = sa.select(audit).where(audit.c.place > last).order_by(audit.c.place).limit(PAGE)
        page = [Deed(*row) for row in await tx.execute(query)]
        if not page:
            return
        for deed in page:
            yield deed
        last = page[-1].place or 0


async def expire(tx: AsyncConnection, before: datetime) -> int:
    """Lets go of the chain's beginning, as far as its deeds are older than this; returns how many went."""
    while await seal(tx):
        pass
    kept = sa.select(sa.func.min(audit.c.place)).where(audit.c.at >= before)
    first = (await tx.execute(kept)).scalar()
    old = audit.c.place < first if first is not None else sa.true()
    query = sa.select(audit.c.seal).where(old).order_by(audit.c.place.desc()).limit(1)
    start = (await tx.execute(query)).scalar()
    if start is None:
        return 0
    await tx.execute(sa.update(audit_chain).values(start=start))
    return (await tx.execute(sa.delete(audit).where(old))).rowcount
