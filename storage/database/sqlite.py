"""What only SQLite needs: WAL, a write lock that is taken with BEGIN, and one process on a file.

Readers and the writer have an engine each. The writer's pool of one connection is the queue in which a process's
transactions wait for each other; between processes the busy timeout does. docs/database.md says what it costs.
"""

import fcntl
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import aiosqlite
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

BUSY_SECONDS = 10
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_SECONDS * 1000}")


class TakenError(Exception):
    """Another process runs on this file."""


def engines(url: sa.URL, pool_size: int) -> tuple[AsyncEngine, AsyncEngine]:
    """One to read and one to write with."""
    connect = partial(Connection.to, str(url.database))
    reader = create_async_engine(
        url,
        async_creator=connect,
        isolation_level="AUTOCOMMIT",
        skip_autocommit_rollback=True,
        pool_size=pool_size,
        max_overflow=0,  # beyond the pool one waits: opening a connection costs more than a statement
        pool_use_lifo=True,
    )
    writer = create_async_engine(url, async_creator=connect, pool_size=1, max_overflow=0)
    for engine in (reader, writer):
        sa.event.listen(engine.sync_engine, "connect", _set_pragmas)
    sa.event.listen(reader.sync_engine, "begin", _begin_snapshot)
    sa.event.listen(writer.sync_engine, "begin", _begin_writing)
    return reader, writer


class Connection(aiosqlite.Connection):
    """aiosqlite's, whose cursors go to its thread once a statement where SQLAlchemy has them go four times (make a
    cursor, execute, fetch, close): what a statement costs here is waking that thread and being woken."""

    @classmethod
    def to(cls, file: str) -> "Connection":
        options = {"timeout": BUSY_SECONDS, "isolation_level": None}  # None: we say BEGIN, not the driver
        return cls(partial(sqlite3.connect, file, **options), iter_chunk_size=64)

    def cursor(self) -> Any:
        return Cursor(self)


class Cursor:
    """The part of aiosqlite's cursor that SQLAlchemy uses; it is made with the statement."""

    arraysize = 1

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._made: aiosqlite.Cursor | None = None

    async def __aenter__(self) -> "Cursor":
        return self

    async def execute(self, sql: str, parameters: Iterable[Any] = ()) -> None:
        self._made = await self._connection.execute(sql, parameters)

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> None:
        self._made = await self._connection.executemany(sql, parameters)

    async def fetchall(self) -> Iterable[Any]:
        return await self._made.fetchall() if self._made else ()

    async def close(self) -> None:
        """Nothing is left open: SQLAlchemy fetches all rows with the statement."""

    @property
    def description(self) -> Sequence[Any] | None:
        return self._made.description if self._made else None

    @property
    def rowcount(self) -> int:
        return self._made.rowcount if self._made else -1

    @property
    def lastrowid(self) -> int | None:
        return self._made.lastrowid if self._made else None


def file_of(dsn: str) -> Path | None:
    """The file behind a SQLite DSN, None for PostgreSQL or a database in memory."""
    url = sa.make_url(dsn)
    named = url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")
    return Path(str(url.database)) if named else None


@contextmanager
def alone(dsn: str) -> Iterator[None]:
    """Holds the file for this process; the system lets it go with the process. PostgreSQL needs no such thing."""
    file = file_of(dsn)
    if file is None:
        yield
        return
    with Path(f"{file}.run").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise TakenError(str(file)) from None
        yield


def _set_pragmas(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_snapshot(connection: sa.Connection) -> None:
    """Readers see the newest state with every statement unless they ask for one state."""
    if connection.get_execution_options().get("isolation_level") == "SERIALIZABLE":
        connection.exec_driver_sql("BEGIN")


def _begin_writing(connection: sa.Connection) -> None:
    """At once, so that two writers wait for each other and nobody fails half way."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
