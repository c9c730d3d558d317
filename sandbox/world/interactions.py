"""What waits for an answer: polls for votes, pressed buttons and inline queries for the bot's own answer."""

import asyncio
from dataclasses import dataclass, field

from sandbox.params import Json


@dataclass(slots=True, eq=False)
class Poll:
    """`options` are texts, `votes` the option numbers each person chose; anonymous votes only count."""

    id: str
    question: str
    options: list[str]
    anonymous: bool = True
    multiple: bool = False
    quiz: bool = False
    closed: bool = False
    correct: list[int] = field(default_factory=list)
    extra: Json = field(default_factory=dict)
    votes: dict[int, list[int]] = field(default_factory=dict)

    def voters(self, option: int) -> int:
        return sum(option in chosen for chosen in self.votes.values())

    def persistent_id(self, option: int) -> str:
        return f"{self.id}-{option}"

    def as_api(self) -> Json:
        """The Poll object of the Bot API (10.0: options carry a persistent_id)."""
        return {
            "id": self.id,
            "question": self.question,
            "options": [self._option(number, text) for number, text in enumerate(self.options)],
            "total_voter_count": len(self.votes),
            "is_closed": self.closed,
            "is_anonymous": self.anonymous,
            "type": "quiz" if self.quiz else "regular",
            "allows_multiple_answers": self.multiple,
            "allows_revoting": not self.quiz,
            "members_only": False,
            **self.extra,
        }

    def _option(self, number: int, text: str) -> Json:
        return {
            "persistent_id": self.persistent_id(number),
            "text": text,
            "voter_count": self.voters(number),
        }


@dataclass(slots=True)
class Query:
    """Asked `at`; `answer` is filled once."""

    at: float
    person_id: int
    answer: asyncio.Future[Json] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Queries:
    """Open queries of one kind, each good for one answer in time.

    An id that is unknown, answered or too old is all the same to Telegram.
    """

    def __init__(self, seconds: float, first_id: int) -> None:
        self._seconds = seconds
        self._next_id = first_id
        self._open: dict[str, Query] = {}

    def open(self, now: float, person_id: int) -> tuple[str, Query]:
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
