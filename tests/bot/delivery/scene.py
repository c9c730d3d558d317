"""An engine at work on a fresh database, and what a test needs to ask of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.broadcasts import launcher as launching
from bot.broadcasts.launcher import Launcher
from bot.broadcasts.notice import Notice
from bot.broadcasts.states import Release
from bot.clock import now
from bot.config import Config
from bot.delivery import engine as engines
from bot.delivery.engine import Engine
from bot.delivery.transport import Transport
from bot.periodic import repeating
from bot.text.catalogs import Catalogs, Words
from storage.broadcasts import broadcasts
from storage.broadcasts.broadcasts import Broadcast
from storage.database.database import Database
from storage.deliveries import deliveries
from storage.deliveries.deliveries import Counts
from storage.members import members
from tests.bot.delivery.fake import FakeTelegram

engines.TICK = launching.LOOK = 0.1  # seconds; tests need not wait as patiently as the bot does
LANGUAGES = ("kk", "ru", "en")
WORDS = Catalogs({language: Words(language, {}) for language in LANGUAGES})
HELLO = {language: {"text": f"hello {language}"} for language in LANGUAGES}


class Scene:
    """`skew` moves the clock everybody in it goes by."""

    def __init__(
        self, database: Database, telegram: FakeTelegram, timeout: float, delivery: dict[str, Any]
    ) -> None:
        self.database, self.telegram = database, telegram
        settings = {"messages_per_second": 500, **delivery}
        self.config = Config.model_validate(
            {"telegram": {"token": "1:x", "base_url": telegram.url}, "delivery": settings}
        )
        self.timeout = timeout
        self.skew = timedelta()
        self.works = False
        self.notices: list[Notice] = []

    def clock(self) -> datetime:
        return now() + self.skew

    async def note(self, notice: Notice) -> None:
        self.notices.append(notice)

    @property
    def heard(self) -> list[str]:
        return [notice.kind for notice in self.notices]

    async def begin(self) -> None:
        self.transport = Transport(self.config.telegram, timeout=self.timeout)
        self.engine = Engine(self.database, self.transport, self.config, self.clock, self.note, WORDS)
        self.launcher = Launcher(self.database, self.config, self.clock, self.engine.wake, self.note)
        await self.engine.start()
        self.periodic = repeating(*self.launcher.jobs())
        await self.periodic.__aenter__()
        self.works = True

    async def end(self) -> None:
        """Nothing after it has ended or died: a test that fails there has nothing left to stop."""
        if not self.works:
            return
        self.works = False
        await self.periodic.__aexit__(None, None, None)
        await self.engine.stop()
        await self.transport.close()

    async def die(self) -> None:
        """What a kill -9 leaves: nothing in flight ends, nothing more is written."""
        self.works = False
        await self.periodic.__aexit__(None, None, None)
        for task in [*self.engine._tasks, *self.engine._background]:
            task.cancel()
        self.engine._ledger.record = lambda result, ended=False: None  # type: ignore[method-assign]
        self.engine.throttle.pace.stopped = True
        await asyncio.sleep(0.1)  # a commit under way is not torn apart
        await self.transport.close()

    async def people(self, number: int, **values: Any) -> list[int]:
        """Members with chat ids from 1000; the ids."""
        rows = [
            {"chat_id": 1000 + n, "language": LANGUAGES[n % 3], "joined_at": now(), **values}
            for n in range(number)
        ]
        async with self.database.begin() as tx:
            await tx.execute(sa.insert(members.members), rows)
        return [row["chat_id"] for row in rows]

    async def send(
        self, content: dict[str, Any] = HELLO, audience: dict[str, Any] | None = None, **values: Any
    ) -> int:
        values = {"state": "scheduled", "due_at": self.clock(), **values}
        async with self.database.begin() as tx:
            made = await broadcasts.create(tx, content, audience or {}, self.clock(), **values)
            await broadcasts.release(tx, made, Release.FORCED)
            return made

    async def get(self, broadcast_id: int) -> Broadcast:
        async with self.database.connect() as tx:
            broadcast = await broadcasts.get(tx, broadcast_id)
        assert broadcast is not None
        return broadcast

    async def counts(self, broadcast_id: int) -> Counts:
        """The counts, which must agree with the rows themselves."""
        async with self.database.snapshot() as tx:
            counts = await deliveries.count(tx, broadcast_id)
            assert counts == await deliveries.recount(tx, broadcast_id)
        return counts

    async def until(self, broadcast_id: int, state: str = "done", seconds: float = 15.0) -> Counts:
        """Waits for the broadcast's state; the counts then."""
        end = now() + timedelta(seconds=seconds)
        while (broadcast := await self.get(broadcast_id)).state != state:
            assert now() < end, f"still {broadcast.state}: {await self.counts(broadcast_id)}"
            await asyncio.sleep(0.05)
        return await self.counts(broadcast_id)

    async def sent(self, broadcast_id: int, number: int, seconds: float = 15.0) -> Counts:
        """Waits until so many were sent."""
        end = now() + timedelta(seconds=seconds)
        while True:
            async with self.database.connect() as tx:
                counts = await deliveries.count(tx, broadcast_id)
            if counts.sent >= number:
                return counts
            assert now() < end, f"only {counts}"
            await asyncio.sleep(0.02)

    async def step(self, broadcast_id: int, after: str, **values: Any) -> None:
        async with self.database.begin() as tx:
            assert await broadcasts.step(tx, broadcast_id, broadcasts.STATES, after, self.clock(), **values)


@asynccontextmanager
async def playing(
    database: Database, timeout: float = 5.0, latency: float = 0.0, **delivery: Any
) -> AsyncIterator[Scene]:
    """A scene with its engine running; `delivery` are keys of the configuration."""
    telegram = await FakeTelegram(latency=latency).start()
    scene = Scene(database, telegram, timeout, delivery)
    try:
        await scene.begin()
        yield scene
    finally:
        try:
            await scene.end()
        finally:
            await telegram.stop()
