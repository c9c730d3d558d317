"""Words whose Cyrillic can't be told from their Latin or Arabic letters by rule: loans and mixed words.

`data/loans.txt` holds stems (a word beginning so keeps the stem's spelling, its endings follow the rules);
`data/words.txt` holds whole words, collected from the entries by benchmarks/faq/letters.py.
"""

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
SHORTEST = 3  # letters of a stem in the other alphabet


class Lexicon:
    """The way back from one alphabet: whole words first, then the longest known stem."""

    def __init__(self, spell: Callable[[str], str], stems: Iterable[str], whole: Iterable[str]) -> None:
        self._words = {spell(word): word for word in whole}
        self._stems = {spell(stem).lstrip("ء"): stem for stem in stems}
        self._longest = max(map(len, self._stems), default=0)

    def word(self, key: str) -> str | None:
        """The Cyrillic of a whole word, or None."""
        return self._words.get(key)

    def stem(self, key: str) -> tuple[str, int]:
        """The Cyrillic of the longest known beginning and its length in `key`; ("", 0) if there is none."""
        for length in range(min(len(key), self._longest), SHORTEST - 1, -1):
            if (stem := self._stems.get(key[:length])) is not None:
                return stem, length
        return "", 0


@cache
def lines(name: str) -> tuple[str, ...]:
    """The lines of a data file, without comments."""
    text = (DATA / name).read_text(encoding="utf-8") if (DATA / name).exists() else ""
    rows = (line.split("#")[0].strip() for line in text.splitlines())
    return tuple(row for row in rows if row)
