"""One process at a time handles a chat; on PostgreSQL the database holds the locks.

They are session locks on a connection of their own: a killed process loses them with its connection, and
keepalives free those of a machine that fell silent within seconds. On SQLite one process runs, so there
is nobody to keep out.
"""

import asyncio
from collections.abc import Collection
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

SPACE = 7_204  # first key of our advisory locks, so that nobody else's collide
KEEPALIVE = ("tcp_keepalives_idle = 5", "tcp_keepalives_interval = 2", "tcp_keepalives_count = 2")


class ChatLocks(Protocol):
    """`take` answers which of the chats are ours now; `release` gives them back."""

    async def take(self, chats: Collection[int]) -> set[int]: ...

    async def release(self, chats: Collection[int]) -> None: ...

    async def close(self) -> None: ...


def open_locks(database: Database) -> ChatLocks:
    return PostgresLocks(database) if database.dialect == "postgresql" else NoLocks()


class NoLocks:
    """Every chat is ours: this process is alone."""

    async def take(self, chats: Collection[int]) -> set[int]:
        return set(chats)

    async def release(self, chats: Collection[int]) -> None:
        return

    async def close(self) -> None:
        return


class PostgresLocks:
    """Session-level advisory locks keyed by chat (hashed to 32 bits: a shared hash only costs parallelism)."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: AsyncConnection | None = None
        self._turn = asyncio.Lock()

    async def take(self, chats: Collection[int]) -> set[int]:
        """The chats locked for us; raises the database's error when it is away, holding nothing then."""
        query = "SELECT k FROM unnest(CAST(:keys AS bigint[])) AS k WHERE pg_try_advisory_lock(:space, hashint8(k))"
        async with self._turn:
            try:
                connection = await self._session()
                found = await connection.execute(sa.text(query), {"keys": sorted(chats), "space": SPACE})
                return set(found.scalars())
            except (sa.exc.DBAPIError, OSError):
                await self._lose()
                raise

    async def release(self, chats: Collection[int]) -> None:
        query = "SELECT pg_advisory_unlock(:space, hashint8(k)) FROM unnest(CAST(:keys AS bigint[])) AS k"
        async with self._turn:
            if self._connection is None or not chats:
                return
            try:
                await self._connection.execute(sa.text(query), {"keys": sorted(chats), "space": SPACE})
            except (sa.exc.DBAPIError, OSError):
                await self._lose()

    async def close(self) -> None:
        async with self._turn:
            await self._lose()

    async def _session(self) -> AsyncConnection:
        if self._connection is None:
            connection = await self._database.engine.connect()
            self._connection = await connection.execution_options(isolation_level="AUTOCOMMIT")
            for setting in KEEPALIVE:
                await self._connection.exec_driver_sql(f"SET {setting}")
        return self._connection

    async def _lose(self) -> None:
        """Drops the connection for good, and with it every lock: it must not go back to the pool."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.invalidate()
            await connection.close()
