"""A database for tests of behaviour that no database decides: SQLite is enough there."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import versions
from storage.database.database import Database


@pytest.fixture
async def ledger(tmp_path: Path) -> AsyncIterator[Database]:
    """A SQLite database at the newest version."""
    opened = Database.open(f"sqlite:///{tmp_path}/ledger.db")
    await versions.upgrade(opened)
    yield opened
    await opened.close()
