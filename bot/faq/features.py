"""What the search looks at in a text: words, their beginnings, letter groups, word pairs and concepts.

The same features describe entries and questions, when the weights are trained and when they are used.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations, pairwise

WORD, BEGINNING, GRAM, PAIR, CONCEPT, CONCEPTS = 1.0, 1.0, 0.5, 0.5, 2.0, 1.0
LETTERS = (3, 4)  # sizes of letter groups
STEM = 5  # letters of a word's beginning: a poor man's stemmer that knows all three languages


def names(word: str) -> list[str]:
    """The features of one skeleton: the word, its beginning, its letter groups."""
    framed = f"#{word}#"
    grams = ["g" + framed[at : at + size] for size in LETTERS for at in range(len(framed) - size + 1)]
    return ["w" + word, "p" + word[:STEM], *grams]


@lru_cache(maxsize=16384)
def of_word(word: str) -> tuple[tuple[str, float], ...]:
    """The features of one skeleton with their weights."""
    whole, beginning, *grams = names(word)
    return (whole, WORD), (beginning, BEGINNING), *((gram, GRAM) for gram in grams)


def of_text(keys: Sequence[str], meanings: Sequence[str]) -> dict[str, float]:
    """The features of a text with their summed weights; `keys` are its skeletons, `meanings` its concepts."""
    features: dict[str, float] = {}
    for key in keys:
        for name, weight in of_word(key):
            features[name] = features.get(name, 0.0) + weight
    for key, following in pairwise(keys):
        name = f"b{key[:4]} {following[:4]}"
        features[name] = features.get(name, 0.0) + PAIR
    features.update({"c" + meaning: CONCEPT for meaning in meanings})
    features.update({f"d{meaning}|{other}": CONCEPTS for meaning, other in combinations(meanings, 2)})
    return features
