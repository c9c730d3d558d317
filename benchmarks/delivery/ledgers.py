"""Databases for the benchmarks: opened at the newest version, filled with members, a broadcast due now."""

import sqlalchemy as sa

from bot.clock import now
from storage import broadcasts, versions
from storage.database import Database


async def opened(dsn: str) -> Database:
    """The database at this program's version."""
    database = Database.open(dsn)
    await versions.upgrade(database)
    return database


async def fill(database: Database, first: int, number: int) -> None:
    """Members with chat ids from `first`, in three languages; made by the database itself, so it is quick."""
    series = "generate_series(0, :last)" if database.dialect == "postgresql" else _COUNTING
    values = "SELECT :first + n, (ARRAY['kk','ru','en'])[1 + n % 3], :at" if database.dialect == "postgresql" else (
        "SELECT :first + n, CASE n % 3 WHEN 0 THEN 'kk' WHEN 1 THEN 'ru' ELSE 'en' END, :at")  # fmt: skip
    text = sa.text(f"INSERT INTO members (chat_id, language, joined_at) {values} FROM {series} AS s(n)"
                   if database.dialect == "postgresql" else
                   f"WITH RECURSIVE s(n) AS ({series}) INSERT INTO members (chat_id, language, joined_at) {values} FROM s")  # fmt: skip
    async with database.begin() as tx:
        at = now() if database.dialect == "postgresql" else now().replace(tzinfo=None).isoformat(" ")
        await tx.execute(text, {"first": first, "last": number - 1, "at": at})


async def launch_now(database: Database, content: dict[str, object], **values: object) -> int:
    """A broadcast to everybody, due at once."""
    async with database.begin() as tx:
        return await broadcasts.create(tx, content, {}, now(), state="scheduled", due_at=now(), **values)


_COUNTING = "SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n < :last"
