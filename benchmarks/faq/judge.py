"""How sure the search may be: logistic models of its signals, and what they would do to unseen questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.faq import decision
from bot.faq.search import Search

Question = Mapping[str, Any]
FOLDS = 5
# Entries written after the sets were labelled: what is answered with one of them can't be called wrong.
LATER = frozenset(
    (
        "address-registration-owner",
        "bank-account-without-iin",
        "child-benefits-kandas",
        "driving-licence-exchange",
        "expired-home-passport",
        "expulsion-entry-ban-fines",
        "housing-queue-kandas",
        "leave-kazakh-citizenship",
        "marriage-foreigner",
        "old-citizenship-by-country",
        "pets-livestock-goods",
        "residence-refused-cancelled",
        "sim-card-phone",
        "stateless-undocumented",
        "status-citizenship-cancelled",
        "temporary-residence-permit",
    )
)


def logistic(values: np.ndarray, target: np.ndarray, weight: np.ndarray, penalty: float = 2.0) -> np.ndarray:
    """Weighted logistic regression by Newton's steps; the penalty spares the constant."""
    model = np.zeros(values.shape[1])
    keep = np.eye(values.shape[1]) * penalty
    keep[0, 0] = 0
    for _ in range(50):
        guess = 1 / (1 + np.exp(-np.clip(values @ model, -30, 30)))
        slope = values.T @ (weight * (guess - target)) + keep @ model
        bend = (values * (weight * guess * (1 - guess))[:, None]).T @ values + keep
        step = np.linalg.solve(bend + 1e-9 * np.eye(len(bend)), slope)
        model -= step
        if np.abs(step).max() < 1e-8:
            break
    return model


@dataclass(frozen=True)
class Judged:
    """Signals of questions whose truth is known; `sets` and `topics` say whom and what they belong to."""

    values: np.ndarray
    right: np.ndarray
    ours: np.ndarray
    weight: np.ndarray
    kinds: np.ndarray
    sets: np.ndarray
    topics: np.ndarray


def judged(sets: Mapping[str, tuple[float, Sequence[Question]]], searches: Mapping[str, Search]) -> Judged:
    """Signals of all questions; each set has the weight of a question of it.

    A question without a topic that is answered with a later entry is left out: its label is older than the entry.
    """
    rows = [
        (*signals, weight, str(question["kind"]), name, (question["topics"] or [question["kind"]])[0])
        for name, (weight, questions) in sets.items()
        for question in questions
        if (signals := _signals(question, searches[name]))
    ]
    values, right, weights, kinds, names, topics = (np.array(column) for column in zip(*rows, strict=True))
    return Judged(values, right.astype(float), (kinds == "in").astype(float), weights, kinds, names, topics)


def _signals(question: Question, search: Search) -> tuple[np.ndarray, bool] | None:
    reading, intent = search.read(str(question["text"]))
    if intent or not reading.keys:
        return None
    best, cover = search.rank(reading)
    slug = list(search.library.entries)[int(best.order[0])]
    if slug in LATER and not question["topics"]:
        return None
    return decision.signals(best, cover), slug in question["topics"]


def fitted(known: Judged, chosen: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """The models of "the first is right" and "the question is ours", learnt from the chosen questions."""
    part = np.ones(len(known.right), bool) if chosen is None else chosen
    values, weight = known.values[part], known.weight[part]
    middle, spread = values.mean(axis=0), values.std(axis=0) + 1e-9
    middle[0], spread[0] = 0.0, 1.0
    models = (
        logistic((values - middle) / spread, target[part], weight) for target in (known.right, known.ours)
    )
    return tuple(_unscaled(model, middle, spread) for model in models)  # type: ignore[return-value]


def _unscaled(model: np.ndarray, middle: np.ndarray, spread: np.ndarray) -> np.ndarray:
    model = model / spread
    model[0] -= float(model @ middle)
    return model


def crossed(known: Judged, groups: np.ndarray) -> dict[str, dict[str, float]]:
    """Shares of decisions by kind, each question judged by models that never saw its group."""
    beliefs = np.zeros((2, len(groups)))
    for group in np.unique(groups):
        models = fitted(known, groups != group)
        seen = np.flatnonzero(groups == group)
        beliefs[:, seen] = [[decision.chance(row, model) for row in known.values[seen]] for model in models]
    sure, ours = beliefs
    made = np.array([decision.verdict(*pair) for pair in zip(sure, ours, strict=True)])
    answer, choices = made == decision.Verdict.ANSWER, made == decision.Verdict.CHOICES
    return {
        kind: {
            "n": int(among.sum()),
            "answer": float(answer[among].mean()),
            "choices": float(choices[among].mean()),
            "sure and wrong": float((answer & (known.right == 0))[among].mean()),
        }
        for kind in ("in", "near", "out")
        if (among := known.kinds == kind).any()
    }


def folds(topics: np.ndarray) -> np.ndarray:
    """A fold for each question, questions of one topic in one fold."""
    names = np.unique(topics)
    number = dict(zip(names, np.random.default_rng(0).permutation(len(names)) % FOLDS, strict=True))
    return np.array([number[topic] for topic in topics])
