"""Learns the weights of bot/faq/alarm.py and says how danger is recognised in sentences it has not heard.

    python -m benchmarks.faq.danger [QUESTIONS.jsonl …] [--left-out AUTHOR …]

Danger: the sentences of tests/bot/faq/sentences in all letters. No danger: the harmless ones, the questions of the
blind sets and of the files named, those that are not ours, and the entries' own, but for what is about emergencies.
Some of all are also heard in courtesy, and some harmless ones after another: a story of the field is no danger.
"""

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.faq.courtesy import wrappings
from benchmarks.faq.logistic import Row, learn
from bot.faq import alarm, danger, weights
from bot.faq.alarm import Alarm, Said, features
from bot.faq.danger import Recogniser, recogniser
from bot.faq.language import read
from bot.faq.library import Library
from bot.text.scripts import to_arabic, to_latin

ROOT = Path(__file__).parents[2]
SENTENCES = ROOT / "tests" / "bot" / "faq" / "sentences"
FAQ = ROOT / "benchmarks" / "faq"
AUTHORS = {
    1: "first",
    2: "first",
    3: "first",
    4: "first",
    5: "first",
    6: "first",
    7: "first",
    8: "second",
    9: "third",
    10: "fourth",
    11: "third",
    12: "fifth",
    13: "sixth",
    14: "seventh",
    15: "eighth",
    16: "ninth",
    17: "ninth",
    18: "ninth",
    19: "ninth",
    20: "ninth",
}
ASKERS = tuple(f"author-{letter}-learnt" for letter in "abefghijkl")
QUESTIONS = ("background", "blind", "blind-2", "blind-3", "blind-independent", *ASKERS)
EMERGENCIES = {"emergency-abroad", "lost-passport"}
KAZAKH = frozenset("әғқңөұүһі")
DANGER, HARMLESS, QUESTION = 2.0, 1.0, 1.0  # what a text of each kind weighs
PENALTY = 2.0
WRAPPED, STORIES = 6, 6  # one text in so many is also heard in courtesy, and after another
KEPT = 0.01  # a smaller weight is forgotten


@dataclass(frozen=True, slots=True)
class Heard:
    """A text's words, whether it is danger, who wrote it, whether it is a question of the field, and whether a phrase
    knows it."""

    text: str
    said: list[Said]
    danger: bool
    author: str
    question: bool
    known: bool

    @property
    def weight(self) -> float:
        return DANGER if self.danger else QUESTION if self.question else HARMLESS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="*", help="questions, JSON lines")
    everybody = [*dict.fromkeys(AUTHORS.values()), *ASKERS]
    parser.add_argument("--left-out", nargs="*", choices=everybody, default=everybody, help="a minute each")
    args = parser.parse_args()
    heard = list(_heard(args.files))
    heard += _told(heard, random.Random(1))
    for author in args.left_out:
        learnt = _learnt([text for text in heard if text.author != author])
        judged = _judged(learnt, [text for text in heard if text.author == author])
        print(f"{author} left out: {judged}", flush=True)
    _keep(*_weights(heard))


def _heard(files: Sequence[Path]) -> Iterator[Heard]:
    rules = recogniser()
    for part, author in AUTHORS.items():
        for text in _sentences(f"dangerous-{part}.txt"):
            yield _text(rules, text.partition(" | ")[2], True, author)
        for text in _sentences(f"harmless-{part}.txt"):
            yield _text(rules, text, False, author)
    for text, author in _questions(files):
        yield _text(rules, text, False, author, question=True)


def _told(heard: Sequence[Heard], chance: random.Random) -> Iterator[Heard]:
    """Texts as they are told: in courtesy, and harmless ones after each other."""
    rules = recogniser()
    by_letters: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in wrappings():
        by_letters.setdefault((row["lang"], row["script"]), []).append(row)
    for text in chance.sample(list(heard), len(heard) // WRAPPED):
        around = chance.choice(by_letters[_letters(text.text)])
        said = f"{around['before']} {text.text} {around['after']}"
        yield _text(rules, said, text.danger, text.author, question=text.question)
    harmless = [text for text in heard if not text.danger]
    by_author: dict[tuple[str, str, str], list[Heard]] = {}
    for text in harmless:
        by_author.setdefault((text.author, *_letters(text.text)), []).append(text)
    for texts in by_author.values():
        for text in chance.sample(texts, len(texts) // STORIES):
            said = f"{text.text}. {chance.choice(texts).text}"
            yield _text(rules, said, False, text.author, question=text.question)


def _letters(text: str) -> tuple[str, str]:
    """The language and letters a wrapping should have."""
    reading = read(text, weights.load().letters)
    return reading.language, reading.script


def _text(rules: Recogniser, text: str, dangerous: bool, author: str, *, question: bool = False) -> Heard:
    return Heard(text, rules.said(text), dangerous, author, question, rules.by_phrases(text) is not None)


def _sentences(name: str) -> Iterator[str]:
    file = SENTENCES / name
    for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
        if line and not line.startswith("#"):
            yield line
            if KAZAKH & set(line):
                kind, bar, text = line.rpartition(" | ")
                yield kind + bar + to_latin(text)
                yield kind + bar + to_arabic(text)


def _questions(files: Sequence[Path]) -> Iterator[tuple[str, str]]:
    for file in (*(FAQ / f"{name}.jsonl" for name in QUESTIONS), *files):
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            urgent = row["kind"] == "out" and recogniser().by_phrases(row["text"])
            if not urgent and EMERGENCIES.isdisjoint(row.get("topics", ())):
                yield row["text"], file.stem
    for entry in Library.load():
        if entry.slug not in EMERGENCIES:
            for words in entry.texts.values():
                yield from ((text, "entries") for text in (words.question, *words.phrasings))


def _weights(heard: Sequence[Heard]) -> tuple[dict[str, float], float]:
    rows: list[Row] = [features(text.said) for text in heard]
    return learn(rows, [text.danger for text in heard], [text.weight for text in heard], PENALTY)


def _learnt(heard: Sequence[Heard]) -> Alarm:
    return Alarm(*_weights(heard))


def _judged(learnt: Alarm, heard: Sequence[Heard]) -> str:
    """How many dangerous texts are missed and how many harmless ones taken."""
    rung = [learnt.loudest(text.said) > (danger.KNOWN if text.known else danger.UNKNOWN) for text in heard]
    missed = sum(text.danger and not rings for text, rings in zip(heard, rung, strict=True))
    taken = sum(rings and not text.danger for text, rings in zip(heard, rung, strict=True))
    dangerous = sum(text.danger for text in heard)
    return f"{missed} of {dangerous} missed, {taken} of {len(heard) - dangerous} harmless taken"


def _keep(weights: dict[str, float], bias: float) -> None:
    kept = {name: weight for name, weight in weights.items() if abs(weight) >= KEPT}
    values = np.array(list(kept.values()), dtype=np.float32)
    np.savez_compressed(alarm.FILE, features=np.array("\n".join(kept)), weights=values, bias=np.array(bias))
    print(f"{alarm.FILE.name}: {len(kept)} features, {alarm.FILE.stat().st_size // 1024} KB")
    alarm.load.cache_clear()


if __name__ == "__main__":
    main()
