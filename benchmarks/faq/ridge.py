"""Ridge regression of texts onto their entries, in the dual, with exact leave-one-out scores. numpy alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from bot.faq.concepts import Concepts
from bot.faq.features import of_text
from bot.text.skeleton import skeletons

RIDGE = 2.0  # chosen among 0.5, 1, 2, 4 on the development set
OFTEN = 40  # texts from which a feature is multiplied in dense blocks


@dataclass(frozen=True)
class Row:
    """A text of known class: an entry's number, or a background topic's after them."""

    text: str
    lang: str
    label: int
    weight: float
    phrasing: bool


@dataclass(frozen=True)
class Sparse:
    """Rows of (feature, value), as one long list with ends."""

    columns: np.ndarray
    values: np.ndarray
    ends: np.ndarray

    def row(self, number: int) -> slice:
        """Where a row's part is."""
        return slice(int(self.ends[number]), int(self.ends[number + 1]))


def features_of(rows: Sequence[Row], concepts: Concepts) -> tuple[dict[str, int], Sparse]:
    """The feature table, values as summed weights."""
    names: dict[str, int] = {}
    columns: list[int] = []
    values: list[float] = []
    ends = [0]
    for row in rows:
        keys = skeletons(row.text)
        for name, weight in of_text(keys, concepts.find(keys, row.lang)).items():
            columns.append(names.setdefault(name, len(names)))
            values.append(weight)
        ends.append(len(columns))
    return names, Sparse(np.array(columns), np.array(values, dtype=np.float64), np.array(ends))


def weighed(table: Sparse, labels: np.ndarray, size: int) -> tuple[np.ndarray, Sparse]:
    """Inverse class frequencies, and the table with rows of unit length."""
    of_row = np.repeat(np.arange(len(table.ends) - 1), np.diff(table.ends))
    classes = int(labels.max()) + 1
    seen = np.unique(table.columns * classes + labels[of_row])
    idf = np.log((1 + classes) / (0.3 + np.bincount(seen // classes, minlength=size)))
    values = np.sqrt(table.values) * idf[table.columns]
    lengths = np.sqrt(np.bincount(of_row, values**2, len(table.ends) - 1)) + 1e-9
    return idf, replace(table, values=values / lengths[of_row])


def kernel(table: Sparse, size: int) -> np.ndarray:
    """Inner products of all rows: frequent features as dense blocks, rare ones pair by pair."""
    count = len(table.ends) - 1
    of_row = np.repeat(np.arange(count), np.diff(table.ends))
    order = np.argsort(table.columns, kind="stable")
    ends = np.concatenate([[0], np.cumsum(np.bincount(table.columns, minlength=size))])
    result = np.zeros((count, count), dtype=np.float32)
    often = np.flatnonzero(np.diff(ends) > OFTEN)
    for start in range(0, len(often), 2000):
        block = np.zeros((count, 2000), dtype=np.float32)
        for column, feature in enumerate(often[start : start + 2000]):
            part = order[ends[feature] : ends[feature + 1]]
            block[of_row[part], column] = table.values[part]
        result += block @ block.T
    for feature in np.flatnonzero((np.diff(ends) > 0) & (np.diff(ends) <= OFTEN)):
        part = order[ends[feature] : ends[feature + 1]]
        result[np.ix_(of_row[part], of_row[part])] += np.outer(table.values[part], table.values[part])
    return result


@dataclass(frozen=True)
class Learnt:
    """Weights of the features for each class, and every row's scores by a model without it."""

    names: list[str]
    idf: np.ndarray
    primal: np.ndarray
    often: np.ndarray
    scores: np.ndarray


def learn(rows: Sequence[Row], entries: int, concepts: Concepts) -> Learnt:
    """Fits the rows; classes from `entries` on are the background's topics."""
    labels = np.array([row.label for row in rows])
    names, table = features_of(rows, concepts)
    idf, table = weighed(table, labels, len(names))
    system = kernel(table, len(names)).astype(np.float64)
    system[np.diag_indices(len(rows))] += RIDGE / np.array([row.weight for row in rows])
    inverse = np.linalg.inv(system)
    dual = inverse @ np.eye(int(labels.max()) + 1)[labels]
    primal = np.zeros((len(names), dual.shape[1]))
    for number in range(len(rows)):
        part = table.row(number)
        np.add.at(primal, table.columns[part], table.values[part, None] * dual[number])
    often = np.bincount(table.columns, minlength=len(names))
    return Learnt(list(names), idf, primal, often, left_out(inverse, dual, labels, entries))


def left_out(inverse: np.ndarray, dual: np.ndarray, labels: np.ndarray, entries: int) -> np.ndarray:
    """Each row's scores by a model that never saw it (nor its topic's others, for the background)."""
    target = np.eye(dual.shape[1])[labels]
    scores = target - dual / np.diag(inverse)[:, None]
    for topic in range(entries, int(labels.max()) + 1):
        block = np.flatnonzero(labels == topic)
        scores[block] = target[block] - np.linalg.solve(inverse[np.ix_(block, block)], dual[block])
    return scores
