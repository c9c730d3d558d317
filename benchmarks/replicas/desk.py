"""Members who ask staff and colleagues who answer them, each at random: the people of the `inbox` drill.

All that is said carries a code, so that every copy of it is found again wherever it lies.
"""

import asyncio
import re
import time
from dataclasses import dataclass, field

from benchmarks.replicas.people import Ears, Person, offers
from sandbox.control import messages
from sandbox.params import Json, Upload
from sandbox.world.chats import Chat, Message

NUMBER = re.compile(r"№ (\d+)")
CODE = re.compile(r"жауап (\d+-\d+);")
ADDED = "Қосымша"
QUESTIONS = (
    "Қандас мәртебесін қалай аламын?",
    "Азаматтықты қалай аламын?",
    "Визаны қайда ұзартамын?",
    "Балам қай мектепке барады?",
    "Ұшақпен иттерді алып келуге бола ма?",
)
# What colleagues press, and how often in proportion; not what sends an answer although there is one already.
VERBS = {
    "q": 12, "qc": 6, "qmine": 2, "qtake": 3, "qback": 1, "qans": 3, "qnote": 1, "qpass": 2, "qbody": 3, "qgive": 3,
    "qstock": 2, "sk2": 3, "qsend": 6, "qclose": 1, "qopen": 1, "qlike": 1, "qsame": 2, "in": 3,
}  # fmt: skip
CARD = ("qtake", "qback", "qclose", "qopen", "qmine")  # a message with one of these shows a question
LOOKED_AT = 60  # messages of a chat from its end
# The smallest picture there is.
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364f80f00010501"
    "0127184660000000004945 4e44ae426082".replace(" ", "")
)


@dataclass
class Asker(Person):
    """Asks one question, and later adds to it, says whether the answer helped, or takes the question back."""

    ears: Ears
    confidential: bool
    patience: float
    number: int | None = None  # of the question, as the receipt says it
    added: int = 0

    @property
    def text(self) -> str:
        return f"{QUESTIONS[self.id % len(QUESTIONS)]} q{self.id};"

    async def ask(self) -> None:
        """Until the receipt is there, or no answer comes in time."""
        self._heard = self.ears.of[self.id] = asyncio.Queue()
        try:
            async with asyncio.timeout(self.patience):
                self.say(f"/ask {self.text}")
                screen = await self._sees("askyes")
                if self.confidential:
                    await self.press(screen, "askconf")
                await self.press(screen, "askyes")
                self._receipt = await self._sees("myq")
        except TimeoutError:
            return
        if number := NUMBER.search(self._receipt.text):
            self.number = int(number[1])

    async def goes_on(self) -> None:
        """Whatever is answered, until canceled."""
        if self.number is None:
            return
        if self.chance.random() < 0.1:
            await asyncio.sleep(self.chance.uniform(0, 20))
            await self.press(self._receipt, f"myqw:{self.number}:1", forged=True)
        elif self.chance.random() < 0.2:
            await asyncio.sleep(self.chance.uniform(0, 30))
            self._add(self._receipt)
        known = set[int]()
        while True:
            answer = await self._sees("qrate")
            if answer.id in known:
                continue
            known.add(answer.id)
            await asyncio.sleep(self.chance.uniform(0, 3))
            if self.chance.random() < 0.3:
                self._add(answer)
            elif self.chance.random() < 0.5:
                await self.press(answer, f"qrate:{self.number}:{self.chance.randrange(2)}")

    async def _sees(self, data: str) -> Message:
        while not offers(data)(message := await self._heard.get()):
            pass
        return message

    def _add(self, message: Message) -> None:
        self.added += 1
        self.say(f"{ADDED} f{self.id}-{self.added};", reply_to=message.id)


@dataclass
class Operator(Person):
    """A colleague with a private chat, and with the staff group where there is one."""

    group: Chat | None
    pause: float = 0.1
    done: int = 0  # presses and texts so far
    said: int = 0
    pressed: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)  # from a press to its answer
    unanswered: list[str] = field(default_factory=list)

    async def work(self, number: int) -> None:
        """So many presses and texts, one after the other. An act without anything to do it with is none."""
        acts = {self._press: 8, self._reply: 8, self._type: 3, self._list: 1, self._edit: 1}
        while self.done < number:
            [act] = self.chance.choices([*acts], [*acts.values()])
            self.done += await act()
            await asyncio.sleep(self.chance.uniform(0, 2 * self.pause))

    async def _press(self) -> bool:
        """Of what can be pressed first the verb, so that rare ones have their turn."""
        ways: dict[str, list[tuple[Message, str]]] = {}
        for message in self._recent():
            for data in _buttons(message):
                ways.setdefault(data.partition(":")[0], []).append((message, data))
        verbs = [verb for verb in ways if verb in VERBS]
        if not verbs:
            return False
        [verb] = self.chance.choices(verbs, [VERBS[verb] for verb in verbs])
        message, data = self.chance.choice(ways[verb])
        begun = time.monotonic()
        answered = await self.press(message, data)
        self.pressed.append(verb)
        self.waits.append(time.monotonic() - begun)
        if not answered["answered"]:
            self.unanswered.append(verb)
        return True

    async def _reply(self) -> bool:
        """An answer to a card: words, at times with a picture."""
        cards = [
            message
            for message in self._recent()
            if any(data.partition(":")[0] in CARD for data in _buttons(message))
        ]
        if not cards:
            return False
        card = self.chance.choice(cards)
        place: Json = {"chat_id": card.chat.id, "reply_to": card.id, "thread_id": card.thread_id}
        if self.chance.random() < 0.2:
            place["file"] = Upload("жауап.png", "image/png", PICTURE)
        self.say(self._coded(), **place)
        return True

    async def _type(self) -> bool:
        """What a screen waits for; where none does, the search hears it."""
        self.say(self._coded())
        return True

    async def _list(self) -> bool:
        self.say("/inbox")
        return True

    async def _edit(self) -> bool:
        mine = [message for message in self._recent(own=True) if CODE.search(message.text)]
        if not mine:
            return False
        message = self.chance.choice(mine)
        wanted = {"message_id": message.id, "chat_id": message.chat.id, "text": f"{message.text} ✎"}
        messages.edit(self.account, self.user, wanted)
        return True

    def _coded(self) -> str:
        self.said += 1
        return f"жауап {self.id}-{self.said};"

    def _recent(self, *, own: bool = False) -> list[Message]:
        """What lies at the end of one of their chats, said by the bot or by themselves."""
        chat = self.chance.choice(
            [self.group or self.chat, *[self.chat] * 3]
        )  # a group takes 20 messages a minute
        lately = list(chat.messages.values())[-LOOKED_AT:]
        if own:
            return [message for message in lately if message.sender is self.user]
        return [message for message in lately if message.by_bot and not message.service]


def _buttons(message: Message) -> list[str]:
    rows = (message.markup or {}).get("inline_keyboard", [])
    return [str(button["callback_data"]) for row in rows for button in row if "callback_data" in button]
