"""Names compared however they are spelt and in whatever letters."""

from bot.text.skeleton import skeletons


def key(name: str) -> str:
    """What all spellings of a name have in common."""
    return " ".join(skeletons(name))
