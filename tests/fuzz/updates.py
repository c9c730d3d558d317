"""Updates of every kind, from everybody, in every state of every conversation; what reads them raw; buttons' data."""

import asyncio
import gc
import random
import sqlite3
import time
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
from hypothesis import strategies as st
from telegram import Update
from telegram.ext import filters
from telegram.request import RequestData

from bot.inbox import cards
from bot.updates.queue import UpdateQueue
from bot.web import HEADER, webhook_app
from handlers import conversation, handlers
from handlers.routing import Button, Command
from sandbox import Person, Sandbox
from storage.database.database import Database
from storage.members import conversations
from storage.members.conversations import Conversation as Row
from tests.fuzz.rounds import TRIES, Target, TooSlow
from tests.fuzz.telegram_objects import KINDS, built, contents
from tests.fuzz.texts import SHORT, TEXT
from tests.handlers.mortal_bot import NOW
from tests.handlers.running_bot import OWNER, TOKEN
from tests.handlers.test_conversations import NAMES, migrated
from tests.handlers.test_wild_inputs import Listening, Muted, states
from tests.logged import RUN, listen
from tests.loop import SECONDS, longest_step

NEW = 10_000_000  # the number of an update that nobody has seen
BOT, STRANGER, GROUP, CHANNEL = 4200, 778, -100500, -1007
PEOPLE = (OWNER, OWNER, STRANGER)  # one of staff, in whose chat the conversation is open, and somebody new
FOLDER = TemporaryDirectory(prefix="otandas-fuzz-")
SAYING = ("message", "edited_message", "business_message", "edited_business_message", "guest_message")
CHATTY = ("sendMessage", "sendPhoto", "sendDocument", "sendVenue", "sendPoll", "copyMessage", "sendMediaGroup",
          "copyMessages")  # fmt: skip
FILE = (Path(__file__).parents[2] / "locales/faq/kandas-apply.toml").read_bytes()

GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
CHAT = {
    "id": GROUP,
    "type": "supergroup",
    "title": "Staff",
    "accent_color_id": 1,
    "max_reaction_count": 1,
    "accepted_gift_types": dict.fromkeys(GIFTS, True),
}
MEMBERSHIP = {"status": "member"}

Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Situation:
    """In the middle of which conversation the update comes: its name and the so manieth of its states."""

    name: str = ""
    state: int = 0

    def __repr__(self) -> str:
        return f"Situation({self.name!r}, {self.state})"


SITUATIONS = st.builds(Situation, st.sampled_from(["", *NAMES]), st.integers(0, 20))


@cache
def reached(name: str) -> list[tuple[Row | None, bytes]]:
    """The states of a conversation with the database as it is then; "": none, in a database of a few rows."""
    migrated()  # outside of the loop
    if not name:
        return [(None, content) for _, content in reached("inbox")[:1]]
    with TemporaryDirectory(prefix="otandas-fuzz-") as folder:
        found = RUNNER.run(states(name, Path(folder) / "walked.db"))
    return list(found.values())


class Strict(Muted):
    """A Telegram that takes what the sandbox takes: markup, buttons and lengths as Telegram has them."""

    def __init__(self) -> None:
        self.told = set[int]()
        self.sandbox = Sandbox()
        self.number = 0

    async def initialize(self) -> None:
        self.sandbox = Sandbox()
        await Person("Dina", "en", person_id=OWNER).enters(self.sandbox)

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *more: Any, **named: Any
    ) -> tuple[int, bytes]:
        given: Raw = dict(request_data.parameters) if request_data else {}
        called = url.rsplit("/", 1)[1]
        if "/file/" in url:
            return 200, FILE
        if called == "getFile":
            file = {"file_id": "f", "file_unique_id": "u", "file_path": "a.toml", "file_size": len(FILE)}
            return 200, orjson.dumps({"ok": True, "result": file})
        if called in ("getChat", "getChatMember"):
            user = person(int(given.get("user_id", OWNER)))
            result = MEMBERSHIP | {"user": user} if "user_id" in given else CHAT
            return 200, orjson.dumps({"ok": True, "result": result})
        if called in CHATTY:
            self.told.add(int(given["chat_id"]))
        text = given.get("text") or given.get("caption") or given.get("question")
        if called in ("sendMediaGroup", "copyMessages"):
            return 200, orjson.dumps({"ok": True, "result": []})
        if called in (*CHATTY, "editMessageText", "editMessageCaption", "editMessageReplyMarkup"):
            kept = {key: given[key] for key in ("parse_mode", "reply_markup", "entities") if key in given}
            asked = {"chat_id": OWNER, "text": text or "…", **kept}
            status, answer = await self.sandbox.call(TOKEN, "sendMessage", asked)
            if not answer["ok"]:
                return status, orjson.dumps(answer)
        return await super().do_request(url, method, request_data, *more, **named)


