"""People who walk through the same conversation, each at once, and notice every answer.

Six steps: /start, a language, a country, a topic, "done", a question. They sit in the sandbox's process and
are told of what appears in their chat, so that thousands of them cost little.
"""

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from sandbox import Sandbox
from sandbox.control import interactions, messages
from sandbox.control.people import create_people
from sandbox.params import Json
from sandbox.world.account import Account
from sandbox.world.chats import Chat, Message, User
from sandbox.world.records import Feed

LANGUAGES = ("kk", "ru", "en")
COUNTRIES = ("DE", "TR", "MN", "CN")
QUESTIONS = {
    "kk": "Қандас мәртебесін қалай аламын?",
    "ru": "Как получить статус кандаса?",
    "en": "How do I get kandas status?",
}


class Ears(Feed):
    """The sandbox's live news for those who play and for nobody else: a page's listeners learn of every
    message in the world, which among thousands of players would be all there is to do."""

    def __init__(self) -> None:
        super().__init__()
        self.of: dict[int, asyncio.Queue[Message]] = {}

    def __bool__(self) -> bool:
        return True

    def publish(self, person_ids: Iterable[int], event: dict[str, Any]) -> None:
        message = event.get("message")
        if isinstance(message, Message) and message.by_bot:
            for person_id in person_ids:
                if person_id in self.of:
                    self.of[person_id].put_nowait(message)


@dataclass
class Person:
    """Somebody with a private chat; `chance` decides what they do."""

    account: Account
    id: int
    chance: Random

    @property
    def user(self) -> User:
        return self.account.people[self.id]

    @property
    def chat(self) -> Chat:
        return self.account.chats[self.id]

    def say(self, text: str, **more: object) -> Message:
        sent = messages.send(self.account, self.user, {"text": text, **more})
        return self.account.chats[sent["chat_id"]].messages[sent["message_id"]]

    async def press(self, message: Message, data: str, *, forged: bool = False) -> Json:
        pressed = {"message_id": message.id, "chat_id": message.chat.id, "data": data, "forged": forged}
        return await interactions.press(self.account, self.user, pressed)


@dataclass
class Player:
    """One person; `done` is how many steps were answered."""

    account: Account
    ears: Ears
    id: int
    language: str
    country: str
    topic: str
    patience: float
    done: int = 0
    message: Message | None = None
    waits: list[float] = field(default_factory=list)

    async def play(self, steps: int) -> None:
        """Walks until the end, or stops where no answer comes in time."""
        heard = self.ears.of[self.id] = asyncio.Queue()
        for act, fits in self.script()[:steps]:
            begun = time.monotonic()
            self.act(act)
            try:
                async with asyncio.timeout(self.patience):
                    while not fits(message := await heard.get()):
                        pass
            except TimeoutError:
                return
            self.message = message
            self.waits.append(time.monotonic() - begun)
            self.done += 1

    def script(self) -> list[tuple[str, Callable[[Message], bool]]]:
        """What is said (or pressed, after a colon) and what the answer must look like."""
        return [
            ("/start", offers("hilang:")),
            (f":hilang:{self.language}", offers("hicty:")),
            (f":hicty:{self.country}", offers("hitop:")),
            (f":hitop:+{self.topic}", offers(f"hitop:-{self.topic}")),
            (":hitop:done", offers("set")),
            (QUESTIONS[self.language], lambda message: len(message.text) > 40),
        ]

    def act(self, what: str) -> None:
        user = self.account.people[self.id]
        if not what.startswith(":"):
            messages.send(self.account, user, {"text": what})
            return
        assert self.message is not None
        asked = {"message_id": self.message.id, "chat_id": self.id, "data": what[1:]}
        press = asyncio.ensure_future(interactions.press(self.account, user, asked))
        press.add_done_callback(lambda task: task.exception())


def offers(data: str) -> Callable[[Message], bool]:
    """A message with a button whose data begins so."""

    def fits(message: Message) -> bool:
        rows = (message.markup or {}).get("inline_keyboard", [])
        return any(str(button.get("callback_data", "")).startswith(data) for row in rows for button in row)

    return fits


def crowd(sandbox: Sandbox, number: int, topics: tuple[str, ...], patience: float) -> list[Player]:
    """So many new people, every language, country and topic in turn."""
    account = sandbox.world.account(None)
    ears = account.feed if isinstance(account.feed, Ears) else Ears()
    account.feed = ears
    first = 1 + max(account.people, default=100_000)
    ids = range(first, first + number)
    create_people(
        sandbox.world, account, [{"id": id, "first_name": f"P{id}", "language_code": "kk"} for id in ids]
    )
    return [
        Player(account, ears, id, LANGUAGES[id % 3], COUNTRIES[id % 4], topics[id % len(topics)], patience)
        for id in ids
    ]
