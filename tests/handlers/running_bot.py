"""The bot and its Telegram in one process without sockets: for tests of what people press and read."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from types import SimpleNamespace
from typing import Any

import orjson
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import BaseRateLimiter
from telegram.request import BaseRequest, RequestData

from bot.app import build
from bot.clock import Clock, now
from bot.config import Config, Staff, Telegram
from bot.delivery.pace import Lane
from bot.directory import topics
from bot.faq.decision import Decision, Hit, Verdict
from bot.faq.faq import Faq
from bot.faq.intents import Intent
from bot.faq.library import Library
from bot.faq.search import Search
from bot.inbox import cards
from bot.services import Services
from bot.text.catalogs import Catalogs
from handlers.application import BotApplication
from sandbox import Person, Sandbox
from sandbox.client import InProcess
from sandbox.params import Upload
from storage.database.database import Database
from storage.members import screens

TOKEN = "4200:test"
OWNER = 777


class DirectRequest(BaseRequest):
    """PTB's requests, answered by the sandbox's functions."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    @property
    def read_timeout(self) -> float:
        return 5.0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        files = {}
        for name, (filename, content, kind) in ((request_data and request_data.multipart_data) or {}).items():
            files[name] = Upload(filename, kind, content)
        given = (
            request_data.json_parameters
            if request_data and files
            else request_data and request_data.parameters
        )
        status, answer = await self.sandbox.call(TOKEN, url.rsplit("/", 1)[1], given or {}, files)
        return status, orjson.dumps(answer)


class RunningBot:
    """`person(…)` comes into the chat; `services` and `sandbox` are there to look into."""

    def __init__(self, services: Services, sandbox: Sandbox, application: BotApplication) -> None:
        self.services, self.sandbox, self.application = services, sandbox, application
        self.failures: list[Exception] = []
        self.busy = False

    async def person(self, name: str, language: str = "kk", **about: Any) -> Person:
        return await Person(name, language, **about).enters(self.sandbox)

    async def group(self, group_id: int, members: list[int], **about: Any) -> None:
        body = {"id": group_id, "title": "Қазақтар", "members": members, **about}
        await InProcess(self.sandbox.world).request("POST", "groups", body)

    async def sends(self, to: Person | int, text: str, button: str, data: str) -> None:
        """The bot says something with a button of this data, as an older version might have."""
        buttons = InlineKeyboardMarkup([[InlineKeyboardButton(button, callback_data=data)]])
        await self.application.bot.send_message(
            to if isinstance(to, int) else to.id, text, reply_markup=buttons
        )

    async def shares_location(self, person: Person, latitude: float, longitude: float) -> None:
        """As the paperclip of a phone does."""
        await self.shares(person, location={"latitude": latitude, "longitude": longitude})

    async def shares(self, person: Person, **content: Any) -> None:
        """A message with this content, as Telegram's own buttons send it."""
        await self.settled()
        who = {"id": person.id, "first_name": person.first_name}
        message = {"message_id": 10**6, "date": 1795500000, "chat": {**who, "type": "private"}}
        message |= {"from": {**who, "is_bot": False}, **content}
        update = Update.de_json({"update_id": 10**6, "message": message}, self.application.bot)
        await self.application.process_update(update)

    async def settled(self) -> None:
        """Whatever came in is handled: the sandbox has nothing more for the bot, and what it had is done."""
        while self.busy or await self._pending():
            await asyncio.sleep(0.01)

    async def take(self, update: Update) -> None:
        """Handles it and keeps what it showed, as `bot/updates` does."""
        if shown := await self.application.respond(update):
            await self.services.database.write(screens.put, [shown])

    async def _pending(self) -> int:
        _status, answer = await self.sandbox.call(TOKEN, "getWebhookInfo", {})
        return int(answer["result"]["pending_update_count"])

    async def run(self) -> None:
        """Asks for updates and handles them, one after the other."""
        offset = 0
        while True:
            _status, answer = await self.sandbox.call(TOKEN, "getUpdates", {"offset": offset, "timeout": 5})
            self.busy = True
            for raw in answer["result"]:
                offset = raw["update_id"] + 1
                update = Update.de_json(raw, self.application.bot)
                try:
                    await self.take(update)
                except Exception as error:  # shown by the fixture at the end of the test
                    self.failures.append(error)
            try:
                await cards.look(self.application.bot, self.services)
            except Exception as error:
                self.failures.append(error)
            self.busy = False


class Unlimited(BaseRateLimiter[Lane]):
    """A budget in which nothing has to wait."""

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def process_request(self, callback: Any, args: Any, kwargs: Any, *_: Any, **__: Any) -> Any:
        return await callback(*args, **kwargs)


_indexed: list[tuple[Library, Search]] = []


def faq(clock: Clock) -> Faq:
    """A FAQ of its own over an index built once a run."""
    if not _indexed:
        library = Library.load()
        _indexed.append((library, Search(library)))
    return Faq(*_indexed[0], clock)


@cache
def catalogs() -> Catalogs:
    return Catalogs.load()


@asynccontextmanager
async def running(database: Database, clock: Clock = now, **staff: Any) -> AsyncIterator[RunningBot]:
    """The bot at work over this database."""
    sandbox = Sandbox()
    config = Config(telegram=Telegram(token=TOKEN), staff=Staff(**({"owners": (OWNER,)} | staff)))
    engine: Any = SimpleNamespace(rate_limiter=Unlimited(), wake=lambda: None)
    services = Services(config, database, catalogs(), topics.load(), faq(clock), engine, clock)
    request = DirectRequest(sandbox)
    transport: Any = SimpleNamespace(request=request, updates=request)
    services.counting.patience = 9.0  # whatever else the machine does
    application = build(services, transport)
    await application.initialize()
    bot = RunningBot(services, sandbox, application)
    task = asyncio.create_task(bot.run())
    try:
        yield bot
        await bot.settled()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await application.shutdown()
        await sandbox.stop()
    if bot.failures:
        raise bot.failures[0]


def labels(message: dict[str, Any]) -> list[str]:
    """What stands on the buttons of a message."""
    return [button["text"] for row in message["buttons"] for button in row]


class FixedSearch:
    """A search that decides what a test says, so that a better search breaks no conversation."""

    def __init__(
        self,
        verdict: str,
        *entries: str,
        language: str = "kk",
        script: str = "cyrl",
        intent: str | None = None,
    ) -> None:
        hits = tuple(Hit(entry, 0.9) for entry in entries)
        self._decision = Decision(
            Verdict(verdict), language, script, hits, Intent(intent) if intent else None
        )

    asks_meaning = False

    def decide(self, question: str, language: str | None = None) -> Decision:
        return self._decision

    def meanings(self, text: str, lang: str) -> frozenset[str]:
        return frozenset()


def deciding(bot: RunningBot, verdict: str, *entries: str, **more: Any) -> None:
    """From now on every question is decided so."""
    search: Any = FixedSearch(verdict, *entries, **more)
    bot.services.faq.swap(bot.services.faq.library, search)
