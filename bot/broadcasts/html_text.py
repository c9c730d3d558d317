"""Telegram's HTML as its parser reads it: what is shown, and where it breaks.

It is stricter than a browser's (https://core.telegram.org/bots/api#html-style): a `<` begins a tag or is written
`&lt;`, there is no `<br/>`, and a tag that is opened is closed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from html.entities import html5

TAGS = {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "a", "code", "pre", "tg-spoiler",
        "span", "blockquote", "tg-emoji"}  # fmt: skip
# What a tag must carry; others may have any attribute.
NEEDED = {
    "span": re.compile(r"class=([\"']?)tg-spoiler\1$"),
    "tg-emoji": re.compile(r"emoji-id=([\"']?)[0-9]+\1$"),
}
NAME = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)")
ATTRIBUTE = re.compile(r"(?<!\s)\s+([^\s=<>/\"']+(?:=(?:\"[^\"<>]*\"|'[^'<>]*'|[A-Za-z0-9.-]+))?)")
END = re.compile(r"(?<!\s)\s*>")
STRAY = re.compile(r"<[^<>\s]{0,20}>?")
CHARACTER = re.compile(r"&(?:lt|gt|amp|quot|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});")
NAMED = re.compile(r"&[a-zA-Z][a-zA-Z0-9]*;")  # Telegram knows four; "&nbsp;" would be read as it stands


@dataclass(frozen=True, slots=True)
class Reading:
    """`shown` is the text without its markup, `broken` each tag that is unknown, closes nothing or is never closed, and
    each named character that Telegram does not know."""

    shown: str
    broken: list[str]


@dataclass(frozen=True, slots=True)
class Token:
    """A text, a tag (`name`), or a `<` that is none (`stray`); `usable`: Telegram knows the tag as it stands."""

    text: str = ""
    name: str = ""
    closing: bool = False
    usable: bool = True
    stray: str = ""


def read_html(text: str) -> Reading:
    """The text read to its end."""
    shown, broken, opened = list[str](), list[str](), list[str]()
    for token in _tokens(text):
        if token.closing:
            if not opened or opened.pop() != token.name:
                broken.append(f"</{token.name}>")
        elif token.name:
            opened.append(token.name)
            if not token.usable:
                broken.append(f"<{token.name}>")
        else:
            shown.append(token.text)
            broken += filter(None, [token.stray])
    return Reading("".join(shown), [*broken, *(f"<{name}>" for name in opened)])


def _tokens(text: str) -> Iterator[Token]:
    at = 0
    while at < len(text):
        if text[at] == "<":
            token, at = _tag(text, at) or _stray(text, at)
            yield token
        else:
            end = at + len(text[at:].partition("<")[0])
            yield Token(CHARACTER.sub(lambda match: unescape(match[0]), text[at:end]))
            names = CHARACTER.sub("", text[at:end])
            yield from (Token(stray=name) for name in NAMED.findall(names) if name[1:] in html5)
            at = end


def _tag(text: str, at: int) -> tuple[Token, int] | None:
    """The tag that begins here, and where it ends."""
    begun = NAME.match(text, at)
    if begun is None:
        return None
    name, end, attributes = begun[2].lower(), begun.end(), []
    while not begun[1] and (attribute := ATTRIBUTE.match(text, end)):
        attributes.append(attribute[1])
        end = attribute.end()
    closed = END.match(text, end)
    if closed is None:
        return None
    needed = NEEDED.get(name)
    usable = name in TAGS and (needed is None or any(map(needed.match, attributes)))
    return Token(name=name, closing=bool(begun[1]), usable=usable), closed.end()


def _stray(text: str, at: int) -> tuple[Token, int]:
    stray = STRAY.match(text, at)
    assert stray is not None
    return Token(stray=stray[0]), stray.end()
