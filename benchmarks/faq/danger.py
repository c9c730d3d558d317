"""Learns the weights of bot/faq/alarm.py and says how it does on a part of the sentences it has not heard.

    python -m benchmarks.faq.danger

Danger: the sentences of tests/bot/faq/sentences in all letters. No danger: the harmless ones, the questions that are
not ours, and the entries' own, but for those about emergencies.
"""

import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.faq import alarm
from bot.faq.alarm import Alarm, features
from bot.faq.danger import Recogniser, recogniser
from bot.faq.library import Library
from bot.text.scripts import to_arabic, to_latin

ROOT = Path(__file__).parents[2]
SENTENCES = ROOT / "tests" / "bot" / "faq" / "sentences"
PARTS = (1, 2, 3, 4, 5, 6, 7)
EMERGENCIES = {"emergency-abroad", "lost-passport"}
KAZAKH = frozenset("әғқңөұүһі")
STEPS, RATE, PENALTY = 400, 10.0, 0.0025
HARMLESS = 3  # how much more a harmless sentence made to mislead weighs than a question
SEEN = 2  # a feature seen less often is forgotten
KEPT = 0.02  # a smaller weight is forgotten


@dataclass(frozen=True, slots=True)
class Heard:
    """A text's features, whether it is danger, the part it is of (0: a question), and whether the rules know it."""

    features: frozenset[str]
    danger: bool
    part: int
    known: bool


def main() -> None:
    heard = list(_heard())
    for part in PARTS:
        learnt = learn([text for text in heard if text.part != part])
        print(_said(part, learnt, [text for text in heard if text.part == part]))
    questions = [text for text in heard if text.part == 0]
    random.Random(1).shuffle(questions)
    half = questions[: len(questions) // 2]
    learnt = learn([text for text in heard if text.part] + half)
    rung = sum(_odds(learnt, text) > alarm.RINGS for text in questions[len(half) :] if not text.known)
    print(f"questions not heard before: {rung} of {len(questions) - len(half)} ring")
    _keep(*learn(heard))


def _heard() -> Iterator[Heard]:
    rules = recogniser()
    for part in PARTS:
        for text in _sentences(f"dangerous-{part}.txt"):
            yield _text(rules, text.partition(" | ")[2], True, part)
        for text in _sentences(f"harmless-{part}.txt"):
            for _ in range(HARMLESS):
                yield _text(rules, text, False, part)
    for text in _questions():
        yield _text(rules, text, False, 0)


def _text(rules: Recogniser, text: str, danger: bool, part: int) -> Heard:
    known = rules.by_phrases(text) is not None
    return Heard(frozenset(features(rules.said(text))), danger, part, known)


def _sentences(name: str) -> Iterator[str]:
    file = SENTENCES / name
    for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
        if line and not line.startswith("#"):
            yield line
            if KAZAKH & set(line):
                kind, bar, text = line.rpartition(" | ")
                yield kind + bar + to_latin(text)
                yield kind + bar + to_arabic(text)


def _questions() -> Iterator[str]:
    """None of the blind sets: they stay blind."""
    file = ROOT / "benchmarks" / "faq" / "background.jsonl"
    yield from (json.loads(line)["text"] for line in file.read_text(encoding="utf-8").splitlines())
    for entry in Library.load():
        if entry.slug not in EMERGENCIES:
            for words in entry.texts.values():
                yield from (words.question, *words.phrasings)


def learn(heard: Sequence[Heard]) -> tuple[dict[str, float], float]:
    """Logistic regression by gradient descent, danger and the rest weighing as 1 to 2."""
    seen = Counter(feature for text in heard for feature in text.features)
    columns = {
        name: at for at, name in enumerate(sorted(name for name, times in seen.items() if times >= SEEN))
    }
    pairs = [
        (row, columns[name]) for row, text in enumerate(heard) for name in text.features if name in columns
    ]
    rows, cols = np.array(pairs).T
    truth = np.array([text.danger for text in heard], dtype=float)
    share = np.where(truth == 1, 0.5 * (len(truth) - truth.sum()) / truth.sum(), 1.0)
    share /= share.mean()
    weights, bias = np.zeros(len(columns)), 0.0
    for _ in range(STEPS):
        odds = np.bincount(rows, weights=weights[cols], minlength=len(truth)) + bias
        error = (1 / (1 + np.exp(-odds)) - truth) * share
        slope = np.bincount(cols, weights=error[rows], minlength=len(columns))
        weights -= RATE * slope / len(truth) + RATE * PENALTY / 20 * weights
        bias -= 0.5 * float(error.mean())
    return dict(zip(columns, weights.tolist(), strict=True)), bias


def _odds(learnt: tuple[dict[str, float], float], text: Heard) -> float:
    weights, bias = learnt
    return bias + sum(weights.get(feature, 0.0) for feature in text.features)


def _said(part: int, learnt: tuple[dict[str, float], float], heard: Sequence[Heard]) -> str:
    danger = [text for text in heard if text.danger]
    harmless = [text for text in heard if not text.danger][::HARMLESS]
    heeded = sum(_odds(learnt, text) > alarm.RINGS for text in danger)
    rung = sum(_odds(learnt, text) > alarm.RINGS for text in harmless)
    return (
        f"part {part}: alone it hears {heeded} of {len(danger)}, rings for {rung} of {len(harmless)} harmless"
    )


def _keep(weights: dict[str, float], bias: float) -> None:
    kept = {name: weight for name, weight in weights.items() if abs(weight) >= KEPT}
    values = np.array(list(kept.values()), dtype=np.float32)
    np.savez_compressed(alarm.FILE, features=np.array("\n".join(kept)), weights=values, bias=np.array(bias))
    print(f"{alarm.FILE.name}: {len(kept)} features, {alarm.FILE.stat().st_size // 1024} KB")
    alarm.load.cache_clear()
    assert isinstance(alarm.load(), Alarm)


if __name__ == "__main__":
    main()
