"""The words of the entries as they are now: how much of a question each entry covers.

Built anew for every library, so that what staff published a second ago is found; knows nothing learnt.
A question's word meets the entries' words by shared letter groups, which forgives typos and endings.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, count

import numpy as np

from bot.faq.concepts import Concepts
from bot.faq.entry import Text
from bot.faq.features import BEGINNING, GRAM, WORD, names, of_word
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
    """Which entries have a thing, and how strongly."""

    def __init__(self, size: int, rows: Sequence[Mapping[str, float]]) -> None:
        self.size = size
        self.ids, things = _numbered(rows)
        weights = np.fromiter(chain.from_iterable(row.values() for row in rows), dtype=np.float32)
        entries = np.repeat(np.arange(len(rows), dtype=np.int32), [len(row) for row in rows])
        order = np.argsort(things, kind="stable")
        counts = np.bincount(things, minlength=len(self.ids))
        self._ends = np.concatenate([[0], np.cumsum(counts)])
        self._entries = entries[order]
        self._weights = weights[order] / (weights[order] + 0.5)  # counts level off
        self.idf = np.log((size + 1) / (counts + 0.3))
        self.rarest = float(np.log((size + 1) / 1.3))

    def of(self, number: int) -> tuple[np.ndarray, np.ndarray]:
        """The entries that have thing `number`, and their weights (0..1)."""
        part = slice(self._ends[number], self._ends[number + 1])
        return self._entries[part], self._weights[part]


class WordIndex:
    """Words and concepts of a library's texts."""

    def __init__(self, library: Library, concepts: Concepts) -> None:
        contents = [_contents(entry.texts, concepts) for entry in library]
        self._words = _Postings(len(contents), [counts for counts, _ in contents])
        self._meanings = _Postings(len(contents), [meanings for _, meanings in contents])
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

    def _similar(self, key: str) -> tuple[tuple[int, float], ...]:
        """The entries' words most like `key` with their likeness (1 = the same), least alike first."""
        grams = [self._grams[name] for name, _ in of_word(key) if name in self._grams]
        if not grams:
            return ()
        parts = [slice(self._gram_ends[gram], self._gram_ends[gram + 1]) for gram in grams]
        words = np.concatenate([self._gram_words[part] for part in parts])
        value = np.concatenate([self._gram_weights[part] for part in parts])
        likeness = np.bincount(words, value) / np.sqrt(sum(weight**2 for _, weight in of_word(key)))
        near = np.flatnonzero(likeness >= ALIKE)
        near = near[np.argsort(likeness[near])[-SIMILAR:]]
        return tuple(zip(near.tolist(), likeness[near].tolist(), strict=True))

    def corrected(self, keys: Sequence[str]) -> list[str]:
        """The words with each unknown one replaced by the entries' word it most looks like, if any does."""
        return [key if key in self._words.ids else self._nearest(key) for key in keys]

    def _nearest(self, key: str) -> str:
        for number, likeness in reversed(self.similar(key)):
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
        likeness = similar[-1][1] if similar else 0.0
        idf = float(self._words.idf[similar[-1][0]]) if similar else self._words.rarest
        weight = max(likeness * idf + (1 - likeness) * self._words.rarest, 0.0)
        cover = np.zeros(self._words.size, dtype=np.float64)
        for word, alike in similar:
            entries, strength = self._words.of(word)
            cover[entries] = np.maximum(cover[entries], alike * alike * strength)
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


def _contents(texts: Mapping[str, Text], concepts: Concepts) -> tuple[dict[str, float], dict[str, float]]:
    """The skeletons and the concepts of an entry, counted; a word of the answer alone counts `BODY`."""
    counts: Counter[str] = Counter()
    meanings: Counter[str] = Counter()
    # No set: its order, and with it a score's last digits, would change from run to run.
    body: dict[str, float] = {}
    for lang, text in texts.items():
        asked, said = of_texts(("; ".join((text.question, *text.phrasings)), "; ".join(text.parts)))
        counts.update(asked)
        meanings.update(concepts.count(asked, lang))
        body.update(dict.fromkeys(said, BODY))
    return {**body, **counts}, dict(meanings)
