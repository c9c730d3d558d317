"""Which entry a question means, and whether we may say so: answer, choices, or "I don't know".

Enter by `Search(library).decide(question)`. Built once per library (a value too), safe to share.
1 read: script, language, keyboard; 2 rank: what was learnt from the entries plus how much of the question
each entry covers; 3 decide: the rule of bot/faq/decision.py.
"""

from dataclasses import replace

import numpy as np

from bot.faq import weights
from bot.faq.concepts import Concepts
from bot.faq.courtesy import unwrapped
from bot.faq.danger import danger_of
from bot.faq.decision import Decision, Hit, Ranked, Verdict, chance, signals, verdict
from bot.faq.features import of_text
from bot.faq.index import Cover, WordIndex
from bot.faq.language import Reading, read
from bot.faq.library import Library
from bot.faq.smalltalk import kind_of

BLEND = 0.5  # weight of the words' cover beside the learnt score
LONGEST = 1200  # characters of a question that are read


def ranked(learnt: np.ndarray, elsewhere: np.ndarray, cover: Cover) -> Ranked:
    """Entries by learnt score and cover together."""
    scores = learnt + BLEND * cover.both
    top = np.argpartition(-scores, min(8, len(scores) - 1))[:8] if len(scores) > 8 else np.arange(len(scores))
    order = top[np.argsort(-scores[top], kind="stable")]
    return Ranked(order, scores, float(elsewhere.max()) if len(elsewhere) else 0.0)


class Search:
    """Ranks the entries of one library."""

    def __init__(self, library: Library, learnt: weights.Weights | None = None) -> None:
        self.library = library
        self._learnt = learnt or weights.load()
        self._concepts = Concepts(library.concepts)
        self._index = WordIndex(library, self._concepts)
        self._slugs = tuple(library.entries)
        columns = {slug: column for column, slug in enumerate(self._learnt.slugs)}
        self._columns = np.array([columns.get(slug, -1) for slug in self._slugs], dtype=np.int64)

    def decide(self, question: str, lang: str | None = None) -> Decision:
        """What to do with a question; `lang` is the asker's own language, used where letters don't tell.

        Danger is looked for in the whole of it, also in what the wrong keyboard made of it.
        """
        whole = read(question[:LONGEST], self._learnt.letters)
        decision = self._decide(whole, lang)
        danger = danger_of(question) or danger_of(whole.text)
        if danger is None:
            return decision
        return replace(decision, decision=Verdict.URGENT, danger=danger, smalltalk=None)

    def _decide(self, whole: Reading, lang: str | None) -> Decision:
        rest = unwrapped(whole.text)
        reading = read(rest.text, self._learnt.letters) if rest.text else whole
        talk = kind_of(whole.keys) or rest.kind
        language = lang if lang and not reading.keys else reading.language
        if talk or not reading.keys or not self._slugs:
            return Decision(Verdict.UNKNOWN, language, reading.script, (), talk)
        keys = self._index.corrected(reading.keys)
        meanings = self._concepts.find(keys, reading.language)
        cover = self._index.cover(reading.keys, meanings)
        best = self._rank(of_text(keys, reading.language, self._concepts), cover)
        values = signals(best, cover)
        sure, ours = chance(values, self._learnt.sure), chance(values, self._learnt.ours)
        return Decision(verdict(sure, ours), language, reading.script, self._hits(best, sure))

    def _rank(self, features: dict[str, float], cover: Cover) -> Ranked:
        scores = self._learnt.scores(features)
        known = self._columns >= 0
        learnt = np.where(known, scores[self._columns], cover.both)
        return ranked(learnt, scores[len(self._learnt.slugs) :], cover)

    def _hits(self, best: Ranked, sure: float) -> tuple[Hit, ...]:
        """The best entry's belief is `sure`, those of the next two follow from it by their scores."""
        order = best.order[:3]
        weight = np.exp(6 * (best.scores[order] - best.scores[order[0]]))
        rest = [sure * float(w) for w in weight[1:]]
        return tuple(
            Hit(self._slugs[int(number)], round(score, 4))
            for number, score in zip(order, [sure, *rest], strict=True)
        )
