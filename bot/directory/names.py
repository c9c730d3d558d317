"""Finding what is called so, however the name is spelt and in whatever letters."""

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

from bot.text.skeleton import skeletons

ALIKE = 0.75  # share of common letters at which a misspelt name is still offered
SAME = 2.0  # likeness of two spellings of one name
LONGEST = 80  # characters; nothing in the world is called longer


class Names:
    """What may be asked for, by its code, and what each is called."""

    def __init__(self, called: Mapping[str, Iterable[str]]) -> None:
        self._keys = {code: {key(name) for name in names} for code, names in called.items()}

    def ranked(self, typed: str) -> list[tuple[float, str]]:
        """Likeness and code of what is called so, or nearly so where nothing is; the likest first."""
        wanted = key(typed) if len(typed) <= LONGEST else ""
        if not wanted:
            return []
        same = sorted(code for code, keys in self._keys.items() if wanted in keys)
        if same:
            return [(SAME, code) for code in same]
        scored = (
            (max(likeness(wanted, called) for called in keys), code) for code, keys in self._keys.items()
        )
        return sorted((pair for pair in scored if pair[0] >= ALIKE), key=lambda pair: (-pair[0], pair[1]))


def likeness(wanted: str, name: str) -> float:
    """`SAME` when equal, over 1 when one begins with the other, else the share of common letters."""
    if wanted == name:
        return SAME
    if len(wanted) >= 3 and name.startswith(wanted):
        return 1 + len(wanted) / len(name)
    match = SequenceMatcher(None, wanted, name)
    close = match.real_quick_ratio() >= ALIKE and match.quick_ratio() >= ALIKE
    return match.ratio() if close else 0


def key(name: str) -> str:
    """What all spellings of a name have in common."""
    return " ".join(skeletons(name))
