"""What only SQLite needs: WAL, a write lock that is taken with BEGIN, and one process on a file.

Readers and the writer have an engine each. The writer has one connection, for which a process's transactions wait in
the order of `precedence.py`; between processes the busy timeout does. docs/database.md says what it costs.
"""

import asyncio
import fcntl
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

import aiosqlite
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

BUSY_SECONDS = 10
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_SECONDS * 1000}")
# The file holds members' data, and so do the journals SQLite makes beside it with the same rights.
OURS = 0o600


class TakenError(Exception):
    """Another process runs on this file."""


def engines(url: sa.URL, pool_size: int) -> tuple[AsyncEngine, AsyncEngine]:
    """One to read and one to write with."""
    reader = create_async_engine(
        url,
        async_creator=partial(Connection.to, str(url.database), _Reader),
        isolation_level="AUTOCOMMIT",
        skip_autocommit_rollback=True,
        hide_parameters=True,  # an error's words would quote what members wrote
        pool_size=pool_size,
        max_overflow=0,  # beyond the pool one waits: opening a connection costs more than a statement
        pool_use_lifo=True,
    )
    sa.event.listen(reader.sync_engine, "begin", _begin_snapshot)
    creator = partial(Connection.to, str(url.database), _Writer)
    return reader, create_async_engine(
        url, async_creator=creator, hide_parameters=True, pool_size=1, max_overflow=0
    )


@dataclass(frozen=True, slots=True)
class Executed:
    """What a statement gave."""

    rows: Sequence[Any] = ()
    description: Sequence[Any] | None = None
    rowcount: int = -1
    lastrowid: int | None = None


class _Fetching(sqlite3.Cursor):
    def fetchall(self) -> Any:
        return Executed(super().fetchall(), self.description, self.rowcount, self.lastrowid)


class _Reader(sqlite3.Connection):
    def execute(self, *statement: Any) -> sqlite3.Cursor:
        return self.cursor(_Fetching).execute(*statement)


class _Writer(_Reader):
    """Takes the write lock with the first statement, so that two writers wait for each other and nobody fails
    half way."""

    def execute(self, *statement: Any) -> sqlite3.Cursor:
        if not statement[0].startswith("PRAGMA"):  # some have no effect inside a transaction
            self._begin()
        return super().execute(*statement)

    def executemany(self, *statement: Any) -> sqlite3.Cursor:
        self._begin()
        return super().executemany(*statement)

    def _begin(self) -> None:
        if not self.in_transaction:
            super().execute("BEGIN IMMEDIATE")


def _private(file: str, factory: type[sqlite3.Connection]) -> sqlite3.Connection:
    """A new file is its user's alone before anything is written into it.

    One that is there is opened by SQLite only: closing it would drop every lock this process has on it, and the next
    process to leave would delete the journal under us (https://www.sqlite.org/howtocorrupt.html, 2.2).
    """
    if file and file != ":memory:" and not file.startswith("file:"):
        with suppress(FileExistsError):
            os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, OURS))
    return _opened(file, factory)


class Connection(aiosqlite.Connection):
    """aiosqlite's, whose cursors go to its thread once a statement where SQLAlchemy has them go four times (make a
    cursor, execute, fetch, close): what a statement costs here is waking that thread and being woken."""

    @classmethod
    def to(cls, file: str, factory: type[sqlite3.Connection]) -> "Connection":
        """A thread is what the thread that makes it is: made in a daemon's, a connection that an error left open
        holds up no exit."""
        made: list[Connection] = []
        maker = Thread(
            target=lambda: made.append(cls(partial(_private, file, factory), iter_chunk_size=64)), daemon=True
        )
        maker.start()
        maker.join()
        return made[0]

    def cursor(self) -> Any:
        return Cursor(self)


class Cursor:
    """The part of aiosqlite's cursor that SQLAlchemy uses; its rows come with the statement."""

    arraysize = 1

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._executed = Executed()

    async def __aenter__(self) -> "Cursor":
        return self

    async def execute(self, sql: str, parameters: Iterable[Any] = ()) -> None:
        """Given up, it ends in SQLite too: what reads millions of rows would hold its connection to the end."""
        try:
            self._executed = await self._connection.execute_fetchall(sql, parameters)  # type: ignore[assignment]
        except asyncio.CancelledError:
            await self._connection.interrupt()
            raise

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> None:
        made = await self._connection.executemany(sql, parameters)
        self._executed = Executed(rowcount=made.rowcount)

    async def fetchall(self) -> Sequence[Any]:
        return self._executed.rows

    async def close(self) -> None:
        """Nothing is left open."""

    @property
    def description(self) -> Sequence[Any] | None:
        return self._executed.description

    @property
    def rowcount(self) -> int:
        return self._executed.rowcount

    @property
    def lastrowid(self) -> int | None:
        return self._executed.lastrowid


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


def _opened(file: str, factory: type[sqlite3.Connection]) -> sqlite3.Connection:
    # isolation_level None: we say BEGIN, not the driver
    plain = sqlite3.connect(file, timeout=BUSY_SECONDS, isolation_level=None, factory=factory)
    for pragma in PRAGMAS:
        sqlite3.Connection.execute(plain, f"PRAGMA {pragma}")
    return plain


def _begin_snapshot(connection: sa.Connection) -> None:
    """Readers see the newest state with every statement unless they ask for one state."""
    if connection.get_execution_options().get("isolation_level") == "SERIALIZABLE":
        connection.exec_driver_sql("BEGIN")
