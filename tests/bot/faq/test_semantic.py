"""Meaning beside words: asked in doubt only, in Cyrillic, and never of an entry it has not learnt."""

from collections.abc import Sequence

import numpy as np
import pytest

from bot.faq import decision, semantic
from bot.faq.decision import Verdict
from bot.faq.language import Reading
from bot.faq.library import Library
from bot.faq.search import Search
from bot.faq.semantic import LONGEST, Semantics, Spelling, shortened

UNSURE = "ақша жинап көшейін деп едім, қайдан бастайды екен"


class OneMeaning:
    """An embedder to which everything means the same; it remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, text: str) -> np.ndarray:
        self.asked.append(text)
        return np.array([1.0, 0.0])


def semantics_of(slugs: Sequence[str], meant: str, *, blend: float = 100.0, sure: float = 0.0) -> Semantics:
    """A map by which every question means one entry."""
    table = np.zeros((3, len(slugs)))
    table[2, list(slugs).index(meant)] = 1.0
    models = np.zeros(len(decision.SIGNALS) + len(semantic.SIGNALS))
    models[0] = sure
    return Semantics(
        OneMeaning(),  # type: ignore[arg-type]
        Spelling([]),
        np.zeros(2),
        table,
        tuple(slugs),
        models,
        np.full_like(models, 30.0),
        blend,
    )


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load()


@pytest.fixture
def in_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words never decide, however good they become."""
    monkeypatch.setattr("bot.faq.search.doubtful", lambda made, ours: True)


def asking(library: Library, semantics: Semantics) -> Search:
    """A search whose first question, its own, is forgotten."""
    search = Search(library, semantics=semantics)
    semantics.embed.asked.clear()  # type: ignore[attr-defined]
    return search


@pytest.mark.usefixtures("in_doubt")
def test_a_doubtful_question_goes_to_what_it_means(library: Library) -> None:
    semantics = semantics_of(list(library.entries), "eds", sure=30.0)
    decided = asking(library, semantics).decide(UNSURE)
    assert decided.decision is Verdict.ANSWER and decided.hits[0].entry == "eds"


def test_what_words_are_sure_of_is_not_asked_for_its_meaning(library: Library) -> None:
    semantics = semantics_of(list(library.entries), "eds")
    decided = asking(library, semantics).decide("Паспортты жоғалтып алдым, не істеймін?")
    assert decided.hits[0].entry == "lost-passport" and semantics.embed.asked == []


@pytest.mark.usefixtures("in_doubt")
def test_an_entry_that_came_later_is_not_pushed_aside(library: Library) -> None:
    first = Search(library).decide(UNSURE).hits[0].entry
    known = [slug for slug in library.entries if slug != first]
    semantics = semantics_of(known, "eds")
    assert asking(library, semantics).decide(UNSURE).hits[0].entry == first
    assert semantics.embed.asked == []  # type: ignore[attr-defined]


def test_kazakh_is_embedded_in_cyrillic_and_other_languages_as_they_are() -> None:
    semantics = semantics_of(["eds"], "eds")
    spelling = Spelling(["қандас", "мәртебесі"])
    semantics = Semantics(
        semantics.embed,
        spelling,
        semantics.middle,
        semantics.table,
        ("eds",),
        semantics.sure,
        semantics.ours,
        0.0,
    )
    latin = Reading("qandas martebesi kerek", "kk", "latn", ("x",))
    assert semantics.written(latin) == "қандас мәртебесі керек"
    assert semantics.written(Reading("how to come back", "en", "latn", ("x",))) == "how to come back"


def test_a_long_text_is_cut_at_a_word() -> None:
    cut = shortened("сөз " * 100)
    assert len(cut) <= LONGEST and cut.endswith("сөз")
    assert shortened("ұ" * 500) == "ұ" * LONGEST


def test_without_the_package_words_alone_decide(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(semantic, "installed", lambda: False)
    semantic.load.cache_clear()
    search = Search.open(library)
    assert not search.asks_meaning and search.decide(UNSURE) == Search(library).decide(UNSURE)


def test_the_shipped_map_fits_the_entries(library: Library) -> None:
    with np.load(semantic.FILE) as data:
        shipped = semantic.of_arrays(data, OneMeaning())  # type: ignore[arg-type]
    assert shipped.slugs == tuple(library.entries)
    assert shipped.table.shape[0] == len(shipped.middle) + 1 == 385
    assert len(shipped.sure) == len(shipped.ours) == len(decision.SIGNALS) + len(semantic.SIGNALS)
