"""A bot that dies at a chosen moment, and the next replica that handles the same update again.

What a process does to the world are its effects: a call of Telegram, a transaction. It can die before and after
each of them; then its memory is lost, and what it had not finished is handled again from the stored update, as
`bot/updates` does it.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import Update

from bot.app import build
from bot.config import Config, Staff, Telegram
from bot.directory import topics
from bot.inbox import cards
from bot.services import Services
from handlers.application import BotApplication
from sandbox import Person, Sandbox
from storage.database.database import Database
from storage.database.schema import metadata
from storage.members import screens
from tests.handlers.running_bot import OWNER, TOKEN, DirectRequest, Unlimited, catalogs, faq

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LATER = timedelta(minutes=6)  # when what a dead process had claimed is taken up by another
VOLATILE = (
    "message_id",
    "update_id",
    "tried_at",
    "carded_at",
    "changes",
    "shown",
    "origin_id",
    "copy_of",
    "receipt_id",
)  # Telegram's numbers, and when and how often a card was laid or changed

# What stands in Telegram: a card that was said twice lies twice, a screen said just before a kill is not noted.
PLACES = ("question_cards", "screens")

Step = Callable[[Person], Awaitable[object]]


class Killed(BaseException):
    """kill -9: no handler of exceptions sees it."""


class Life:
    """Counts the effects of one step; `dies_at` the so manieth the process is gone, for good."""

    def __init__(self) -> None:
        self.begins(None)

    def begins(self, dies_at: int | None) -> None:
        self.effects, self.dies_at = 0, dies_at

    def effect(self) -> None:
        if self.dies_at is not None and self.effects >= self.dies_at:
            raise Killed
        self.effects += 1


class MortalDatabase(Database):
    """A transaction may be lost before its commit, or be the last thing that was done."""

    life: Life

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        async with super().begin() as connection:
            yield connection
            self.life.effect()
        self.life.effect()


class MortalRequest(DirectRequest):
    """A call may never reach Telegram, or its answer never reach us."""

    def __init__(self, sandbox: Sandbox, life: Life) -> None:
        super().__init__(sandbox)
        self.life = life

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        self.life.effect()
        answer = await super().do_request(*args, **kwargs)
        self.life.effect()
        return answer


class MortalBot:
    """Replicas of the bot on one database, one after the other."""

    def __init__(self, database: MortalDatabase) -> None:
        self.database, self.sandbox = database, Sandbox()
        self.life = database.life = Life()
        self.offset = 0
        self.application: BotApplication
        self.now = NOW

    def clock(self) -> datetime:
        return self.now

    async def replica(self) -> None:
        """A new process: nothing of the last one's memory is left."""
        self.life.begins(None)
        config = Config(telegram=Telegram(token=TOKEN), staff=Staff(owners=(OWNER,)))
        engine: Any = SimpleNamespace(rate_limiter=Unlimited(), wake=lambda: None)
        services = Services(
            config, self.database, catalogs(), topics.load(), faq(self.clock), engine, self.clock
        )
        request = MortalRequest(self.sandbox, self.life)
        transport: Any = SimpleNamespace(request=request, updates=request)
        self.application = build(services, transport)
        await self.application.initialize()

    async def takes(self, step: Step, person: Person, dies_at: int | None = None) -> int:
        """What the person does is handled to its end, by one replica or two; the number of effects."""
        self.life.begins(dies_at)
        acting = asyncio.ensure_future(step(person))
        while updates := await self._updates(acting):
            for raw in updates:
                await self._handled(raw)
        await acting
        effects = self.life.effects
        if dies_at is not None:
            await self.replica()
        return effects

    async def _updates(self, acting: "asyncio.Future[object]") -> list[dict[str, Any]]:
        """The next ones; none when the person is done and nothing more comes."""
        while True:
            done = acting.done()
            _status, answer = await self.sandbox.call(TOKEN, "getUpdates", {"offset": self.offset})
            if answer["result"] or done:
                return list(answer["result"])
            await asyncio.sleep(0.002)

    async def _handled(self, raw: dict[str, Any]) -> None:
        try:
            application = self.application
            shown = await application.respond(Update.de_json(raw, application.bot))
            if shown:
                await self.database.write(screens.put, [shown])
        except Killed:
            await self.replica()
            await self._handled(raw)
        self.offset = raw["update_id"] + 1

    async def rows(self) -> dict[str, list[str]]:
        """Everything kept, when what is looked after from time to time was looked after."""
        self.now += LATER
        await cards.look(self.application.bot, self.application.bot_data)
        async with self.database.connect() as tx:
            tables = (table for table in metadata.sorted_tables if table.name not in PLACES)
            return {table.name: await _rows(tx, table) for table in tables}


async def _rows(tx: AsyncConnection, table: sa.Table) -> list[str]:
    rows = (await tx.execute(sa.select(table))).mappings()
    return sorted(str({name: value for name, value in row.items() if name not in VOLATILE}) for row in rows)
