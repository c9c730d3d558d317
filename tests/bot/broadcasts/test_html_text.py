"""Telegram's HTML: what is shown, what breaks; what passes here passes there."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.broadcasts.html_text import read_html
from sandbox.errors import ApiError
from sandbox.markup.html import parse

PIECES = (
    "<b>", "</b>", "<B>", "<i >", "</i>", "</ i>", "<br/>", "<br>", "<p>", "</p>", "<", ">", "&", "5 < 6", "&lt;",
    "&nbsp;", "&#1178;", "<!-- x -->", '<a href="https://a.kz">', "<a>", "</a>", "<a href=x y>", "<span>", "</span>",
    '<span class="tg-spoiler">', "<tg-emoji>", '<tg-emoji emoji-id="5368324170671202286">', "</tg-emoji>",
    '<code class="language-python">', "</code>", "<pre>", "</pre>", "<blockquote expandable>", "</blockquote>", "</>",
    "<b", "<b =x>", "<b/>", "<?x?>", "<![CDATA[x]]>", "<script>", "x", "қ\n",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Сәлем", "Сәлем"),
        ("<b>Сә</b>лем", "Сәлем"),
        ('<a href="https://a.kz/?a=1&amp;b=2">x</a>', "x"),
        ("5 &lt; 6 &amp; 7", "5 < 6 & 7"),
        ("<blockquote expandable>x\ny</blockquote>", "x\ny"),
        ('<span class="tg-spoiler">x</span>', "x"),
        ("R&D > x", "R&D > x"),
    ],
)
def test_what_is_shown(text: str, shown: str) -> None:
    reading = read_html(text)
    assert (reading.shown, reading.broken) == (shown, []) and parse(text)[0] == shown


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("a&nbsp;b", ["&nbsp;"]),
        ("&laquo;Отан&raquo; &mdash; тек", ["&laquo;", "&raquo;", "&mdash;"]),
        ("&copy; 2026 &amp; &lt;b&gt; &quot;x&quot; &#8212; &#x41;", ["&copy;"]),
        ("R&D; a & b; AT&T", []),
    ],
)
def test_characters_whose_names_telegram_does_not_know_are_named(text: str, unknown: list[str]) -> None:
    """It shows them as they stand: "&nbsp;" in the middle of an announcement."""
    assert read_html(text).broken == unknown
    assert all(name in parse(text)[0] for name in unknown)


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("<p>x</p>", ["<p>"]),
        ("a<br/>b", ["<br/>"]),
        ("a<br>b", ["<br>", "<br>"]),
        ("<b>x", ["<b>"]),
        ("x</b>", ["</b>"]),
        ("<b><i>x</b></i>", ["</b>", "</i>"]),
        ("5 < 6", ["<"]),
        ("<!-- x -->", ["<!--"]),
        ("<span>x</span>", ["<span>"]),
        ('<span class="red">x</span>', ["<span>"]),
        ("<tg-emoji>x</tg-emoji>", ["<tg-emoji>"]),
        ("<ul><li>x</li></ul>", ["<ul>", "<li>"]),
        ("<h1>x</h1>", ["<h1>"]),
        ("I <3 you", ["<3"]),
    ],
)
def test_what_breaks_is_named(text: str, broken: list[str]) -> None:
    assert read_html(text).broken == broken
    with pytest.raises(ApiError):
        parse(text)


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=6).map("".join))
def test_what_passes_here_passes_there_and_shows_the_same(text: str) -> None:
    reading = read_html(text)
    if not reading.broken:
        assert parse(text)[0] == reading.shown


@settings(deadline=None)
@given(st.text(alphabet="<>/&;#=\"' abқ1-", max_size=40))
def test_any_text_is_read(text: str) -> None:
    reading = read_html(text)
    if not reading.broken:
        parse(text)
