"""Finding what is called so, however the name is spelt and in whatever letters."""

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

from bot.text.skeleton import skeletons

ALIKE = 0.75  # share of common letters at which a misspelt name is still offered
SAME = 2.0  # likeness of two spellings of one name


def ranked(typed: str, names: Mapping[str, Iterable[str]]) -> list[tuple[float, str]]:
    """Likeness and code of what is called so or nearly so, the likest first; `names` are those of each code."""
    wanted = key(typed)
    if not wanted:
        return []
    scored = ((max(likeness(wanted, key(name)) for name in called), code) for code, called in names.items())
    return sorted((pair for pair in scored if pair[0] >= ALIKE), key=lambda pair: (-pair[0], pair[1]))


def likeness(wanted: str, name: str) -> float:
    """`SAME` when equal, over 1 when one begins with the other, else the share of common letters."""
    if wanted == name:
        return SAME
    if len(wanted) >= 3 and name.startswith(wanted):
        return 1 + len(wanted) / len(name)
    match = SequenceMatcher(None, wanted, name)
    return match.ratio() if match.quick_ratio() >= ALIKE else 0


def key(name: str) -> str:
    """What all spellings of a name have in common."""
    return " ".join(skeletons(name))
