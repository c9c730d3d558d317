"""The bot and its Telegram in one process without sockets: for tests of what people press and read."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import orjson
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.constants import ParseMode
from telegram.ext import ApplicationBuilder, ContextTypes, Defaults, ExtBot
from telegram.request import BaseRequest, RequestData

import handlers
from bot.clock import Clock, now
from bot.config import Config, Staff, Telegram
from bot.context import Context
from bot.directory import topics
from bot.faq.decision import Decision, Hit, Verdict
from bot.faq.faq import Faq
from bot.faq.library import Library
from bot.faq.search import Search
from bot.services import Services
from bot.text.catalogs import Catalogs
from sandbox import Person, Sandbox
from sandbox.client import InProcess
from sandbox.params import Upload
from storage.database.database import Database

TOKEN = "4200:test"
OWNER = 777


class Straight(BaseRequest):
    """PTB's requests, answered by the sandbox's functions."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    @property
    def read_timeout(self) -> float:
        return 5.0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(self, url: str, method: str, request_data: RequestData | None = None,
                         *args: Any, **kwargs: Any) -> tuple[int, bytes]:  # fmt: skip
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


class House:
    """`person(…)` comes into the chat; `services` and `sandbox` are there to look into."""

    def __init__(self, services: Services, sandbox: Sandbox, application: Any) -> None:
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

    async def settled(self) -> None:
        """Whatever came in is handled."""
        await asyncio.sleep(0.05)
        while self.busy:
            await asyncio.sleep(0.01)

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
                    await self.application.process_update(update)
                except Exception as error:  # shown by the fixture at the end of the test
                    self.failures.append(error)
            self.busy = False


class Bare(handlers.SessionApplication):
    """Lets failures out, as the running bot does."""

    async def process_error(self, update: object | None, error: Exception, *args: Any, **kwargs: Any) -> bool:
        raise error


_indexed: list[tuple[Library, Search]] = []


def faq(clock: Clock) -> Faq:
    """A FAQ of its own over an index built once a run."""
    if not _indexed:
        library = Library.load()
        _indexed.append((library, Search(library)))
    return Faq(*_indexed[0], clock)


@asynccontextmanager
async def opened(database: Database, clock: Clock = now, **staff: Any) -> AsyncIterator[House]:
    """The bot at work over this database."""
    sandbox = Sandbox()
    config = Config(telegram=Telegram(token=TOKEN), staff=Staff(**({"owners": (OWNER,)} | staff)))
    engine: Any = SimpleNamespace(limiter=None)
    services = Services(config, database, Catalogs.load(), topics.load(), faq(clock), engine, clock)
    straight = Straight(sandbox)
    bot: ExtBot[Any] = ExtBot(TOKEN, base_url="http://sandbox/bot", request=straight, get_updates_request=straight,
                              defaults=Defaults(parse_mode=ParseMode.HTML))  # fmt: skip
    types: Any = ContextTypes(context=Context, bot_data=lambda: services)  # type: ignore[arg-type]
    builder: Any = ApplicationBuilder().application_class(Bare).bot(bot).context_types(types)
    application = builder.updater(None).job_queue(None).build()
    handlers.register(application)
    await application.initialize()
    house = House(services, sandbox, application)
    running = asyncio.create_task(house.run())
    try:
        yield house
        await house.settled()
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await application.shutdown()
        await sandbox.stop()
    if house.failures:
        raise house.failures[0]


def labels(message: dict[str, Any]) -> list[str]:
    """What stands on the buttons of a message."""
    return [button["text"] for row in message["buttons"] for button in row]


class Fixed:
    """A search that decides what a test says, so that a better search breaks no conversation."""

    def __init__(self, verdict: str, *entries: str, language: str = "kk", script: str = "cyrl",
                 smalltalk: str | None = None) -> None:  # fmt: skip
        hits = tuple(Hit(entry, 0.9) for entry in entries)
        self._decision = Decision(Verdict(verdict), language, script, hits, smalltalk)

    def decide(self, question: str, language: str | None = None) -> Decision:
        return self._decision


def deciding(house: House, verdict: str, *entries: str, **more: Any) -> None:
    """From now on every question is decided so."""
    search: Any = Fixed(verdict, *entries, **more)
    house.services.faq.swap(house.services.faq.library, search)
