"""What happens in a world, and when: its clock, the calls and deliveries it counts, and live events.

The latest calls and messages are kept, older ones forgotten, so that memory stays flat.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from sys import intern

import orjson

from sandbox.params import Json
from sandbox.world.chats import Message

_LONGEST_KEPT = 8_192
_LONGEST_WORD = 64
_QUEUE_SIZE = 1_000


class Clock:
    """Seconds since 1970 (UTC); `advance` moves it, so that a test can make messages two days old."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def now(self) -> float:
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        self._ahead += seconds


@dataclass(frozen=True, slots=True)
class Call:
    """`arguments` are the bytes as received (JSON), or as much of them as is worth keeping."""

    number: int
    at: float
    bot: int
    method: str
    arguments: bytes
    status: int
    description: str

    def as_json(self) -> Json:
        return {
            "number": self.number,
            "time": self.at,
            "bot": self.bot,
            "method": self.method,
            "parameters": _read(self.arguments),
            "status": self.status,
            "description": self.description,
        }


class CallLog:
    """The last `kept` calls; numbers go on counting when older ones are forgotten."""

    def __init__(self, kept: int = 200_000) -> None:
        self._calls: deque[Call] = deque(maxlen=kept)
        self.count = 0

    def add(self, at: float, bot: int, method: str, arguments: bytes, status: int, description: str) -> None:
        self.count += 1
        kept = bytes(memoryview(arguments)[:_LONGEST_KEPT])  # a copy: serialisers leave slack behind theirs
        self._calls.append(Call(self.count, at, bot, method, kept, status, description))

    def since(self, after: int, method: str = "", bot: int | None = None) -> Iterator[Call]:
        wanted = method.lower()
        for call in self._calls:
            if call.number <= after or (bot is not None and call.bot != bot):
                continue
            if not wanted or call.method.lower() == wanted:
                yield call


def _read(arguments: bytes) -> Json:
    try:
        values = orjson.loads(arguments or b"{}")
    except orjson.JSONDecodeError:
        return {"cut": arguments.decode(errors="replace")}
    return values if isinstance(values, dict) else {"body": values}


class Deliveries:
    """How many copies of what each chat got, by the first word of the text; never forgotten by itself."""

    def __init__(self) -> None:
        self._counts: dict[int, dict[str, int]] = {}

    def add(self, chat_id: int, text: str) -> None:
        words = text.split(None, 1)
        word = intern(words[0][:_LONGEST_WORD]) if words else ""
        counts = self._counts.setdefault(chat_id, {})
        counts[word] = counts.get(word, 0) + 1

    def as_json(self) -> dict[str, dict[str, int]]:
        return {str(chat_id): counts for chat_id, counts in self._counts.items()}


class History:
    """All messages of all chats as they came; beyond `kept` of them the oldest is forgotten."""

    def __init__(self, kept: int = 200_000) -> None:
        self._kept = kept
        self._order: deque[Message] = deque()

    def add(self, message: Message) -> None:
        self._order.append(message)
        if len(self._order) > self._kept:
            oldest = self._order.popleft()
            if oldest.chat.messages.get(oldest.id) is oldest:
                del oldest.chat.messages[oldest.id]


class Feed:
    """Live events for the chat page, by person; nothing is done while nobody listens."""

    def __init__(self) -> None:
        self._listeners: dict[int, list[asyncio.Queue[Json]]] = {}

    def __bool__(self) -> bool:
        return bool(self._listeners)

    def publish(self, person_ids: Iterable[int], event: Json) -> None:
        for person_id in person_ids:
            for queue in self._listeners.get(person_id, ()):
                if not queue.full():
                    queue.put_nowait(event)

    def listeners(self) -> set[int]:
        return set(self._listeners)

    async def listen(self, person_id: int, idle_seconds: float) -> AsyncIterator[Json | None]:
        """Events as they come; None after every `idle_seconds` without any."""
        queue: asyncio.Queue[Json] = asyncio.Queue(_QUEUE_SIZE)
        self._listeners.setdefault(person_id, []).append(queue)
        try:
            while True:
                yield await _next_event(queue, idle_seconds)
        finally:
            self._listeners[person_id].remove(queue)
            if not self._listeners[person_id]:
                del self._listeners[person_id]


async def _next_event(queue: asyncio.Queue[Json], seconds: float) -> Json | None:
    try:
        async with asyncio.timeout(seconds):
            return await queue.get()
    except TimeoutError:
        return None
