"""The house with an engine that can be woken, and a clock that stands at NOW."""

from collections.abc import AsyncIterator

import pytest

from storage.database import Database
from tests.handlers.house import House, opened
from tests.handlers.staff.desk import NOW


@pytest.fixture
async def house(sqlite: Database) -> AsyncIterator[House]:
    async with opened(sqlite, lambda: NOW) as house:
        house.services.engine.wake = lambda: None  # type: ignore[method-assign]
        yield house
