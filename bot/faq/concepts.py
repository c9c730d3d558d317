"""Words of one meaning in three languages, from locales/faq/synonyms.toml.

A concept is found by word stems, so "азаматтығымды", "гражданство" and "citizenship" become one feature;
that is what carries a Kazakh phrasing over to a Russian question and fills the gaps between wordings.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import chain

from bot.text.languages import LANGUAGES
from bot.text.skeleton import skeletons

SHORT = 5  # letters of a stem below which it holds only in its own language
LONG = 4  # letters from which on a Kazakh stem's end softens
OTHER = "!"  # before a stem: words that begin so are others, which only look alike ("city", but "!citizen")
REMEMBERED = 65536  # words of a language that are kept at hand
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
    """Finds concepts in skeletons."""

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
        self._sizes = sorted({len(beginning) for beginning in self._beginnings})
        self._held = {lang: _held(self._single, lang) for lang in LANGUAGES}
        self._joined = {
            number for phrases in self._longer.values() for phrase in phrases for number in phrase.stems
        }
        self._met = {lang: lru_cache(REMEMBERED)(partial(self._looked_up, lang)) for lang in LANGUAGES}

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

    def count(self, keys: Sequence[str], lang: str) -> dict[str, int]:
        """The concepts with the number of words that carry each; 1 for those of several words."""
        met = list(map(self._met[lang], keys))
        counts = Counter(chain.from_iterable(concepts for concepts, _ in met))
        words = [stems for _, stems in met]
        for phrase in self._of_words(set(chain.from_iterable(words))):
            if phrase.concept not in counts and phrase.holds(lang) and _close(words, phrase.stems):
                counts[phrase.concept] = 1
        return counts

    def _of_words(self, present: Set[int]) -> Iterator[_Phrase]:
        """The phrases of several words whose stems are all present."""
        for number in present & self._longer.keys():
            for phrase in self._longer[number]:
                if phrase.stems <= present:
                    yield phrase

    def _looked_up(self, lang: str, key: str) -> _Met:
        """What a word of a language is."""
        stems = list(self._whole.get(key, ()))
        for size in self._sizes:
            stems += self._beginnings.get(key[:size], ())
            if size >= len(key):
                break
        concepts = tuple(
            concept
            for number in stems
            for concept in self._held[lang].get(number, ())
            if not any(other.begins(key) for other in self._others.get(concept, ()))
        )
        return concepts, tuple(number for number in stems if number in self._joined)


def _stems(text: str) -> list[_Stem]:
    keys = ((word.endswith("="), "".join(skeletons(word.rstrip("=")))) for word in text.split())
    return [_Stem(key, whole or len(key) <= EXACT) for whole, key in keys if key]


def _held(single: Mapping[int, Sequence[_Phrase]], lang: str) -> dict[int, list[str]]:
    """The concepts that each stem by itself carries in a text of `lang`."""
    held = {
        number: [phrase.concept for phrase in phrases if phrase.holds(lang)]
        for number, phrases in single.items()
    }
    return {number: concepts for number, concepts in held.items() if concepts}


def _close(words: Sequence[Sequence[int]], stems: Set[int]) -> bool:
    """Whether one word of each stem can be chosen within a short stretch of the text, words being given by stems."""
    span = len(stems) + 1
    parts = [[at for at, word in enumerate(words) if stem in word] for stem in stems]
    return any(
        all(any(start <= at <= start + span for at in part) for part in parts)
        for start in sorted({at for part in parts for at in part})
    )
