"""Whatever is typed, at any place where something can be typed, takes the loop for a moment only.

The places are found: every state of every declared conversation, reached by its walk, and every command that is
registered. What a step of the loop takes is measured in processor time of its thread, so that a busy machine changes
little, and what seems slow is measured again with other letters, so that no cache helps.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import orjson
import pytest
from telegram import AcceptedGiftTypes, Update
from telegram.ext import CommandHandler
from telegram.request import BaseRequest, RequestData

from bot.app import build
from bot.config import Config, Staff, Telegram
from bot.directory import topics
from bot.inbox import cards
from bot.services import Services
from handlers import conversation, handlers
from handlers.application import BotApplication
from sandbox import Person
from storage.database.database import Database
from storage.members import conversations
from storage.members.conversations import Conversation as Row
from tests.handlers.mortal_bot import NOW, MortalBot, MortalDatabase
from tests.handlers.running_bot import OWNER, TOKEN, Unlimited, catalogs, faq
from tests.handlers.test_conversations import NAMES, WALKS, declared, migrated
from tests.loop import SECONDS, longest_step

LENGTH = 4096  # characters, the longest message of Telegram
TRIES = 3
LATIN = "abcdefghijklmnopqrstuvwxyz"
CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһі"
ARABIC = "ابپتجحدرزسشعغفقكلمنوۇۋىي"
Kind = Callable[[random.Random], str]


def words(letters: str, length: int, between: str = " ") -> Kind:
    """Words that are nowhere else, as many as go into a message."""

    def written(chance: random.Random) -> str:
        number = LENGTH // (length + len(between))
        return between.join("".join(chance.choices(letters, k=length)) for _ in range(number))

    return written


def repeated(part: str, start: str = "", end: str = "") -> Kind:
    """The same again and again, after a word of chance."""

    def written(chance: random.Random) -> str:
        begun = start + "".join(chance.choices(LATIN, k=3))
        return begun + part * ((LENGTH - len(begun) - len(end)) // len(part)) + end

    return written


WILD: dict[str, Kind] = {
    "one letter": repeated("a"),
    "one word": words(CYRILLIC, LENGTH - 1),
    "words of 1,200 letters": words(LATIN, 1200),
    "words of 20 letters": words(CYRILLIC, 20),
    "words of three letters": words(LATIN, 3),
    "words of one letter": words(ARABIC, 1),
    "a thousand countries": words(LATIN, 3, ","),
    "lines of countries": words(CYRILLIC, 3, "\n"),
    "right to left": words(ARABIC, 7),
    "mixed letters": words(CYRILLIC + LATIN, 12),
    "digits": words("0123456789", LENGTH - 1),
    "numbers": words("0123456789", 2),
    "dates": repeated("25.11.2026 18:30 "),
    "combining marks": repeated("\u0301"),
    "unseen signs": repeated("\u200d\u2067"),
    "family emoji": repeated("👨\u200d👩\u200d👧"),
    "empty lines": repeated("\n"),
    "spaces": repeated(" ", end="a"),
    "markup": repeated("<b>"),
    "ampersands": repeated("&amp;"),
    "links": repeated(" - https://a.kz |"),
    "link lines": repeated("\na - https://a.kz"),
    "dashes": repeated("- "),
    "commas": repeated(",;"),
}  # fmt: skip
PLACES = {"a question": "", **{
    f"/{name}": f"/{name} "
    for handler in handlers()
    for inner in (handler.handlers() if isinstance(handler, conversation.Conversation) else [handler])
    if isinstance(inner, CommandHandler) for name in sorted(inner.commands)
}, "/start faq_": "/start faq_"}  # fmt: skip


GIFTS = dict.fromkeys(AcceptedGiftTypes.__slots__, True)


class Muted(BaseRequest):
    """A Telegram that takes everything, in next to no time."""

    read_timeout = 5.0
    number = 0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        self.number += 1
        chat = {"id": OWNER, "type": "private", "first_name": "Dina"}
        called = url.rsplit("/", 1)[1]
        result: Any = called not in ("sendMessage", "editMessageText", "sendPhoto", "copyMessage") or {
            "message_id": self.number, "date": int(NOW.timestamp()), "chat": chat, "text": "…"}  # fmt: skip
        if called == "copyMessage":
            result = {"message_id": self.number}
        elif called == "getChat":
            result = chat | {"accent_color_id": 0, "max_reaction_count": 1, "accepted_gift_types": GIFTS}
        elif called == "getMyCommands":
            result = []
        elif called == "getMe":
            result = {"id": 4200, "is_bot": True, "first_name": "Отандас", "username": "otandas_bot"}
        return 200, orjson.dumps({"ok": True, "result": result})


class Listening:
    """The application over this database, and how long it held the loop."""

    def __init__(self, database: Database, telegram: BaseRequest | None = None) -> None:
        engine: Any = SimpleNamespace(rate_limiter=Unlimited(), wake=lambda: None)
        config = Config(telegram=Telegram(token=TOKEN), staff=Staff(owners=(OWNER,)))
        services = Services(
            config, database, catalogs(), topics.load(), faq(lambda: NOW), engine, lambda: NOW
        )
        request = telegram or Muted()
        transport: Any = SimpleNamespace(request=request, updates=request)
        self.database = database
        self.application: BotApplication = build(services, transport)
        self.update_id = 10_000_000

    async def hears(self, text: str, row: Row | None) -> float:
        """The longest step of handling this, in seconds of processor time."""
        async with self.database.begin() as tx:
            await conversations.end(tx, OWNER, OWNER)
            if row:
                await conversations.put(tx, OWNER, OWNER, row)
        self.update_id += 1
        update = Update.de_json(said(text, self.update_id), self.application.bot)
        with longest_step() as measured:
            await asyncio.create_task(self.application.process_update(update))
            await asyncio.create_task(cards.look(self.application.bot, self.application.bot_data))
        return max(measured)

    async def slow(self, start: str, row: Row | None) -> dict[str, float]:
        """The wild inputs that hold the loop when they come after `start`, with the seconds they hold it."""
        chance, slow = random.Random(7), {}
        for kind, written in WILD.items():
            for _ in range(TRIES):
                taken = await self.hears((start + written(chance))[:LENGTH], row)
                if taken <= SECONDS:
                    break
            else:
                slow[kind] = round(taken, 3)
        return slow


def said(text: str, update_id: int) -> dict[str, Any]:
    """An update of a private message."""
    person = {"id": OWNER, "is_bot": False, "first_name": "Dina", "language_code": "en"}
    entities = (
        [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}] if text[:1] == "/" else []
    )
    return {"update_id": update_id, "message": {
        "message_id": update_id, "date": int(NOW.timestamp()), "chat": {"id": OWNER, "type": "private"},
        "from": person, "text": text, "entities": entities}}  # fmt: skip


async def states(name: str, path: Path) -> dict[str, tuple[Row, bytes]]:
    """Each state of a conversation as its walk reaches it first, with the database as it is then."""
    path.write_bytes(migrated())
    database = MortalDatabase.open(f"sqlite:///{path}")
    assert isinstance(database, MortalDatabase)
    bot, reached = MortalBot(database), dict[str, tuple[Row, bytes]]()
    await bot.replica()
    dina = await Person("Dina", "en", person_id=OWNER).enters(bot.sandbox)
    if before := WALKS[name].before:
        await before(database)
    for step in WALKS[name].steps:
        await bot.takes(step, dina)
        async with database.connect() as tx:
            row = await conversations.get(tx, dina.id, dina.id)
        if row and row.name == name and row.state in declared()[name].states and row.state not in reached:
            await database.checkpoint()
            reached[row.state] = (row, path.read_bytes())
    await bot.sandbox.stop()
    await database.close()
    return reached


@asynccontextmanager
async def listening(path: Path, content: bytes) -> AsyncIterator[Listening]:
    path.write_bytes(content)
    bot = Listening(Database.open(f"sqlite:///{path}"))
    await bot.application.initialize()
    yield bot
    await bot.database.close()


@pytest.fixture(autouse=True)
def empty() -> bytes:
    """Made outside of the tests' loop."""
    return migrated()


@pytest.mark.parametrize("name", NAMES)
async def test_no_typed_state_is_held_up(name: str, tmp_path: Path) -> None:
    reached, slow = await states(name, tmp_path / "walked.db"), {}
    assert reached.keys() == declared()[name].states.keys()
    for state, (row, content) in reached.items():
        async with listening(tmp_path / f"{state}.db", content) as bot:
            row = Row(row.name, row.state, row.data, NOW)
            slow |= {(state, kind): taken for kind, taken in (await bot.slow("", row)).items()}
    assert not slow


@pytest.mark.parametrize("place", PLACES)
async def test_no_command_and_no_question_is_held_up(place: str, tmp_path: Path, empty: bytes) -> None:
    async with listening(tmp_path / "otandas.db", empty) as bot:
        assert not await bot.slow(PLACES[place], None)
