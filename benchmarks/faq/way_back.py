"""The way back from Latin and Arabic letters, word by word, to measure what a reader can lose.

Nothing in the bot needs it. The Latin alphabet spells several Cyrillic letters alike, the Arabic one back and
front vowels, so the way back needs context and, for loans, a lexicon: `loans.txt` holds stems (a word beginning so
keeps the stem's spelling, its endings follow the rules), `words.txt` whole words, collected from the entries by
letters.py.
"""

import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from bot.text.scripts import HAMZA

DATA = Path(__file__).parent
SHORTEST = 3  # letters of a stem in the other alphabet
LATIN_VOWELS = "аәеёиоөуұүыіэюя"
_LATIN = dict(zip("abvgğdejzkqlmnñoöprstuūüfhşyıä", "абвгғдежзкқлмнңоөпрстуұүфхшыіә", strict=True))
_CONSONANTS = dict(zip("بۆگعدجزكقلمنڭپرستفحھچشۋە", "бвгғджзкқлмнңпрстфхһчшуе", strict=True))
_PAIRS = {"ا": "аә", "و": "оө", "ۇ": "ұү", "ى": "ыі"}
_FRONT_SIGNS = re.compile("[ەكگ]")
_BACK_SIGNS = re.compile("[قع]")
_INVARIANT = re.compile("[مبپ]ەن$")
# Other encodings of a letter: high hamza, Persian, Uyghur and Quranic forms, Latin and Cyrillic i; the stretch goes.
_SINGLE = str.maketrans("ٴکیهطأإآؤئiіغخں", "ءكىەتاااوىىىعحڭ", "ـ")
_COMPOSED = (("ٵ", "ءا"), ("ٶ", "ءو"), ("ٷ", "ءۇ"), ("ٸ", "ءى"))
_VOWELS = "аәеоөұүыіуэюя"


class Lexicon:
    """Words whose Cyrillic no rule can tell from their letters in another alphabet: whole ones, and stems."""

    def __init__(self, spell: Callable[[str], str], stems: Iterable[str], whole: Iterable[str]) -> None:
        self._words = {spell(word): word for word in whole}
        self._stems = {spell(stem).lstrip(HAMZA): stem for stem in stems}
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
    rows = (line.split("#")[0].strip() for line in (DATA / name).read_text(encoding="utf-8").splitlines())
    return tuple(row for row in rows if row)


def lower(text: str) -> str:
    """Lower case as this alphabet has it: İ and i, I and ı are the pairs."""
    return text.replace("İ", "i").replace("I", "ı").lower()


def from_latin(word: str, lexicon: Lexicon) -> str:
    """The Cyrillic of one word in the 2021 spelling: looked up whole, then by stem, then by the rules."""
    key = lower(word)
    known = lexicon.word(key)
    if known is None:
        stem, length = lexicon.stem(key)
        known = stem + _latin_by_rules(key[length:], stem)
    if word.isupper() and len(word) > 1:
        return known.upper()
    return known[:1].upper() + known[1:] if word[:1].isupper() else known


_LATIN_RULES: tuple[tuple[str, Callable[[str, str], str]], ...] = (
    ("ştş", lambda before, after: "щ"),
    ("tş", lambda before, after: "тш" if before and after[:1] in ("ı", "y", "a", "e") else "ч"),
    ("ts", lambda before, after: "ц" if not before or (after[:1] == "i" and after[1:2]) else "тс"),
    ("iia", lambda before, after: "ия"),
    ("iiu", lambda before, after: "ию"),
    ("ia", lambda before, after: "я" if not before or _vowel(before) else "иа"),
    ("iu", lambda before, after: "ю"),
    ("i", lambda before, after: "й" if _vowel(before) else "и"),
    ("e", lambda before, after: "е"),
)


def _vowel(before: str) -> bool:
    return before[-1:] in tuple(LATIN_VOWELS)


def _latin_by_rules(rest: str, done: str = "") -> str:
    """The Cyrillic of what follows `done`, left to right, the longest rule first."""
    start, at = len(done), 0
    while at < len(rest):
        for letters, rule in _LATIN_RULES:
            if rest.startswith(letters, at):
                done += rule(done, rest[at + len(letters) :])
                at += len(letters)
                break
        else:
            done += _LATIN.get(rest[at], rest[at])
            at += 1
    return done[start:]


def normal(word: str) -> str:
    """Other encodings of the same letters (high hamza, composed vowels, Persian and Uyghur forms) in one spelling."""
    for composed, pair in _COMPOSED:
        word = word.replace(composed, pair)
    word = word.translate(_SINGLE)
    return HAMZA + word.replace(HAMZA, "") if HAMZA in word else word


def from_arabic(word: str, lexicon: Lexicon) -> str:
    """The Cyrillic of one word: looked up whole, then by stem, then by the rules. Lower case."""
    key = normal(word)
    whole = lexicon.word(key)
    if whole is not None:
        return whole
    stem, length = lexicon.stem(key.lstrip(HAMZA))
    if not stem:
        return _by_rules(key)
    rest = key.lstrip(HAMZA)[length:]
    soft = bool(_FRONT_SIGNS.search(rest)) or (not _BACK_SIGNS.search(rest) and _ends_soft(stem))
    return stem + _spelt(rest, soft, stem)


def _ends_soft(stem: str) -> bool:
    vowels = [letter for letter in stem if letter in "аәеоөұүыіэюяи"]
    return stem.endswith("ь") or (bool(vowels) and vowels[-1] in "әеөүіэи")


def _by_rules(key: str) -> str:
    """1 the part up to the last ق or ع is back; 2 -мен/-бен/-пен says nothing; 3 ء ە ك گ make the rest front."""
    soft = key.startswith(HAMZA)
    key = key.lstrip(HAMZA)
    tail = _INVARIANT.search(key)
    body = key[: tail.start()] if tail else key
    signs = [sign.end() for sign in _BACK_SIGNS.finditer(body)]
    turn = _past_vowel(body, signs[-1]) if signs else 0
    done, rest = _spelt(body[:turn], False, ""), body[turn:]
    done += _spelt(rest, (soft and not signs) or bool(_FRONT_SIGNS.search(rest)), done)
    return done + _spelt(key[len(body) :], True, done)


def _past_vowel(body: str, at: int) -> int:
    while at < len(body) and body[at] not in _PAIRS and body[at] != "ە":
        at += 1
    return at + 1 if at < len(body) and body[at] in _PAIRS else at


def _spelt(letters: str, soft: bool, before: str) -> str:
    done, at = before, 0
    while at < len(letters):
        letter = letters[at]
        pair = letters[at : at + 2]
        if pair in ("يا", "يۋ"):
            done += ("" if done[-1:] in tuple(_VOWELS) else "и") + {"يا": "я", "يۋ": "ю"}[pair]
            at += 2
            continue
        if letters.startswith("تسي", at) and at + 3 < len(letters):
            done, at = done + "ц", at + 2
            continue
        if letter == "ي":
            done += "й" if done[-1:] in tuple(_VOWELS) else "и"
        else:
            done += _PAIRS[letter][soft] if letter in _PAIRS else _CONSONANTS.get(letter, letter)
        at += 1
    return done[len(before) :]
