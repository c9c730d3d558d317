"""Learns the weights of bot/faq/wrapping.py from wrapped questions and says how it does on an author it has not read.

    python -m benchmarks.faq.courtesy

Wrappings: tests/bot/faq/sentences/wrappings-*.jsonl, one author a file, and those that benchmarks/faq/wrappings.py puts
together by rule.
Questions: the entries' own, the blind sets and the background; the development sets stay out.
"""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np

from benchmarks.faq.logistic import Row, learn
from benchmarks.faq.wrappings import LETTERS, wrapped
from bot.faq import courtesy, wrapping
from bot.faq.clauses import WORD, clauses_of, words_of
from bot.faq.language import script_of
from bot.faq.library import Library
from bot.faq.wrapping import Model, Word

ROOT = Path(__file__).parents[2]
SENTENCES = ROOT / "tests" / "bot" / "faq" / "sentences"
FAQ = ROOT / "benchmarks" / "faq"
BLIND = ("blind", "blind-2", "blind-3", "blind-independent", "background")
EACH = 4  # questions a wrapping stands around
BY_RULE, BARE = 500, 2500  # questions wrapped by rule, and left bare
PENALTY = 1.0
WRAPPING = 4.0  # how much more a word of a wrapping weighs: there are few, and unknown ones are to come
KEPT = 0.02  # a smaller weight is forgotten


@dataclass(frozen=True)
class Wrapped:
    """A text, its question and where that begins and ends."""

    text: str
    question: str
    start: int
    author: str


def questions() -> list[dict[str, str]]:
    """Those that may be wrapped, by language and letters."""
    asked = [json.loads(line) for name in BLIND for line in (FAQ / f"{name}.jsonl").read_text().splitlines()]
    rows = [
        {"lang": row["lang"], "script": row["script"], "text": row["text"]}
        for row in asked
        if "script" in row
    ]
    for entry in Library.load():
        for lang, words in entry.texts.items():
            for text in (words.question, *words.phrasings):
                rows.append({"lang": lang, "script": script_of(text), "text": text})
    return rows


def wrappings() -> Iterator[dict[str, str]]:
    """Those of the files, the Cyrillic Kazakh ones in all letters."""
    for file in sorted(SENTENCES.glob("wrappings-*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            row = {**json.loads(line), "author": file.stem}
            yield row
            if (row["lang"], row["script"]) == ("kk", "cyrl"):
                for script in ("latn", "arab"):
                    letters = LETTERS[script]
                    yield {
                        **row,
                        "script": script,
                        "before": letters(row["before"]),
                        "after": letters(row["after"]),
                    }


def around(row: Mapping[str, str], question: str, plain: bool = False) -> Wrapped:
    """A question in a wrapping; `plain` without marks and capitals."""
    before, after = row["before"], row["after"]
    if plain:
        before, question, after = (" ".join(WORD.findall(part)).lower() for part in (before, question, after))
    before += "" if not before or before.endswith((" ", "\n")) else " "
    after = ("" if not after or after.startswith((" ", "\n", ",", ".", "!")) else " ") + after
    return Wrapped(before + question + after, question, len(before), row["author"])


def texts(chance: random.Random) -> Iterator[Wrapped]:
    """What is learnt from."""
    asked = questions()
    by_letters = {key: list(group) for key, group in groupby(sorted(asked, key=_letters), key=_letters)}
    for row in wrappings():
        for _ in range(EACH):
            yield around(row, chance.choice(by_letters[_letters(row)])["text"], chance.random() < 0.25)
    for question in chance.sample(asked, BY_RULE):
        text = wrapped(question, chance)
        yield Wrapped(text, question["text"].strip(), text.index(question["text"].strip()), "by rule")
    for question in chance.sample(asked, BARE):
        yield Wrapped(question["text"], question["text"], 0, "")


def _letters(row: Mapping[str, str]) -> tuple[str, str]:
    return row["lang"], row["script"]


def read(text: Wrapped) -> tuple[list[Word], list[bool]]:
    """Its words and whether each is wrapping."""
    clauses = list(clauses_of(text.text))
    courtesy.take_known(clauses)
    words = words_of(clauses)
    before = len(WORD.findall(text.text[: text.start]))
    within = before + len(WORD.findall(text.question))
    return words, [not before <= at < within for at in range(len(words))]


def rows_of(words: Sequence[Word]) -> Iterator[Row]:
    """The features of each word."""
    for _, group in groupby(enumerate(words), key=lambda pair: pair[1].clause):
        places = list(group)
        names = wrapping.of_clause([word for _, word in places])
        for at, word in places:
            row = dict.fromkeys((*wrapping.of_key(word.key), *wrapping.of_place(words, at)), 1.0)
            for name in names:
                row[name] = row.get(name, 0.0) + 1 / len(places)
            yield row


def main() -> None:
    """Prints how an author left out fares, then keeps what all of them teach."""
    chance = random.Random(1)
    known = [(text, *read(text)) for text in texts(chance)]
    for author in sorted({text.author for text, _, _ in known if text.author.startswith("wrappings")}):
        model = Model(*_learnt([row for row in known if row[0].author != author]))
        print(f"{author} left out: {_kept(model, [row for row in known if row[0].author == author])}")
    _keep(*_learnt(known))


Known = tuple[Wrapped, list[Word], list[bool]]


def _learnt(known: Sequence[Known]) -> tuple[dict[str, float], float]:
    rows = [row for _, words, _ in known for row in rows_of(words)]
    truth = [value for _, _, values in known for value in values]
    return learn(rows, truth, [WRAPPING if wraps else 1.0 for wraps in truth], PENALTY)


def _kept(model: Model, known: Sequence[Known]) -> str:
    """How many of an author's wrapped questions come out just as they do bare."""
    whole = sum(model.wrapping(words) == values for _, words, values in known)
    return f"{whole} of {len(known)} cut exactly"


def _keep(weights: dict[str, float], bias: float) -> None:
    kept = {name: weight for name, weight in weights.items() if abs(weight) >= KEPT}
    values = np.array(list(kept.values()), dtype=np.float32)
    np.savez_compressed(
        wrapping.FILE, features=np.array("\n".join(kept)), weights=values, bias=np.array(bias)
    )
    print(f"{wrapping.FILE.name}: {len(kept)} features, {wrapping.FILE.stat().st_size // 1024} KB")
    wrapping.load.cache_clear()


if __name__ == "__main__":
    main()
