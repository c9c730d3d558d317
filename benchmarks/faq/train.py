"""Learns the search's weights from the shipped entries: `python -m benchmarks.faq.train`.

1 one row a phrasing, question and sentence of every entry, and a row a line of background.jsonl
(topics we have no entry for); 2 ridge regression of the rows onto their entries, in the dual; 3 the rows'
own scores with themselves left out (whole topics left out for the background), exact for ridge; 4 logistic
models of "the first is right" and "this is ours" on those scores and on the development questions.
Needs numpy alone and about a minute. Blind questions are never read here.
"""

import argparse
import json
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bot.faq import confidence, weights
from bot.faq.concepts import Concepts
from bot.faq.features import of_text
from bot.faq.fold import words
from bot.faq.index import WordIndex
from bot.faq.language import LANGUAGES, LetterModel, groups_of, read
from bot.faq.library import Library, digest
from bot.faq.search import BLEND, ranked

HERE = Path(__file__).parent
RIDGE = 2.0
BODY = 0.3  # weight of a sentence of the answer as a row
FOLDS = 6
SURE, OURS = 0.55, 0.42  # limits of "answer" and "choices", chosen by cross-validation on the development set
TRUST_OWN, TRUST_BACKGROUND = 0.05, 0.2  # weights beside a development question when fitting confidence


@dataclass(frozen=True)
class Row:
    """A text of known class: an entry's number, or a background topic's after them."""

    text: str
    lang: str
    label: int
    weight: float
    phrasing: bool


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


@dataclass(frozen=True)
class Sparse:
    """Rows of (feature, value), as one long list with ends."""

    columns: np.ndarray
    values: np.ndarray
    ends: np.ndarray

    def row(self, number: int) -> slice:
        """Where a row's part is."""
        return slice(int(self.ends[number]), int(self.ends[number + 1]))


def features_of(rows: list[Row], concepts: Concepts) -> tuple[dict[str, int], Sparse]:
    """The feature table, values as summed weights."""
    names: dict[str, int] = {}
    columns: list[int] = []
    values: list[float] = []
    ends = [0]
    for row in rows:
        for name, weight in of_text(words(row.text), row.lang, concepts).items():
            columns.append(names.setdefault(name, len(names)))
            values.append(weight)
        ends.append(len(columns))
    return names, Sparse(np.array(columns), np.array(values, dtype=np.float64), np.array(ends))


