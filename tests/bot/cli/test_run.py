"""`otandas run` starts only where it may, and says in one line why not."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from sandbox import Sandbox
from storage.database import versions
from storage.database.database import Database
from storage.database.sqlite import alone

COMMAND = [sys.executable, "-m", "bot", "run"]
ROOT = Path(__file__).parents[3]


def settings(dsn: str, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OTANDAS_")}
    ours = {
        "OTANDAS_TELEGRAM__TOKEN": "1:t",
        "OTANDAS_STORAGE__DSN": dsn,
        "OTANDAS_HTTP__LISTEN": "127.0.0.1:0",
    }
    return {**kept, **ours, **more}


def refusal(dsn: str, **more: str) -> str:
    """The one line a run that ends at once leaves on stderr, after what it logged."""
    ended = subprocess.run(
        COMMAND, cwd=ROOT, env=settings(dsn, **more), capture_output=True, text=True, timeout=60
    )
    assert ended.returncode == 1, ended.stderr
    assert "Traceback" not in ended.stderr, ended.stderr
    [said] = [line for line in ended.stderr.splitlines() if not line.startswith("{")]
    return said


@pytest.fixture
async def migrated(tmp_path: Path) -> str:
    dsn = f"sqlite:///{tmp_path}/otandas.db"
    database = Database.open(dsn)
    await versions.upgrade(database)
    await database.close()
    return dsn


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox.running() as running:
        yield running


def test_no_token_no_start(tmp_path: Path) -> None:
    assert "telegram.token is empty" in refusal(
        f"sqlite:///{tmp_path}/otandas.db", OTANDAS_TELEGRAM__TOKEN=""
    )


def test_an_empty_database_is_not_run_on(tmp_path: Path) -> None:
    assert "otandas migrate" in refusal(f"sqlite:///{tmp_path}/otandas.db")


async def test_a_newer_database_is_not_run_on(migrated: str) -> None:
    database = Database.open(migrated)
    async with database.begin() as tx:
        await tx.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    await database.close()
    assert "newer than this program" in await asyncio.to_thread(refusal, migrated)


def test_a_database_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "storage.dsn" in refusal("postgresql://nobody@127.0.0.1:1/none")


def test_a_second_process_on_one_file_is_refused(migrated: str) -> None:
    with alone(migrated):
        assert "another otandas runs on this file" in refusal(migrated)


async def test_a_taken_address_is_named(migrated: str, sandbox: Sandbox) -> None:
    taken = sandbox.base_url.removeprefix("http://")
    more = {"OTANDAS_TELEGRAM__BASE_URL": sandbox.base_url, "OTANDAS_HTTP__LISTEN": taken}
    assert f"cannot listen on {taken}" in await asyncio.to_thread(refusal, migrated, **more)


async def test_a_run_starts_and_a_sigterm_ends_it_with_nothing_wrong(migrated: str, sandbox: Sandbox) -> None:
    env = settings(migrated, OTANDAS_TELEGRAM__BASE_URL=sandbox.base_url)
    running = await asyncio.create_subprocess_exec(
        *COMMAND, cwd=ROOT, env=env, stderr=asyncio.subprocess.PIPE
    )
    assert running.stderr is not None
    async with asyncio.timeout(60):
        while b"is running" not in (line := await running.stderr.readline()):
            assert line, "it ended before it ran"
        running.send_signal(signal.SIGTERM)
        left = (await running.communicate())[1].decode()
    assert running.returncode == 0, left
    assert "Traceback" not in left


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_start_that_waits_for_telegram_is_broken_off(migrated: str, how: signal.Signals) -> None:
    env = settings(migrated, OTANDAS_TELEGRAM__BASE_URL="http://127.0.0.1:1")
    with subprocess.Popen(COMMAND, cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        assert "cannot be reached yet" in running.stderr.readline()
        running.send_signal(how)
        _out, left = running.communicate(timeout=20)
    assert running.returncode == 0 and "Traceback" not in left


def test_a_fault_of_ours_ends_it_without_the_words_it_was_about(migrated: str) -> None:
    broken = "from bot import app; app.running = lambda *_: int('Құпия сөз'); from bot.cli.main import main; main()"
    ended = subprocess.run(
        [sys.executable, "-c", broken, "run"], cwd=ROOT, env=settings(migrated),
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert (ended.returncode, "Құпия" in ended.stderr) == (1, False)
    assert "the bot ended by a fault of its own" in ended.stderr and "bot.cli.run" in ended.stderr
