"""The whole bot against a sandbox with a port, three members and two of staff."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from bot import app
from bot.clock import Clock, now
from bot.config import Config, Delivery, Http, Staff, Telegram
from bot.services import Services
from sandbox import Person, Sandbox
from storage.database import versions
from storage.database.database import Database
from storage.staff import staff

DINA, MARAT = 7001, 7002
AtWork = Callable[..., AbstractAsyncContextManager[Services]]


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox.running() as running:
        yield running


@pytest.fixture
async def at_work(sandbox: Sandbox, tmp_path: Path) -> AtWork:
    """`async with at_work()` is a process of the bot; another one goes on where it was stopped."""

    @asynccontextmanager
    async def working(
        *, rate: float = 200, approval_above: int = 1000, clock: Clock = now
    ) -> AsyncIterator[Services]:
        database = Database.open(f"sqlite:///{tmp_path}/otandas.db")
        await versions.upgrade(database)
        config = Config(
            telegram=Telegram(token="4300:journey", base_url=sandbox.base_url),
            delivery=Delivery(messages_per_second=rate, approval_above=approval_above),
            staff=Staff(owners=(DINA,)),
            http=Http(listen="127.0.0.1:0"),
        )
        try:
            async with app.running(config, database, clock) as services:
                yield services
        finally:
            await database.close()

    return working


class Cast:
    """Members in three languages, subscribed to changes in law, and two of staff."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.aigerim = Person("Айгерім", "kk", sandbox, person_id=1001)
        self.timur = Person("Тимур", "ru", sandbox, person_id=1002)
        self.aylin = Person("Aylin", "en", sandbox, person_id=1003)
        self.dina = Person("Дина", "kk", sandbox, person_id=DINA)
        self.marat = Person("Марат", "ru", sandbox, person_id=MARAT)

    async def arrive(self, services: Services) -> None:
        """Everybody has written to the bot, Marat is on the team, the three have their topic."""
        for person in (self.aigerim, self.timur, self.aylin, self.dina, self.marat):
            await person.says("/start topic_law" if person.id < 2000 else "/start")
            await person.sees("")
        async with services.database.begin() as tx:
            await staff.add(tx, MARAT, "approver", "Марат", DINA, services.clock())


@pytest.fixture
def cast(sandbox: Sandbox) -> Cast:
    return Cast(sandbox)
