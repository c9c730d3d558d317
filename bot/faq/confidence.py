"""How sure we may be: signals of one ranked question, and the two limits that make them a decision."""

from dataclasses import dataclass

import numpy as np

from bot.faq.index import Cover

SIGNALS = (
    "constant",
    "first",  # score of the best entry
    "lead",  # its lead over the second
    "over_third",  # its lead over the third
    "elsewhere",  # score of the best topic we have no entry for
    "over_elsewhere",
    "words",  # share of the question's words the best entry covers
    "concepts",
    "best_words",  # whether that entry also covers most
    "known",  # share of the question's words any entry knows
)


@dataclass(frozen=True, slots=True)
class Ranked:
    """Entry numbers best first with their scores, and the best score of the topics elsewhere."""

    order: np.ndarray
    scores: np.ndarray
    elsewhere: float


def signals(ranked: Ranked, cover: Cover) -> np.ndarray:
    """The numbers of `SIGNALS` for a ranked question."""
    top = [float(ranked.scores[number]) for number in ranked.order[:3]] + [0.0, 0.0, 0.0]
    best = int(ranked.order[0])
    return np.array(
        [
            1.0,
            top[0],
            top[0] - top[1],
            top[0] - top[2],
            ranked.elsewhere,
            top[0] - ranked.elsewhere,
            float(cover.words[best]),
            float(cover.concepts[best]),
            float(cover.both[best] >= cover.both.max() - 1e-9),
            cover.known,
        ]
    )


def chance(values: np.ndarray, model: np.ndarray) -> float:
    """A logistic model's probability."""
    return float(1 / (1 + np.exp(-np.clip(values @ model, -30, 30))))
