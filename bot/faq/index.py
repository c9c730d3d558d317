"""The words of the entries as they are now: how much of a question each entry covers.

Built anew for every library, so that what staff published a second ago is found; knows nothing learnt.
A question's word meets the entries' words by shared letter groups, which forgives typos and endings.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, count

import numpy as np

from bot.faq.concepts import Concepts
from bot.faq.features import BEGINNING, GRAM, WORD, names
from bot.faq.library import Library
from bot.text.skeleton import of_texts

BODY = 0.3  # weight of a word that only the answer has
ALIKE = 0.3  # likeness below which two words have nothing in common
SAME = 0.6  # likeness from which an unknown word is taken for a known one misspelt or inflected
SIMILAR = 12  # words of the entries that a question's word is compared with


@dataclass(frozen=True, slots=True)
class Cover:
    """Shares (0..1) of a question's weight: `words`, `concepts` and their mean `both` by entry number.

    `known` is the share that any entry knows at all.
    """

    words: np.ndarray
    concepts: np.ndarray
    both: np.ndarray
    known: float

    def beside(self, other: "Cover", weight: float) -> "Cover":
        """The mean of this cover and another that weighs so much."""
        pairs = (
            (getattr(self, name), getattr(other, name)) for name in ("words", "concepts", "both", "known")
        )
        return Cover(*((mine + weight * its) / (1 + weight) for mine, its in pairs))


class _Postings:
    """Which entries have a thing, and how strongly: `pairs` are the thing's number times `size` plus the entry's."""

    def __init__(self, size: int, ids: dict[str, int], pairs: np.ndarray, weights: np.ndarray) -> None:
        self.size, self.ids = size, ids
        order = np.argsort(pairs, kind="stable")
        things, self._entries = np.divmod(pairs[order], max(size, 1))
        counts = np.bincount(things, minlength=len(ids))
        self._ends: list[int] = np.concatenate([[0], np.cumsum(counts)]).tolist()
        sorted_weights = weights[order].astype(np.float32)
        self._weights = sorted_weights / (sorted_weights + np.float32(0.5))  # counts level off
        self.idf = np.log((size + 1) / (counts + 0.3))
        self.rarest = float(np.log((size + 1) / 1.3))

    def of(self, number: int) -> tuple[np.ndarray, np.ndarray]:
        """The entries that have thing `number`, and their weights (0..1)."""
        part = slice(self._ends[number], self._ends[number + 1])
        return self._entries[part], self._weights[part]

    def best(self, likeness: Mapping[int, float]) -> np.ndarray:
        """How strongly each entry has the best of these things, each being so much what is looked for."""
        best = np.zeros(self.size, dtype=np.float64)
        if likeness:
            postings = [self.of(number) for number in likeness]
            alike = np.fromiter(likeness.values(), dtype=np.float64)
            weights = np.repeat((alike * alike).astype(np.float32), [len(entries) for entries, _ in postings])
            weights *= np.concatenate([strength for _, strength in postings])
            np.maximum.at(best, np.concatenate([entries for entries, _ in postings]), weights)
        return best


class WordIndex:
    """Words and concepts of a library's texts."""

    def __init__(self, library: Library, concepts: Concepts) -> None:
        lines = list(_lines(library))
        keys = of_texts(line.text for line in lines)
        self._words = _words_of(len(library), lines, keys)
        self._meanings = _meanings_of(len(library), lines, keys, concepts)
        self._vocabulary = list(self._words.ids)
        self._group_letters(self._vocabulary)
        self.similar = lru_cache(maxsize=16384)(self._similar)
        self._covered = lru_cache(maxsize=4096)(self._word_cover)

    def _group_letters(self, vocabulary: list[str]) -> None:
        features = [names(word) for word in vocabulary]
        self._grams, grams = _numbered(features)
        sizes = np.array([len(each) for each in features], dtype=np.int64)
        weights = weights_of(sizes)
        words = np.repeat(np.arange(len(vocabulary)), sizes)  # of the type that bincount counts by
        lengths = np.sqrt(np.bincount(words, weights**2, len(vocabulary))).astype(np.float32)
        order = np.argsort(grams, kind="stable")
        ends = np.concatenate([[0], np.cumsum(np.bincount(grams, minlength=len(self._grams)))])
        self._gram_ends: list[int] = ends.tolist()
        self._gram_words = words[order]
        # Squared, for a feature weighs alike in a question.
        self._gram_weights = (weights * weights / lengths[words])[order]

    def _similar(self, key: str) -> dict[int, float]:
        """The entries' words most like `key` with their likeness (1 = the same), most alike first."""
        its = names(key)
        grams = [gram for gram in map(self._grams.get, its) if gram is not None]
        if not grams:
            return {}
        parts = [slice(self._gram_ends[gram], self._gram_ends[gram + 1]) for gram in grams]
        words = np.concatenate([self._gram_words[part] for part in parts])
        shared = np.bincount(words, np.concatenate([self._gram_weights[part] for part in parts]))
        length = math.sqrt(WORD**2 + BEGINNING**2 + (len(its) - 2) * GRAM**2)
        near = np.flatnonzero(shared >= ALIKE * length)
        near = near[np.argsort(shared[near])[: -SIMILAR - 1 : -1]]
        return dict(zip(near.tolist(), (shared[near] / length).tolist(), strict=True))

    def corrected(self, keys: Sequence[str]) -> list[str]:
        """The words with each unknown one replaced by the entries' word it most looks like, if any does."""
        return [key if key in self._words.ids else self._nearest(key) for key in keys]

    def _nearest(self, key: str) -> str:
        for number, likeness in self.similar(key).items():
            word = self._vocabulary[number]
            if likeness >= SAME or misspelt(key, word):
                return word
        return key

    def cover(self, keys: Sequence[str], meanings: Sequence[str]) -> Cover:
        """How much of a question (skeletons and concepts) each entry covers."""
        by_words, words_weight, words_known = self._words_cover(keys)
        by_concepts, concepts_weight = self._concepts_cover(meanings)
        both = (by_words + by_concepts) / (words_weight + concepts_weight + 1e-9)
        return Cover(
            words=by_words / (words_weight + 1e-9),
            concepts=by_concepts / (concepts_weight + 1e-9),
            both=both,
            known=words_known / (words_weight + 1e-9),
        )

    def _words_cover(self, keys: Sequence[str]) -> tuple[np.ndarray, float, float]:
        total, known = 0.0, 0.0
        cover = np.zeros(self._words.size, dtype=np.float64)
        for key in dict.fromkeys(keys):
            weight, likeness, entries, strength = self._covered(key)
            total, known = total + weight, known + weight * likeness
            cover[entries] += strength
        return cover, total, known

    def _word_cover(self, key: str) -> tuple[float, float, np.ndarray, np.ndarray]:
        """A word's weight, its likeness to the word most like it, the entries that cover it and how much of it."""
        similar = self.similar(key)
        first, likeness = next(iter(similar.items()), (None, 0.0))
        idf = self._words.rarest if first is None else float(self._words.idf[first])
        weight = max(likeness * idf + (1 - likeness) * self._words.rarest, 0.0)
        cover = self._words.best(similar)
        entries = np.flatnonzero(cover)
        return weight, likeness, entries, weight * cover[entries]

    def _concepts_cover(self, meanings: Sequence[str]) -> tuple[np.ndarray, float]:
        total = 0.0
        cover = np.zeros(self._meanings.size, dtype=np.float64)
        for meaning in meanings:
            number = self._meanings.ids.get(meaning)
            weight = (
                max(float(self._meanings.idf[number]), 0.0) if number is not None else self._meanings.rarest
            )
            total += weight
            if number is not None:
                entries, strength = self._meanings.of(number)
                cover[entries] += weight * strength
        return cover, total


