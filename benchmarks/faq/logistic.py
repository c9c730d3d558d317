"""Logistic regression over named features, for the small models of bot/faq.

By Newton's method; each of its steps is solved by conjugate gradients.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

Row = Mapping[str, float]
SEEN = 2  # a feature seen less often is forgotten
NEWTON, GRADIENTS = 12, 20  # steps at most
ENOUGH = 1e-3  # change of the weights at which it stops


@dataclass(frozen=True)
class Rows:
    """The values of some rows' features, one by one: their row, column and value."""

    row: np.ndarray
    column: np.ndarray
    value: np.ndarray
    shape: tuple[int, int]

    def times(self, weights: np.ndarray) -> np.ndarray:
        """One number a row."""
        return np.bincount(self.row, self.value * weights[self.column], self.shape[0])

    def back(self, numbers: np.ndarray) -> np.ndarray:
        """One number a column."""
        return np.bincount(self.column, self.value * numbers[self.row], self.shape[1])


def learn(
    rows: Sequence[Row], truth: Sequence[bool], weight: Sequence[float], penalty: float
) -> tuple[dict[str, float], float]:
    """The weights of the features and the bias; `weight` is that of each row, `penalty` that of squared weights."""
    seen = Counter(name for row in rows for name in row)
    columns = {name: at for at, name in enumerate(sorted(name for name, n in seen.items() if n >= SEEN))}
    data, aim, share = _rows(rows, columns), np.array(truth, dtype=float), np.array(weight, dtype=float)
    weights, bias = np.zeros(len(columns)), 0.0
    for _ in range(NEWTON):
        said = 1 / (1 + np.exp(-(data.times(weights) + bias)))
        error, curve = (said - aim) * share, np.maximum(said * (1 - said), 1e-6) * share
        step, lift = _solved(
            data, curve, penalty, -(data.back(error) + penalty * weights), -float(error.sum())
        )
        weights, bias = weights + step, bias + lift
        if np.linalg.norm(step) < ENOUGH * np.linalg.norm(weights):
            break
    return dict(zip(columns, weights.tolist(), strict=True)), bias


def _rows(rows: Sequence[Row], columns: Mapping[str, int]) -> Rows:
    known = [
        (at, columns[name], value)
        for at, row in enumerate(rows)
        for name, value in row.items()
        if name in columns
    ]
    row, column, value = zip(*known, strict=True)
    return Rows(np.array(row), np.array(column), np.array(value, dtype=float), (len(rows), len(columns)))


def _solved(
    data: Rows, curve: np.ndarray, penalty: float, goal: np.ndarray, lift: float
) -> tuple[np.ndarray, float]:
    """The Newton step for weights and bias: the bias is the last number of each vector."""
    left = np.append(goal, lift)
    step, way, first = np.zeros_like(left), left.copy(), float(left @ left)
    size = first
    for _ in range(GRADIENTS):
        pushed = curve * (data.times(way[:-1]) + way[-1])
        bent = np.append(data.back(pushed) + penalty * way[:-1], pushed.sum())
        length = size / float(way @ bent)
        step, left = step + length * way, left - length * bent
        smaller = float(left @ left)
        if smaller < 1e-6 * first:
            break
        way, size = left + smaller / size * way, smaller
    return step[:-1], float(step[-1])
