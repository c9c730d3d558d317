"""Learns what bot/faq/semantic.py ships: benchmarks/faq/train.py calls it after the words' weights.

1 every row of the words' training is embedded (kept in a file, minutes the first time); 2 ridge regression of the
embeddings onto the entries; 3 logistic models as of the words, of those questions that words leave in doubt, each
set ranked by a map and by weights that its own questions were left out of.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.faq.judge import Judged, Question, crossed, fitted, labels, table, unlabelled
from benchmarks.faq.ridge import Row
from bot.faq import decision, semantic
from bot.faq.decision import Verdict, chance, doubtful, signals, verdict
from bot.faq.library import Library
from bot.faq.search import Search, with_meaning
from bot.text.skeleton import skeletons

KEPT = Path.home() / ".cache" / "otandas" / "embeddings.npz"
RIDGE = 5.0
ASKED = 2.0  # weight of a question somebody asked beside a phrasing
BLEND = 0.05  # tried on sets left out: 0.03 to 0.08 are alike


class Embeddings:
    """Embeddings of texts, kept in a file from one training to the next."""

    def __init__(self, embed: semantic.Embedder, file: Path = KEPT) -> None:
        self._embed, self._file = embed, file
        self._known: dict[str, np.ndarray] = {}
        if file.exists():
            with np.load(file, allow_pickle=False) as data:
                texts = data["texts"].tobytes().decode("utf-8").split("\0")
                self._known = dict(zip(texts, data["vectors"], strict=True))

    def __call__(self, texts: Sequence[str]) -> np.ndarray:
        """A row a text."""
        for text in dict.fromkeys(texts):
            if text not in self._known:
                self._known[text] = self._embed(text)
        return np.array([self._known[text] for text in texts])

    def keep(self) -> None:
        """Writes the file."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        joined = np.frombuffer("\0".join(self._known).encode(), dtype=np.uint8)
        np.savez(self._file, texts=joined, vectors=np.array(list(self._known.values())))


@dataclass(frozen=True)
class Equations:
    """The normal equations of weighted ridge regression: rows are added up, and can be taken out again."""

    inputs: np.ndarray
    targets: np.ndarray
    weight: np.ndarray

    def table(self, without: np.ndarray) -> np.ndarray:
        """The map [385, column] learnt from all rows but these."""
        weight = self.weight.copy()
        weight[without] = 0.0
        weighted = self.inputs * weight[:, None]
        system = weighted.T @ self.inputs + RIDGE * np.eye(self.inputs.shape[1])
        table: np.ndarray = np.linalg.solve(system, weighted.T @ self.targets)
        return table


def equations(embedded: np.ndarray, middle: np.ndarray, rows: Sequence[Row], asked: int) -> Equations:
    """Rows from number `asked` on are people's questions; a class weighs as the root of its rows."""
    labels = np.array([row.label for row in rows])
    weight = np.array([row.weight for row in rows])
    weight[asked:] *= ASKED
    often = np.bincount(labels, weights=weight)
    weight /= np.sqrt(often[labels] / often.mean())
    turned = embedded - middle
    turned /= np.linalg.norm(turned, axis=1, keepdims=True) + 1e-9
    return Equations(np.hstack([turned, np.ones((len(rows), 1))]), np.eye(labels.max() + 1)[labels], weight)


def words_of(library: Library) -> list[str]:
    """Kazakh words of the entries, the commonest spelling of a skeleton last."""
    counts = Counter(
        word
        for entry in library
        for text in (entry.texts["kk"],)
        for part in (text.question, *text.phrasings, *text.parts)
        for word in semantic.WORD.findall(part.lower())
    )
    return [word for word, _ in reversed(counts.most_common()) if len(skeletons(word)) == 1]


