"""What was logged, as it is written on a server: during a test, and in the whole run.

At the end of a run no line may hold a token, or what any person of the sandbox is called or has said: who writes a test
of a new screen writes a test of the log too.
"""

import json
import logging
import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
import structlog

from bot import logs
from sandbox import Person

SHORTEST = 4  # letters of a name, as a word of its own
LEAST = 12  # characters of what was said, in several words; less may be anybody's
ORDINARY = frozenset({"Anna", "Test"})
WORD = re.compile(r"\w+")


class Lines:
    """What was logged since the test began."""

    def __init__(self, stream: StringIO) -> None:
        self.stream = stream

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def last(self) -> dict[str, Any]:
        line: dict[str, Any] = json.loads(self.text.splitlines()[-1])
        return line


class Run:
    """The log of a whole run, and the private words that were used in it."""

    def __init__(self) -> None:
        self.stream, self.names, self.said = StringIO(), set[str](), set[str]()

    def listen(self) -> None:
        listen(self.stream)

    def leaks(self) -> list[str]:
        """Lines that hold what they may not."""
        names = {name for name in self.names if len(name) >= SHORTEST} - ORDINARY
        said: dict[str, list[str]] = {}  # by a word that a line which holds it has, too
        for text in self.said | {name for name in names if not WORD.fullmatch(name)}:
            written = json.dumps(text, ensure_ascii=False)[1:-1]
            words = WORD.findall(written)
            said.setdefault(max(words[1:] or words or [""], key=len), []).append(written)
        return [line for line in self.stream.getvalue().splitlines() if _tells(line, names, said)]


def _tells(line: str, names: set[str], said: dict[str, list[str]]) -> bool:
    words = set(WORD.findall(line))
    if not names.isdisjoint(words) or logs.TOKEN.search(line):
        return True
    return any(text in line for word in words & said.keys() for text in said[word])


RUN = Run()


def listen(stream: StringIO) -> None:
    """From now on everything is written there; no logger remembers where it wrote before."""
    logs.setup("INFO", stream)
    structlog.configure(cache_logger_on_first_use=False)


@pytest.fixture(autouse=True, scope="session")
def whole_log() -> Iterator[None]:
    """No line of the whole run tells who was there or what they said."""
    handlers = list(logging.root.handlers)
    with pytest.MonkeyPatch.context() as patch:
        _note_people(patch)
        RUN.listen()
        yield
    structlog.reset_defaults()
    logging.basicConfig(handlers=handlers, force=True)
    assert RUN.leaks() == []


def _note_people(patch: pytest.MonkeyPatch) -> None:
    """Whoever is made, and whatever they say, is private from then on."""
    made, says = Person.__init__, Person.says

    def noted(person: Person, name: str, *more: Any, **about: Any) -> None:
        RUN.names |= set(filter(None, (name, about.get("last_name"), about.get("username"))))
        made(person, name, *more, **about)

    async def noting(person: Person, text: str, *more: Any, **about: Any) -> Any:
        if len(text) >= LEAST and " " in text and not text.startswith("/"):
            RUN.said.add(text)
        return await says(person, text, *more, **about)

    patch.setattr(Person, "__init__", noted)
    patch.setattr(Person, "says", noting)


@pytest.fixture
def lines() -> Iterator[Lines]:
    stream = StringIO()
    listen(stream)
    yield Lines(stream)
    RUN.listen()
