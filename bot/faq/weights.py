"""What was learnt from the shipped entries: which features point to which entry, and how sure we may be.

`data/search.npz` is made by benchmarks/faq/train.py; nothing here learns. Entries that came later (staff's
own) have no column and are ranked by the words of their texts alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np

from bot.faq.language import LetterModel

FILE = Path(__file__).parent / "data" / "search.npz"


class Learnt(Protocol):
    """What the search asks of its weights: `Weights`, or those that some questions were left out of."""

    @property
    def slugs(self) -> tuple[str, ...]: ...
    @property
    def letters(self) -> LetterModel: ...
    @property
    def sure(self) -> np.ndarray: ...
    @property
    def ours(self) -> np.ndarray: ...

    def scores(self, features: Mapping[str, float]) -> np.ndarray: ...


@dataclass(frozen=True)
class Weights:
    """`table` is int8 [feature, column], a feature's row times its `scale`; columns are `slugs`, then topics
    we have no entry for ("elsewhere"). `sure` and `ours` are logistic models over `decision.SIGNALS`.
    """

    rows: Mapping[str, int]
    idf: np.ndarray
    table: np.ndarray
    scale: np.ndarray
    slugs: tuple[str, ...]
    letters: LetterModel
    sure: np.ndarray
    ours: np.ndarray
    digest: str

    def scores(self, features: Mapping[str, float]) -> np.ndarray:
        """One score a column; about 1 for the meant entry and 0 for the others. Zeros if nothing is known."""
        known = [
            (row, weight) for name, weight in features.items() if (row := self.rows.get(name)) is not None
        ]
        if not known:
            return np.zeros(self.table.shape[1], dtype=np.float32)
        rows = [row for row, _ in known]
        value = np.sqrt(np.array([weight for _, weight in known], dtype=np.float32)) * self.idf[rows]
        value /= np.linalg.norm(value) + 1e-9
        scores: np.ndarray = (value * self.scale[rows]) @ self.table[rows]
        return scores


@cache
def load(file: Path = FILE) -> Weights:
    """The shipped weights, read once a process."""
    with np.load(file, allow_pickle=False) as data:
        return of_arrays(data)


def of_arrays(data: Mapping[str, np.ndarray]) -> Weights:
    """Weights of the arrays that the file holds."""
    return Weights(
        rows={name: row for row, name in enumerate(_lines(data["features"]))},
        idf=data["idf"].astype(np.float32),
        table=data["table"],
        scale=data["scale"].astype(np.float32),
        slugs=tuple(_lines(data["slugs"])),
        letters=LetterModel(_lines(data["groups"]), data["logs"].astype(np.float32)),
        sure=data["sure"],
        ours=data["ours"],
        digest=str(data["digest"]),
    )


def _lines(stored: np.ndarray) -> list[str]:
    return stored.tobytes().decode("utf-8").split("\n")
