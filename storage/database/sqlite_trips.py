"""aiosqlite with one trip to its thread for a statement instead of four (cursor, execute, fetch, close).

SQLite answers in microseconds; what a statement costs here is waking that thread and being woken. Plugged in
by SQLAlchemy's `async_creator_fn`.
"""

import sqlite3
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import aiosqlite


def connect(database: str, **options: Any) -> aiosqlite.Connection:
    """What `aiosqlite.connect` gives, with our cursors; its thread ends with the program."""
    made = Connection(partial(sqlite3.connect, database, **options), 64)
    made._thread.daemon = True
    return made


class Connection(aiosqlite.Connection):
    """aiosqlite's connection whose cursors save trips."""

    def cursor(self) -> Any:
        return Cursor(self._execute, lambda: self._conn)


class Cursor:
    """The part of aiosqlite's cursor that SQLAlchemy uses; all rows are fetched with the statement."""

    arraysize = 1

    def __init__(self, trip: Callable[..., Any], connection: Callable[[], sqlite3.Connection]) -> None:
        self._trip, self._connection = trip, connection
        self._rows: deque[Any] = deque()
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> "Cursor":
        return self

    async def execute(self, sql: str, parameters: Iterable[Any] = ()) -> "Cursor":
        await self._trip(self._run, sqlite3.Cursor.execute, sql, parameters)
        return self

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> "Cursor":
        await self._trip(self._run, sqlite3.Cursor.executemany, sql, parameters)
        return self

    async def fetchone(self) -> Any:
        return self._rows.popleft() if self._rows else None

    async def fetchmany(self, size: int = 1) -> Sequence[Any]:
        return [self._rows.popleft() for _ in range(min(size, len(self._rows)))]

    async def fetchall(self) -> Sequence[Any]:
        rows, self._rows = list(self._rows), deque()
        return rows

    async def close(self) -> None:
        """Closed already: nothing is left open between trips."""

    def _run(self, how: Callable[..., Any], sql: str, parameters: Any) -> None:
        """In the thread. The counts of a statement with RETURNING are right only after its rows are fetched."""
        cursor = self._connection().cursor()
        try:
            how(cursor, sql, parameters)
            self._rows = deque(cursor.fetchall() if cursor.description else ())
            self.description, self.rowcount = cursor.description, cursor.rowcount
            self.lastrowid = cursor.lastrowid
        finally:
            cursor.close()
