"""Words of one meaning in three languages, from locales/faq/synonyms.toml.

A concept is found by word stems, so "азаматтығымды", "гражданство" and "citizenship" become one feature;
that is what carries a Kazakh phrasing over to a Russian question and fills the gaps between wordings.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.text.skeleton import skeletons

SHORT = 5  # letters of a stem below which it holds only in its own language
BEGINNING = 3  # letters by which stems are looked up
EXACT = 2  # letters of a stem up to which the whole word has to match
_Met = tuple[tuple[str, ...], tuple[tuple[int, int], ...]]  # a word's concepts; its parts in longer ones


@dataclass(frozen=True, slots=True)
class _Stem:
    key: str
    whole: bool
    soft: str  # the key as it is before a vowel: құқық, құқығы; мектеп, мектебі

    def fits(self, word: str) -> bool:
        return word == self.key if self.whole else word.startswith((self.key, self.soft))


@dataclass(frozen=True, slots=True)
class _Phrase:
    concept: str
    lang: str
    stems: tuple[_Stem, ...]

    def holds(self, lang: str) -> bool:
        """Whether it may be looked for in a text of `lang`: short foreign stems are chance."""
        shortest = SHORT + 1 if "en" in (lang, self.lang) and lang != self.lang else SHORT
        size = sum(len(stem.key) for stem in self.stems)
        return lang == self.lang or size >= (shortest if len(self.stems) == 1 else shortest + 3)


class Concepts:
    """Finds concepts in skeletons. Remembers each word it has met."""

    def __init__(self, table: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        phrases = [
            _Phrase(name, lang, stems)
            for name, row in table.items()
            for lang, texts in row.items()
            for text in texts
            if (stems := _stems(text))
        ]
        self._phrases = phrases
        self._starts: dict[str, list[tuple[int, int]]] = {}
        for number, phrase in enumerate(phrases):
            for part, stem in enumerate(phrase.stems):
                self._starts.setdefault(stem.key[:BEGINNING], []).append((number, part))
        self._met: dict[str, dict[str, _Met]] = {}

    def find(self, keys: Sequence[str], lang: str) -> list[str]:
        """The concepts of a text in alphabetical order; `keys` are its skeletons, `lang` its language."""
        return sorted(self.count(keys, lang))

    def count(self, keys: Sequence[str], lang: str) -> dict[str, float]:
        """The concepts with the number of words that carry each; 1 for those of several words."""
        met = self._met.setdefault(lang, {})
        counts: dict[str, float] = {}
        places: dict[int, dict[int, list[int]]] = {}
        for at, key in enumerate(keys):
            known = met.get(key)
            if known is None:
                known = met[key] = self._looked_up(key, lang)
            for concept in known[0]:
                counts[concept] = counts.get(concept, 0.0) + 1.0
            for number, part in known[1]:
                places.setdefault(number, {}).setdefault(part, []).append(at)
        for number, of_part in places.items():
            phrase = self._phrases[number]
            if phrase.concept not in counts and len(of_part) == len(phrase.stems) and _close(of_part):
                counts[phrase.concept] = 1.0
        return counts

    def _looked_up(self, key: str, lang: str) -> _Met:
        single: list[str] = []
        parts: list[tuple[int, int]] = []
        for number, part in self._candidates(key):
            phrase = self._phrases[number]
            if not phrase.stems[part].fits(key) or not phrase.holds(lang):
                continue
            if len(phrase.stems) == 1:
                single.append(phrase.concept)
            else:
                parts.append((number, part))
        return tuple(single), tuple(parts)

    def _candidates(self, key: str) -> list[tuple[int, int]]:
        """Stems that begin as the word does."""
        beginnings = [key[:size] for size in range(1, min(BEGINNING, len(key)) + 1)]
        return [stem for beginning in beginnings for stem in self._starts.get(beginning, ())]


def _stems(text: str) -> tuple[_Stem, ...]:
    keys = ((word.endswith("="), "".join(skeletons(word.rstrip("=")))) for word in text.split())
    return tuple(_Stem(key, whole or len(key) <= EXACT, _softened(key)) for whole, key in keys if key)


def _softened(key: str) -> str:
    """A Kazakh stem's end before a vowel; stems too short to bear it stay as they are."""
    last = {"k": "g", "p": "b"}.get(key[-1], key[-1])
    return key[:-1] + last if len(key) > BEGINNING else key


def _close(of_part: Mapping[int, Iterable[int]]) -> bool:
    """Whether one place of each part can be chosen within a short stretch of the text."""
    every = sorted({at for places in of_part.values() for at in places})
    span = len(of_part) + 1
    return any(
        all(any(start <= at <= start + span for at in places) for places in of_part.values())
        for start in every
    )
