"""Markup that is cut is still markup: nothing is broken, nothing is longer than it may be."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.markup import cut, visible
from sandbox.markup import html as telegram

TAGS = ("b", "i", "u", "s", "code", "tg-spoiler", 'a href="https://egov.kz/"')


def element(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(st.sampled_from(TAGS), inside).map(
        lambda made: f"<{made[0]}>{made[1]}</{made[0].split()[0]}>"
    )


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=12).map(
    lambda text: escape(text, quote=False)
) | st.sampled_from(["&amp;", "&lt;b&gt;", "\n", "👨\u200d👩\u200d👧", "қ", " "])
MARKUP = st.recursive(
    WORDS, lambda inner: element(inner) | st.lists(inner, max_size=6).map("".join), max_leaves=30
)


@given(MARKUP, st.integers(1, 60))
def test_what_is_cut_is_whole_short_enough_and_the_beginning(text: str, limit: int) -> None:
    kept, whole = cut(text, limit), visible(text)
    telegram.parse(kept)
    seen = visible(kept)
    assert len(seen.encode("utf-16-le")) // 2 <= limit
    assert seen == whole or (seen.endswith("…") and whole.startswith(seen[:-1]))


@given(MARKUP)
def test_what_fits_stays_as_it_is(text: str) -> None:
    assert cut(text, 10_000) == text


@pytest.mark.parametrize(
    ("text", "limit", "kept"),
    [
        ("<b>Қайырлы таң</b>", 5, "<b>Қайы…</b>"),
        ("a&amp;b&lt;c", 4, "a&amp;b…"),
        ('<i>a <a href="https://egov.kz/">bcd</a></i>', 4, '<i>a <a href="https://egov.kz/">b…</a></i>'),
        ("👍👍👍", 5, "👍👍…"),
        ("abc", 3, "abc"),
    ],
)
def test_cuts(text: str, limit: int, kept: str) -> None:
    assert cut(text, limit) == kept
