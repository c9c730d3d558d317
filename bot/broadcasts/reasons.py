"""A reason that others are told and the log keeps: more than a word. Pure."""

import re

WORD = re.compile(r"[^\W\d_]{2,}")
WORDS, LETTERS = 2, 10  # at least: «шекара жабылды» is one, "urgent!!!" and "asdf asdf" are none


def says_why(text: str) -> bool:
    """Whether it says something: several different words, and letters enough for them to mean something."""
    words = [word.casefold() for word in WORD.findall(text)]
    return len(set(words)) >= WORDS and sum(map(len, set(words))) >= LETTERS
