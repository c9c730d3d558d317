"""The house with an engine that can be woken, and a clock that stands at NOW."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram.ext import BaseRateLimiter

from bot.delivery.pace import Lane
from storage.database.database import Database
from tests.handlers.house import House, opened
from tests.handlers.staff.people import NOW


class AtOnce(BaseRateLimiter[Lane]):
    """The budget of a house in which nothing has to wait."""

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def process_request(self, callback: Any, args: Any, kwargs: Any, endpoint: str, data: Any,
                              rate_limit_args: Lane | None) -> Any:  # fmt: skip
        return await callback(*args, **kwargs)


@pytest.fixture
async def house(sqlite: Database) -> AsyncIterator[House]:
    async with opened(sqlite, lambda: NOW) as house:
        quiet(house)
        yield house


def quiet(house: House) -> None:
    """Nothing wakes the engine, and nothing said has to wait."""
    house.services.engine.wake = lambda: None  # type: ignore[method-assign]
    house.application.bot._rate_limiter = AtOnce()
