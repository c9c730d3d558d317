"""What the bot asked for and what it was told: a ring of the latest calls, kept as small as they came."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import orjson

from sandbox.shapes import Json

_LONGEST_KEPT = 8_192


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
        found = orjson.loads(arguments or b"{}")
    except orjson.JSONDecodeError:
        return {"cut": arguments.decode(errors="replace")}
    return found if isinstance(found, dict) else {"body": found}
