"""People who walk through the same conversation, each at once, and notice every answer.

Six steps: /start, a language, a country, a topic, "done", a question. They sit in the sandbox's process and
are told of what appears in their chat, so that thousands of them cost little.
"""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox import Sandbox
from bot.sandbox.account import Account
from bot.sandbox.control import pressing, talking, world_orders
from bot.sandbox.messages import Message

LANGUAGES = ("kk", "ru", "en")
COUNTRIES = ("DE", "TR", "MN", "CN")
QUESTIONS = {
    "kk": "Қандас мәртебесін қалай аламын?",
    "ru": "Как получить статус кандаса?",
    "en": "How do I get kandas status?",
}
QUIET = 1.0


@dataclass
class Player:
    """One person; `done` is how many steps were answered."""

    account: Account
    id: int
    language: str
    country: str
    topic: str
    patience: float
    pause: float = 0.0
    done: int = 0
    message: Message | None = None
    waits: list[float] = field(default_factory=list)

    async def play(self, steps: int) -> None:
        """Walks until the end, or stops where no answer comes in time."""
        news: Any = self.account.feed.listen(self.id, QUIET)
        async with contextlib.aclosing(news):
            first = asyncio.ensure_future(anext(news))
            await asyncio.sleep(0)  # the subscription stands before anything is said
            pending: asyncio.Future[Any] = first
            for act, fits in self.script()[:steps]:
                begun = asyncio.get_running_loop().time()
                self.act(act)
                while True:
                    told = await pending
                    pending = asyncio.ensure_future(anext(news))
                    if told is not None and self.answers(told, fits):
                        break
                    if asyncio.get_running_loop().time() - begun > self.patience:
                        pending.cancel()
                        return
                self.waits.append(asyncio.get_running_loop().time() - begun)
                self.done += 1
                if self.pause:
                    await asyncio.sleep(self.pause)
            pending.cancel()
            await asyncio.gather(pending, return_exceptions=True)

    def script(self) -> list[tuple[str, Callable[[Message], bool]]]:
        """What is said (or pressed, after a colon) and what the answer must look like."""
        return [
            ("/start", offers("hilang:")),
            (f":hilang:{self.language}", offers("hicty:")),
            (f":hicty:{self.country}", offers("hitop:")),
            (f":hitop:+{self.topic}", offers(f"hitop:-{self.topic}")),
            (":hitop:done", offers("set")),
            (QUESTIONS[self.language], lambda message: message.by_bot and len(message.text) > 40),
        ]

    def act(self, what: str) -> None:
        user = self.account.people[self.id]
        if not what.startswith(":"):
            talking.say(self.account, user, {"text": what})
            return
        assert self.message is not None
        asked = {"message_id": self.message.id, "chat_id": self.id, "data": what[1:]}
        press = asyncio.ensure_future(pressing.press(self.account, user, asked))
        press.add_done_callback(lambda task: task.exception())

    def answers(self, told: dict[str, Any], fits: Callable[[Message], bool]) -> bool:
        message = told.get("message")
        if not isinstance(message, Message) or not message.by_bot or not fits(message):
            return False
        self.message = message
        return True


def offers(data: str) -> Callable[[Message], bool]:
    """A message with a button whose data begins so."""

    def fits(message: Message) -> bool:
        rows = (message.markup or {}).get("inline_keyboard", [])
        return any(str(one.get("callback_data", "")).startswith(data) for row in rows for one in row)

    return fits


def crowd(sandbox: Sandbox, number: int, topics: tuple[str, ...], patience: float) -> list[Player]:
    """So many new people, every language, country and topic in turn."""
    account = sandbox.world.account(None)
    first = 1 + max(account.people, default=100_000)
    ids = range(first, first + number)
    world_orders.create_people(
        sandbox.world, account, [{"id": id, "first_name": f"P{id}", "language_code": "kk"} for id in ids]
    )
    return [
        Player(account, id, LANGUAGES[id % 3], COUNTRIES[id % 4], topics[id % len(topics)], patience)
        for id in ids
    ]
