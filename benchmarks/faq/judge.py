"""How sure the search may be: logistic models of its signals, and what they would do to unseen questions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.faq.ridge import Row
from bot.faq import decision, weights
from bot.faq.concepts import Concepts
from bot.faq.features import of_text
from bot.faq.index import WordIndex
from bot.faq.language import read
from bot.faq.library import Library
from bot.faq.search import ranked
from bot.text.skeleton import skeletons

FOLDS = 6
TRUST_OWN, TRUST_BACKGROUND = 0.05, 0.2  # weights beside a development question when fitting


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
    """Signals of questions whose truth is known."""

    values: np.ndarray
    right: np.ndarray
    ours: np.ndarray
    weight: np.ndarray

    def part(self, chosen: np.ndarray) -> "Judged":
        """Some of the questions."""
        return Judged(self.values[chosen], self.right[chosen], self.ours[chosen], self.weight[chosen])

    def beside(self, other: "Judged") -> "Judged":
        """Both together."""
        pairs = (
            (getattr(self, name), getattr(other, name)) for name in ("values", "right", "ours", "weight")
        )
        return Judged(*(np.concatenate(pair) for pair in pairs))


def judge_rows(rows: Sequence[Row], scores: np.ndarray, library: Library, concepts: Concepts) -> Judged:
    """Signals of the phrasings and background lines, each looked up in an index that lacks its fold."""
    size = len(library)
    values, right, ours, weight = [], [], [], []
    numbers = [n for n, row in enumerate(rows) if row.phrasing or row.label >= size]
    for fold in range(FOLDS):
        left_out = {rows[n].text for n in numbers[fold::FOLDS]}
        index = WordIndex(_without(library, left_out), concepts)
        for n in numbers[fold::FOLDS]:
            keys = skeletons(rows[n].text)
            meanings = concepts.find(keys, rows[n].lang)
            cover = index.cover(keys, meanings)
            best = ranked(scores[n, :size], scores[n, size:], cover)
            values.append(decision.signals(best, cover))
            right.append(best.order[0] == rows[n].label)
            ours.append(rows[n].label < size)
            weight.append(TRUST_OWN if rows[n].phrasing else TRUST_BACKGROUND)
    return Judged(np.array(values), np.array(right, float), np.array(ours, float), np.array(weight))


def _without(library: Library, texts: set[str]) -> Library:
    edits = {
        (entry.slug, lang): replace(text, phrasings=tuple(p for p in text.phrasings if p not in texts))
        for entry in library
        for lang, text in entry.raw.items()
    }
    return library.with_overrides(edits)


def judge_questions(
    questions: list[dict[str, object]], made: weights.Weights, library: Library, concepts: Concepts
) -> Judged:
    """Signals of the development questions, which are no rows."""
    index, slugs = WordIndex(library, concepts), list(library.entries)
    values, right = [], []
    for question in questions:
        reading = read(str(question["text"]), made.letters)
        keys = index.corrected(reading.keys)
        meanings = concepts.find(keys, reading.language)
        scores = made.scores(of_text(keys, reading.language, concepts))
        cover = index.cover(reading.keys, meanings)
        best = ranked(scores[: len(slugs)], scores[len(slugs) :], cover)
        values.append(decision.signals(best, cover))
        right.append(slugs[int(best.order[0])] in question["topics"])  # type: ignore[operator]
    ours = np.array([question["kind"] == "in" for question in questions], float)
    return Judged(np.array(values), np.array(right, float), ours, np.ones(len(questions)))


def fitted(known: Judged) -> tuple[np.ndarray, np.ndarray]:
    """The models of "the first is right" and "the question is ours"."""
    return logistic(known.values, known.right, known.weight), logistic(known.values, known.ours, known.weight)


def crossed(
    asked: Judged, known: Judged, kinds: Sequence[str], rounds: int = 5
) -> dict[str, dict[str, float]]:
    """Shares of decisions by kind, each question judged by models that never saw its fold."""
    chance = np.random.default_rng(0)
    beliefs = np.zeros((2, len(kinds)))
    for _ in range(rounds):
        fold = chance.permutation(len(kinds)) % 5
        for number in range(5):
            models = fitted(asked.part(fold != number).beside(known))
            seen = asked.values[fold == number]
            beliefs[:, fold == number] += [[decision.chance(row, model) for row in seen] for model in models]
    sure, ours = beliefs / rounds
    answer, choices = sure >= decision.SURE, (sure < decision.SURE) & (ours >= decision.OURS)
    return {
        kind: {
            "n": int(among.sum()),
            "answer": float(answer[among].mean()),
            "choices": float(choices[among].mean()),
            "sure and wrong": float((answer & (asked.right == 0))[among].mean()),
        }
        for kind in ("in", "near", "out")
        if (among := np.array([each == kind for each in kinds])).any()
    }
