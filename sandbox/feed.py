"""Live news for the chat page: who listens for which person, and nothing at all while nobody listens."""

import asyncio
from collections.abc import AsyncIterator, Iterable

from sandbox.shapes import Json

_QUEUE_SIZE = 1_000


class Feed:
    """Subscriptions by person."""

    def __init__(self) -> None:
        self._listeners: dict[int, list[asyncio.Queue[Json]]] = {}

    def __bool__(self) -> bool:
        return bool(self._listeners)

    def tell(self, person_ids: Iterable[int], news: Json) -> None:
        for person_id in person_ids:
            for queue in self._listeners.get(person_id, ()):
                if not queue.full():
                    queue.put_nowait(news)

    def listening(self) -> set[int]:
        return set(self._listeners)

    async def listen(self, person_id: int, idle_seconds: float) -> AsyncIterator[Json | None]:
        """News as it comes; None after every `idle_seconds` without any."""
        queue: asyncio.Queue[Json] = asyncio.Queue(_QUEUE_SIZE)
        self._listeners.setdefault(person_id, []).append(queue)
        try:
            while True:
                yield await _next(queue, idle_seconds)
        finally:
            self._listeners[person_id].remove(queue)
            if not self._listeners[person_id]:
                del self._listeners[person_id]


async def _next(queue: asyncio.Queue[Json], seconds: float) -> Json | None:
    try:
        async with asyncio.timeout(seconds):
            return await queue.get()
    except TimeoutError:
        return None
