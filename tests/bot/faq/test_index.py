"""Words that look alike, and how much of a question an entry covers."""

import numpy as np
import pytest

from bot.faq.concepts import Concepts
from bot.faq.features import names, of_word
from bot.faq.index import WordIndex, distance, misspelt, weights_of
from bot.faq.library import Library
from bot.text.skeleton import skeletons

CONCEPTS = Concepts(
    {
        "citizenship": {"kk": ("азаматтық",), "ru": ("гражданств",), "en": ("citizen",)},
        "signature": {"kk": ("электрон қолтаңба",), "ru": ("эцп=",), "en": ("digital signature",)},
        "tell": {"kk": (), "ru": (), "en": ("call",)},
        "city": {"kk": ("қала", "!қалай"), "ru": ("город", "!городи="), "en": ("city", "!citizen")},
    }
)


@pytest.mark.parametrize(
    ("word", "other", "apart"),
    [("", "", 0), ("abc", "abc", 0), ("abc", "acb", 1), ("abc", "ab", 1), ("kitten", "sitting", 3)],
)
def test_distance(word: str, other: str, apart: int) -> None:
    assert distance(word, other) == apart == distance(other, word)


def test_one_slip_in_a_short_word_two_in_a_long_one() -> None:
    assert misspelt("pasprt", "pasport")
    assert misspelt("grojdanztvo", "grajdanstvo")
    assert not misspelt("visa", "vino")
    assert not misspelt("on", "no")


@pytest.mark.parametrize(
    ("text", "lang", "concepts"),
    [
        ("азаматтығымды", "kk", ["citizenship"]),
        ("гражданство и ЭЦП", "ru", ["citizenship", "signature"]),
        ("электрондық цифрлық қолтаңбаны", "kk", ["signature"]),
        ("электрон", "kk", []),
        ("the signature must be of the digital kind", "en", []),
        ("қалай", "kk", []),
        ("please call", "en", ["tell"]),
        ("қалада, қалай", "kk", ["city"]),
        ("қалай, kalai, qalay", "kk", []),
        ("citizens", "en", ["citizenship"]),
        ("в городе", "ru", ["city"]),
        ("город", "ru", ["city"]),
        ("городи", "ru", []),
    ],
)
def test_concepts(text: str, lang: str, concepts: list[str]) -> None:
    assert CONCEPTS.find(skeletons(text), lang) == concepts


def test_many_words_weigh_what_each_does() -> None:
    every = ["a", "viza", "pasport"]
    sizes = np.array([len(names(word)) for word in every])
    assert weights_of(sizes).tolist() == [weight for word in every for _, weight in of_word(word)]


def test_cover_is_a_share_and_knows_what_it_does_not_know(library: Library) -> None:
    index = WordIndex(library, Concepts(library.concepts))
    known, strange = index.cover(skeletons("апостиль"), ["apostille"]), index.cover(["xzqvkj"], [])
    slugs = list(library.entries)
    assert slugs[int(known.both.argmax())].startswith("apostille")
    assert 0 <= known.both.min() <= known.both.max() <= 1
    assert (strange.known, strange.words.max()) == (0.0, 0.0)


def test_a_misspelt_word_is_read_as_the_entries_word(library: Library) -> None:
    index = WordIndex(library, Concepts(library.concepts))
    assert index.corrected(skeletons("апосиль xzqvkj")) == [*skeletons("апостиль"), "kszkvkj"]
