"""The bot for handler tests, with its Telegram in this process, on SQLite."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import versions
from storage.database.database import Database
from tests.handlers.running_bot import RunningBot, running


@pytest.fixture
async def sqlite(tmp_path: Path) -> AsyncIterator[Database]:
    """A fresh SQLite at the newest version; storage has its own tests on both databases."""
    database = Database.open(f"sqlite:///{tmp_path}/otandas.db")
    await versions.upgrade(database)
    yield database
    await database.close()


@pytest.fixture
async def bot(sqlite: Database) -> AsyncIterator[RunningBot]:
    async with running(sqlite) as bot:
        yield bot
