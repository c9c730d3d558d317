"""Plain wishes and courtesies, said to the bot itself: "stop", «тілді ауыстыру», «где мой ответ», thanks, a greeting.

A text is one of them only as a whole: «спасибо, а как получить кандас?» is a question. The words are in
data/intents.toml, in all the languages and letters questions come in.
"""

import tomllib
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from bot.faq.phrases import Phrases, Vocabulary

FILE = Path(__file__).parent / "data" / "intents.toml"
LONGEST = 25  # words; a longer text is more than a wish


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


class Recogniser:
    """The intents of a file."""

    def __init__(self, table: dict[str, Any]) -> None:
        self._vocabulary = Vocabulary({"any": table.pop("any")["words"]})
        self._kinds = {Intent(name): _Kind(self._vocabulary, row) for name, row in table.items()}

    def intent_of(self, text: str) -> Intent | None:
        words = self._vocabulary.read(text)
        if not 0 < len(words) <= LONGEST:
            return None
        return next((intent for intent, kind in self._kinds.items() if kind.is_meant(words)), None)


@cache
def recogniser() -> Recogniser:
    """That of data/intents.toml."""
    return Recogniser(tomllib.loads(FILE.read_text(encoding="utf-8")))


def intent_of(text: str) -> Intent | None:
    """What is wished in this text, if it wishes nothing else."""
    return recogniser().intent_of(text)
