"""The sandbox and the people who load a bot, in a process of their own: orders as JSON lines on stdin.

    {"do": "burst", "count": 3000, "text": "/help"}             -> {"seconds": 4.1}
    {"do": "steady", "rate": 200, "seconds": 8, "text": "…"}    -> {"waits": [0.004, …]}

A burst is said at once and over when the last answer has come. Each message comes from somebody else, since
one chat gets at most one message a second. A slow machine is waited for as long as answers come; where none has come
for a minute the answer to the order is `{"lost": 85}`.
"""

import asyncio
import sys
import time
from typing import Any

import orjson

from sandbox import Sandbox, World
from sandbox.control import messages
from sandbox.control.people import create_people
from sandbox.world.account import Account
from sandbox.world.chats import Message

PEOPLE = 30_000
SILENCE = 60.0  # seconds without any answer after which those who wait have lost theirs


class Crowd:
    """People who say something and notice when an answer arrives in their chat."""

    def __init__(self, world: World) -> None:
        self._account = account = world.account(None)
        people = [{"id": id, "first_name": "L", "language_code": "kk"} for id in range(1, PEOPLE + 1)]
        create_people(world, account, people)
        self._next = 0
        self._said: dict[int, float] = {}
        self._heard_at = 0.0
        self.waits: list[float] = []
        _overhear(account, self._heard)

    def say(self, text: str) -> None:
        self._next = self._next % PEOPLE + 1
        self._said[self._next] = time.monotonic()
        messages.send(self._account, self._account.people[self._next], {"text": text})

    def _heard(self, message: Message) -> None:
        if message.by_bot and message.chat.id in self._said:
            self._heard_at = time.monotonic()
            self.waits.append(self._heard_at - self._said.pop(message.chat.id))

    async def answered(self, silence: float = SILENCE) -> int:
        """How many still wait when there is nobody left who does, or nothing is heard any more."""
        self._heard_at = time.monotonic()
        while self._said and time.monotonic() - self._heard_at < silence:  # noqa: ASYNC110 - a flag costs every message
            await asyncio.sleep(0.002)
        return len(self._said)


def _overhear(account: Account, heard: Any) -> None:
    """Every message that is kept is told, without the cost of subscriptions."""
    keep = account.add

    def told(message: Message) -> Message:
        heard(message)
        return keep(message)

    account.add = told  # type: ignore[method-assign]


async def burst(crowd: Crowd, count: int, text: str) -> dict[str, Any]:
    begun = time.monotonic()
    for number in range(count):
        crowd.say(text)
        if number % 50 == 49:
            await asyncio.sleep(0)
    return {"lost": await crowd.answered(), "seconds": time.monotonic() - begun}


async def steady(crowd: Crowd, rate: float, seconds: float, text: str) -> dict[str, Any]:
    crowd.waits.clear()
    begun = time.monotonic()
    for number in range(int(rate * seconds)):
        await asyncio.sleep(max(0.0, begun + number / rate - time.monotonic()))
        crowd.say(text)
    return {"lost": await crowd.answered(), "waits": crowd.waits}


async def main() -> None:
    world = World(calls_kept=1000, history_kept=50_000)
    async with Sandbox.running(world=world) as sandbox:
        crowd = Crowd(world)
        _tell({"base_url": sandbox.base_url})
        while line := await asyncio.to_thread(sys.stdin.buffer.readline):
            order = orjson.loads(line)
            work = {"burst": burst, "steady": steady}[order.pop("do")]
            _tell(await work(crowd, **order))


def _tell(answer: dict[str, Any]) -> None:
    sys.stdout.buffer.write(orjson.dumps(answer) + b"\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main())
