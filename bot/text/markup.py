"""The part of Telegram's HTML that entries and sentences use. Finds what would be refused or lost."""

import html
import re
from collections.abc import Collection

_TAG = re.compile(r"<(/?)(\w*+)([^<>]*+)>")
_LINK = re.compile(r'\s{1,8}href="https?://[^"\s]+"$')
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot);")
_PIECE = re.compile(r"<(?P<closing>/?)(?P<tag>[\w-]{1,20})[^<>]*+>|&(?:\w{1,10}|#\d{1,7});|.", re.DOTALL)
TAGS = ("b", "i", "code")  # those an entry may have beside links


def visible(text: str) -> str:
    """The text as it is read: without tags, entities resolved."""
    return html.unescape(_TAG.sub("", text))


def cut(text: str, limit: int) -> str:
    """The text, or as much of its beginning as a reader may see `limit` characters of, with "…" for the rest.

    Nothing is cut inside an element or a sign, and what is open there is closed. Characters are UTF-16's, by which
    Telegram counts (Bot API, MessageEntity); its markup is not counted.
    """
    if len(text) <= limit // 2 or _units(visible(text)) <= limit:
        return text
    kept, opened, seen = list[str](), list[str](), 0
    for piece in _PIECE.finditer(text):
        if piece["tag"] and piece["closing"]:
            if opened:
                opened.pop()
        elif piece["tag"]:
            opened.append(piece["tag"])
        else:
            seen += _units(html.unescape(piece[0]))
            if seen >= limit:
                break
        kept.append(piece[0])
    return "".join([*kept, "…", *(f"</{tag}>" for tag in reversed(opened))])


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def beginning(text: str, most: int) -> str:
    """The first words of plain text on one line, so many characters of it at most."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def fault(text: str, tags: Collection[str] = TAGS) -> str | None:
    """What is wrong with the markup of a text that may have these tags and links, or None."""
    stack: list[str] = []
    for closing, name, rest in _TAG.findall(text):
        if reason := _step(stack, bool(closing), name, rest, tags):
            return reason
    if stack:
        return f"<{stack[-1]}> is not closed"
    bare = _TAG.sub("", text)
    if "<" in bare or ">" in bare:
        return "write &lt; and &gt; for < and >"
    return "write &amp; for &" if "&" in _ENTITY.sub("", bare) else None


def _step(stack: list[str], closing: bool, name: str, rest: str, tags: Collection[str]) -> str | None:
    if closing:
        if rest or not stack or stack[-1] != name:
            return f"</{name}{rest}> closes nothing"
        stack.pop()
        return None
    stack.append(name)
    if name == "a":
        return None if _LINK.fullmatch(rest) else 'a link is <a href="https://…">'
    return None if name in tags and not rest else f"<{name}{rest}> is not allowed"
