"""Names of parts of the world that hold a country's name: Latin America is not the USA, the Persian Gulf not Iran."""

from collections.abc import Iterator

from bot.text.skeleton import skeletons

# First words, and how the second begins.
NAMES = (
    (
        "латинская латинской латинскую северная северной северную южная южной южную центральная центральной "
        "центральную латын солтүстік оңтүстік орталық latin north south central",
        "америк",
    ),
    ("персидский персидского персидском персидскому", "залив"),
    ("парсы", "шығанағ"),
    ("persian", "gulf"),
    ("түркі", "елдер"),
)
_WORDS = tuple((frozenset(skeletons(firsts)), skeletons(second)[0]) for firsts, second in NAMES)


def without(words: list[str]) -> Iterator[str]:
    """These words (skeletons) but for the names of regions."""
    at = 0
    while at < len(words):
        if any(words[at] in firsts and _next(words, at).startswith(second) for firsts, second in _WORDS):
            at += 2
        else:
            yield words[at]
            at += 1


def _next(words: list[str], at: int) -> str:
    return words[at + 1] if at + 1 < len(words) else ""
