"""Pressed buttons and inline questions that wait for the bot's answer, each good for one answer in time."""

import asyncio
from dataclasses import dataclass, field

from sandbox.shapes import Json


@dataclass(slots=True)
class Query:
    """Asked `at`; `answer` is filled once."""

    at: float
    person_id: int
    answer: asyncio.Future[Json] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Queries:
    """Open queries of one kind; an id that is unknown, answered or too old is all the same to Telegram."""

    def __init__(self, seconds: float, first_id: int) -> None:
        self._seconds = seconds
        self._next_id = first_id
        self._open: dict[str, Query] = {}

    def ask(self, now: float, person_id: int) -> tuple[str, Query]:
        self._forget_before(now - self._seconds)
        self._next_id += 1
        query_id = str(self._next_id)
        self._open[query_id] = query = Query(now, person_id)
        return query_id, query

    def answer(self, query_id: str, now: float, answer: Json) -> bool:
        """Whether the answer still counted."""
        query = self._open.pop(query_id, None)
        if query is None or now - query.at > self._seconds:
            return False
        if not query.answer.done():
            query.answer.set_result(answer)
        return True

    def _forget_before(self, oldest: float) -> None:
        late = [query_id for query_id, query in self._open.items() if query.at < oldest]
        for query_id in late:
            del self._open[query_id]
