"""SQLite or PostgreSQL: `Database.open(dsn)`, then `begin()` to write, `connect()` to read, `snapshot()` to copy.
A single storage function is called by `read` or `write`: `await database.read(events.get, number)`.

Reading is without a transaction: each statement sees the newest state, and two trips to the server are saved;
what must be one state is read in a `snapshot()`. Storage functions are the same for both databases.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import Any, Concatenate, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.database import sqlite
from storage.database.errors import AwayError
from storage.database.precedence import Turns

CONNECT_SECONDS = 5
Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
}


class Database:
    """`reader` and `writer` are SQLAlchemy's engines; `dialect` is "sqlite" or "postgresql"."""

    def __init__(self, reader: AsyncEngine, writer: AsyncEngine) -> None:
        self.reader = reader
        self.writer = writer
        self.dialect = writer.dialect.name
        self._turns = Turns() if self.dialect == "sqlite" else None

    @classmethod
    def open(cls, dsn: str, *, pool_size: int = 10) -> "Database":
        """Opens `sqlite:///file.db` or `postgresql://user:pw@host/db`; ValueError names anything else."""
        url = parsed(dsn)
        if url.get_backend_name() == "sqlite":
            return cls(*sqlite.engines(url, pool_size))
        engine = create_async_engine(
            url,
            hide_parameters=True,  # an error's words would quote what members wrote
            pool_size=2 * pool_size,
            max_overflow=0,  # beyond the pool one waits: opening a connection costs more than many statements
            pool_use_lifo=True,  # a few connections do the work and know its statements
            connect_args={"timeout": CONNECT_SECONDS, "prepared_statement_cache_size": 500},
        )
        sa.event.listen(engine.sync_engine, "checkout", _check_open)
        return cls(engine.execution_options(isolation_level="AUTOCOMMIT"), engine)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """A write transaction: committed at the end, rolled back on any error. On SQLite one at a time, those that
        somebody waits for first (`storage/database/precedence.py`)."""
        async with self._turns.turn() if self._turns is not None else nullcontext():
            async with _reached(self.writer) as connection, connection.begin():
                yield connection

    def connect(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A connection to read with, statement by statement."""
        return _reached(self.reader)

    async def read(
        self,
        function: Callable[Concatenate[AsyncConnection, Arguments], Awaitable[Result]],
        /,
        *args: Arguments.args,
        **options: Arguments.kwargs,
    ) -> Result:
        """What one function reads."""
        async with self.connect() as connection:
            return await function(connection, *args, **options)

    async def write(
        self,
        function: Callable[Concatenate[AsyncConnection, Arguments], Awaitable[Result]],
        /,
        *args: Arguments.args,
        **options: Arguments.kwargs,
    ) -> Result:
        """What one function writes, in a transaction of its own."""
        async with self.begin() as connection:
            return await function(connection, *args, **options)

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncConnection]:
        """A connection to read one state with, whatever is written meanwhile. On PostgreSQL it takes one core, however
        much is read: the others are for those who wait."""
        level = "SERIALIZABLE" if self.dialect == "sqlite" else "REPEATABLE READ"
        async with _reached(self.reader) as connection:
            await connection.execution_options(isolation_level=level, postgresql_readonly=True)
            if self.dialect == "postgresql":
                await connection.exec_driver_sql("SET LOCAL max_parallel_workers_per_gather = 0")
            yield connection

    async def checkpoint(self) -> None:
        """On SQLite folds the write-ahead log into the file, so that the file alone is the database."""
        if self.dialect == "sqlite":
            async with self.connect() as connection:
                await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    async def close(self) -> None:
        await self.reader.dispose()
        await self.writer.dispose()


def parsed(dsn: str) -> sa.URL:
    """The DSN with the driver we use; ValueError with a remedy unless it names a database we speak to."""
    try:
        url = sa.make_url(dsn)
    except (sa.exc.ArgumentError, ValueError):
        raise ValueError(
            "not a database address; use sqlite:///file.db or postgresql://user:pw@host/db"
        ) from None
    backend = url.drivername.split("+")[0]
    if backend not in DRIVERS:
        raise ValueError(f"unknown kind of database '{backend}'; use sqlite:///file.db or postgresql://…")
    if backend == "sqlite" and sqlite.file_of(dsn) is None:
        raise ValueError("names no file; write it like sqlite:///otandas.db")
    return url.set(drivername=DRIVERS[backend])


@asynccontextmanager
async def _reached(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Drivers raise errors of many kinds when there is no connection to be had; here they become one."""
    connection = engine.connect()
    try:
        await connection.start()
    except Exception as error:
        await asyncio.sleep(0.1)  # aiosqlite's thread says its last word to this loop; it must be open
        raise AwayError(f"no database connection: {type(error).__name__}: {error}") from error
    try:
        yield connection
    except BaseException:
        await asyncio.shield(asyncio.create_task(connection.close()))  # rolls back, whoever cancels us
        raise
    await connection.close()  # nothing is open: but for a snapshot it goes to the pool without a wait


def _check_open(connection: Any, _record: object, _proxy: object) -> None:
    """The loop has noticed when the server closed a connection, so asking it costs no trip there."""
    if connection.driver_connection.is_closed():
        raise sa.exc.DisconnectionError("the server closed this connection")
