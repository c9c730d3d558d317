"""The part of Telegram's HTML that entries may use: b, i, code and links. Finds what would be refused or lost."""

import html
import re

_TAG = re.compile(r"<(/?)(\w*)([^<>]*)>")
_LINK = re.compile(r'\s+href="https?://[^"\s]+"$')
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot);")
SIMPLE = ("b", "i", "code")


def visible(text: str) -> str:
    """The text as it is read: without tags, entities resolved."""
    return html.unescape(_TAG.sub("", text))


def fault(text: str) -> str | None:
    """What is wrong with a text's markup, or None."""
    stack: list[str] = []
    for closing, name, rest in _TAG.findall(text):
        if reason := _step(stack, bool(closing), name, rest):
            return reason
    if stack:
        return f"<{stack[-1]}> is not closed"
    bare = _TAG.sub("", text)
    if "<" in bare or ">" in bare:
        return "write &lt; and &gt; for < and >"
    return "write &amp; for &" if "&" in _ENTITY.sub("", bare) else None


def _step(stack: list[str], closing: bool, name: str, rest: str) -> str | None:
    if closing:
        if rest or not stack or stack[-1] != name:
            return f"</{name}{rest}> closes nothing"
        stack.pop()
        return None
    stack.append(name)
    if name == "a":
        return None if _LINK.fullmatch(rest) else 'a link is <a href="https://…">'
    return None if name in SIMPLE and not rest else f"<{name}{rest}> is not allowed"
