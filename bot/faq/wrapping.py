"""Which words of a text only wrap its question, as learnt from wrapped questions (data/wrapping.npz).

What nobody has written into the table of courtesy still sounds like it: "my aunt asked me to write", "no rush". 1 a
logistic model says of each word how much it sounds like wrapping, by its letters, its neighbours in the sentence, its
clause and what the table takes for courtesy; 2 the likeliest cut is sought: to change between wrapping and question
costs much inside a clause, less at a comma, little between sentences. Learnt by benchmarks/faq/courtesy.py.
"""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby, pairwise
from pathlib import Path

import numpy as np

from bot.text.skeleton import skeletons

FILE = Path(__file__).parent / "data" / "wrapping.npz"
MEANINGS = FILE.with_suffix(".toml")
LONGEST = 120  # words; a longer text is read by the table alone
# What a change between wrapping and question costs in log odds: inside a clause, at a comma, between sentences.
COSTS = (6.0, 2.0, 0.3)
LEAN = -0.7  # log odds added to every word: wrapping weighed more when it was learnt
FRONT = 5  # letters of a neighbour that count


@dataclass(frozen=True, slots=True)
class Word:
    """A word's skeleton, whether it begins with a capital letter and whether the table takes it for courtesy.

    `clause` and `sentence` number what it stands in, `asks` says whether that sentence has a question mark.
    """

    key: str
    capital: bool
    courtesy: bool
    clause: int
    sentence: int
    asks: bool


@lru_cache(maxsize=32768)
def of_key(key: str) -> tuple[str, ...]:
    """The features of a word by itself."""
    whole = ["w" + key]
    if len(key) > 4:
        whole += ["p" + key[:4], "s" + key[-3:]]
    if len(key) > 6:
        whole.append("q" + key[:6])
    if key.isdigit():
        whole.append(f"#{len(key)}")
    return (*whole, *(f"m{name}" for name in meant(key)))


@lru_cache(maxsize=32768)
def meant(key: str) -> tuple[str, ...]:
    """The lists of data/wrapping.toml a word belongs to."""
    return tuple(
        name for name, (whole, begun) in _meanings().items() if key in whole or key.startswith(begun)
    )


@cache
def _meanings() -> dict[str, tuple[frozenset[str], tuple[str, ...]]]:
    """The whole words and the beginnings of each list."""
    table = tomllib.loads(MEANINGS.read_text(encoding="utf-8"))
    return {name: (_keys(words, star=False), tuple(_keys(words, star=True))) for name, words in table.items()}


def _keys(words: str, *, star: bool) -> frozenset[str]:
    listed = (word for word in words.split() if word.endswith("*") is star)
    return frozenset(key for word in listed for key in skeletons(word))


def of_place(words: Sequence[Word], at: int) -> Iterator[str]:
    """The features of a word by what stands beside it in its sentence."""
    word, front = words[at], words[at].key[:FRONT]
    for step, name in ((-1, "l"), (1, "r"), (-2, "L"), (2, "R")):
        place = at + step
        beside = words[place] if 0 <= place < len(words) else None
        if beside is None or beside.sentence != word.sentence:
            yield f"{name}|{beside is None}"
            continue
        yield name + beside.key[:FRONT]
        yield from (f"{name}m{meaning}" for meaning in meant(beside.key))
        if beside.courtesy:
            yield f"{name}courtesy"
        if step in (-1, 1):
            yield f"b{name}{front}_{beside.key[:FRONT]}"
    yield f"courtesy{word.courtesy}"
    yield f"capital{word.capital}"
    yield f"asks{word.asks}"


def of_clause(words: Sequence[Word]) -> list[str]:
    """The features of a clause, each counting as its share of the clause."""
    names = [f"c{word.key[:FRONT]}" for word in words] + [
        f"cm{name}" for word in words for name in meant(word.key)
    ]
    return names + ["ccourtesy"] * sum(word.courtesy for word in words)


class Model:
    """The weights of the features; `bias` is added to every word."""

    def __init__(self, weights: dict[str, float], bias: float) -> None:
        self._weights, self._bias = weights, bias
        self._of_key = lru_cache(maxsize=32768)(lambda key: self._sum(of_key(key)))

    def _sum(self, features: Sequence[str] | Iterator[str]) -> float:
        return sum(self._weights.get(feature, 0.0) for feature in features)

    def log_odds(self, words: Sequence[Word]) -> list[float]:
        """How much each word sounds like wrapping."""
        odds: list[float] = []
        for _, group in groupby(words, key=lambda word: word.clause):
            clause = list(group)
            shared = self._bias + self._sum(of_clause(clause)) / len(clause)
            odds += [shared] * len(clause)
        return [
            shared + self._of_key(word.key) + self._sum(of_place(words, at))
            for at, (shared, word) in enumerate(zip(odds, words, strict=True))
        ]

    def wrapping(self, words: Sequence[Word]) -> list[bool]:
        """Whether each word belongs to the wrapping, by the likeliest cut."""
        if not 0 < len(words) <= LONGEST:
            return [False] * len(words)
        changes = [0.0, *(_cost(before, after) for before, after in pairwise(words))]
        return _likeliest([LEAN + odds for odds in self.log_odds(words)], changes)


def _cost(before: Word, after: Word) -> float:
    """What a change between two words costs: little, too, where the table's courtesy begins or ends."""
    within, comma, sentence = COSTS
    if before.sentence != after.sentence or before.courtesy != after.courtesy:
        return sentence
    return comma if before.clause != after.clause or after.capital else within


def _likeliest(odds: Sequence[float], changes: Sequence[float]) -> list[bool]:
    """The cut of most log odds, less what its changes cost (Viterbi's path over two states)."""
    asked = wrapped = 0.0
    came: list[
        tuple[bool, bool]
    ] = []  # for each word whether the best path to either state was wrapped before
    for value, cost in zip(odds, changes, strict=True):
        came.append((wrapped - cost > asked, wrapped >= asked - cost))
        asked, wrapped = max(asked, wrapped - cost), max(wrapped, asked - cost) + value
    state, path = wrapped > asked, []
    for from_asked, from_wrapped in reversed(came):
        path.append(state)
        state = from_wrapped if state else from_asked
    return path[::-1]


@cache
def load() -> Model:
    """The learnt weights."""
    with np.load(FILE) as kept:
        weights = dict(zip(str(kept["features"]).split("\n"), kept["weights"].tolist(), strict=True))
        return Model(weights, float(kept["bias"]))
