"""When a body answers, where it differs from the house: its days, hours, holidays, and within how many working days."""

from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import records
from storage.database.schema import Json, insert, metadata

body_hours = sa.Table(
    "body_hours",
    metadata,
    sa.Column("body", sa.Text, primary_key=True),
    sa.Column("days", Json, nullable=False),  # "mon" to "sun"
    sa.Column("open_from", sa.Text, nullable=False),  # "09:00", by the clock staff plan by
    sa.Column("open_until", sa.Text, nullable=False),
    sa.Column("holidays", Json, nullable=False),  # "2026-12-16"
    sa.Column("answer_within_days", sa.Integer, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Hours:
    """A row of `body_hours` without its body; the keys are those of `[questions]` in the configuration."""

    days: list[str]
    open_from: str
    open_until: str
    holidays: list[str]
    answer_within_days: int

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


COLUMNS = tuple(body_hours.c[name] for name in Hours.__slots__)


async def get(tx: AsyncConnection, body: str) -> Hours | None:
    return await records.first(tx, Hours, sa.select(*COLUMNS).where(body_hours.c.body == body))


async def put(tx: AsyncConnection, body: str, hours: Hours) -> None:
    values = hours.as_dict()
    row = insert(tx, body_hours).values(body=body, **values)
    await tx.execute(row.on_conflict_do_update(index_elements=["body"], set_=values))


async def drop(tx: AsyncConnection, body: str) -> None:
    """It answers when the house does."""
    await tx.execute(sa.delete(body_hours).where(body_hours.c.body == body))
