"""Ridge regression of texts onto their entries, in the dual; any of the asked questions can be left out again, exactly.

The entries' own rows come first, the questions people asked after them: what the first say of the second is worked
out once (a Schur complement), so that leaving an author out costs a system of the other authors' questions only.
numpy alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from bot.faq.concepts import Concepts
from bot.faq.features import of_text
from bot.faq.language import LetterModel
from bot.faq.weights import Weights
from bot.text.skeleton import skeletons

RIDGE = 2.0  # chosen among 0.5, 1, 2, 4 on the development set
OFTEN = 800  # texts from which a feature is multiplied in dense blocks
BLOCK = 500  # features in such a block


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
    for start in range(0, len(often), BLOCK):
        block = np.zeros((count, BLOCK), dtype=np.float32)
        for column, feature in enumerate(often[start : start + BLOCK]):
            part = order[ends[feature] : ends[feature + 1]]
            block[of_row[part], column] = table.values[part]
        result += block @ block.T
    for feature in np.flatnonzero((np.diff(ends) > 0) & (np.diff(ends) <= OFTEN)):
        part = order[ends[feature] : ends[feature + 1]]
        result[np.ix_(of_row[part], of_row[part])] += np.outer(table.values[part], table.values[part])
    return result


@dataclass(frozen=True)
class Learnt:
    """Weights of the features for each class, `left_out` makes the model that some of the asked rows are no part of.

    Of the entries' rows alone: `own` [row, class] is what they learn, `told` [row, asked row] what an asked row takes
    from it; `system` and `rest` are what is left to learn from the asked rows.
    """

    names: dict[str, int]
    idf: np.ndarray
    table: Sparse
    own: np.ndarray
    told: np.ndarray
    system: np.ndarray
    rest: np.ndarray

    @property
    def often(self) -> np.ndarray:
        """In how many rows each feature is."""
        return np.bincount(self.table.columns, minlength=len(self.names))

    def dual(self, without: np.ndarray | None = None) -> np.ndarray:
        """The weights by row and class, learnt without these rows (their numbers among all)."""
        count = len(self.own)
        asked = np.zeros_like(self.rest)
        keep = np.setdiff1d(np.arange(len(asked)), [] if without is None else without - count)
        if len(keep):
            asked[keep] = np.linalg.solve(self.system[np.ix_(keep, keep)], self.rest[keep])
        return np.concatenate([self.own - self.told @ asked, asked])

    @cached_property
    def primal(self) -> np.ndarray:
        """The weights by feature and class."""
        dual = self.dual()
        primal = np.zeros((len(self.names), dual.shape[1]))
        for number, its in enumerate(dual):
            part = self.table.row(number)
            primal[self.table.columns[part]] += self.table.values[part, None] * its  # no feature twice a row
        return primal

    @cached_property
    def _rows(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Rows and values by feature, and where each feature's end."""
        order = np.argsort(self.table.columns, kind="stable")
        of_row = np.repeat(np.arange(len(self.table.ends) - 1), np.diff(self.table.ends))
        ends = np.concatenate([[0], np.cumsum(self.often)])
        return of_row[order], self.table.values[order], ends

    def left_out(self, rows: np.ndarray, shipped: Weights) -> "LeftOut":
        """What would have been learnt without these rows; exact but for the features' frequencies."""
        return LeftOut(self, self.dual(rows), shipped)

    def likeness(self, features: Mapping[str, float]) -> np.ndarray:
        """A text's inner products with all rows."""
        known = [(self.names[name], weight) for name, weight in features.items() if name in self.names]
        alike = np.zeros(len(self.table.ends) - 1)
        if known:
            numbers = [number for number, _ in known]
            value = np.sqrt([weight for _, weight in known]) * self.idf[numbers]
            value /= np.linalg.norm(value) + 1e-9
            rows, values, ends = self._rows
            for number, its in zip(numbers, value, strict=True):
                part = slice(ends[number], ends[number + 1])
                alike[rows[part]] += its * values[part]
        return alike


@dataclass(frozen=True)
class LeftOut:
    """A model in the dual, for a few hundred questions: its whole table is never made.

    `shipped` has what does not depend on the rows that are left out.
    """

    learnt: Learnt
    dual: np.ndarray
    shipped: Weights

    @property
    def slugs(self) -> tuple[str, ...]:
        return self.shipped.slugs

    @property
    def letters(self) -> LetterModel:
        return self.shipped.letters

    @property
    def sure(self) -> np.ndarray:
        return self.shipped.sure

    @property
    def ours(self) -> np.ndarray:
        return self.shipped.ours

    def scores(self, features: Mapping[str, float]) -> np.ndarray:
        """As `Weights.scores`."""
        scores: np.ndarray = self.learnt.likeness(features) @ self.dual
        return scores


def learn(rows: Sequence[Row], asked: int, concepts: Concepts) -> Learnt:
    """Fits the rows; those from number `asked` on can be left out again."""
    labels = np.array([row.label for row in rows])
    names, table = features_of(rows, concepts)
    idf, table = weighed(table, labels, len(names))
    system = kernel(table, len(names))
    system[np.diag_indices(len(rows))] += RIDGE / np.array([row.weight for row in rows])
    target = np.eye(int(labels.max()) + 1, dtype=np.float32)[labels]
    across = system[:asked, asked:]
    solved = np.linalg.solve(system[:asked, :asked], np.hstack([target[:asked], across]))
    own, told = solved[:, : target.shape[1]], solved[:, target.shape[1] :]
    return Learnt(
        names,
        idf,
        table,
        own,
        told,
        (system[asked:, asked:] - across.T @ told).astype(np.float64),
        (target[asked:] - across.T @ own).astype(np.float64),
    )
