"""The way back from the Latin letters of 2021, to measure what a reader can lose: nothing in the bot needs it.

The alphabet spells several Cyrillic letters alike, so the way back needs context and, for loans, the lexicon.
"""

from collections.abc import Callable

from bot.text.arabic import Lexicon

VOWELS = "аәеёиоөуұүыіэюя"
_BACK = dict(zip("abvgğdejzkqlmnñoöprstuūüfhşyıä", "абвгғдежзкқлмнңоөпрстуұүфхшыіә", strict=True))


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
