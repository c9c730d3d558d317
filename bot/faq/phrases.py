"""Phrases written as people write them, met in folded words: what danger and plain wishes are recognised by.

    word        this word, however it is spelt (`bot/text/skeleton.py`)
    =word       this word spelt so: folded, бил and был are one, and so are locked and looked
    stem*       a word that begins so; a long stem forgives a slip of the pen
    a/b/c*      any of these
    {name}      any of a named list
    x y         side by side; `x .. y` with up to three words between, `x ... y` with up to eight
    x & y       both, in any order, within WINDOW words

A phrase file is TOML: `[words]` has the named lists, every other table lists of phrases.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product

from bot.text.skeleton import plain, skeleton, skeletons

GAPS = {"..": 3, "...": 8}
WINDOW = 9  # words in which all parts of `x & y` stand
PLACES = 20  # of a part that are looked at: nobody repeats a word more often
FORGIVING = 8  # letters from which on a stem forgives one wrong, missing or extra letter
LONGEST = 40  # letters of a word; a longer one means nothing
REMEMBERED = 50_000  # words whose meaning is kept at hand
WORD = re.compile(r"[^\W_]+")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Step:
    """A word of a phrase by its number in the vocabulary, and how many words may stand before it."""

    word: int
    gap: int


Phrase = tuple[tuple[Step, ...], ...]


class Vocabulary:
    """Numbers for the words, stems and lists that phrases are made of; which of them a folded word is."""

    def __init__(self, lists: Mapping[str, str]) -> None:
        self._lists = lists
        self._numbers: dict[str, int] = {}
        self._breadth: list[int] = []
        self._exact: defaultdict[str, set[int]] = defaultdict(set)
        self._stems: defaultdict[str, set[int]] = defaultdict(set)
        self._nearly: defaultdict[str, set[int]] = defaultdict(set)
        self._spelt: defaultdict[str, set[int]] = defaultdict(set)
        self._known: dict[str, frozenset[int]] = {}
        self._expanded: dict[str, Sequence[str]] = {}

    def number(self, written: str) -> int:
        """The number of "word", "stem*", "a/b*" or "{name}"."""
        if written not in self._numbers:
            self._numbers[written] = len(self._numbers)
            words = list(self._words(written))
            self._breadth.append(len(words))
            for word in words:
                self._add(word, self._numbers[written])
        return self._numbers[written]

    def breadth(self, number: int) -> int:
        """How many words and stems this number stands for."""
        return self._breadth[number]

    def _words(self, written: str) -> Iterator[str]:
        for word in written.split("/"):
            if word.startswith("{"):
                yield from self._listed(word)
            else:
                yield word

    def _listed(self, name: str) -> Sequence[str]:
        """The words of a list, by its name in braces."""
        if name not in self._expanded:
            written = self._lists[name.strip("{}")].split()
            self._expanded[name] = [word for listed in written for word in self._words(listed)]
        return self._expanded[name]

    def _add(self, word: str, number: int) -> None:
        if word.startswith("="):
            self._spelt[word[1:]].add(number)
            return
        key, stem, nearly = _written(word)
        (self._stems if stem else self._exact)[key].add(number)
        for near in nearly:
            self._nearly[near].add(number)

    def read(self, text: str) -> list[frozenset[int]]:
        """For each word of a text the numbers of everything it is."""
        return [self._of(word) for word in WORD.findall(plain(text))]

    def _of(self, word: str) -> frozenset[int]:
        if len(word) > LONGEST:
            return frozenset()
        if word not in self._known:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[word] = frozenset(self._meant(skeleton(word)) | self._spelt.get(word, set()))
        return self._known[word]

    def _meant(self, key: str) -> set[int]:
        meant = set(self._exact.get(key, ()))
        for length in range(1, len(key) + 1):
            meant |= self._stems.get(key[:length], set())
        return meant or self._misspelt(key)

    def _misspelt(self, key: str) -> set[int]:
        """A word that begins nearly as a long stem does."""
        meant: set[int] = set()
        for length in range(FORGIVING - 1, len(key) + 1):
            for near in (key[:length], *_shortened(key[:length])):
                meant |= self._nearly.get(near, set())
        return meant


@lru_cache(maxsize=16384)
def _written(word: str) -> tuple[str, bool, tuple[str, ...]]:
    """The key of a word or stem, whether it is a stem, and what keys are nearly it."""
    key, *more = skeletons(word.rstrip("*")) or ("",)
    if more or not key:
        raise ValueError(f"{word!r} is not one word")
    stem = word.endswith("*")
    return key, stem, (key, *_shortened(key)) if stem and len(key) >= FORGIVING else ()


def _shortened(key: str) -> Iterator[str]:
    """The key without one of its letters; the first is seldom wrong."""
    return (key[:at] + key[at + 1 :] for at in range(1, len(key)))


class Phrases:
    """Some phrases of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary, written: Iterable[str]) -> None:
        self._by_word: defaultdict[int, list[Phrase]] = defaultdict(list)
        for phrase in written:
            parts = tuple(tuple(_steps(vocabulary, part)) for part in phrase.split("&"))
            rarest = min((step.word for part in parts for step in part), key=vocabulary.breadth)
            self._by_word[rarest].append(parts)

    def spans(self, text: Sequence[frozenset[int]], present: frozenset[int] | None = None) -> Iterator[Span]:
        """Where each phrase stands that is in the text, words being given by what they are, `present` all of it."""
        present = present_in(text) if present is None else present
        for word in present & self._by_word.keys():
            for phrase in self._by_word[word]:
                if all(step.word in present for part in phrase for step in part):
                    yield from _together([list(islice(_places(part, text), PLACES)) for part in phrase])

    def stand_in(self, text: Sequence[frozenset[int]]) -> bool:
        return next(self.spans(text), None) is not None


def present_in(text: Iterable[frozenset[int]]) -> frozenset[int]:
    """What all words of a text are together."""
    return frozenset[int]().union(*text)


def _steps(vocabulary: Vocabulary, part: str) -> Iterator[Step]:
    gap = 0
    for written in part.split():
        if written in GAPS:
            gap = GAPS[written]
        else:
            yield Step(vocabulary.number(written), gap)
            gap = 0


def _places(part: Sequence[Step], text: Sequence[frozenset[int]]) -> Iterator[Span]:
    for start, meant in enumerate(text):
        if part[0].word in meant:
            end = _end(part[1:], text, start + 1)
            if end:
                yield start, end


def _end(steps: Sequence[Step], text: Sequence[frozenset[int]], at: int) -> int:
    """Behind the last word of these steps, which follow each other from `at` on; 0 if they don't."""
    if not steps:
        return at
    for place in range(at, min(at + steps[0].gap + 1, len(text))):
        if steps[0].word in text[place]:
            end = _end(steps[1:], text, place + 1)
            if end:
                return end
    return 0


def _together(places: Sequence[Sequence[Span]]) -> Iterator[Span]:
    for spans in product(*places):
        start, end = min(start for start, _ in spans), max(end for _, end in spans)
        if end - start <= WINDOW or len(spans) == 1:
            yield start, end
