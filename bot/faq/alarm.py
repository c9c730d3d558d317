"""How much a text sounds like danger: words that together are said in danger, learnt from sentences of both kinds.

A logistic model (data/danger.npz, by benchmarks/faq/danger.py) over a text's folded words, their beginnings, endings
and letters, neighbouring words, and the lists of data/danger.toml and data/danger_meanings.toml that its words belong
to, two by two. A text's features share one length, so that a long one is not loud by its words' number alone. What
the phrases know adds to it (bot/faq/danger.py).
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np

FILE = Path(__file__).parent / "data" / "danger.npz"
LONGEST = 30  # words that are heard at once; of a longer text each part of so many
FRONT = 5  # letters of a neighbour that count
LENGTH = 9.0  # of a text's features together, as that of a vector


@dataclass(frozen=True, slots=True)
class Said:
    """A word: its skeleton and the named lists it belongs to."""

    key: str
    lists: tuple[str, ...]


def features(words: Sequence[Said]) -> dict[str, float]:
    """Each feature of a text and what it counts there; a word said twice counts once."""
    counted: dict[str, float] = {}
    for key in dict.fromkeys(word.key for word in words):
        for name in of_key(key):
            counted[name] = counted.get(name, 0.0) + 1.0
    counted |= dict.fromkeys((*of_neighbours(words), *_of_lists(words)), 1.0)
    share = _share(sum(counted.values()))
    return {name: share * times for name, times in counted.items()}


def _share(features: float) -> float:
    """What one of so many features counts."""
    return LENGTH / math.sqrt(features) if features else 0.0


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

    def _heard(self, key: str) -> tuple[float, int]:
        """What a word says by itself, and in how many features."""
        names = list(of_key(key))
        return self._sum(names), len(names)

    def _sum(self, names: Iterable[str]) -> float:
        return sum(self._weights.get(name, 0.0) for name in names)

    def log_odds(self, words: Sequence[Said]) -> float:
        own = [self._of_key(key) for key in {word.key for word in words}]
        beside = of_neighbours(words)
        names = {name for word in words for name in word.lists}
        present = np.array(sorted(self._lists[name] for name in names & self._lists.keys()), dtype=np.intp)
        said = sum(odds for odds, _ in own) + self._sum(beside) + self._pairs[present[:, None], present].sum()
        number = sum(size for _, size in own) + len(beside) + len(names) * (len(names) + 1) / 2
        return self._bias + _share(number) * float(said)

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
