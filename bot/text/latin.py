"""Kazakh Cyrillic and Latin letters, word by word.

Out: the project alphabet of 28 January 2021 (ñ for ң). It writes и and й alike, drops ь and ъ, and spells
ц ч щ ё ю я with two or three letters, so the way back needs context and, for loans, the lexicon.
In: also the 2017 apostrophes, the 2018 acutes, Turkish-like and plain ASCII spellings.
"""

import re
from collections.abc import Callable

from bot.text.lexicon import Lexicon

_OUT = {
    **dict(zip("абвгғдежзийкқлмнңоөпрстуұүфхһшыіэ", "abvgğdejziikqlmnñoöprstuūüfhhşyıe", strict=True)),
    **{"ә": "ä", "ё": "io", "ц": "ts", "ч": "tş", "щ": "ştş", "ю": "iu", "я": "ia", "ъ": "", "ь": ""},
}
VOWELS = "аәеёиоөуұүыіэюя"
_BACK = dict(zip("abvgğdejzkqlmnñoöprstuūüfhşyıä", "абвгғдежзкқлмнңоөпрстуұүфхшыіә", strict=True))
_TURKISH = str.maketrans({"ı": "y", "i": "ı", "y": "i", "ï": "i", "w": "u", "ç": "tş", "â": "ä", "î": "i"})
_ACUTE = str.maketrans(
    {"á": "ä", "ǵ": "ğ", "ń": "ñ", "ó": "ö", "u": "ū", "ú": "ü", "ý": "u", "i": "ı", "ı": "i"}
)
_APOSTROPHE = re.compile("([agnoucsiy])[ʼ'’‘`]")
_OF_APOSTROPHE = dict(zip("agnousc", "äğñöüşç", strict=True)) | {"i": "и", "y": "у"}


def of_cyrillic(word: str) -> str:
    """The 2021 spelling of one word; its capitals kept (и and й give İ, і gives I)."""
    out = "".join(_OUT.get(letter, letter) for letter in word.lower())
    if word.isupper() and len(word) > 1:
        return _upper(out)
    return _upper(out[:1]) + out[1:] if word[:1].isupper() else out


def _upper(text: str) -> str:
    return text.replace("i", "İ").replace("ı", "I").upper()


def lower(text: str) -> str:
    """Lower case as this alphabet has it: İ and i, I and ı are the pairs."""
    return text.replace("İ", "i").replace("I", "ı").lower()


def to_cyrillic(word: str, lexicon: Lexicon) -> str:
    """The Cyrillic of one word in the 2021 spelling: looked up whole, then by stem, then by the rules."""
    key = lower(word)
    known = lexicon.word(key)
    if known is None:
        stem, length = lexicon.stem(key)
        known = stem + _by_rules(key[length:], stem)
    if word.isupper() and len(word) > 1:
        return known.upper()
    return known[:1].upper() + known[1:] if word[:1].isupper() else known


_RULES: tuple[tuple[str, Callable[[str, str], str]], ...] = (
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
    return before[-1:] in tuple(VOWELS)


def _by_rules(rest: str, done: str = "") -> str:
    """The Cyrillic of what follows `done`, left to right, the longest rule first."""
    start, at = len(done), 0
    while at < len(rest):
        for letters, rule in _RULES:
            if rest.startswith(letters, at):
                done += rule(done, rest[at + len(letters) :])
                at += len(letters)
                break
        else:
            done += _BACK.get(rest[at], rest[at])
            at += 1
    return done[start:]


def spelling(word: str) -> str:
    """Any Latin spelling of one lower-case word, rewritten towards the 2021 letters."""
    if _APOSTROPHE.search(word):
        return _APOSTROPHE.sub(lambda found: _OF_APOSTROPHE[found[1]], word).translate(
            str.maketrans("ui", "ūı")
        )
    if any(letter in word for letter in "áǵńóúý"):
        return _digraphs(word.translate(_ACUTE))
    if any(letter in word for letter in "ïç") or ("ı" in word and not any(v in word for v in "eäöü")):
        return _digraphs(word.translate(_TURKISH))
    return _digraphs(word)


_DIGRAPHS = (
    ("shch", "ştş"),
    ("sh", "ş"),
    ("zh", "j"),
    ("ch", "tş"),
    ("ç", "tş"),
    ("gh", "ğ"),
    ("ng", "ñ"),
    ("kh", "h"),
    ("x", "h"),
    ("w", "u"),
    ("yu", "iu"),
    ("ya", "ia"),
    ("yo", "io"),
    ("c", "ts"),
)


def _digraphs(word: str) -> str:
    for letters, into in _DIGRAPHS:
        word = word.replace(letters, into)
    return re.sub("(?<=[aeäoöuūü])y", "i", word)
