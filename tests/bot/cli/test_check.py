"""`otandas check`: each fault is one line; the token is asked for and never shown."""

from pathlib import Path

import aiohttp
import pytest

from bot.cli import check
from bot.config import Config, Storage, Telegram
from sandbox import Sandbox
from storage.database import versions
from storage.database.database import Database


async def faults(dsn: str, **telegram: str) -> list[str]:
    return await check.outside_faults(Config(storage=Storage(dsn=dsn), telegram=Telegram(**telegram)))


@pytest.fixture
async def dsn(tmp_path: Path) -> str:
    """A database at this version."""
    name = f"sqlite:///{tmp_path}/x.db"
    database = Database.open(name)
    await versions.upgrade(database)
    await database.close()
    return name


async def test_all_in_order_is_no_line(dsn: str) -> None:
    async with Sandbox.running() as telegram:
        assert await faults(dsn, token="42:right", base_url=telegram.base_url) == []


async def test_a_wrong_token_is_refused_and_not_shown(dsn: str) -> None:
    async with Sandbox.running() as telegram:
        async with aiohttp.ClientSession() as session:
            await session.post(f"{telegram.base_url}/bot42:right/getMe")
        [line] = await faults(dsn, token="42:wrong", base_url=telegram.base_url)
    assert line.startswith("telegram.token: refused: Unauthorized") and "wrong" not in line


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://["])
async def test_a_server_that_is_away_is_named(dsn: str, url: str) -> None:
    [line] = await faults(dsn, token="42:right", base_url=url)
    assert line.startswith("telegram.base_url: ") and "right" not in line


async def test_each_fault_has_its_line(tmp_path: Path) -> None:
    (tmp_path / "torn.db").write_bytes(b"no database at all" * 100)
    database, token = await faults(f"sqlite:///{tmp_path}/torn.db")
    assert database == "storage.dsn: the database cannot be opened (file is not a database)"
    assert token.startswith("telegram.token: empty")


async def test_an_empty_database_names_the_remedy(tmp_path: Path) -> None:
    [line, _token] = await faults(f"sqlite:///{tmp_path}/new.db")
    assert line == "storage.dsn: the database is empty; run: otandas migrate"
