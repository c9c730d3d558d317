"""The whole bot against a sandbox with a port, as `otandas run` would have it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from bot import app
from bot.clock import Clock, now
from bot.config import Config, Delivery, Http, Staff, Telegram
from bot.services import Services
from sandbox import Sandbox
from storage.database import versions
from storage.database.database import Database

OWNER = 7001
AtWork = Callable[..., AbstractAsyncContextManager[Services]]


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox.running() as running:
        yield running


@pytest.fixture
async def at_work(sandbox: Sandbox, tmp_path: Path) -> AtWork:
    """`async with at_work()` is a process of the bot; another one goes on where it was stopped."""

    @asynccontextmanager
    async def working(clock: Clock = now) -> AsyncIterator[Services]:
        database = Database.open(f"sqlite:///{tmp_path}/otandas.db")
        await versions.upgrade(database)
        config = Config(
            telegram=Telegram(token="4300:journey", base_url=sandbox.base_url),
            delivery=Delivery(messages_per_second=200),
            staff=Staff(owners=(OWNER,)),
            http=Http(listen="127.0.0.1:0"),
        )
        async with app.running(config, database, clock) as services:
            yield services
        await database.close()

    return working
