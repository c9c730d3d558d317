"""Words of one meaning in three languages, from locales/faq/synonyms.toml.

A concept is found by word stems, so "азаматтығымды", "гражданство" and "citizenship" become one feature;
that is what carries a Kazakh phrasing over to a Russian question and fills the gaps between wordings.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.text.skeleton import skeletons

SHORT = 5  # letters of a stem below which it holds only in its own language
BEGINNING = 3  # letters by which stems are looked up
EXACT = 2  # letters of a stem up to which the whole word has to match
_Met = tuple[tuple[str, ...], tuple[int, ...]]  # a word's concepts; phrases of which it is the longest word


@dataclass(frozen=True, slots=True)
class _Stem:
    key: str
    whole: bool
    soft: str  # the key as it is before a vowel: құқық, құқығы; мектеп, мектебі
    start: str

    def fits(self, word: str) -> bool:
        return word == self.key if self.whole else word.startswith((self.key, self.soft))


@dataclass(frozen=True, slots=True)
class _Phrase:
    concept: str
    lang: str
    stems: tuple[_Stem, ...]
    longest: (
        _Stem  # the one it is looked up by; the last of `stems`, which are in order of their being looked for
    )

    def holds(self, lang: str) -> bool:
        """Whether it may be looked for in a text of `lang`: short foreign stems are chance."""
        shortest = SHORT + 1 if "en" in (lang, self.lang) and lang != self.lang else SHORT
        size = sum(len(stem.key) for stem in self.stems)
        return lang == self.lang or size >= (shortest if len(self.stems) == 1 else shortest + 3)


class Concepts:
    """Finds concepts in skeletons. Remembers each word it has met."""

    def __init__(self, table: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        phrases = [
            _Phrase(name, lang, (*rarest[1:], rarest[0]), rarest[0])
            for name, row in table.items()
            for lang, texts in row.items()
            for text in texts
            if (rarest := sorted(_stems(text), key=lambda stem: -len(stem.key)))
        ]
        self._phrases = phrases
        self._starts: dict[str, list[int]] = {}
        for number, phrase in enumerate(phrases):
            self._starts.setdefault(phrase.longest.start, []).append(number)
        self._met: dict[str, dict[str, _Met]] = {}

    def find(self, keys: Sequence[str], lang: str) -> list[str]:
        """The concepts of a text in alphabetical order; `keys` are its skeletons, `lang` its language."""
        return sorted(self.count(keys, lang))

    def count(self, keys: Sequence[str], lang: str) -> dict[str, float]:
        """The concepts with the number of words that carry each; 1 for those of several words."""
        words = _Words(keys)
        counts: dict[str, float] = {}
        longer: set[int] = set()
        met = self._met.setdefault(lang, {})
        for key, places in words.at.items():
            known = met.get(key)
            if known is None:
                known = met[key] = self._looked_up(key, lang)
            for concept in known[0]:
                counts[concept] = counts.get(concept, 0.0) + len(places)
            if known[1]:
                longer.update(known[1])
        for number in longer:
            phrase = self._phrases[number]
            if phrase.concept not in counts and words.hold(phrase):
                counts[phrase.concept] = 1.0
        return counts

    def _looked_up(self, key: str, lang: str) -> _Met:
        beginnings = [key[:size] for size in range(1, min(BEGINNING, len(key)) + 1)]
        numbers = [number for beginning in beginnings for number in self._starts.get(beginning, ())]
        fitting = [
            (number, self._phrases[number])
            for number in numbers
            if self._phrases[number].longest.fits(key) and self._phrases[number].holds(lang)
        ]
        single = tuple(phrase.concept for _, phrase in fitting if len(phrase.stems) == 1)
        return single, tuple(number for number, phrase in fitting if len(phrase.stems) > 1)


class _Words:
    """The places of a text's words, found by their beginnings."""

    def __init__(self, keys: Sequence[str]) -> None:
        self.at: dict[str, list[int]] = {}
        for place, key in enumerate(keys):
            self.at.setdefault(key, []).append(place)
        self._starts: dict[str, list[str]] = {}
        for key in self.at:
            self._starts.setdefault(key[:BEGINNING], []).append(key)

    def hold(self, phrase: _Phrase) -> bool:
        """Whether all words of a phrase stand within a short stretch."""
        parts = []
        for stem in phrase.stems:
            places = [
                place for key in self._starts.get(stem.start, ()) if stem.fits(key) for place in self.at[key]
            ]
            if not places:
                return False
            parts.append(places)
        return _close(parts)


def _stems(text: str) -> tuple[_Stem, ...]:
    keys = ((word.endswith("="), "".join(skeletons(word.rstrip("=")))) for word in text.split())
    return tuple(
        _Stem(key, whole or len(key) <= EXACT, _softened(key), key[:BEGINNING]) for whole, key in keys if key
    )


def _softened(key: str) -> str:
    """A Kazakh stem's end before a vowel; stems too short to bear it stay as they are."""
    last = {"k": "g", "p": "b"}.get(key[-1], key[-1])
    return key[:-1] + last if len(key) > BEGINNING else key


def _close(parts: Sequence[Sequence[int]]) -> bool:
    """Whether one place of each part can be chosen within a short stretch of the text."""
    span = len(parts) + 1
    return any(
        all(any(start <= at <= start + span for at in places) for places in parts)
        for start in sorted({at for places in parts for at in places})
    )
