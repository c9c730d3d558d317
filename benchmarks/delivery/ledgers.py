"""Databases for the benchmarks: opened at the newest version, filled with members, a broadcast due now."""

from typing import Any

import sqlalchemy as sa

from bot.broadcasts.states import Release
from bot.clock import now
from storage.broadcasts import broadcasts
from storage.database import versions
from storage.database.database import Database

ON_SQLITE = """
WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n < :last)
INSERT INTO members (chat_id, language, joined_at)
SELECT :first + n, CASE n % 3 WHEN 0 THEN 'kk' WHEN 1 THEN 'ru' ELSE 'en' END, '2026-11-01 00:00:00.000000' FROM s
"""
ON_POSTGRESQL = """
INSERT INTO members (chat_id, language, joined_at)
SELECT CAST(:first AS bigint) + n, (ARRAY['kk', 'ru', 'en'])[1 + n % 3], '2026-11-01T00:00:00Z'
FROM generate_series(0, CAST(:last AS int)) AS s(n)
"""


async def opened(dsn: str) -> Database:
    """The database at this program's version."""
    database = Database.open(dsn)
    await versions.upgrade(database)
    return database


async def fill(database: Database, first: int, number: int) -> None:
    """Members with chat ids from `first`, in three languages; made by the database itself, so it is quick."""
    text = ON_POSTGRESQL if database.dialect == "postgresql" else ON_SQLITE
    async with database.begin() as tx:
        await tx.execute(sa.text(text), {"first": first, "last": number - 1})


async def launch_now(database: Database, content: dict[str, Any], **values: Any) -> int:
    """A broadcast to everybody, due at once."""
    async with database.begin() as tx:
        made = await broadcasts.create(tx, content, {}, now(), state="scheduled", due_at=now(), **values)
        await broadcasts.release(tx, made, Release.FORCED)
        return made
