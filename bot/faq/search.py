"""Which entry a question means, and whether we may say so: answer, choices, or "I don't know".

Enter by `Search(library).decide(question)`. Built once per library (a value too), safe to share.
1 read: script, language, keyboard, courtesy taken out; 2 rank: what was learnt from the entries plus how much of
the question each entry covers, the sentence that asks counting more; 3 decide: the rule of bot/faq/decision.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from bot.faq import semantic, weights
from bot.faq.concepts import Concepts
from bot.faq.courtesy import unwrapped
from bot.faq.danger import Alert, Danger, alert_in, recogniser
from bot.faq.decision import Decision, Hit, Ranked, Verdict, chance, doubtful, left_open, signals, verdict
from bot.faq.features import of_text
from bot.faq.index import Cover, WordIndex
from bot.faq.intents import Intent, intent_of
from bot.faq.language import Reading, read
from bot.faq.library import Library
from bot.faq.sentences import asking
from bot.text.skeleton import skeletons

BLEND = 0.5  # weight of the words' cover beside the learnt score
FOCUS = 0.35  # weight of the sentence that asks beside the whole text
LONGEST = 1200  # characters of a question that are read
FIRST = (
    "Сәлеметсіз бе, how do I get a паспорт? Help"  # a question that courtesy, danger and wishes all look at
)


def in_order(scores: np.ndarray) -> np.ndarray:
    """The numbers of the best eight, best first."""
    top = np.argpartition(-scores, min(8, len(scores) - 1))[:8] if len(scores) > 8 else np.arange(len(scores))
    order: np.ndarray = top[np.argsort(-scores[top], kind="stable")]
    return order


@dataclass(frozen=True, slots=True)
class _Scored:
    """A text's learnt scores by entry, its cover, and the best score elsewhere."""

    learnt: np.ndarray
    cover: Cover
    elsewhere: np.ndarray

    @property
    def both(self) -> np.ndarray:
        """Learnt score and cover together."""
        both: np.ndarray = self.learnt + BLEND * self.cover.both
        return both

    def beside(self, other: "_Scored", weight: float) -> "_Scored":
        """The mean of these scores and others that weigh so much."""
        return _Scored(
            (self.learnt + weight * other.learnt) / (1 + weight),
            self.cover.beside(other.cover, weight),
            (self.elsewhere + weight * other.elsewhere) / (1 + weight),
        )


def _language(asked: Reading, whole: Reading, own: str | None) -> tuple[str, bool]:
    """The language to answer in: the question's if it tells, else that of the courtesy around it, else the asker's;
    and whether it is the last of these."""
    telling = next((reading for reading in (asked, whole) if reading.keys and reading.speaks(own)), None)
    if telling is None and own:
        return own, True
    return (telling or asked).language, False


def with_meaning(ranked: Ranked, meaning: semantic.Meaning, blend: float) -> Ranked:
    """The entries by words and meaning together."""
    scores = ranked.scores + blend * meaning.deviations
    return replace(ranked, order=in_order(scores), scores=scores)


def _columns(slugs: Sequence[str], learnt: Sequence[str]) -> np.ndarray:
    """The column of each entry in what was learnt, -1 for none."""
    columns = {slug: column for column, slug in enumerate(learnt)}
    return np.array([columns.get(slug, -1) for slug in slugs], dtype=np.int64)


def _alerted(decision: Decision, alert: Alert, question: str) -> Decision:
    """Danger goes before everything, a doubt stands beside an answer. What is a wish or a courtesy to the last word is
    none unless a phrase says so: "help" alone is a wish for the menu, "help!" is not."""
    wished, courtesy = decision.intent is not None, decision.intent in (Intent.GREETING, Intent.THANKS)
    if not alert.sure:
        return decision if wished else replace(decision, doubt=alert.danger)
    cried = (courtesy or "!" in question) and recogniser().by_phrases(question)
    if alert.danger is Danger.HELP and wished and not cried:
        return decision
    return replace(decision, decision=Verdict.URGENT, danger=alert.danger, intent=None)


