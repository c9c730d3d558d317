"""HTML as Telegram reads it: what comes out, and the exact words for what is broken."""

import pytest

from sandbox.errors import ApiError
from sandbox.markup.html import parse

ERRORS = [
    ("<b>сәлем", 'Can\'t find end tag corresponding to start tag "b"'),
    ("<b><i>сәлем</i>", 'Can\'t find end tag corresponding to start tag "b"'),
    ("сәлем <img src=x>", 'Unsupported start tag "img" at byte offset 11'),
    ("👋<br>", 'Unsupported start tag "br" at byte offset 4'),
    ("2 <3", "Unclosed start tag at byte offset 2"),
    ("a < b", 'Unsupported start tag "" at byte offset 2'),
    ("<!-- -->", 'Unsupported start tag "!--" at byte offset 0'),
    ("</b>", "Unexpected end tag at byte offset 0"),
    ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
    ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
    ("<b>x</b", "Unclosed end tag at byte offset 4"),
    ('<a href="x', "Unclosed start tag at byte offset 0"),
    ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
    ("<a href=a/b>x</a>", "Unexpected end of name token at byte offset 8"),
    ("<b =1>x</b>", 'Empty attribute name in the tag "b" at byte offset 0'),
    ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ('<tg-emoji emoji-id="0">x</tg-emoji>', "Invalid custom emoji identifier specified"),
]
UNDERSTOOD = [
    ("<strong>Қ</strong><em>і</em>", "Қі", [("bold", 0, 1), ("italic", 1, 1)]),
    (
        "<ins>a</ins><s>b</s><del>c</del>",
        "abc",
        [("underline", 0, 1), ("strikethrough", 1, 1), ("strikethrough", 2, 1)],
    ),
    ("👩‍👩‍👧 <b>x</b>", "👩‍👩‍👧 x", [("bold", 9, 1)]),
    ('<span class="tg-spoiler">x</span>', "x", [("spoiler", 0, 1)]),
    ("<tg-spoiler>x</tg-spoiler>", "x", [("spoiler", 0, 1)]),
    ("<B>x</B>", "x", [("bold", 0, 1)]),
    ("<b>x</>", "x", [("bold", 0, 1)]),
    ("<b></b>x", "x", []),
    ('<a href="https://kandastar.kz/?a=1&amp;b=2">x</a>', "x", [("text_link", 0, 1)]),
    ('<a href="tg://user?id=42">x</a>', "x", [("text_mention", 0, 1)]),
    ('<a href="localhost">x</a>', "x", []),
    ("<pre>x</pre>", "x", [("pre", 0, 1)]),
    ('<pre><code class="language-py">x</code></pre>', "x", [("pre", 0, 1)]),
    ("<blockquote>x</blockquote>", "x", [("blockquote", 0, 1)]),
    ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1)]),
    ("&lt;&gt;&amp;&quot;&nbsp;&#1179;&#x49b;&", '<>&"&nbsp;ққ&', []),
    ('<tg-emoji emoji-id="5368">👍</tg-emoji>', "👍", [("custom_emoji", 0, 2)]),
]


@pytest.mark.parametrize(("source", "words"), ERRORS)
def test_broken_html_is_refused_in_telegrams_words(source: str, words: str) -> None:
    with pytest.raises(ApiError) as refusal:
        parse(source)
    assert refusal.value.code == 400
    assert refusal.value.description == f"Bad Request: can't parse entities: {words}"


@pytest.mark.parametrize(("source", "text", "entities"), UNDERSTOOD)
def test_html_becomes_text_and_utf16_entities(
    source: str, text: str, entities: list[tuple[str, int, int]]
) -> None:
    shown, spans = parse(source)
    assert shown == text
    assert [(span.kind, span.offset, span.length) for span in spans] == entities


def test_a_lone_surrogate_is_refused_after_decoding() -> None:
    with pytest.raises(ApiError, match="text contains invalid Unicode characters"):
        parse("&#xDFDF;")