class Bot(Listening):
    """The whole application over one database, which is put back to a snapshot before each update."""

    def __init__(self, path: Path) -> None:
        path.write_bytes(migrated())
        self.telegram = Strict()
        super().__init__(Database.open(f"sqlite:///{path}"), self.telegram)
        self.path, self.lines = path, StringIO()
        listen(self.lines)

    async def starts(self) -> None:
        await self.application.initialize()
        await self.telegram.initialize()
        gc.collect()
        gc.freeze()

    def put_back(self, content: bytes) -> None:
        plain = bytearray(content)
        plain[18:20] = b"\x01\x01"  # not WAL, which a database in memory cannot be
        source, target = sqlite3.connect(":memory:"), sqlite3.connect(self.path)
        source.deserialize(bytes(plain))
        source.backup(target)
        source.close()
        target.close()

    async def handles(self, situation: Situation, raw: Raw) -> float:
        """The longest step of handling it, in seconds of processor time; whatever fails is raised."""
        states = reached(situation.name)
        row, content = states[situation.state % len(states)]
        self.put_back(content)
        async with self.database.begin() as tx:
            await conversations.end(tx, OWNER, OWNER)
            if row is not None:
                await conversations.put(tx, OWNER, OWNER, Row(row.name, row.state, row.data, NOW))
        self.telegram.told.clear()
        self.forget_lines()
        update = Update.de_json(orjson.loads(orjson.dumps(raw)), self.application.bot)
        with longest_step() as measured:
            await asyncio.create_task(self.application.process_update(update))
            await asyncio.create_task(cards.look(self.application.bot, self.application.bot_data))
        self.check_lines()
        if (chat := awaited(update)) is not None:
            assert chat in self.telegram.told, "a private message without an answer"
        return max(measured)

    def forget_lines(self) -> None:
        self.lines.seek(0)
        self.lines.truncate()

    def check_lines(self) -> None:
        """No exception has come to the log."""
        assert '"trace"' not in self.lines.getvalue(), self.lines.getvalue()


def awaited(update: Update) -> int | None:
    """The chat that is to get an answer; None where Telegram only tells that something happened."""
    message = update.message
    if (
        message is None
        or message.chat.type != message.chat.PRIVATE
        or filters.StatusUpdate.ALL.check_update(update)
    ):
        return None
    return message.chat.id


RUNNER = asyncio.Runner()
_running: list[Bot] = []


def close() -> None:
    """A process that has a database open does not end."""
    while _running:
        RUNNER.run(_running.pop().database.close())
    RUN.listen()


def running() -> Bot:
    """The one of this process."""
    if not _running:
        _running.append(Bot(Path(FOLDER.name) / "otandas.db"))
        RUNNER.run(_running[0].starts())
    return _running[0]


def handled(made: tuple[Situation, Raw]) -> None:
    """It fails nowhere, is answered, and holds the loop for a moment only."""
    situation, raw = made
    reached(situation.name)
    bot = running()
    for _ in range(TRIES):
        if (taken := RUNNER.run(bot.handles(situation, raw))) <= SECONDS:
            break
    else:
        raise TooSlow(f"{taken:.3f} s")
    if random.random() < 0.001:  # what it was told is not for ever
        RUNNER.run(bot.telegram.initialize())


COMMANDS = sorted({
    name
    for handler in handlers()
    for inner in (handler.handlers() if isinstance(handler, conversation.Conversation) else [handler])
    if isinstance(inner, Command) for name in inner.commands
})  # fmt: skip
SAID = TEXT | st.builds("/{} {}".format, st.sampled_from(COMMANDS), SHORT) | st.sampled_from(
    [f"/{name}" for name in COMMANDS] + [f"/{name}@otandas_bot" for name in COMMANDS]
)  # fmt: skip


def person(number: int) -> Raw:
    return {"id": number, "is_bot": False, "first_name": "Dina", "language_code": "en"}


def private(number: int) -> Raw:
    return {"id": number, "type": "private", "first_name": "Dina"}


CHATS = st.sampled_from([
    {"id": GROUP, "type": "supergroup", "title": "Қазақтар"},
    {"id": -5, "type": "group", "title": "Staff"},
    {"id": CHANNEL, "type": "channel", "title": "News"},
])  # fmt: skip


@st.composite
def updates(draw: st.DrawFn, kinds: Sequence[str] = (*KINDS, *["message"] * len(KINDS))) -> Raw:
    """One of these kinds, from one of the people, mostly in private."""
    kind = draw(st.sampled_from(kinds))
    content = draw(built(contents(kind))).to_dict()
    number = draw(st.sampled_from(PEOPLE))
    if "chat" in content:
        alone = "channel" not in kind and draw(st.integers(0, 5)) > (0 if kind in SAYING else 2)
        content["chat"] = private(number) if alone else draw(CHATS)
    for key in ("from", "user"):
        if key in content or kind in SAYING:
            content[key] = person(number)
    if kind in SAYING:
        content.pop("user", None)
        if draw(st.booleans()):
            content |= said(draw(SAID))
    if kind == "callback_query" and "message" in content:
        content["message"] |= {"chat": private(number), "from": person(BOT) | {"is_bot": True}}
    return {"update_id": NEW, kind: content}


