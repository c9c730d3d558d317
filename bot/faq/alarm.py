"""How much a text sounds like danger: words that together are said in danger, learnt from sentences of both kinds.

A logistic model (data/danger.npz, by benchmarks/faq/danger.py) over a text's folded words, their beginnings, endings
and letters, neighbouring words, and the lists of data/danger.toml and data/danger_meanings.toml that its words belong
to, two by two. What the phrases know adds to it (bot/faq/danger.py).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np

FILE = Path(__file__).parent / "data" / "danger.npz"
LONGEST = 30  # words that are heard at once; of a longer text each part of so many
FRONT = 5  # letters of a neighbour that count


@dataclass(frozen=True, slots=True)
class Said:
    """A word: its skeleton and the named lists it belongs to."""

    key: str
    lists: tuple[str, ...]


def features(words: Sequence[Said]) -> dict[str, float]:
    """Each feature of a text and how often it has it; a word said twice counts once."""
    counted: dict[str, float] = {}
    for key in dict.fromkeys(word.key for word in words):
        for name in of_key(key):
            counted[name] = counted.get(name, 0.0) + 1.0
    return {**counted, **dict.fromkeys(of_neighbours(words), 1.0), **dict.fromkeys(_of_lists(words), 1.0)}


def of_key(key: str) -> Iterator[str]:
    """The features of a word by itself."""
    yield "w" + key
    if len(key) > 4:
        yield "p" + key[:4]
        yield "s" + key[-3:]
    if len(key) > 5:
        yield "q" + key[:5]
    framed = f"^{key}$"
    for size in (3, 4):
        for at in range(len(framed) - size + 1):
            yield f"g{framed[at : at + size]}"


def of_neighbours(words: Sequence[Said]) -> set[str]:
    """Words that stand side by side."""
    return {f"b{word.key[:FRONT]}_{following.key[:FRONT]}" for word, following in pairwise(words)}


def _of_lists(words: Sequence[Said]) -> Iterator[str]:
    """Each list and each pair of lists."""
    present = sorted({name for word in words for name in word.lists})
    for at, name in enumerate(present):
        yield "c" + name
        for other in present[at + 1 :]:
            yield f"c{name}+{other}"


class Alarm:
    """The weights of the features; `bias` is added to every text."""

    def __init__(self, weights: dict[str, float], bias: float) -> None:
        self._bias = bias
        lists = sorted({part for name in weights if name[0] == "c" for part in name[1:].split("+")})
        self._lists = {name: at for at, name in enumerate(lists)}
        self._pairs = np.zeros((len(lists), len(lists)))
        for name in [name for name in weights if name[0] == "c"]:
            one, _, other = name[1:].partition("+")
            self._pairs[self._lists[one], self._lists[other or one]] = weights[name]
        self._weights = {name: weight for name, weight in weights.items() if name[0] != "c"}
        self._of_key = lru_cache(maxsize=32768)(self._heard)

    def _heard(self, key: str) -> float:
        return sum(self._weights.get(feature, 0.0) for feature in of_key(key))

    def log_odds(self, words: Sequence[Said]) -> float:
        own = sum(map(self._of_key, {word.key for word in words}))
        beside = sum(self._weights.get(feature, 0.0) for feature in of_neighbours(words))
        names = {name for word in words for name in word.lists}
        present = np.array(sorted(self._lists[name] for name in names & self._lists.keys()), dtype=np.intp)
        return self._bias + own + beside + float(self._pairs[present[:, None], present].sum())

    def loudest(self, words: Sequence[Said]) -> float:
        """The log odds of a text, of a long one those of its most dangerous part."""
        starts = range(0, max(1, len(words) - LONGEST // 2), LONGEST // 2)
        return max(self.log_odds(words[at : at + LONGEST]) for at in starts)


@cache
def load() -> Alarm:
    """The learnt weights."""
    with np.load(FILE) as kept:
        weights = dict(zip(str(kept["features"]).split("\n"), kept["weights"].tolist(), strict=True))
        return Alarm(weights, float(kept["bias"]))
