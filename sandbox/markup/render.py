"""Entities back into HTML: strict Telegram HTML for the page, and for checking the parser against itself."""

from html import escape

from sandbox import utf16
from sandbox.shapes import Json

_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
    "blockquote": "blockquote",
}
_PREFIXES = {"mention": "https://t.me/", "email": "mailto:"}


def to_html(text: str, entities: list[Json]) -> str:
    """The text with tags; everything else escaped. Unknown kinds of entities leave no trace."""
    if not entities:
        return escape(text, quote=False)
    places = utf16.positions(text)
    starts: dict[int, list[tuple[int, str]]] = {}
    ends: dict[int, list[str]] = {}
    for entity in sorted(entities, key=lambda each: (each["offset"], -each["length"])):
        opening, closing = _tags(text, entity)
        start, end = places.get(entity["offset"]), places.get(entity["offset"] + entity["length"])
        if opening and start is not None and end is not None:
            starts.setdefault(start, []).append((end, opening))
            ends.setdefault(end, []).insert(0, closing)
    return _woven(text, starts, ends)


def _woven(text: str, starts: dict[int, list[tuple[int, str]]], ends: dict[int, list[str]]) -> str:
    out: list[str] = []
    for index, char in enumerate(text):
        out.extend(ends.get(index, ()))
        out.extend(opening for _, opening in starts.get(index, ()))
        out.append(escape(char, quote=False))
    out.extend(ends.get(len(text), ()))
    return "".join(out)


def _tags(text: str, entity: Json) -> tuple[str, str]:
    kind = entity["type"]
    if kind in _TAGS:
        return f"<{_TAGS[kind]}>", f"</{_TAGS[kind]}>"
    if kind == "expandable_blockquote":
        return "<blockquote expandable>", "</blockquote>"
    if kind == "pre":
        return _pre(entity.get("language", ""))
    address = _address(kind, text, entity)
    return (f'<a href="{escape(address)}">', "</a>") if address else ("", "")


def _pre(language: str) -> tuple[str, str]:
    if not language:
        return "<pre>", "</pre>"
    return f'<pre><code class="language-{escape(language)}">', "</code></pre>"


def _address(kind: str, text: str, entity: Json) -> str:
    if kind == "text_link":
        return str(entity["url"])
    if kind == "text_mention":
        return f"tg://user?id={entity['user']['id']}"
    shown = utf16.cut(text, entity["offset"], entity["length"])
    if kind == "url":
        return shown if "://" in shown else f"http://{shown}"
    if kind in _PREFIXES:
        return _PREFIXES[kind] + shown.removeprefix("@")
    return ""
