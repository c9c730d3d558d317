"""Talk that asks nothing: greetings, thanks, abuse, "who are you". Recognised only when nothing else is said.

The words are in data/smalltalk.toml.
"""

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from bot.text.skeleton import skeletons

FILE = Path(__file__).parent / "data" / "smalltalk.toml"


@cache
def _kinds() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """By kind: the words that give it away, and all its words with the greetings'."""
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))
    said = {kind: frozenset(skeletons(row["signs"] + " " + row["words"])) for kind, row in table.items()}
    return {
        kind: (frozenset(skeletons(row["signs"])), said[kind] | said["greeting"])
        for kind, row in table.items()
    }


def kind_of(keys: Sequence[str]) -> str | None:
    """The kind of small talk, if every word of the question belongs to it; None as soon as one doesn't."""
    said = set(keys)
    return next((kind for kind, (signs, every) in _kinds().items() if said & signs and said <= every), None)
