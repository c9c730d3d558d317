"""Launching a broadcast to very many: beside the bare SQL, with other writers asking for the database meanwhile."""

import asyncio
import sys
import time

import sqlalchemy as sa

from benchmarks.delivery.ledgers import fill, launch_now, opened
from benchmarks.delivery.servers import folder, fresh, postgres
from bot.broadcasts.launcher import Launcher, write
from bot.clock import now
from bot.config import Config
from storage.database.database import Database

BARE = """
INSERT INTO deliveries (broadcast_id, member_id, variant, not_before)
SELECT 999, id, language, 0 FROM members WHERE blocked_at IS NULL ORDER BY id
"""


def run(number: int) -> None:
    """Both databases, one after the other."""
    with folder() as place:
        asyncio.run(measure("sqlite", f"sqlite:///{place}/launch.db", number))
    with postgres() as server:
        asyncio.run(measure("postgresql", fresh(server), number))


async def measure(name: str, dsn: str, number: int) -> None:
    """Prints seconds of the launch, of the bare statement, and the longest wait of another writer."""
    database = await opened(dsn)
    await fill(database, 1000, number)
    broadcast_id = await launch_now(
        database, {language: {"text": "хабар"} for language in ("kk", "ru", "en")}
    )
    await Launcher(database, Config()).look()
    waits: list[float] = []
    writer = asyncio.create_task(others(database, waits))
    begun = time.perf_counter()
    while await write(database, broadcast_id, now()):  # noqa: ASYNC110 air between the slices
        await asyncio.sleep(0.005)
    launch = time.perf_counter() - begun
    writer.cancel()
    begun = time.perf_counter()
    async with database.begin() as tx:
        await tx.execute(sa.text(BARE))
    bare = time.perf_counter() - begun
    await database.close()
    sys.stdout.write(
        f"{name}: {number} launched in {launch:.2f} s, bare SQL {bare:.2f} s ({launch / bare:.2f} times); "
        f"another writer waited {max(waits) * 1000:.0f} ms at most\n"
    )


async def others(database: Database, waits: list[float]) -> None:
    """A handler's small write, again and again."""
    while True:
        begun = time.perf_counter()
        async with database.begin() as tx:
            await tx.execute(sa.text("UPDATE members SET last_active_at = joined_at WHERE chat_id = 1000"))
        waits.append(time.perf_counter() - begun)
        await asyncio.sleep(0.02)
