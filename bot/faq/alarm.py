"""What the rules of danger have no phrase for: words that together are said in danger, learnt from its sentences.

A logistic model (data/danger.npz, by benchmarks/faq/danger.py) over a text's folded words, their beginnings,
neighbouring words, and the named lists of data/danger.toml that its words belong to. It adds to the rules what sounds
like danger, and takes from them what sounds like paperwork through and through.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np

FILE = Path(__file__).parent / "data" / "danger.npz"
# Log odds from which it is danger; chosen with one part of the sentences left out after the other.
RINGS = 0.6
CALM = (
    -2.5
)  # log odds up to which even what a phrase takes for danger is none: a hundredth of danger sounds so
TELLING = 4  # words of a text from which it may be calm
LONGEST = 30  # words; a longer story has so many pairs of lists that it would always ring


@dataclass(frozen=True, slots=True)
class Said:
    """A word: its skeleton and the named lists it belongs to."""

    key: str
    lists: tuple[str, ...]


def features(words: Sequence[Said]) -> set[str]:
    return {*_of_words(words), *_of_lists(words)}


def _of_words(words: Sequence[Said]) -> Iterator[str]:
    for word in words:
        yield "w" + word.key
        if len(word.key) > 4:
            yield "p" + word.key[:4]
        if len(word.key) > 5:
            yield "q" + word.key[:5]
    for word, following in pairwise(words):
        yield f"b{word.key[:5]}_{following.key[:5]}"


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
        self._weights, self._bias = weights, bias

    def log_odds(self, words: Sequence[Said]) -> float:
        return self._bias + sum(self._weights.get(feature, 0.0) for feature in features(words))

    def rings(self, words: Sequence[Said]) -> bool:
        return len(words) <= LONGEST and self.log_odds(words) > RINGS

    def is_calm(self, words: Sequence[Said]) -> bool:
        """Whether it tells of something else, whatever single phrase it has."""
        return TELLING <= len(words) <= LONGEST and self.log_odds(words) < CALM


@cache
def load() -> Alarm:
    """The learnt weights."""
    with np.load(FILE) as kept:
        weights = dict(zip(str(kept["features"]).split("\n"), kept["weights"].tolist(), strict=True))
        return Alarm(weights, float(kept["bias"]))