class Search:
    """Ranks the entries of one library."""

    def __init__(
        self,
        library: Library,
        learnt: weights.Learnt | None = None,
        semantics: semantic.Semantics | None = None,
    ) -> None:
        self.library = library
        self._learnt = learnt or weights.load()
        self._concepts = Concepts(library.concepts)
        self._index = WordIndex(library, self._concepts)
        self._slugs = tuple(library.entries)
        self._columns = _columns(self._slugs, self._learnt.slugs)
        self._semantics = semantics
        self._meant = _columns(self._slugs, semantics.slugs if semantics else ())
        self.decide(FIRST)  # what is read at the first question is read now

    @classmethod
    def open(cls, library: Library) -> "Search":
        """By words, and by meaning where the optional package is installed."""
        return cls(library, semantics=semantic.load())

    @property
    def asks_meaning(self) -> bool:
        """Whether a doubtful question is embedded, which takes tens of milliseconds."""
        return self._semantics is not None

    def meanings(self, text: str, lang: str) -> frozenset[str]:
        """What a text is about, the same in all three languages."""
        return frozenset(self._concepts.find(skeletons(text[:LONGEST]), lang))

    def decide(self, question: str, lang: str | None = None) -> Decision:
        """What to do with a question; `lang` is the asker's own language, used where letters don't tell.

        Danger is looked for in the whole of it, also in what the wrong keyboard made of it.
        """
        whole = read(question[:LONGEST], self._learnt.letters)
        decision, ours = self._decide(whole, lang)
        alert = alert_in(question, ours)
        if not (alert and alert.sure) and not question.startswith(whole.text):  # the keyboard was wrong
            alert = alert_in(whole.text, ours) or alert
        return decision if alert is None else _alerted(decision, alert, question)

    def _decide(self, whole: Reading, lang: str | None) -> tuple[Decision, float]:
        """The decision, danger aside, and the chance that the question is ours."""
        reading, intent = self._asked(whole)
        language, shared = _language(reading, whole, lang)
        said = Decision(Verdict.UNKNOWN, language, reading.script, (), shared=shared)
        if intent:
            return replace(said, decision=Verdict.INTENT, intent=intent), 0.0
        if not reading.keys or not self._slugs:
            return said, 0.0
        best, cover = self.rank(reading)
        values = signals(best, cover)
        sure, ours = chance(values, self._learnt.sure), chance(values, self._learnt.ours)
        made = verdict(sure, ours)
        if self._semantics and doubtful(made, ours) and self._meant[best.order[0]] >= 0:
            meaning = self._semantics.meaning(
                self._semantics.embed(self._semantics.written(reading)), self._meant
            )
            best = with_meaning(best, meaning, self._semantics.blend)
            values = np.concatenate([signals(best, cover), meaning.signals(int(best.order[0]))])
            sure, ours = chance(values, self._semantics.sure), chance(values, self._semantics.ours)
            made = verdict(sure, ours)
        if made is Verdict.ANSWER and left_open(best):
            made = Verdict.CHOICES
        return replace(said, decision=made, hits=self._hits(best, sure)), ours

    def read(self, question: str) -> tuple[Reading, Intent | None]:
        """What is asked, without courtesy, as it is understood; and the wish or courtesy, if it is nothing else."""
        return self._asked(read(question[:LONGEST], self._learnt.letters))

    def _asked(self, whole: Reading) -> tuple[Reading, Intent | None]:
        rest = unwrapped(whole.text)
        if rest.text == whole.text:
            return whole, intent_of(whole.text)
        reading = read(rest.text, self._learnt.letters) if rest.text else whole
        courtesy = Intent(rest.kind) if rest.kind else None
        return reading, intent_of(whole.text) or intent_of(rest.text) or courtesy

    def rank(self, reading: Reading) -> tuple[Ranked, Cover]:
        """The entries by a reading, and how much of it each covers."""
        scored = self._scored(reading.keys, reading.language)
        sentence = asking(reading.text)
        if sentence and (keys := skeletons(sentence)):
            scored = scored.beside(self._scored(keys, reading.language), FOCUS)
        order, length = in_order(scored.both), len(reading.keys)
        return Ranked(order, scored.both, scored.learnt, scored.elsewhere, length), scored.cover

    def _scored(self, keys: Sequence[str], language: str) -> _Scored:
        known = self._index.corrected(keys)
        meanings = self._concepts.find(known, language)
        scores = self._learnt.scores(of_text(known, meanings))
        cover = self._index.cover(keys, meanings)
        learnt = np.where(self._columns >= 0, scores[self._columns], cover.both)
        return _Scored(learnt, cover, scores[len(self._learnt.slugs) :])

    def _hits(self, best: Ranked, sure: float) -> tuple[Hit, ...]:
        """The best entry's belief is `sure`, those of the next two follow from it by their scores."""
        order = best.order[:3]
        weight = np.exp(6 * (best.scores[order] - best.scores[order[0]]))
        rest = [sure * float(w) for w in weight[1:]]
        return tuple(
            Hit(self._slugs[int(number)], round(score, 4))
            for number, score in zip(order, [sure, *rest], strict=True)
        )
