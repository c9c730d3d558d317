"""Connections: what a cancelled or cut one leaves behind, and what a reader sees."""

import asyncio
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage.database import versions
from storage.database.database import Database
from storage.members import members
from storage.updates import leases
from tests.conftest import fresh_postgres


async def held(database: Database, name: str) -> bool:
    """Whether a lease of this name is stored."""
    async with database.connect() as tx:
        return await _counted(tx, name) == 1


async def _counted(tx: sa.ext.asyncio.AsyncConnection, name: str) -> int:
    found = sa.select(sa.func.count()).select_from(leases.leases).where(leases.leases.c.name == name)
    return (await tx.execute(found)).scalar_one()


async def test_what_was_written_before_an_error_is_taken_back(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with database.begin() as tx:
            await leases.take(tx, "x", "a", 60)
            raise ZeroDivisionError
    assert not await held(database, "x")


async def test_a_snapshot_does_not_see_what_is_written_meanwhile(database: Database) -> None:
    async with database.snapshot() as reading, database.connect() as newest:
        assert await _counted(reading, "x") == 0
        async with database.begin() as tx:
            await leases.take(tx, "x", "a", 60)
        assert await _counted(reading, "x") == 0
        assert await _counted(newest, "x") == 1


async def test_reading_leaves_no_transaction_open(postgres: str) -> None:
    database = Database.open(await fresh_postgres(postgres))
    async with database.connect() as reading, database.connect() as other:
        pid = (await reading.execute(sa.text("SELECT pg_backend_pid()"))).scalar_one()
        asked = sa.text("SELECT state FROM pg_stat_activity WHERE pid = :pid")
        assert (await other.execute(asked, {"pid": pid})).scalar_one() == "idle"
    await database.close()


async def test_connections_the_server_closed_are_replaced_before_they_are_used(postgres: str) -> None:
    address = await fresh_postgres(postgres)
    database, admin = Database.open(address), Database.open(address)
    async with database.connect() as one, database.connect() as two:
        pids = [(await each.execute(sa.text("SELECT pg_backend_pid()"))).scalar_one() for each in (one, two)]
    async with admin.connect() as tx:
        for pid in pids:
            await tx.execute(sa.text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
    await asyncio.sleep(0.1)
    async with database.connect() as one, database.connect() as two:
        for each in (one, two):
            assert (await each.execute(sa.text("SELECT 1"))).scalar_one() == 1
    await admin.close()
    await database.close()


async def test_a_cancelled_reader_gives_its_connection_back(database: Database) -> None:
    async def reads() -> None:
        async with database.connect() as tx:
            await tx.execute(sa.text("SELECT 1"))
            await asyncio.sleep(60)

    readers = [asyncio.create_task(reads()) for _ in range(10)]
    await asyncio.sleep(0.3)
    for one in readers:
        one.cancel()
    await asyncio.gather(*readers, return_exceptions=True)
    await asyncio.gather(*(held(database, "x") for _ in range(10)))


async def test_a_statement_that_is_given_up_ends(database: Database) -> None:
    endless = "SELECT 1 UNION ALL SELECT i + 1 FROM n"
    counted = f"WITH RECURSIVE n(i) AS ({endless}) SELECT count(*) FROM n"

    async def count() -> None:
        async with database.connect() as tx:
            await tx.execute(sa.text(counted))

    counting = asyncio.create_task(count())
    await asyncio.sleep(0.2)
    counting.cancel()
    async with asyncio.timeout(30):
        with pytest.raises(asyncio.CancelledError):
            await counting
        assert not await held(database, "x")


async def test_what_reads_long_takes_one_core(postgres: str) -> None:
    database = Database.open(await fresh_postgres(postgres))
    workers = sa.text("SHOW max_parallel_workers_per_gather")
    async with database.snapshot() as tx:
        assert (await tx.execute(workers)).scalar_one() == "0"
    async with database.connect() as tx:
        assert (await tx.execute(workers)).scalar_one() != "0"
    await database.close()


async def test_readers_cancelled_at_any_moment_leave_no_connection_out(database: Database) -> None:
    async def reads() -> None:
        while True:
            async with database.connect() as tx:
                await tx.execute(sa.text("SELECT 1"))

    for number in range(40):
        task = asyncio.create_task(reads())
        await asyncio.sleep(0.0005 * number)
        task.cancel()
        await asyncio.wait([task])
    await asyncio.sleep(0.1)
    assert database.reader.pool.checkedout() == 0  # type: ignore[attr-defined]


async def test_writers_cancelled_at_any_moment_leave_the_next_one_free(database: Database) -> None:
    async def writes() -> None:
        while True:
            async with database.begin() as tx:
                await leases.take(tx, "x", "a", 60)

    for number in range(40):
        task = asyncio.create_task(writes())
        await asyncio.sleep(0.0005 * number)
        task.cancel()
        await asyncio.wait([task])
    async with asyncio.timeout(10), database.begin() as tx:
        assert await leases.take(tx, "x", "a", 60)


async def test_a_reader_sees_what_was_written_before_it(database: Database) -> None:
    async with database.connect() as tx:
        assert await members.by_chat(tx, 5) is None
    async with database.begin() as tx:
        await members.join(tx, 5, "kk", datetime(2026, 11, 24, tzinfo=UTC))
    async with database.connect() as tx:
        assert await members.by_chat(tx, 5) is not None


LEFT_OPEN = """
import asyncio, sys
import sqlalchemy as sa
from storage.database import versions
from storage.database.database import Database

async def main():
    database = Database.open(sys.argv[1])
    async with database.begin() as tx:
        await tx.execute(sa.text("SELECT 1"))
    raise ZeroDivisionError

asyncio.run(main())
"""


def test_a_program_that_fails_with_the_database_open_ends(tmp_path: Path) -> None:
    command = [sys.executable, "-c", LEFT_OPEN, f"sqlite:///{tmp_path}/open.db"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert ended.returncode == 1
    assert ended.stderr.endswith("ZeroDivisionError\n")


LOOKED_IN = """
import asyncio, sys
import sqlalchemy as sa
from storage.database import versions
from storage.database.database import Database

async def main():
    database = Database.open(sys.argv[1])
    async with database.connect() as tx:
        print((await tx.execute(sa.text("SELECT count(*) FROM leases WHERE name LIKE 'mine%'"))).scalar_one())
    await database.close()

asyncio.run(main())
"""


async def test_another_process_that_comes_and_goes_leaves_the_journal(tmp_path: Path) -> None:
    """A command beside a running bot: what the bot writes before, meanwhile and afterwards is seen by the next one."""
    file = tmp_path / "shared.db"
    database = Database.open(f"sqlite:///{file}")
    await versions.upgrade(database)
    seen = []
    for number in range(3):
        async with database.begin() as tx:
            await leases.take(tx, f"mine {number}", "bot", 60)
        async with database.connect() as first, database.connect() as second:  # one more connection at least
            await _counted(first, "mine 0")
            await _counted(second, "mine 0")
        command = [sys.executable, "-c", LOOKED_IN, f"sqlite:///{file}"]
        looked = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, timeout=60)
        seen.append(looked.stdout.strip())
        assert Path(f"{file}-wal").exists()
    assert seen == ["1", "2", "3"]
    await database.close()
