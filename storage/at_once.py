"""Write transactions without the way to and fro between threads, for the one writer that commits all the time.

aiosqlite carries every single statement to its thread and back, which costs four times what SQLite itself
takes for a small group commit. `AtOnce(database).run(work)` hands the whole transaction over instead: the
same storage functions, awaited as ever, but on a connection that answers at once. On PostgreSQL, and for a
database in memory, it is an ordinary transaction.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database, _sqlite_begin, _sqlite_manners, sqlite_file

Made = TypeVar("Made")
Work = Callable[[AsyncConnection], Awaitable[Made]]


class AtOnce:
    """`close()` it when done; `run` may be called by one task at a time."""

    def __init__(self, database: Database) -> None:
        self._database = database
        file = sqlite_file(str(database.engine.url))
        self._engine = _engine(str(file)) if file is not None else None
        self._thread = ThreadPoolExecutor(1, "ledger") if self._engine is not None else None

    async def run(self, work: Work[Made]) -> Made:
        """The work in one write transaction: committed at its end, rolled back on any error."""
        if self._engine is None:
            async with self._database.begin() as tx:
                return await work(tx)
        async with self._database._writing:
            return await asyncio.get_running_loop().run_in_executor(self._thread, self._here, work)

    async def close(self) -> None:
        if self._engine is not None and self._thread is not None:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._engine.dispose)
            self._thread.shutdown(wait=False)

    def _here(self, work: Work[Made]) -> Made:
        assert self._engine is not None
        with self._engine.connect() as connection:
            writing = connection.execution_options(writing=True)
            with writing.begin():
                return _straight(work(cast(AsyncConnection, _Hand(writing))))


class _Hand:
    """As much of an AsyncConnection as storage functions use, on a connection that never lets wait."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self.dialect = connection.dialect

    async def execute(self, statement: Any, parameters: Any = None) -> sa.CursorResult[Any]:
        return self._connection.execute(statement, parameters)


def _straight(work: Awaitable[Made]) -> Made:
    """Runs a coroutine that has nothing to wait for to its end."""
    going = cast(Coroutine[Any, Any, Made], work)
    try:
        going.send(None)
    except StopIteration as end:
        return cast(Made, end.value)
    going.close()
    raise RuntimeError("work in a transaction waited for something else than its database")


def _engine(file: str) -> sa.Engine:
    url = sa.URL.create("sqlite", database=file)
    made = sa.create_engine(
        url, poolclass=sa.StaticPool, connect_args={"check_same_thread": False, "timeout": 10}
    )
    sa.event.listen(made, "connect", _sqlite_manners)
    sa.event.listen(made, "begin", _sqlite_begin)
    return made
