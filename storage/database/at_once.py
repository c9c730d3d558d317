"""SQLite without the way to and fro between threads, for what is asked all the time.

aiosqlite carries every single statement to its thread and back, which costs many times what SQLite itself
takes for a look-up or a small commit. Two short ways instead, with the same storage functions, awaited as
ever, on connections that answer at once:

- `look()`: index look-ups of microseconds, in the loop's own thread; readers never wait for the writer (WAL);
- `run(work)`: a whole write transaction, handed over to the writer's thread in one trip.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import pragmas

Made = TypeVar("Made")
Work = Callable[[AsyncConnection], Awaitable[Made]]


class AtOnce:
    """The short ways to one file; `run` may be called by one task at a time."""

    def __init__(self, file: Path) -> None:
        self._writer, self._reader = _engine(file), _engine(file)
        self._reading: sa.Connection | None = None
        self._thread = ThreadPoolExecutor(1, "sqlite-writer")

    def look(self) -> AsyncConnection:
        """A connection to read with, statement by statement; nothing but its statements may be awaited."""
        if self._reading is None:
            self._reading = self._reader.connect().execution_options(isolation_level="AUTOCOMMIT")
        return _hand(self._reading)

    async def run(self, work: Work[Made]) -> Made:
        """The work in one write transaction: committed at its end, rolled back on any error."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._here, work)

    async def close(self) -> None:
        if self._reading is not None:
            self._reading.close()
            self._reading = None
        await asyncio.get_running_loop().run_in_executor(None, self._thread.shutdown)
        self._reader.dispose()
        self._writer.dispose()

    def _here(self, work: Work[Made]) -> Made:
        with self._writer.connect() as connection:
            writing = connection.execution_options(writing=True)
            with writing.begin():
                return _straight(work(_hand(writing)))


class _Hand:
    """As much of an AsyncConnection as storage functions use, on a connection that never lets wait."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self.dialect = connection.dialect

    async def execute(self, statement: Any, parameters: Any = None) -> sa.CursorResult[Any]:
        return self._connection.execute(statement, parameters)


def _hand(connection: sa.Connection) -> AsyncConnection:
    return cast(AsyncConnection, _Hand(connection))


def _straight(work: Awaitable[Made]) -> Made:
    """Runs a coroutine that has nothing to wait for to its end."""
    going = cast(Coroutine[Any, Any, Made], work)
    try:
        going.send(None)
    except StopIteration as end:
        return cast(Made, end.value)
    going.close()
    raise RuntimeError("work in a transaction waited for something else than its database")


def _engine(file: Path) -> sa.Engine:
    url = sa.URL.create("sqlite", database=str(file))
    made = sa.create_engine(
        url,
        poolclass=sa.StaticPool,
        connect_args={"check_same_thread": False, "timeout": pragmas.BUSY_MS / 1000},
    )
    pragmas.teach(made)
    return made
