"""Staff who were added by colleagues.

Owners named in the configuration are staff without a row here. A removed colleague's row stays, so that the log of
deeds (`audit.py`) can still name them.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import records
from storage.database.schema import Utc, metadata, word

ROLES = ("owner", "approver", "editor", "operator", "analyst")

staff = sa.Table(
    "staff",
    metadata,
    sa.Column("user_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("role", *word(*ROLES, name="role"), nullable=False),
    sa.Column("name", sa.Text),
    sa.Column("added_by", sa.BigInteger),
    sa.Column("added_at", Utc, nullable=False),
    sa.Column("removed_at", Utc),
    sa.Column("proposed_by", sa.BigInteger),  # the owner who asked another owner to make them one
)


@dataclass(frozen=True, slots=True)
class Colleague:
    """A row of `staff`."""

    user_id: int
    role: str
    name: str | None
    added_by: int | None
    added_at: datetime
    removed_at: datetime | None
    proposed_by: int | None


async def of_user(tx: AsyncConnection, user_id: int) -> Colleague | None:
    """The colleague, unless removed."""
    here = sa.and_(staff.c.user_id == user_id, staff.c.removed_at.is_(None))
    return await records.first(tx, Colleague, sa.select(staff).where(here))


async def owners(tx: AsyncConnection) -> set[int]:
    """Those of the table, held until the end of the transaction: of two changes at once the second sees the first."""
    here = sa.and_(staff.c.role == "owner", staff.c.removed_at.is_(None))
    query = sa.select(staff.c.user_id).where(here).order_by(staff.c.user_id).with_for_update()
    return set((await tx.execute(query)).scalars())


async def everyone(tx: AsyncConnection) -> list[Colleague]:
    """Colleagues in order of joining, also those who left."""
    return await records.every(tx, Colleague, sa.select(staff).order_by(staff.c.added_at, staff.c.user_id))


async def add(tx: AsyncConnection, user_id: int, role: str, name: str | None, by: int, at: datetime) -> bool:
    """A new colleague, or one who comes back; False if they are on the team already."""
    if await of_user(tx, user_id):
        return False
    await tx.execute(sa.delete(staff).where(staff.c.user_id == user_id))
    row = {"user_id": user_id, "role": role, "name": name, "added_by": by, "added_at": at}
    await tx.execute(sa.insert(staff).values(row))
    return True


async def set_role(tx: AsyncConnection, user_id: int, role: str) -> bool:
    """False if they have that role already, or left."""
    here = sa.and_(staff.c.user_id == user_id, staff.c.removed_at.is_(None), staff.c.role != role)
    return await records.changed(tx, sa.update(staff).where(here).values(role=role, proposed_by=None))


async def propose(tx: AsyncConnection, user_id: int, by: int) -> bool:
    """An owner asks another one to make them an owner; False if they left or that is asked already."""
    here = sa.and_(staff.c.user_id == user_id, staff.c.removed_at.is_(None), staff.c.proposed_by.is_(None))
    return await records.changed(tx, sa.update(staff).where(here).values(proposed_by=by))


async def decide(tx: AsyncConnection, user_id: int, role: str | None) -> bool:
    """What was proposed is over: they have this role now, or with None the one they had; False if it was over."""
    here = sa.and_(staff.c.user_id == user_id, staff.c.removed_at.is_(None), staff.c.proposed_by.is_not(None))
    values = {"proposed_by": None} | ({"role": role} if role else {})
    return await records.changed(tx, sa.update(staff).where(here).values(values))


async def remove(tx: AsyncConnection, user_id: int, at: datetime) -> bool:
    here = sa.and_(staff.c.user_id == user_id, staff.c.removed_at.is_(None))
    return await records.changed(tx, sa.update(staff).where(here).values(removed_at=at, proposed_by=None))
