"""Links by which somebody joins the team: each for one role, for a few days, for one person.

Only a digest of what the link carries is kept, so that nobody who reads the database can join by it.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import records
from storage.database.schema import BigId, Utc, metadata, word
from storage.staff.staff import ROLES

invitations = sa.Table(
    "staff_invitations",
    metadata,
    sa.Column("id", BigId, primary_key=True, autoincrement=True),
    sa.Column("digest", sa.Text, nullable=False, unique=True),
    sa.Column("role", *word(*ROLES, name="role"), nullable=False),
    sa.Column("invited_by", sa.BigInteger, nullable=False),
    sa.Column("expires_at", Utc, nullable=False),
    sa.Column("used_at", Utc),
    sa.Column("used_by", sa.BigInteger),
    sa.Column("withdrawn_at", Utc),
)
OPEN = sa.and_(invitations.c.used_at.is_(None), invitations.c.withdrawn_at.is_(None))


@dataclass(frozen=True, slots=True)
class Invitation:
    """A row of `staff_invitations`."""

    id: int
    digest: str
    role: str
    invited_by: int
    expires_at: datetime
    used_at: datetime | None
    used_by: int | None
    withdrawn_at: datetime | None


def digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


async def add(tx: AsyncConnection, token: str, role: str, by: int, expires_at: datetime) -> int:
    """Its number."""
    row = {"digest": digest(token), "role": role, "invited_by": by, "expires_at": expires_at}
    made = sa.insert(invitations).values(row).returning(invitations.c.id)
    return int((await tx.execute(made)).scalar_one())


async def by_token(tx: AsyncConnection, token: str) -> Invitation | None:
    return await records.first(
        tx, Invitation, sa.select(invitations).where(invitations.c.digest == digest(token))
    )


async def waiting(tx: AsyncConnection, now: datetime) -> list[Invitation]:
    """Those that can still be used, the oldest first."""
    query = sa.select(invitations).where(OPEN, invitations.c.expires_at > now).order_by(invitations.c.id)
    return await records.every(tx, Invitation, query)


async def use(tx: AsyncConnection, token: str, user_id: int, now: datetime) -> Invitation | None:
    """Uses it up; None if it is unknown, over, withdrawn or used."""
    here = sa.and_(invitations.c.digest == digest(token), OPEN, invitations.c.expires_at > now)
    used = sa.update(invitations).where(here).values(used_at=now, used_by=user_id)
    return await records.first(tx, Invitation, used.returning(*invitations.c))


async def withdraw(tx: AsyncConnection, number: int, now: datetime) -> bool:
    """False if it was used, withdrawn or over before."""
    here = sa.and_(invitations.c.id == number, OPEN, invitations.c.expires_at > now)
    return await records.changed(tx, sa.update(invitations).where(here).values(withdrawn_at=now))


async def expire(tx: AsyncConnection, before: datetime) -> int:
    """Drops those that were over before this; returns how many."""
    return (await tx.execute(sa.delete(invitations).where(invitations.c.expires_at < before))).rowcount
