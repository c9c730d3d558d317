"""The bot with its clock stopped at NOW."""

from collections.abc import AsyncIterator

import pytest

from storage.database.database import Database
from tests.handlers.running_bot import RunningBot, running
from tests.handlers.staff.people import NOW


@pytest.fixture
async def bot(sqlite: Database) -> AsyncIterator[RunningBot]:
    async with running(sqlite, lambda: NOW) as bot:
        yield bot
