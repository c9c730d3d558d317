"""The HTML parse mode, as TDLib reads it: few tags, any attribute, its own errors with UTF-8 byte offsets.

Source of the rules: https://core.telegram.org/bots/api#html-style and the behaviour of TDLib's parser.
"""

import re
from dataclasses import dataclass, field

from sandbox.errors import bad_request, cannot_parse
from sandbox.markup.entity import Entity, Extra, ordered, utf16_length
from sandbox.markup.links import checked_id, link_extra

_SIMPLE = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
}
_TAGS = {*_SIMPLE, "a", "code", "pre", "tg-emoji", "blockquote"}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_CHARACTER = re.compile(r"&(?:#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,10}))|([a-zA-Z]+));?")
_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
_SPACES = " \t\r\n\0\v"


@dataclass(slots=True)
class _Open:
    """A tag that waits for its end."""

    tag: str
    argument: str
    offset: int
    start: int


@dataclass(slots=True)
class _Reader:
    """A place in the source, and what was understood so far."""

    source: str
    at: int = 0
    out: list[str] = field(default_factory=list)
    written: int = 0
    units: int = 0
    stack: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def peek(self) -> str:
        return self.source[self.at] if self.at < len(self.source) else ""

    def bytes_before(self, index: int) -> int:
        return len(self.source[:index].encode("utf-8", "surrogatepass"))

    def write(self, text: str) -> None:
        self.out.append(text)
        self.written += len(text)
        self.units += utf16_length(text)

    def skip_spaces(self) -> None:
        while self.at < len(self.source) and self.source[self.at] in _SPACES:
            self.at += 1

    def word(self, ends: str) -> str:
        """Reads up to a space or one of `ends`."""
        start = self.at
        while self.at < len(self.source) and self.source[self.at] not in ends:
            self.at += 1
        return self.source[start : self.at]


def parse(source: str) -> tuple[str, list[Entity]]:
    """Text and entities; raises the ApiError that Telegram would answer."""
    reader = _Reader(source)
    while reader.at < len(source):
        _step(reader)
    if reader.stack:
        raise cannot_parse(f'Can\'t find end tag corresponding to start tag "{reader.stack[-1].tag}"')
    return "".join(reader.out), ordered(reader.entities)


def _step(reader: _Reader) -> None:
    char = reader.source[reader.at]
    if char == "&":
        reader.write(_character(reader))
    elif char != "<":
        plain = re.compile(r"[^&<]+").match(reader.source, reader.at)
        assert plain is not None
        reader.at = plain.end()
        reader.write(plain[0])
    elif reader.source.startswith("</", reader.at):
        _end_tag(reader)
    else:
        _start_tag(reader)


def _character(reader: _Reader) -> str:
    """One character reference decoded, or the ampersand itself when it is none."""
    match = _CHARACTER.match(reader.source, reader.at)
    decoded = _decoded(match) if match else None
    if match is None or decoded is None:
        reader.at += 1
        return "&"
    reader.at = match.end()
    return decoded


def _decoded(match: re.Match[str]) -> str | None:
    if match[3] is not None:
        return _NAMED.get(match[3])
    code = int(match[1], 16) if match[1] else int(match[2])
    if code == 0 or code >= 0x10FFFF:
        return None
    if 0xD800 <= code <= 0xDFFF:
        raise bad_request(
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units"
        )
    return chr(code)


def _start_tag(reader: _Reader) -> None:
    begin = reader.at
    reader.at += 1
    tag = reader.word(_SPACES + ">").lower()
    place = reader.bytes_before(begin)
    if not reader.peek():
        raise cannot_parse(f"Unclosed start tag at byte offset {place}")
    if tag not in _TAGS:
        raise cannot_parse(f'Unsupported start tag "{tag}" at byte offset {place}')
    argument = _attributes(reader, tag, place)
    reader.at += 1
    if tag == "span" and argument != "spoiler":
        raise cannot_parse(f'Tag "span" must have class "tg-spoiler" at byte offset {place}')
    reader.stack.append(_Open(tag, argument, reader.units, reader.written))


