"""A text cut at its marks: clauses of words, and the words as the model of its wrapping reads them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from bot.faq.wrapping import Word
from bot.text.skeleton import plain, skeleton

_CLAUSES = re.compile(
    r"(?:(?<!знаю),|[.!?;:…؟،؛。，！？()\[\]{}«»\"“”„|/\n\r])+\s*|\s[-–—]+\s|[\u2190-\u2bff\U0001f000-\U0001faff]+"
)
_ENDS = re.compile(r"[.!?;…؟؛。！？\n\r]|\){2}|[\u2190-\u2bff\U0001f000-\U0001faff]")  # of a sentence
_ASKING = re.compile("[?؟？]")
WORD = re.compile(r"[^\W_]+(?:['’‘`ʼʻ][^\W_]+)*")


@dataclass(slots=True)
class Clause:
    """Words with their skeletons; `gone` are the places of those taken out, `breaks` is what ended the clause."""

    words: list[str]
    keys: list[str]
    breaks: str
    gone: set[int] = field(default_factory=set)

    @property
    def left(self) -> list[int]:
        """The places of the words that stay."""
        return [at for at in range(len(self.keys)) if at not in self.gone]

    def take(self, places: Iterable[int]) -> None:
        self.gone.update(places)


def clauses_of(text: str) -> Iterator[Clause]:
    """A text cut at its marks."""
    start = 0
    ends: list[re.Match[str] | None] = [*_CLAUSES.finditer(text), None]
    for end in ends:
        words = WORD.findall(text, start, end.start() if end else len(text))
        start = end.end() if end else len(text)
        if words:
            yield Clause(words, [_key(word) for word in words], end[0] if end else "")


@lru_cache(maxsize=16384)
def _key(word: str) -> str:
    return skeleton(plain(word))


def words_of(clauses: Sequence[Clause]) -> list[Word]:
    """The words of a text as the model of its wrapping reads them."""
    words, sentence = [], 0
    for number, clause in enumerate(clauses):
        end = next((later.breaks for later in clauses[number:] if _ENDS.search(later.breaks)), "")
        for at, (word, key) in enumerate(zip(clause.words, clause.keys, strict=True)):
            asks = bool(_ASKING.search(end))
            words.append(Word(key, word[0].isupper(), at in clause.gone, number, sentence, asks))
        sentence += bool(_ENDS.search(clause.breaks))
    return words
