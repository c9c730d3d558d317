"""Whatever can be formatted survives the way entities → HTML → entities, offsets and all."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.markup.entity import to_html, utf16_length, utf16_positions
from sandbox.markup.formatted import formatted

LETTERS = st.sampled_from([*"aбқәі <>&\"'", "👋", "🇰🇿", "ء", "\u0301", "𝄞"])
STYLES = ("bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "blockquote")


@st.composite
def formatted_texts(draw: st.DrawFn) -> tuple[str, list[dict[str, Any]]]:
    """A text with entities anywhere, cut to whole characters."""
    text = "x" + "".join(draw(st.lists(LETTERS, max_size=30))) + "x"
    borders = sorted(utf16_positions(text))
    entities = []
    for _ in range(draw(st.integers(0, 5))):
        begin, end = sorted(draw(st.tuples(st.sampled_from(borders), st.sampled_from(borders))))
        kind = draw(st.sampled_from(STYLES))
        entities.append({"type": kind, "offset": begin, "length": end - begin})
    return text, entities


def canonical(text: str, entities: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """For each letter the styles it has: what a reader sees, however the entities are cut.

    Spaces are left out: an entity of nothing but spaces, left over where another was cut, does not survive.
    """
    letters = []
    for offset, char in zip(sorted(utf16_positions(text)), text, strict=False):
        covering = [span for span in entities if span["offset"] <= offset < span["offset"] + span["length"]]
        letters.append((char, "" if char.isspace() else "+".join(sorted(span["type"] for span in covering))))
    return letters


@given(formatted_texts())
@settings(max_examples=150, deadline=None)
def test_entities_survive_the_way_through_html(sample: tuple[str, list[dict[str, Any]]]) -> None:
    text, entities = formatted(sample[0], "", sample[1])
    again, spans = formatted(to_html(text, entities), "HTML", [])
    assert again == text
    assert canonical(again, spans) == canonical(text, entities)


@given(st.lists(LETTERS, max_size=40).map("".join))
def test_utf16_length_is_what_the_encoding_says(text: str) -> None:
    assert utf16_length(text) == len(text.encode("utf-16-le")) // 2 == max(utf16_positions(text))
