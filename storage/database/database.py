"""One door to SQLite or PostgreSQL: `Database.open(dsn)`, then `begin()` to write, `connect()` to read.

Reading is without a transaction: each statement sees the newest state, and two trips to the server are saved;
what must be one state is read in a `snapshot()`. What every update asks for takes the shorter ways: `look()`
for index look-ups, `run(work)` for a whole transaction that waits for nothing but its statements.

SQLite runs in WAL with foreign keys, a busy timeout of ten seconds and write transactions that take the
lock at once (BEGIN IMMEDIATE), so two writers wait for each other instead of failing half way. Inside one
process writers queue on an asyncio lock, which is cheaper than polling a locked file.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.database import pragmas, sqlite_trips
from storage.database.at_once import AtOnce, Made, Work
from storage.database.errors import AwayError

CONNECT_SECONDS = 5


class Database:
    """An engine and its manners. `dialect` is "sqlite" or "postgresql"."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self.dialect = engine.dialect.name
        self._reading = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._writing = asyncio.Lock()
        file = sqlite_file(str(engine.url))
        self._at_once = AtOnce(file) if file is not None else None

    @classmethod
    def open(cls, dsn: str, *, pool_size: int = 10) -> "Database":
        """Opens `sqlite:///file.db` or `postgresql://user:pw@host/db`; ValueError names anything else."""
        engine = create_async_engine(_async_url(dsn), **_options(dsn, pool_size))
        if engine.dialect.name == "sqlite":
            pragmas.teach(engine.sync_engine)
        else:
            sa.event.listen(engine.sync_engine, "checkout", _check_open)
        return cls(engine)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """A write transaction: committed at the end, rolled back on any error."""
        if self.dialect != "sqlite":
            async with _reached(self.engine) as connection, connection.begin():
                yield connection
            return
        async with self._writing, _reached(self.engine) as connection:
            writing = await connection.execution_options(writing=True)
            async with writing.begin():
                yield writing

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[AsyncConnection]:
        """A connection to read with, statement by statement."""
        async with _reached(self._reading) as connection:
            yield connection

    @asynccontextmanager
    async def look(self) -> AsyncIterator[AsyncConnection]:
        """A connection for index look-ups; on SQLite they are answered here and now, so they must be small."""
        if self._at_once is not None:
            yield self._at_once.look()
            return
        async with self.connect() as connection:
            yield connection

    async def run(self, work: Work[Made]) -> Made:
        """The work in one write transaction, committed at its end; it may await nothing but its statements."""
        if self._at_once is None:
            async with self.begin() as connection:
                return await work(connection)
        async with self._writing:
            return await self._at_once.run(work)

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncConnection]:
        """A connection to read one state with, whatever is written meanwhile."""
        async with _reached(self.engine) as connection:
            if self.dialect == "postgresql":
                await connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield connection

    async def checkpoint(self) -> None:
        """On SQLite folds the write-ahead log into the file, so that the file alone is the database."""
        if self.dialect == "sqlite":
            async with self.connect() as connection:
                await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    async def close(self) -> None:
        if self._at_once is not None:
            await self._at_once.close()
        await self.engine.dispose()


@asynccontextmanager
async def _reached(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Drivers raise errors of many kinds when there is no connection to be had; here they become one."""
    try:
        connection = await _kept(engine)
    except Exception as error:
        await asyncio.sleep(0.1)  # aiosqlite's thread says its last word to this loop; it must be open
        raise AwayError(f"no database connection: {type(error).__name__}: {error}") from error
    try:
        yield connection
    finally:
        await _finished(asyncio.create_task(connection.close()))


async def _kept(engine: AsyncEngine) -> AsyncConnection:
    """A connection; if we are cancelled while it is being made, it is given back, or the pool would lose it."""
    making = asyncio.create_task(_made(engine))
    try:
        return await asyncio.shield(making)
    except asyncio.CancelledError:
        await asyncio.wait([making])
        if not making.cancelled() and making.exception() is None:
            await making.result().close()
        raise


async def _made(engine: AsyncEngine) -> AsyncConnection:
    return await engine.connect()


async def _finished(closing: asyncio.Task[None]) -> None:
    """Waits for the end of it, also when we are cancelled meanwhile."""
    try:
        await asyncio.shield(closing)
    except asyncio.CancelledError:
        await asyncio.wait([closing])
        raise


def sqlite_file(dsn: str) -> Path | None:
    """The file behind a SQLite DSN, None for PostgreSQL or a database in memory."""
    url = sa.make_url(dsn)
    named = url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")
    return Path(str(url.database)) if named else None


def check_dsn(dsn: str) -> None:
    """ValueError with a remedy unless the DSN names a database we speak to."""
    _async_url(dsn)


def _async_url(dsn: str) -> sa.URL:
    try:
        url = sa.make_url(dsn)
    except (sa.exc.ArgumentError, ValueError):
        raise ValueError(
            "not a database address; use sqlite:///file.db or postgresql://user:pw@host/db"
        ) from None
    drivers = {
        "sqlite": "sqlite+aiosqlite",
        "postgresql": "postgresql+asyncpg",
        "postgres": "postgresql+asyncpg",
    }
    backend = url.drivername.split("+")[0]
    if backend not in drivers:
        raise ValueError(f"unknown kind of database '{backend}'; use sqlite:///file.db or postgresql://…")
    return url.set(drivername=drivers[backend])


def _options(dsn: str, pool_size: int) -> dict[str, object]:
    if dsn.startswith("sqlite"):
        return {
            "connect_args": {"timeout": pragmas.BUSY_MS / 1000, "async_creator_fn": sqlite_trips.connect},
            "pool_size": pool_size,
            "max_overflow": 0,  # beyond the pool one waits: opening a connection costs more than a statement
            "poolclass": sa.AsyncAdaptedQueuePool,
        }
    return {
        "pool_size": 2 * pool_size,
        "max_overflow": 0,  # beyond the pool one waits: opening a connection costs more than many statements
        "pool_timeout": 30,
        "pool_use_lifo": True,  # a few connections do the work and know its statements
        "connect_args": {"timeout": CONNECT_SECONDS, "prepared_statement_cache_size": 500},
    }


def _check_open(connection: Any, _record: object, _proxy: object) -> None:
    """The loop has noticed when the server closed a connection, so asking it costs no trip there."""
    if connection.driver_connection.is_closed():
        raise sa.exc.DisconnectionError("the server closed this connection")
