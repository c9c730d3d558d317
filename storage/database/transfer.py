"""All rows of one database into an empty other one, in one consistent snapshot, counts compared."""

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import tables
from storage.database.database import Database
from storage.database.schema import metadata

assert tables  # registers every table
PAGE = 5_000
MADE = frozenset({"installation"})  # with every database; the source's takes its place
LEFT_OUT = frozenset({"leases", "chat_claims", "budget_shares"})  # who runs now, not what is kept


class NotEmptyError(Exception):
    """The target has rows already."""


class MiscountError(Exception):
    """A table has not as many rows as its source; nothing was kept."""


async def copy(source: Database, target: Database, advance: Callable[[int], None]) -> dict[str, int]:
    """Copies every table in one transaction; rows copied by table."""
    copied: dict[str, int] = {}
    async with source.snapshot() as reading, target.begin() as tx:
        for table in metadata.sorted_tables:
            if table.name in LEFT_OUT:
                continue
            if table.name in MADE:
                await tx.execute(sa.delete(table))
            if await _count(tx, table):
                raise NotEmptyError(f"the database has rows in {table.name} already")
            copied[table.name] = await _table(reading, tx, table, advance)
            expected = await _count(reading, table)
            if await _count(tx, table) != expected:
                raise MiscountError(f"{table.name}: {copied[table.name]} rows copied of {expected}")
        await _advance_sequences(tx)
    return copied


async def _count(tx: AsyncConnection, table: sa.Table) -> int:
    return (await tx.execute(sa.select(sa.func.count()).select_from(table))).scalar_one()


async def _table(
    reading: AsyncConnection, tx: AsyncConnection, table: sa.Table, advance: Callable[[int], None]
) -> int:
    """Pages by primary key, so that memory stays flat whatever the size."""
    key = list(table.primary_key.columns)
    last: tuple[object, ...] | None = None
    copied = 0
    while True:
        query = sa.select(table).order_by(*key).limit(PAGE)
        if last is not None:
            query = query.where(sa.tuple_(*key) > sa.tuple_(*last, types=[column.type for column in key]))
        rows = [dict(row) for row in (await reading.execute(query)).mappings()]
        if not rows:
            return copied
        await tx.execute(sa.insert(table), rows)
        last = tuple(rows[-1][column.name] for column in key)
        copied += len(rows)
        advance(len(rows))


async def _advance_sequences(tx: AsyncConnection) -> None:
    """On PostgreSQL the next id must come after the copied ones."""
    if tx.dialect.name != "postgresql":
        return
    for table in metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None and column.name in table.primary_key.columns:
            await tx.execute(
                sa.text(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', '{column.name}'),"  # noqa: S608
                    f" COALESCE((SELECT MAX({column.name}) FROM {table.name}), 0) + 1, false)"
                )
            )
