"""What statements come back with: rows as records of their columns, in their order, or whether there was a row."""

from collections.abc import Callable
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

Record = TypeVar("Record")
Rows = sa.Executable


async def first(tx: AsyncConnection, record: Callable[..., Record], rows: Rows) -> Record | None:
    row: sa.Row[Any] | None = (await tx.execute(rows)).first()
    return record(*row) if row else None


async def every(tx: AsyncConnection, record: Callable[..., Record], rows: Rows) -> list[Record]:
    return [record(*row) for row in await tx.execute(rows)]


async def exist(tx: AsyncConnection, rows: Rows) -> bool:
    return (await tx.execute(rows)).first() is not None


async def changed(tx: AsyncConnection, statement: sa.Update | sa.Delete | sa.Insert) -> bool:
    """Whether it found a row; False when somebody else was quicker."""
    return bool((await tx.execute(statement)).rowcount)
