"""How sure the search may be: logistic models of its signals, and what they would do to unseen questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.faq import decision
from bot.faq.search import Search

Question = Mapping[str, Any]
FOLDS = 5
OWN = "own"  # the search's author
SHORT = ("short-1", "short-2")  # questions of one or two words, each half about other entries
KNEW_LATER = frozenset((*"abefghijkl", *SHORT))  # authors who knew of the entries in LATER
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
    """Signals of questions whose truth is known; `sets`, `letters` and `topics` say whom and what they belong to.

    `right` and `three` are 1 where the first and one of the first three is right.
    """

    values: np.ndarray
    right: np.ndarray
    three: np.ndarray
    ours: np.ndarray
    weight: np.ndarray
    kinds: np.ndarray
    sets: np.ndarray
    letters: np.ndarray
    topics: np.ndarray


def judged(sets: Mapping[str, tuple[float, Sequence[Question]]], searches: Mapping[str, Search]) -> Judged:
    """Signals of all questions; each set has the weight of a question of it.

    A question without a topic that is answered with a later entry is left out: its label is older than the entry.
    """
    rows = [
        (
            *signals,
            weight,
            *labels(question, name),
        )
        for name, (weight, questions) in sets.items()
        for question in questions
        if (signals := _signals(question, searches[name], name))
    ]
    columns = (np.array(column) for column in zip(*rows, strict=True))
    values, right, three, weights, kinds, names, letters, topics = columns
    ours = (kinds == "in").astype(float)
    return Judged(
        values, right.astype(float), three.astype(float), ours, weights, kinds, names, letters, topics
    )


def labels(question: Question, author: str) -> tuple[str, str, str, str]:
    """A question's kind, author, language with letters, and the entry that is right (or its kind again)."""
    topic = (question["topics"] or [question["kind"]])[0]
    return str(question["kind"]), author, f"{question['lang']}-{question['script']}", str(topic)


def unlabelled(slug: str, question: Question, author: str) -> bool:
    """Whether the label is older than the entry that was put first, so that nobody knows if it is right."""
    return slug in LATER and not question["topics"] and author not in KNEW_LATER


def _signals(question: Question, search: Search, author: str) -> tuple[np.ndarray, bool, bool] | None:
    reading, intent = search.read(str(question["text"]))
    if intent or not reading.keys:
        return None
    best, cover = search.rank(reading)
    slugs = list(search.library.entries)
    first, *others = (slugs[int(number)] for number in best.order[:3])
    if unlabelled(first, question, author):
        return None
    right = first in question["topics"]
    return decision.signals(best, cover), right, right or any(slug in question["topics"] for slug in others)


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


def crossed(known: Judged, groups: np.ndarray) -> np.ndarray:
    """Which questions would be answered, each judged by models that never saw its group."""
    answered = np.zeros(len(groups), bool)
    for group in np.unique(groups):
        sure, ours = fitted(known, groups != group)
        for number in np.flatnonzero(groups == group):
            row = known.values[number]
            made = decision.verdict(decision.chance(row, sure), decision.chance(row, ours))
            answered[number] = made == decision.Verdict.ANSWER
    return answered


def table(known: Judged, answered: np.ndarray) -> str:
    """Percentages by author, by language and letters (but the search's own author's and short ones), and over these."""
    others = ~np.isin(known.sets, (OWN, *SHORT))
    parts = {str(name): known.sets == name for name in dict.fromkeys(known.sets)}
    parts |= {str(name): (known.letters == name) & others for name in np.unique(known.letters)}
    return "\n".join(
        _line(name, known, answered, part) for name, part in {**parts, "all but these": others}.items()
    )


def _line(name: str, known: Judged, answered: np.ndarray, part: np.ndarray) -> str:
    asked = part & (known.kinds == "in")
    wrong = answered & (known.right == 0)
    figures = [known.right[asked], known.three[asked], answered[asked], wrong[asked]]
    figures += [answered[part & (known.kinds == kind)] for kind in ("near", "out")]
    shares = [f"{100 * figure.mean():5.1f}" if len(figure) else "    -" for figure in figures]
    heads = ("hits@1", "hits@3", "answer", "wrong", "near", "out")
    return f"{name:16} n={asked.sum():<5}" + "  ".join(map(" ".join, zip(heads, shares, strict=True)))


def folds(topics: np.ndarray) -> np.ndarray:
    """A fold for each question, questions of one topic in one fold."""
    names = np.unique(topics)
    number = dict(zip(names, np.random.default_rng(0).permutation(len(names)) % FOLDS, strict=True))
    return np.array([number[topic] for topic in topics])