def said(text: str) -> Raw:
    """With the entities that Telegram gives a command."""
    command = text.split(maxsplit=1)[0] if text[:1] == "/" and text.split() else ""
    return {"text": text} | (
        {"entities": [{"type": "bot_command", "offset": 0, "length": len(command)}]}
        if len(command) > 1
        else {}
    )


VERBS = sorted({
    inner.verb
    for handler in handlers()
    for inner in (handler.handlers() if isinstance(handler, conversation.Conversation) else [handler])
    if isinstance(inner, Button)
})  # fmt: skip
WORDS = ("", "0", "1", "2", "-1", "9" * 18, "9" * 40, "٣", "²", "kk", "ru", "xx", "kandas-apply", "law", "DE", "yes",
         "no", "other", "c", "done", "\x00", "a b", "💥")  # fmt: skip
ARGUMENT = st.sampled_from(WORDS) | SHORT


@st.composite
def presses(draw: st.DrawFn) -> Raw:
    """A button of ours with whatever arguments, or data that no button of ours ever had."""
    verb = draw(st.one_of(*(st.from_regex(verb.removesuffix("$"), fullmatch=True) for verb in VERBS)) | SHORT)
    data = ":".join([draw(st.sampled_from(["", "", "+"])) + verb, *draw(st.lists(ARGUMENT, max_size=5))])
    number = draw(st.sampled_from(PEOPLE))
    where = draw(
        st.sampled_from([private(number), private(number), {"id": GROUP, "type": "supergroup", "title": "Q"}])
    )
    message: Raw = {
        "message_id": draw(st.integers(1, 40)),
        "date": draw(st.sampled_from([0, 1_795_000_000])),
        "chat": where,
    }
    if message["date"]:
        message |= {"from": person(BOT) | {"is_bot": True}, "text": draw(SHORT)}
        if draw(st.booleans()):
            written = {"message_id": 1, "date": 1, "chat": where, "from": person(number), "text": draw(SHORT)}
            message["reply_to_message"] = written
    data = data.encode()[:64].decode(errors="ignore")
    return {"update_id": NEW, "callback_query": {
        "id": "1", "chat_instance": "1", "from": person(number), "message": message, "data": data}}  # fmt: skip


# What comes in by HTTP is read before anything is known of it.
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(-1e300, 1e300) | SHORT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(SHORT | st.sampled_from(
        ["update_id", "message", "chat", "from", "user", "id", "type", "date", *KINDS]), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@st.composite
def bodies(draw: st.DrawFn) -> bytes:
    """An update with other values in it, any JSON, or no JSON at all."""
    if draw(st.booleans()):
        return draw(JSON.map(orjson.dumps) | st.binary(max_size=80))
    raw = deepcopy(draw(updates()))  # what is sampled is shared among examples
    holder: Any = raw
    for _ in range(draw(st.integers(1, 5))):
        keys: list[Any] = sorted(holder) if isinstance(holder, dict) else list(range(len(holder)))
        if not keys:
            break
        key = keys[draw(st.integers(0, 50)) % len(keys)]
        if not isinstance(holder[key], (dict, list)) or draw(st.integers(0, 3)) == 0:
            holder[key] = draw(JSON)
            break
        holder = holder[key]  # in order of its keys: PTB's come in any
    return orjson.dumps(raw)


async def _posted(body: bytes) -> int:
    """The status of the answer to this body, as Starlette calls the application."""
    bot, status = running(), 0
    queue = UpdateQueue(bot.database, bot.application.bot_data.clock)
    app = webhook_app(queue, "https://example.org/hook", "s" * 16)
    scope = {"type": "http", "method": "POST", "path": "/hook", "query_string": b"",
             "headers": [(HEADER.lower().encode(), b"s" * 16)], "root_path": "", "scheme": "http"}  # fmt: skip

    async def receive() -> Raw:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        nonlocal status
        status = message.get("status", status)

    await app(scope, receive, send)
    return status


def read(body: bytes) -> None:
    """It is stored or turned away in words, from the poll as from the webhook, and no exception comes to the log."""
    bot = running()
    bot.put_back(migrated())
    bot.forget_lines()
    begun = time.thread_time()
    assert RUNNER.run(_posted(body)) in (200, 400)
    bot.check_lines()
    if time.thread_time() - begun > SECONDS:
        begun = time.thread_time()
        RUNNER.run(_posted(body))
        assert time.thread_time() - begun <= SECONDS


TARGETS = {
    "updates": Target(st.tuples(SITUATIONS, updates()), handled),
    "buttons": Target(st.tuples(SITUATIONS, presses()), handled),
    "bodies": Target(bodies(), read),
}
