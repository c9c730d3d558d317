"""The house for handler tests: the bot and its Telegram in this process, on SQLite."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import versions
from storage.database.database import Database
from tests.handlers.house import House, opened


@pytest.fixture
async def sqlite(tmp_path: Path) -> AsyncIterator[Database]:
    """A fresh SQLite at the newest version; storage has its own tests on both databases."""
    found = Database.open(f"sqlite:///{tmp_path}/otandas.db")
    await versions.upgrade(found)
    yield found
    await found.close()


@pytest.fixture
async def house(sqlite: Database) -> AsyncIterator[House]:
    async with opened(sqlite) as house:
        yield house
