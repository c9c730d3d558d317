"""Which entry a question means, and whether we may say so: answer, choices, or "I don't know".

Enter by `Search(library).decide(question)`. Built once per library (a value too), safe to share.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from bot.faq.fold import words
from bot.faq.library import Library

Verdict = Literal["answer", "choices", "unknown"]


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry's slug with our belief (0..1) that it is what was asked."""

    entry: str
    score: float


@dataclass(frozen=True, slots=True)
class Decision:
    """What the bot would do. `smalltalk` names the kind (greeting, thanks, abuse, who) or is None.

    `script` is cyrl, latn or arab; `hits` are best first, at most three, also when the decision is unknown.
    """

    decision: Verdict
    language: str
    script: str
    hits: tuple[Hit, ...]
    smalltalk: str | None = None


def _grams(word: str) -> list[str]:
    framed = f"#{word}#"
    return [
        "w" + word,
        "p" + word[:5],
        *(framed[i : i + n] for n in (3, 4) for i in range(len(framed) - n + 1)),
    ]


class Search:
    """Ranks the entries of one library."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._slugs = list(library.entries)
        self._ids: dict[str, int] = {}
        docs = []
        for entry in library:
            counts: dict[int, float] = {}
            for text in entry.texts.values():
                for part in (text.question, *text.phrasings, text.answer):
                    for word in words(part):
                        for gram in _grams(word):
                            key = self._ids.setdefault(gram, len(self._ids))
                            counts[key] = counts.get(key, 0) + 1
            docs.append(counts)
        self._table = np.zeros((len(self._ids), len(docs)), dtype=np.float32)
        for column, counts in enumerate(docs):
            self._table[list(counts), column] = 1 + np.log(list(counts.values()))
        df = (self._table > 0).sum(axis=1)
        self._idf = np.log((1 + len(docs)) / (0.5 + df)).astype(np.float32)
        self._table *= self._idf[:, None]
        self._table /= np.linalg.norm(self._table, axis=0) + 1e-9

    def decide(self, question: str, lang: str | None = None) -> Decision:
        """What to do with a question; `lang` is the asker's own language, if known."""
        counts: dict[int, float] = {}
        for word in words(question):
            for gram in _grams(word):
                if (key := self._ids.get(gram)) is not None:
                    counts[key] = counts.get(key, 0) + 1
        language, script = lang or "kk", "cyrl"
        if not counts:
            return Decision("unknown", language, script, ())
        ids = list(counts)
        weights = np.array(list(counts.values())) * self._idf[ids]
        scores = weights @ self._table[ids] / (np.linalg.norm(weights) + 1e-9)
        best = np.argsort(-scores)[:3]
        hits = tuple(Hit(self._slugs[i], round(float(scores[i]), 3)) for i in best)
        top, second = hits[0].score, hits[1].score if len(hits) > 1 else 0.0
        verdict: Verdict = "unknown"
        if top > 0.2:
            verdict = "answer" if top - second > 0.05 else "choices"
        return Decision(verdict, language, script, hits)