def _numbered(rows: Iterable[Iterable[str]]) -> tuple[dict[str, int], np.ndarray]:
    """A number for each name, and the numbers of all names in order."""
    numbers: defaultdict[str, int] = defaultdict(count().__next__)
    every = np.fromiter(map(numbers.__getitem__, chain.from_iterable(rows)), dtype=np.int64)
    return dict(numbers), every


def weights_of(sizes: np.ndarray) -> np.ndarray:
    """What the features of words weigh, each word having so many of them: `features.of_word` at a stroke."""
    weights = np.full(int(sizes.sum()), GRAM, dtype=np.float32)
    first = np.cumsum(sizes) - sizes
    weights[first], weights[first + 1] = WORD, BEGINNING
    return weights


def misspelt(key: str, word: str) -> bool:
    """Whether one slip of the finger (two in a long word) makes `key` of `word`."""
    slips = 2 if len(word) >= 8 else 1 if len(word) >= 4 else 0
    return abs(len(key) - len(word)) <= slips and distance(key, word) <= slips


def distance(word: str, other: str) -> int:
    """Letters to add, drop, change or swap with the next (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(word, 1):
        older, before, row = before, row, [i]
        for j, its in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != its))
            if i > 1 and j > 1 and letter == other[j - 2] and word[i - 2] == its:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]


@dataclass(frozen=True, slots=True)
class _Line:
    """What entry number `entry` says in a language: how it is `asked`, or what it answers."""

    entry: int
    lang: str
    asked: bool
    text: str


def _lines(library: Library) -> Iterator[_Line]:
    for number, entry in enumerate(library):
        for lang, text in entry.texts.items():
            yield _Line(number, lang, False, "; ".join(text.parts))
        for lang, text in entry.texts.items():
            yield _Line(number, lang, True, "; ".join((text.question, *text.phrasings)))


def _words_of(size: int, lines: Sequence[_Line], keys: Sequence[Sequence[str]]) -> _Postings:
    """The skeletons of each entry, counted; a word of the answer alone counts `BODY`."""
    ids, words = _numbered(keys)
    lengths = [len(each) for each in keys]
    entries = np.repeat(np.array([line.entry for line in lines], dtype=np.int64), lengths)
    said = np.repeat(np.array([not line.asked for line in lines], dtype=bool), lengths)
    occurrences, counts = np.unique((words * size + entries) * 2 + said, return_counts=True)
    pairs, said = occurrences // 2, occurrences % 2 == 1
    alone = np.diff(pairs, prepend=-1) > 0  # of a pair asked and said what is asked comes first
    return _Postings(size, ids, pairs[alone], np.where(said, BODY, counts)[alone])


def _meanings_of(
    size: int, lines: Sequence[_Line], keys: Sequence[Sequence[str]], concepts: Concepts
) -> _Postings:
    """The concepts of each entry's questions, counted."""
    rows: list[Counter[str]] = [Counter() for _ in range(size)]
    for line, each in zip(lines, keys, strict=True):
        if line.asked:
            rows[line.entry].update(concepts.count(each, line.lang))
    ids, things = _numbered(rows)
    pairs = things * size + np.repeat(np.arange(size), [len(row) for row in rows])
    return _Postings(
        size, ids, pairs, np.fromiter(chain.from_iterable(row.values() for row in rows), dtype=np.float64)
    )
