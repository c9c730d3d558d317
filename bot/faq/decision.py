"""Answer, choices or unknown: the rule for a ranked question, and its limits.

1 `signals` tells of a ranked question how far its best entry is ahead and how much of it that entry covers;
2 two logistic models over them (learnt, in data/search.npz) give the chance that the best entry is right and
the chance that the question is ours at all; 3 `verdict` holds these against SURE, SURELY_OURS and OURS.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from bot.faq.danger import Danger
from bot.faq.index import Cover
from bot.faq.intents import Intent

# Chosen by cross-validation over sets of questions by several authors (benchmarks/faq/judge.py).
SURE = 0.84  # from this chance that the best entry is right it is shown,
SURELY_OURS = 0.9  # if the chance that the question is ours is so high, too
OURS = 0.42  # from this chance that the question is ours the best three are offered
PERHAPS_OURS = 0.1  # from this chance a question that words do not answer is asked for its meaning, too
FEW, LEAD = 2, 0.32  # so few words don't say which entry they mean, unless its score leads by so much
SHARPNESS = 8.0  # of the shares of the best five in what their scores say
SIGNALS = (
    "constant",
    "first",  # score of the best entry
    "lead",  # its lead over the second
    "elsewhere",  # score of the best topic we have no entry for
    "over_elsewhere",
    "all_elsewhere",  # what all these topics score together
    "learnt",  # the best entry's score without what it covers
    "words",  # share of the question's words the best entry covers
    "concepts",
    "best_words",  # whether that entry also covers most
    "known",  # share of the question's words any entry knows
    "share",  # of the best entry among the best five
    "length",  # logarithm of the number of words: a story covers less of itself
)


class Verdict(StrEnum):
    """What the bot does with a question."""

    ANSWER = "answer"
    """Sure: shows the best entry."""
    CHOICES = "choices"
    """Offers up to three entries."""
    UNKNOWN = "unknown"
    """Says that it does not know, and offers a person."""
    URGENT = "urgent"
    """Somebody is in danger: emergency numbers before anything else."""
    INTENT = "intent"
    """A plain wish or a courtesy, no question."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry's slug with our belief (0..1) that it is what was asked."""

    entry: str
    score: float


@dataclass(frozen=True, slots=True)
class Decision:
    """What the bot would do. `intent` names the wish or courtesy, None of a question.

    `script` is cyrl, latn or arab, `shared` whether languages share the words, so that they say nothing of the letters
    an answer should have; `hits` are best first, at most three, also when the decision is unknown or
    urgent. `danger` is what an urgent question tells of, `doubt` what another perhaps does.
    """

    decision: Verdict
    language: str
    script: str
    hits: tuple[Hit, ...]
    intent: Intent | None = None
    danger: Danger | None = None
    doubt: Danger | None = None
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Ranked:
    """Entry numbers best first, their scores and the learnt part of these, the scores of the topics we have no
    entry for, and the number of words.
    """

    order: np.ndarray
    scores: np.ndarray
    learnt: np.ndarray
    elsewhere: np.ndarray
    length: int


def verdict(sure: float, ours: float) -> Verdict:
    """The rule: `sure` is the chance that the best entry is right, `ours` that the question is ours."""
    if sure >= SURE and ours >= SURELY_OURS:
        return Verdict.ANSWER
    return Verdict.CHOICES if ours >= OURS else Verdict.UNKNOWN


def left_open(ranked: Ranked) -> bool:
    """Whether a word or two («квота», "grant") may mean the second entry as well as the first."""
    first, *others = (float(ranked.scores[number]) for number in ranked.order[:2])
    return ranked.length <= FEW and any(first - score < LEAD for score in others)


def doubtful(made: Verdict, ours: float) -> bool:
    """Whether the meaning is asked where it can be: words alone are not sure, yet the question may be ours."""
    return made is not Verdict.ANSWER and ours >= PERHAPS_OURS


def signals(ranked: Ranked, cover: Cover) -> np.ndarray:
    """The numbers of `SIGNALS` for a ranked question."""
    top = [float(ranked.scores[number]) for number in ranked.order[:5]]
    second = top[1] if len(top) > 1 else 0.0
    best = int(ranked.order[0])
    elsewhere = float(ranked.elsewhere.max(initial=0.0))
    return np.array(
        [
            1.0,
            top[0],
            top[0] - second,
            elsewhere,
            top[0] - elsewhere,
            float(ranked.elsewhere.clip(0.0).sum()),
            float(ranked.learnt[best]),
            float(cover.words[best]),
            float(cover.concepts[best]),
            float(cover.both[best] >= cover.both.max() - 1e-9),
            cover.known,
            1 / sum(math.exp(SHARPNESS * (score - top[0])) for score in top),
            math.log1p(ranked.length),
        ]
    )


def chance(values: np.ndarray, model: np.ndarray) -> float:
    """A logistic model's probability."""
    return float(1 / (1 + np.exp(-np.clip(values @ model, -30, 30))))