def weighed(table: Sparse, labels: np.ndarray, size: int) -> tuple[np.ndarray, Sparse]:
    """Inverse class frequencies, and the table with rows of unit length."""
    of_row = np.repeat(np.arange(len(table.ends) - 1), np.diff(table.ends))
    classes = int(labels.max()) + 1
    seen = np.unique(table.columns * classes + labels[of_row])
    idf = np.log((1 + classes) / (0.3 + np.bincount(seen // classes, minlength=size)))
    values = np.sqrt(table.values) * idf[table.columns]
    lengths = np.sqrt(np.bincount(of_row, values**2, len(table.ends) - 1)) + 1e-9
    return idf, replace(table, values=values / lengths[of_row])


def kernel(table: Sparse, size: int) -> np.ndarray:
    """Inner products of all rows: frequent features as dense blocks, rare ones pair by pair."""
    count = len(table.ends) - 1
    of_row = np.repeat(np.arange(count), np.diff(table.ends))
    order = np.argsort(table.columns, kind="stable")
    ends = np.concatenate([[0], np.cumsum(np.bincount(table.columns, minlength=size))])
    result = np.zeros((count, count), dtype=np.float32)
    often = np.flatnonzero(np.diff(ends) > 40)
    for start in range(0, len(often), 2000):
        block = np.zeros((count, 2000), dtype=np.float32)
        for column, feature in enumerate(often[start : start + 2000]):
            part = order[ends[feature] : ends[feature + 1]]
            block[of_row[part], column] = table.values[part]
        result += block @ block.T
    for feature in np.flatnonzero((np.diff(ends) > 0) & (np.diff(ends) <= 40)):
        part = order[ends[feature] : ends[feature + 1]]
        result[np.ix_(of_row[part], of_row[part])] += np.outer(table.values[part], table.values[part])
    return result


def left_out(inverse: np.ndarray, dual: np.ndarray, labels: np.ndarray, entries: int) -> np.ndarray:
    """Each row's scores by a model that never saw it (nor its topic's others, for the background)."""
    target = np.eye(dual.shape[1])[labels]
    scores = target - dual / np.diag(inverse)[:, None]
    for topic in range(entries, int(labels.max()) + 1):
        block = np.flatnonzero(labels == topic)
        scores[block] = target[block] - np.linalg.solve(inverse[np.ix_(block, block)], dual[block])
    return scores


def letter_model(rows: list[Row], least: int = 3) -> tuple[list[str], np.ndarray]:
    """Letter groups and their log probabilities in each language."""
    counts = {lang: Counter[str]() for lang in LANGUAGES}
    for row in rows:
        for key in words(row.text):
            counts[row.lang].update(groups_of(key))
    groups = sorted(name for name, n in sum(counts.values(), Counter[str]()).items() if n >= least)
    totals = {lang: sum(counts[lang].values()) + 2000 for lang in LANGUAGES}
    logs = [[np.log((counts[lang][name] + 0.1) / totals[lang]) for lang in LANGUAGES] for name in groups]
    return groups, np.array(logs)


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

    def beside(self, other: "Judged") -> "Judged":
        """Both together."""
        pairs = (
            (getattr(self, name), getattr(other, name)) for name in ("values", "right", "ours", "weight")
        )
        return Judged(*(np.concatenate(pair) for pair in pairs))


def judge_rows(rows: list[Row], scores: np.ndarray, library: Library, concepts: Concepts) -> Judged:
    """Signals of the phrasings and background lines, each looked up in an index that lacks its fold."""
    size = len(library)
    values, right, ours, weight = [], [], [], []
    numbers = [n for n, row in enumerate(rows) if row.phrasing or row.label >= size]
    for fold in range(FOLDS):
        held = {rows[n].text for n in numbers[fold::FOLDS]}
        index = WordIndex(_without(library, held), concepts)
        for n in numbers[fold::FOLDS]:
            keys = words(rows[n].text)
            meanings = concepts.find(keys, rows[n].lang)
            cover = index.cover(keys, meanings)
            best = ranked(scores[n, :size], scores[n, size:], cover)
            values.append(confidence.signals(best, cover))
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
        keys = index.spelt(reading.keys)
        meanings = concepts.find(keys, reading.language)
        scores = made.scores(of_text(keys, reading.language, concepts))
        cover = index.cover(reading.keys, meanings)
        best = ranked(scores[: len(slugs)], scores[len(slugs) :], cover)
        values.append(confidence.signals(best, cover))
        right.append(slugs[int(best.order[0])] in question["topics"])  # type: ignore[operator]
    ours = np.array([question["kind"] == "in" for question in questions], float)
    return Judged(np.array(values), np.array(right, float), ours, np.ones(len(questions)))


def joined(lines: list[str]) -> np.ndarray:
    """Lines as bytes, which numpy stores without pickling."""
    return np.frombuffer("\n".join(lines).encode(), dtype=np.uint8)


def train(
    library: Library, background: list[dict[str, str]], questions: list[dict[str, object]]
) -> dict[str, object]:
    """All arrays of search.npz, and the judged questions under "_judged"."""
    concepts = Concepts(library.concepts)
    rows = rows_of(library, background)
    labels = np.array([row.label for row in rows])
    names, table = features_of(rows, concepts)
    idf, table = weighed(table, labels, len(names))
    system = kernel(table, len(names)).astype(np.float64)
    system[np.diag_indices(len(rows))] += RIDGE / np.array([row.weight for row in rows])
    inverse = np.linalg.inv(system)
    dual = inverse @ np.eye(int(labels.max()) + 1)[labels]
    scores = left_out(inverse, dual, labels, len(library))
    primal = np.zeros((len(names), dual.shape[1]))
    for number in range(len(rows)):
        part = table.row(number)
        np.add.at(primal, table.columns[part], table.values[part, None] * dual[number])
    keep = np.flatnonzero(np.bincount(table.columns, minlength=len(names)) > 1)
    scale = np.abs(primal[keep]).max(axis=1) / 127 + 1e-12
    groups, logs = letter_model(rows)
    kept = list(names)
    made = {
        "features": joined([kept[n] for n in keep]),
        "idf": idf[keep].astype(np.float16),
        "table": np.round(primal[keep] / scale[:, None]).astype(np.int8),
        "scale": scale.astype(np.float32),
        "slugs": joined(list(library.entries)),
        "groups": joined(groups),
        "logs": logs.astype(np.float16),
        "digest": np.array(digest(library)),
    }
    held = judge_rows(rows, scores, library, concepts)
    return made | {"_held": held, "_rows": rows, "_scores": scores}


def main() -> None:
    """Writes bot/faq/data/search.npz and prints what it measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dev", type=Path, help="development questions, JSON lines")
    args = parser.parse_args()
    lines = (HERE / "background.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line) for line in args.dev.read_text(encoding="utf-8").splitlines()]
    library = Library.load()
    made = train(library, [json.loads(line) for line in lines], questions)
    held: Judged = made.pop("_held")  # type: ignore[assignment]
    rows, scores = made.pop("_rows"), made.pop("_scores")
    own = [n for n, row in enumerate(rows) if row.phrasing]  # type: ignore[arg-type]
    order = np.argsort(-scores[own, : len(library)], axis=1)  # type: ignore[index]
    true = np.array([rows[n].label for n in own])[:, None]  # type: ignore[index]
    first, three = (order[:, :1] == true).mean(), (order[:, :3] == true).any(axis=1).mean()
    print(f"phrasings left out: hits@1 {first:.3f}, hits@3 {three:.3f}")
    draft = weights.Weights(
        rows={name: n for n, name in enumerate(bytes(made["features"]).decode().split("\n"))},  # type: ignore[arg-type]
        idf=made["idf"].astype(np.float32),  # type: ignore[union-attr]
        table=made["table"],  # type: ignore[arg-type]
        scale=made["scale"],  # type: ignore[arg-type]
        slugs=tuple(library.entries),
        letters=LetterModel(bytes(made["groups"]).decode().split("\n"), made["logs"]),  # type: ignore[arg-type]
        sure=np.zeros(0),
        ours=np.zeros(0),
        limits={},
        digest="",
    )
    asked = judge_questions(questions, draft, library, Concepts(library.concepts))
    every = asked.beside(held)
    made["sure"] = logistic(every.values, every.right, every.weight)
    made["ours"] = logistic(every.values, every.ours, every.weight)
    print("development: first right", asked.right[asked.ours > 0].mean())
    for name, model in (("sure", made["sure"]), ("ours", made["ours"])):
        print(name, dict(zip(confidence.SIGNALS, np.round(model, 2), strict=True)))  # type: ignore[arg-type, call-overload]
    np.savez(
        "/tmp/lab/judged.npz",
        dv=asked.values,
        dr=asked.right,
        do=asked.ours,
        hv=held.values,
        hr=held.right,
        ho=held.ours,
        hw=held.weight,
    )
    made["limit_names"] = joined(["sure", "ours"])
    made["limits"] = np.array([SURE, OURS])
    np.savez_compressed(weights.FILE, **made)  # type: ignore[arg-type]
    print(f"{weights.FILE.name}: {weights.FILE.stat().st_size / 1e6:.2f} MB, blend {BLEND}")


if __name__ == "__main__":
    main()