def trained(
    library: Library,
    rows: Sequence[Row],
    places: Mapping[str, np.ndarray],
    sets: Mapping[str, tuple[float, Sequence[Question]]],
    searches: Mapping[str, Search],
    models: tuple[np.ndarray, np.ndarray],
) -> dict[str, Any]:
    """The arrays of semantic.npz; prints what unseen sets would have got.

    `places` are the numbers of each set's rows, which stand last; `searches` the words' search without that set.
    """
    embed = semantic.Embedder()
    embeddings = Embeddings(embed)
    asked = min(int(place.min()) for place in places.values())
    written = semantic.Spelling(words_of(library))
    embedded = embeddings([semantic.shortened(_plain(written, row.text, row.lang)) for row in rows])
    embeddings.keep()
    middle = embedded.mean(axis=0)
    known = equations(embedded, middle, rows, asked)
    base: dict[str, Any] = {
        "words": _joined(words_of(library)),
        "middle": middle.astype(np.float32),
        "slugs": _joined(list(library.entries)),
        "blend": np.array(BLEND),
        "sure": np.zeros(len(decision.SIGNALS) + len(semantic.SIGNALS)),
        "ours": np.zeros(len(decision.SIGNALS) + len(semantic.SIGNALS)),
    }
    semantics = semantic.of_arrays({**base, "table": known.table(np.array([], int))}, embed)
    asked_rows: list[tuple[Any, ...]] = []
    for name, (weight, questions) in sets.items():
        without = replace(semantics, table=known.table(places[name]).astype(np.float32))
        asker = Asker(name, searches[name], without, embeddings, models)
        asked_rows += [
            (
                asked.signals,
                asked.right,
                asked.three,
                asked.answered,
                asked.doubted,
                weight,
                *labels(question, name),
            )
            for question in questions
            if (asked := asker.asked(question))
        ]
    values, right, three, answered, doubted, weights, *names = (
        np.array(column) for column in zip(*asked_rows, strict=True)
    )
    embeddings.keep()
    kinds = names[0]
    judged = Judged(
        values, right.astype(float), three.astype(float), (kinds == "in").astype(float), weights, *names
    )
    doubts = Judged(**{field: getattr(judged, field)[doubted] for field in Judged.__dataclass_fields__})
    answered[doubted] = crossed(doubts, doubts.sets)
    print(f"words leave {doubted.mean():.0%} in doubt; judged by models that never saw their authors:")
    print(table(judged, answered))
    sure, ours = fitted(doubts)
    return {**base, "table": semantics.table.astype(np.float16), "sure": sure, "ours": ours}


@dataclass(frozen=True)
class Asked:
    """A question decided by words, or left in doubt: then `signals` are those of words and meaning together (else
    zeros); whether the first is right, and one of the first three; whether words answer it."""

    signals: np.ndarray
    right: bool
    three: bool
    answered: bool
    doubted: bool


@dataclass(frozen=True)
class Asker:
    """A search and a map that an author was left out of; `models` are the words' "sure" and "ours"."""

    author: str
    search: Search
    semantics: semantic.Semantics
    embeddings: Embeddings
    models: tuple[np.ndarray, np.ndarray]

    def asked(self, question: Question) -> Asked | None:
        """None if it is no question to the search, or its label is older than the entry put first."""
        reading, intent = self.search.read(str(question["text"]))
        if intent or not reading.keys:
            return None
        ranked, cover = self.search.rank(reading)
        sure, ours = (chance(signals(ranked, cover), model) for model in self.models)
        made = verdict(sure, ours)
        slugs = list(self.search.library.entries)
        both = np.zeros(len(decision.SIGNALS) + len(semantic.SIGNALS))
        if doubted := doubtful(made, ours):
            embedding = self.embeddings([self.semantics.written(reading)])[0]
            meaning = self.semantics.meaning(embedding, np.arange(len(slugs)))
            ranked = with_meaning(ranked, meaning, self.semantics.blend)
            both = np.concatenate([signals(ranked, cover), meaning.signals(int(ranked.order[0]))])
        first, *others = (slugs[int(number)] for number in ranked.order[:3])
        if unlabelled(first, question, self.author):
            return None
        right = first in question["topics"]
        three = right or any(slug in question["topics"] for slug in others)
        return Asked(both, right, three, made is Verdict.ANSWER, doubted)


def _plain(written: semantic.Spelling, text: str, language: str) -> str:
    cyrillic = sum("\u0400" <= letter <= "\u04ff" for letter in text)
    letters = sum(map(str.isalpha, text))
    return written.cyrillic(text) if language == "kk" and 2 * cyrillic < letters else text


def _joined(lines: list[str]) -> np.ndarray:
    return np.frombuffer("\n".join(lines).encode(), dtype=np.uint8)
