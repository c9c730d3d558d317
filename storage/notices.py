"""What single members are to hear, as rows: claimed before it is said, done afterwards.

A noun's table has `id`, `not_before`, `tried_at`, `done_at` and `reason`; a claim of a process that died falls back
after `RETRY`.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Generic, Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.schema import Utc

RETRY = timedelta(minutes=5)  # longer than a message waits for its turn


def columns() -> tuple[sa.Column[Any], ...]:
    """Those by which a notice waits, is claimed and done with."""
    return (
        sa.Column("not_before", Utc),  # the end of quiet hours, or a try that failed
        sa.Column("tried_at", Utc),
        sa.Column("done_at", Utc),
        sa.Column("reason", sa.Text),  # why it was not sent; null = it was
    )


def unclaimed(tried_at: sa.ColumnElement[Any], now: datetime) -> sa.ColumnElement[bool]:
    """No process is at it, or the one that was died."""
    return sa.or_(tried_at.is_(None), tried_at < now - RETRY)


class Numbered(Protocol):
    """A row that is known by its number."""

    @property
    def id(self) -> int: ...


Row = TypeVar("Row", bound=Numbered)


class Queue(Generic[Row]):
    """The rows of `table` that are not done with; `row` is the dataclass of those of its columns a sender needs."""

    def __init__(self, table: sa.Table, row: type[Row]) -> None:
        self.table, self.row = table, row
        self.columns = [table.c[name] for name in row.__slots__]  # type: ignore[attr-defined]

    async def claim(self, tx: AsyncConnection, now: datetime, limit: int) -> list[Row]:
        """So many that no other process sends just now, the oldest first; this one has RETRY to send them."""
        free, number = self._free(now), self.table.c.id
        first = sa.select(number).where(free).order_by(number).limit(limit).scalar_subquery()
        taken = sa.update(self.table).where(free, number.in_(first)).values(tried_at=now)
        claimed = [self.row(*row) for row in await tx.execute(taken.returning(*self.columns))]
        return sorted(claimed, key=lambda notice: notice.id)

    async def waits(self, tx: AsyncConnection, now: datetime) -> bool:
        """Whether any could be claimed: asked often, so that an idle bot writes nothing."""
        return bool((await tx.execute(sa.select(sa.exists().where(self._free(now))))).scalar_one())

    def _free(self, now: datetime) -> sa.ColumnElement[bool]:
        c = self.table.c
        return sa.and_(
            c.done_at.is_(None),
            unclaimed(c.tried_at, now),
            sa.or_(c.not_before.is_(None), c.not_before <= now),
        )

    async def renew(self, tx: AsyncConnection, claimed: Sequence[Row], now: datetime) -> None:
        """Whoever claimed these is still at it; what was done with or put off meanwhile stays as it is."""
        c, numbers = self.table.c, [notice.id for notice in claimed]
        here = sa.and_(c.id.in_(numbers), c.done_at.is_(None), c.tried_at.is_not(None))
        await tx.execute(sa.update(self.table).where(here).values(tried_at=now))

    async def put_off(self, tx: AsyncConnection, notice: Row, until: datetime | None) -> None:
        """It waits until then, or for the next look."""
        here = sa.update(self.table).where(self.table.c.id == notice.id)
        await tx.execute(here.values(tried_at=None, not_before=until))

    async def done(self, tx: AsyncConnection, notice: Row, at: datetime, reason: str | None = None) -> None:
        """It was sent, or for this reason never will be."""
        here = sa.update(self.table).where(self.table.c.id == notice.id)
        await tx.execute(here.values(done_at=at, reason=reason))
