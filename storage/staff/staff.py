"""Staff who were added by colleagues, and the log of who did what.

Owners named in the configuration are staff without a row here. A removed colleague's row stays, so that the
log can still name them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.schema import BigId, Json, Utc, metadata, word

ROLES = ("owner", "approver", "editor")

staff = sa.Table(
    "staff",
    metadata,
    sa.Column("user_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("role", *word(*ROLES, name="role"), nullable=False),
    sa.Column("name", sa.Text),
    sa.Column("added_by", sa.BigInteger),
    sa.Column("added_at", Utc, nullable=False),
    sa.Column("removed_at", Utc),
)
audit = sa.Table(
    "audit",
    metadata,
    sa.Column("id", BigId, primary_key=True, autoincrement=True),
    sa.Column("at", Utc, nullable=False, index=True),
    sa.Column("user_id", sa.BigInteger, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),  # what it was done to: a number, a user id, an entry
    sa.Column("detail", Json),
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


@dataclass(frozen=True, slots=True)
class Deed:
    """A line of the log; `detail` holds what a reader needs beyond the action's name."""

    id: int
    at: datetime
    user_id: int
    action: str
    subject: str
    detail: dict[str, Any] | None


async def of_user(tx: AsyncConnection, user_id: int) -> Colleague | None:
    """The colleague, unless removed."""
    here = sa.and_(staff.c.user_id == user_id, staff.c.removed_at.is_(None))
    row = (await tx.execute(sa.select(staff).where(here))).first()
    return Colleague(*row) if row else None


async def everyone(tx: AsyncConnection) -> list[Colleague]:
    """Colleagues in order of joining, also those who left."""
    query = sa.select(staff).order_by(staff.c.added_at, staff.c.user_id)
    return [Colleague(*row) for row in await tx.execute(query)]


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
    return bool((await tx.execute(sa.update(staff).where(here).values(role=role))).rowcount)


async def remove(tx: AsyncConnection, user_id: int, at: datetime) -> bool:
    here = sa.and_(staff.c.user_id == user_id, staff.c.removed_at.is_(None))
    return bool((await tx.execute(sa.update(staff).where(here).values(removed_at=at))).rowcount)


async def log(
    tx: AsyncConnection, user_id: int, action: str, subject: object, at: datetime, **detail: Any
) -> None:
    """Writes a line; call it in the transaction that does the deed."""
    row = {"at": at, "user_id": user_id, "action": action, "subject": str(subject), "detail": detail or None}
    await tx.execute(sa.insert(audit).values(row))


async def deeds(tx: AsyncConnection, limit: int = 10, offset: int = 0) -> tuple[list[Deed], int]:
    """A page of the log, newest first, and how many lines there are."""
    number = (await tx.execute(sa.select(sa.func.count()).select_from(audit))).scalar_one()
    query = sa.select(audit).order_by(audit.c.id.desc()).limit(limit).offset(offset)
    return [Deed(*row) for row in await tx.execute(query)], number


async def expire(tx: AsyncConnection, before: datetime) -> int:
    """Drops deeds older than this; returns how many."""
    return (await tx.execute(sa.delete(audit).where(audit.c.at < before))).rowcount