def _attributes(reader: _Reader, tag: str, place: int) -> str:
    """Reads up to the closing bracket; the one attribute that matters to this tag comes back."""
    argument = ""
    while reader.peek() != ">":
        reader.skip_spaces()
        if reader.peek() == ">":
            break
        name = reader.word(_SPACES + "=>").lower()
        if not name:
            what = "Empty attribute name in the tag" if reader.peek() else "Unclosed start tag"
            raise cannot_parse(f'{what} "{tag}" at byte offset {place}')
        value = _value(reader, tag, place)
        argument = _meaning(tag, name, value, argument)
    return argument


def _value(reader: _Reader, tag: str, place: int) -> str:
    reader.skip_spaces()
    if reader.peek() != "=":
        return _or_unclosed(reader, "", place)
    reader.at += 1
    reader.skip_spaces()
    if not reader.peek():
        raise cannot_parse(f'Unclosed start tag "{tag}" at byte offset {place}')
    value = _quoted(reader) if reader.peek() in "'\"" else _name_token(reader)
    return _or_unclosed(reader, value, place)


def _or_unclosed(reader: _Reader, value: str, place: int) -> str:
    if not reader.peek():
        raise cannot_parse(f"Unclosed start tag at byte offset {place}")
    return value


def _name_token(reader: _Reader) -> str:
    start = reader.at
    match = _TOKEN.match(reader.source, start)
    assert match is not None
    reader.at = match.end()
    if reader.peek() not in (*_SPACES, ">"):
        raise cannot_parse(f"Unexpected end of name token at byte offset {reader.bytes_before(start)}")
    return match[0].lower()


def _quoted(reader: _Reader) -> str:
    quote, parts = reader.peek(), []
    reader.at += 1
    while reader.peek() not in ("", quote):
        if reader.peek() == "&":
            parts.append(_character(reader))
        else:
            parts.append(reader.peek())
            reader.at += 1
    reader.at += 1
    return "".join(parts)


def _meaning(tag: str, name: str, value: str, before: str) -> str:
    match tag, name:
        case ("a", "href") | ("tg-emoji", "emoji-id"):
            return value
        case "code", "class" if value.startswith("language-"):
            return value[9:]
        case "span", "class" if value.startswith("tg-"):
            return value[3:]
        case "blockquote", "expandable":
            return "1"
    return before


def _end_tag(reader: _Reader) -> None:
    begin = reader.at
    place = reader.bytes_before(begin)
    if not reader.stack:
        raise cannot_parse(f"Unexpected end tag at byte offset {place}")
    reader.at += 2
    name = reader.word(_SPACES + ">").lower()
    reader.skip_spaces()
    if reader.peek() != ">":
        raise cannot_parse(f"Unclosed end tag at byte offset {place}")
    reader.at += 1
    opened = reader.stack.pop()
    if name and name != opened.tag:
        expected = f'expected "</{opened.tag}>", found "</{name}>"'
        raise cannot_parse(f"Unmatched end tag at byte offset {place}, {expected}")
    if reader.units > opened.offset:
        _close(reader, opened)


def _close(reader: _Reader, opened: _Open) -> None:
    kind, extra = _kind(reader, opened)
    if kind is None:
        return
    made = Entity(kind, opened.offset, reader.units - opened.offset, extra)
    twin = reader.entities[-1] if reader.entities else None
    if twin is not None and {kind, twin.kind} == {"pre", "code"} and _same_place(made, twin):
        language = dict(twin.extra).get("language") or opened.argument
        if language:
            reader.entities[-1] = Entity("pre", made.offset, made.length, (("language", language),))
            return
    reader.entities.append(made)


def _same_place(entity: Entity, other: Entity) -> bool:
    return (entity.offset, entity.length) == (other.offset, other.length)


def _kind(reader: _Reader, opened: _Open) -> tuple[str | None, Extra]:
    match opened.tag:
        case "a":
            return _link(reader, opened)
        case "tg-emoji":
            return _custom_emoji(opened)
        case "blockquote":
            return ("expandable_blockquote" if opened.argument else "blockquote"), ()
        case "code" if opened.argument:
            return "code", (("language", opened.argument),)
        case "pre" | "code":
            return opened.tag, ()
    return _SIMPLE[opened.tag], ()


def _link(reader: _Reader, opened: _Open) -> tuple[str | None, Extra]:
    url = opened.argument or "".join(reader.out)[opened.start :]
    return link_extra(url) or (None, ())


def _custom_emoji(opened: _Open) -> tuple[str, Extra]:
    return "custom_emoji", (("custom_emoji_id", checked_id(opened.argument)),)
