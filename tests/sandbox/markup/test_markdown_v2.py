"""MarkdownV2: what comes out, and the exact words for what is broken."""

import pytest

from sandbox.errors import ApiError
from sandbox.markup import markdown_v2

Spans = list[tuple[str, int, int]]
RESERVED = "]()>#+-=|{}.!"
ERRORS = [
    ("👋 *сәлем", "Can't find end of Bold entity at byte offset 5"),
    ("_a", "Can't find end of Italic entity at byte offset 0"),
    ("__a_", "Can't find end of Italic entity at byte offset 3"),
    ("~a", "Can't find end of Strikethrough entity at byte offset 0"),
    ("||a", "Can't find end of Spoiler entity at byte offset 0"),
    ("`a", "Can't find end of Code entity at byte offset 0"),
    ("```a", "Can't find end of Pre entity at byte offset 0"),
    ("```py a", "Can't find end of PreCode entity at byte offset 0"),
    ("[a", "Can't find end of TextUrl entity at byte offset 0"),
    ("[a](b", "Can't find end of a URL at byte offset 4"),
    ("![a]", "Custom emoji entity must contain a tg://emoji URL"),
    ("![a](http://x)", "Custom emoji URL must have scheme tg"),
    ("![a](tg://emoji?x=1)", "Custom emoji URL must have an emoji identifier"),
    ("![a](tg://emoji?id=01)", "Invalid custom emoji identifier specified"),
    (">*a\nb*", "Can't find end of Bold entity at byte offset 1"),
]
UNDERSTOOD: list[tuple[str, str, Spans]] = [
    ("*Қош* _келдіңіз_", "Қош келдіңіз", [("bold", 0, 3), ("italic", 4, 8)]),
    ("*a _b __c___*", "a b c", [("bold", 0, 5), ("italic", 2, 3), ("underline", 4, 1)]),
    ("~👋~ ||x||", "👋 x", [("strikethrough", 0, 2), ("spoiler", 3, 1)]),
    ("`a_b*`", "a_b*", [("code", 0, 4)]),
    ("```py\nx = 1```", "x = 1", [("pre", 0, 5)]),
    ("[a](https://kz\\.kz/\\))", "a", [("text_link", 0, 1)]),
    ("[a](nowhere)", "a", []),
    ("1\\.2\\!", "1.2!", []),
    (">a\n>b\nc", "a\nb\nc", [("blockquote", 0, 4)]),
    ("x\n>a", "x\na", [("blockquote", 2, 1)]),
    (">a\n**>b||", "a\nb", [("blockquote", 0, 2), ("expandable_blockquote", 2, 1)]),
    ("![👍](tg://emoji?id=25)", "👍", [("custom_emoji", 0, 2)]),
]


@pytest.mark.parametrize("char", RESERVED)
def test_reserved_characters_must_be_escaped(char: str) -> None:
    with pytest.raises(ApiError) as refusal:
        markdown_v2.parse(f"a{char}")
    words = f"Character '{char}' is reserved and must be escaped with the preceding '\\'"
    assert refusal.value.description == f"Bad Request: can't parse entities: {words}"
    assert markdown_v2.parse(f"a\\{char}") == (f"a{char}", [])


@pytest.mark.parametrize(("source", "words"), ERRORS)
def test_broken_markdown_v2_is_refused_in_telegrams_words(source: str, words: str) -> None:
    with pytest.raises(ApiError) as refusal:
        markdown_v2.parse(source)
    assert refusal.value.description == f"Bad Request: can't parse entities: {words}"


@pytest.mark.parametrize(("source", "text", "entities"), UNDERSTOOD)
def test_markdown_v2_becomes_text_and_entities(source: str, text: str, entities: Spans) -> None:
    parsed, spans = markdown_v2.parse(source)
    assert parsed == text
    assert [(span.kind, span.offset, span.length) for span in spans] == entities
