"""Words of one meaning in three languages, from locales/faq/synonyms.toml.

A concept is found by word stems, so "азаматтығымды", "гражданство" and "citizenship" become one feature;
that is what carries a Kazakh phrasing over to a Russian question and fills the gaps between wordings.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.faq.fold import words

SHORT = 5  # letters of a stem below which it holds only in its own language
EXACT = 2  # letters of a stem up to which the whole word has to match


@dataclass(frozen=True, slots=True)
class _Stem:
    key: str
    whole: bool

    def fits(self, word: str) -> bool:
        return word == self.key if self.whole else word.startswith(self.key)


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
    """Finds concepts in folded words. Remembers each word it has met."""

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
                self._starts.setdefault(stem.key[:2], []).append((number, part))
        self._met: dict[tuple[str, str], tuple[tuple[str, ...], tuple[tuple[int, int], ...]]] = {}

    def find(self, keys: Sequence[str], lang: str) -> list[str]:
        """The concepts of a text in alphabetical order; `keys` are its folded words, `lang` its language."""
        found: set[str] = set()
        places: dict[int, dict[int, list[int]]] = {}
        for at, key in enumerate(keys):
            single, parts = self._of(key, lang)
            found.update(single)
            for number, part in parts:
                places.setdefault(number, {}).setdefault(part, []).append(at)
        for number, of_part in places.items():
            phrase = self._phrases[number]
            if phrase.concept not in found and len(of_part) == len(phrase.stems) and _close(of_part):
                found.add(phrase.concept)
        return sorted(found)

    def _of(self, key: str, lang: str) -> tuple[tuple[str, ...], tuple[tuple[int, int], ...]]:
        known = self._met.get((key, lang))
        if known is None:
            known = self._met[key, lang] = self._looked_up(key, lang)
        return known

    def _looked_up(self, key: str, lang: str) -> tuple[tuple[str, ...], tuple[tuple[int, int], ...]]:
        single: list[str] = []
        parts: list[tuple[int, int]] = []
        for number, part in self._starts.get(key[:2], ()):
            phrase = self._phrases[number]
            if not phrase.stems[part].fits(key) or not phrase.holds(lang):
                continue
            if len(phrase.stems) == 1:
                single.append(phrase.concept)
            else:
                parts.append((number, part))
        return tuple(single), tuple(parts)


def _stems(text: str) -> tuple[_Stem, ...]:
    keys = ((word.endswith("="), "".join(words(word.rstrip("=")))) for word in text.split())
    return tuple(_Stem(key, whole or len(key) <= EXACT) for whole, key in keys if key)


def _close(of_part: Mapping[int, Iterable[int]]) -> bool:
    """Whether one place of each part can be chosen within a short stretch of the text."""
    every = sorted({at for places in of_part.values() for at in places})
    span = len(of_part) + 1
    return any(
        all(any(start <= at <= start + span for at in places) for places in of_part.values())
        for start in every
    )
