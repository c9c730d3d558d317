"""Plain wishes and courtesies, said to the bot itself: "stop", «тілді ауыстыру», «где мой ответ», thanks, a greeting.

A text is one of them only as a whole: «спасибо, а как получить кандас?» is a question. The words are in
data/intents.toml, in all the languages and letters questions come in. `destination` reads the same way what place is
wished for, by what it is and where («елшілік Берлин», "Kazakh embassy in Ankara"); to the search that is a question.
"""

import tomllib
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from bot.directory import locations
from bot.directory.locations import NOTHING, Matches
from bot.faq.courtesy import unwrapped
from bot.faq.phrases import WORD, Phrases, Vocabulary
from bot.text.skeleton import plain

FILE = Path(__file__).parent / "data" / "intents.toml"
LONGEST = 25  # words; a longer text is more than a wish
KIND_SIGNS = frozenset("👍🙏❤💚💙🤝👌👏🌹💐😊🤗🥰😍☺🙂")  # emoji that thank
FEW = 5  # words of the name of a country or city


class Intent(StrEnum):
    """What is wished; the first of data/intents.toml that fits counts."""

    UNSUBSCRIBE = "unsubscribe"
    """No more announcements."""
    LANGUAGE = "language"
    """Another language."""
    LETTERS = "letters"
    """Kazakh in other letters."""
    QUESTIONS = "questions"
    """Where is the answer to my question?"""
    PERSON = "person"
    """A person, please."""
    FORGET = "forget"
    """Delete my data."""
    MENU = "menu"
    """The menu, or what can be done here."""
    GREETING = "greeting"
    THANKS = "thanks"
    WHO = "who"
    """Who are you?"""
    ABUSE = "abuse"


class _Kind:
    """One table of the file: what gives the intent away, and what may stand beside it."""

    def __init__(self, vocabulary: Vocabulary, row: dict[str, Any]) -> None:
        self._signs = Phrases(vocabulary, row["signs"])
        signs = " ".join(row["signs"]).replace("...", " ").replace("..", " ").split()
        self._words = vocabulary.number("/".join(["{any}", *signs, *row["words"].split()]))

    def is_meant(self, words: list[frozenset[int]]) -> bool:
        return all(self._words in word for word in words) and self._signs.stand_in(words)

    def beside(self, words: list[frozenset[int]], typed: list[str]) -> list[str]:
        """What was typed beside its words; nothing where its signs are not in it."""
        if not self._signs.stand_in(words):
            return []
        return [word for word, meant in zip(typed, words, strict=True) if self._words not in meant]


class Recogniser:
    """The intents of a file."""

    def __init__(self, table: dict[str, Any]) -> None:
        self._vocabulary = Vocabulary({"any": table.pop("any")["words"]})
        self._places = _Kind(self._vocabulary, table.pop("places"))
        self._kinds = {Intent(name): _Kind(self._vocabulary, row) for name, row in table.items()}

    def intent_of(self, text: str) -> Intent | None:
        words = self._vocabulary.read(text)
        if not words and not KIND_SIGNS.isdisjoint(text):
            return Intent.THANKS
        if not 0 < len(words) <= LONGEST:
            return None
        return next((intent for intent, kind in self._kinds.items() if kind.is_meant(words)), None)

    def destination(self, text: str) -> Matches:
        """Where the place is that is wished for; NOTHING if none is, or if more is said."""
        rest = self._places.beside(self._vocabulary.read(text), WORD.findall(plain(text)))
        meant = locations.only(" ".join(rest)) if 0 < len(rest) <= FEW else NOTHING
        return (
            NOTHING if "KZ" in meant.countries else meant
        )  # other countries' embassies there are not ours to tell


@cache
def recogniser() -> Recogniser:
    """That of data/intents.toml."""
    return Recogniser(tomllib.loads(FILE.read_text(encoding="utf-8")))


def intent_of(text: str) -> Intent | None:
    """What is wished in this text, if it wishes nothing else."""
    return recogniser().intent_of(text)


def destination(text: str) -> Matches:
    """Where the place is that is wished for in this text, whatever courtesy is around it."""
    known = recogniser().destination(text)
    return recogniser().destination(unwrapped(text).text) if known == NOTHING else known
