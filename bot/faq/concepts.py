"""Words of one meaning in three languages, from locales/faq/synonyms.toml.

A concept is found by word stems, so "азаматтығымды", "гражданство" and "citizenship" become one feature;
that is what carries a Kazakh phrasing over to a Russian question and fills the gaps between wordings.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from bot.text.skeleton import skeletons

SHORT = 5  # letters of a stem below which it holds only in its own language
LONG = 4  # letters from which on a Kazakh stem's end softens
OTHER = "!"  # before a stem: words that begin so are others, which only look alike ("city", but "!citizen")
EXACT = 2  # letters of a stem up to which the whole word has to match
_Met = tuple[tuple[str, ...], tuple[int, ...]]  # the concepts a word is, and the numbers of the stems it is


@dataclass(frozen=True, slots=True)
class _Stem:
    key: str
    whole: bool

    @property
    def soft(self) -> str:
        """The key as it is before a vowel: құқық, құқығы; мектеп, мектебі. Too short ones stay as they are."""
        last = {"k": "g", "p": "b"}.get(self.key[-1], self.key[-1])
        return self.key[:-1] + last if len(self.key) >= LONG else self.key

    def begins(self, word: str) -> bool:
        """Whether the word is it, or begins so."""
        return word == self.key if self.whole else word.startswith(self.key)


@dataclass(frozen=True, slots=True)
class _Phrase:
    concept: str
    lang: str
    stems: frozenset[int]
    letters: int

    def holds(self, lang: str) -> bool:
        """Whether it may be looked for in a text of `lang`: short foreign stems are chance."""
        shortest = SHORT + 1 if "en" in (lang, self.lang) and lang != self.lang else SHORT
        return lang == self.lang or self.letters >= (shortest if len(self.stems) == 1 else shortest + 3)


class Concepts:
    """Finds concepts in skeletons. Remembers each word it has met."""

    def __init__(self, table: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        self._numbers: dict[_Stem, int] = {}
        self._whole: defaultdict[str, list[int]] = defaultdict(list)
        self._beginnings: defaultdict[str, list[int]] = defaultdict(list)
        self._single: defaultdict[int, list[_Phrase]] = defaultdict(list)
        self._longer: defaultdict[int, list[_Phrase]] = defaultdict(list)
        self._others: defaultdict[str, list[_Stem]] = defaultdict(list)
        for name, row in table.items():
            for lang, texts in row.items():
                for text in texts:
                    if text.startswith(OTHER):
                        self._others[name] += _stems(text.removeprefix(OTHER))
                    else:
                        self._add(name, lang, _stems(text))
        self._longest = max(map(len, self._beginnings), default=0)
        self._joined = {
            number for phrases in self._longer.values() for phrase in phrases for number in phrase.stems
        }
        self._met: dict[str, dict[str, _Met]] = {}

    def _add(self, concept: str, lang: str, stems: list[_Stem]) -> None:
        """A phrase, to be looked up by its longest stem."""
        if stems:
            numbers = [self._number(stem) for stem in sorted(stems, key=lambda stem: -len(stem.key))]
            phrase = _Phrase(concept, lang, frozenset(numbers), sum(len(stem.key) for stem in stems))
            (self._longer if len(stems) > 1 else self._single)[numbers[0]].append(phrase)

    def _number(self, stem: _Stem) -> int:
        if stem not in self._numbers:
            number = self._numbers[stem] = len(self._numbers)
            if stem.whole:
                self._whole[stem.key].append(number)
            else:
                for beginning in {stem.key, stem.soft}:
                    self._beginnings[beginning].append(number)
        return self._numbers[stem]

    def find(self, keys: Sequence[str], lang: str) -> list[str]:
        """The concepts of a text in alphabetical order; `keys` are its skeletons, `lang` its language."""
        return sorted(self.count(keys, lang))

    def count(self, keys: Sequence[str], lang: str) -> dict[str, float]:
        """The concepts with the number of words that carry each; 1 for those of several words."""
        counts: dict[str, float] = {}
        places: dict[int, list[int]] = {}
        met = self._met.setdefault(lang, {})
        for place, key in enumerate(keys):
            known = met.get(key)
            if known is None:
                known = met[key] = self._looked_up(key, lang)
            for concept in known[0]:
                counts[concept] = counts.get(concept, 0.0) + 1.0
            for number in known[1]:
                places.setdefault(number, []).append(place)
        for phrase in self._of_words(places.keys()):
            if phrase.concept not in counts and phrase.holds(lang) and _close(places, phrase.stems):
                counts[phrase.concept] = 1.0
        return counts

    def _of_words(self, present: Set[int]) -> Iterator[_Phrase]:
        """The phrases of several words whose stems are all present."""
        for number in present & self._longer.keys():
            for phrase in self._longer[number]:
                if phrase.stems <= present:
                    yield phrase

    def _looked_up(self, key: str, lang: str) -> _Met:
        stems = list(self._whole.get(key, ()))
        for size in range(1, min(len(key), self._longest) + 1):
            stems += self._beginnings.get(key[:size], ())
        single = (phrase for number in stems for phrase in self._single.get(number, ()))
        concepts = tuple(
            phrase.concept
            for phrase in single
            if phrase.holds(lang)
            and not any(other.begins(key) for other in self._others.get(phrase.concept, ()))
        )
        return concepts, tuple(number for number in stems if number in self._joined)


def _stems(text: str) -> list[_Stem]:
    keys = ((word.endswith("="), "".join(skeletons(word.rstrip("=")))) for word in text.split())
    return [_Stem(key, whole or len(key) <= EXACT) for whole, key in keys if key]


def _close(places: Mapping[int, Sequence[int]], stems: Set[int]) -> bool:
    """Whether one place of each stem can be chosen within a short stretch of the text."""
    span = len(stems) + 1
    parts = [places[stem] for stem in stems]
    return any(
        all(any(start <= at <= start + span for at in part) for part in parts)
        for start in sorted({at for part in parts for at in part})
    )
