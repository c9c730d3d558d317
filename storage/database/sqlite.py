"""What only SQLite needs: WAL, a write lock that is taken with BEGIN, and one process on a file.

Readers and the writer have an engine each. The writer's pool of one connection is the queue in which a process's
transactions wait for each other; between processes the busy timeout does. docs/database.md says what it costs.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

BUSY_SECONDS = 10
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_SECONDS * 1000}")
CONNECT = {"timeout": BUSY_SECONDS, "isolation_level": None}  # None: we say BEGIN, not the driver


class TakenError(Exception):
    """Another process runs on this file."""


def engines(url: sa.URL, pool_size: int) -> tuple[AsyncEngine, AsyncEngine]:
    """One to read and one to write with."""
    reader = create_async_engine(
        url,
        connect_args=CONNECT,
        isolation_level="AUTOCOMMIT",
        skip_autocommit_rollback=True,
        pool_size=pool_size,
        max_overflow=0,  # beyond the pool one waits: opening a connection costs more than a statement
        pool_use_lifo=True,
    )
    writer = create_async_engine(url, connect_args=CONNECT, pool_size=1, max_overflow=0)
    for engine in (reader, writer):
        sa.event.listen(engine.sync_engine, "connect", _set_pragmas)
    sa.event.listen(reader.sync_engine, "begin", _begin_snapshot)
    sa.event.listen(writer.sync_engine, "begin", _begin_writing)
    return reader, writer


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
    """At once, so that nobody fails half way; one way to aiosqlite's thread where a cursor would take three."""
    adapted = connection.connection.dbapi_connection
    assert isinstance(adapted, sa.AdaptedConnection)
    adapted.run_async(lambda driver: driver.execute("BEGIN IMMEDIATE"))
