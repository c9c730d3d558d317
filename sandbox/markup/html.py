"""The HTML parse mode, as TDLib reads it: few tags, any attribute, its own errors with UTF-8 byte offsets.

Source of the rules: https://core.telegram.org/bots/api#html-style and the behaviour of TDLib's parser.
"""

from dataclasses import dataclass, field

from sandbox.errors import cannot_parse
from sandbox.markup.entity import Entity, Extra, ordered, utf16_length
from sandbox.markup.html_source import SPACES, Source
from sandbox.markup.links import checked_id, link_extra, moment_extra

_SIMPLE = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler",
}  # fmt: skip
_TAGS = {*_SIMPLE, "a", "code", "pre", "tg-emoji", "tg-time", "blockquote"}


@dataclass(slots=True)
class _Open:
    """A tag that waits for its end; `start` counts characters of the text, `offset` UTF-16 units."""

    tag: str
    argument: str
    offset: int
    start: int


@dataclass(slots=True)
class _Parser:
    """The source, the text so far, the tags that are open and the entities of those that are closed."""

    source: Source
    written: list[str] = field(default_factory=list)
    length: int = 0
    units: int = 0
    stack: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def write(self, text: str) -> None:
        self.written.append(text)
        self.length += len(text)
        self.units += utf16_length(text)


def parse(source: str) -> tuple[str, list[Entity]]:
    """Text and entities; raises the ApiError that Telegram would answer."""
    parser = _Parser(Source(source))
    while parser.source.peek():
        _step(parser)
    if parser.stack:
        raise cannot_parse(f'Can\'t find end tag corresponding to start tag "{parser.stack[-1].tag}"')
    return "".join(parser.written), ordered(parser.entities)


def _step(parser: _Parser) -> None:
    source = parser.source
    if source.peek() == "&":
        parser.write(source.character())
    elif source.peek() != "<":
        parser.write(source.word("&<"))
    elif source.text.startswith("</", source.at):
        _end_tag(parser)
    else:
        _start_tag(parser)


def _start_tag(parser: _Parser) -> None:
    source, place = parser.source, parser.source.place()
    source.at += 1
    tag = source.word(SPACES + ">").lower()
    if not source.peek():
        raise cannot_parse(f"Unclosed start tag at byte offset {place}")
    if tag not in _TAGS:
        raise cannot_parse(f'Unsupported start tag "{tag}" at byte offset {place}')
    argument = _attributes(source, tag, place)
    source.at += 1
    if tag == "span" and argument != "spoiler":
        raise cannot_parse(f'Tag "span" must have class "tg-spoiler" at byte offset {place}')
    parser.stack.append(_Open(tag, argument, parser.units, parser.length))


def _attributes(source: Source, tag: str, place: int) -> str:
    """Reads up to the closing bracket; the attribute that matters to this tag comes back."""
    argument = ""
    while source.peek() != ">":
        source.skip_spaces()
        if source.peek() == ">":
            break
        name = source.word(SPACES + "=>").lower()
        if not name:
            what = "Empty attribute name in the tag" if source.peek() else "Unclosed start tag"
            raise cannot_parse(f'{what} "{tag}" at byte offset {place}')
        argument = _meaning(tag, name, source.value(tag, place), argument)
    return argument


def _meaning(tag: str, name: str, value: str, before: str) -> str:
    match tag, name:
        case ("a", "href") | ("tg-emoji", "emoji-id"):
            return value
        case "code", "class" if value.startswith("language-"):
            return value[9:]
        case "span", "class" if value.startswith("tg-"):
            return value[3:]
        case "tg-time", "unix":
            return f"{value}|{before.partition('|')[2]}"
        case "tg-time", "format":
            return f"{before.partition('|')[0]}|{value}"
        case "blockquote", "expandable":
            return "1"
    return before


def _end_tag(parser: _Parser) -> None:
    source, place = parser.source, parser.source.place()
    if not parser.stack:
        raise cannot_parse(f"Unexpected end tag at byte offset {place}")
    source.at += 2
    name = source.word(SPACES + ">").lower()
    source.skip_spaces()
    if source.peek() != ">":
        raise cannot_parse(f"Unclosed end tag at byte offset {place}")
    source.at += 1
    opened = parser.stack.pop()
    if name and name != opened.tag:
        expected = f'expected "</{opened.tag}>", found "</{name}>"'
        raise cannot_parse(f"Unmatched end tag at byte offset {place}, {expected}")
    if parser.units > opened.offset:
        _close(parser, opened)


def _close(parser: _Parser, opened: _Open) -> None:
    kind, extra = _kind(parser, opened)
    if kind is None:
        return
    entity = Entity(kind, opened.offset, parser.units - opened.offset, extra)
    twin = parser.entities[-1] if parser.entities else None
    if (
        twin is not None
        and {kind, twin.kind} == {"pre", "code"}
        and (entity.offset, entity.length) == (twin.offset, twin.length)
    ):
        language = dict(twin.extra).get("language") or opened.argument
        if language:
            parser.entities[-1] = Entity("pre", entity.offset, entity.length, (("language", language),))
            return
    parser.entities.append(entity)


def _kind(parser: _Parser, opened: _Open) -> tuple[str | None, Extra]:
    match opened.tag:
        case "a":
            url = opened.argument or "".join(parser.written)[opened.start :]
            return link_extra(url) or (None, ())
        case "tg-emoji":
            return "custom_emoji", (("custom_emoji_id", checked_id(opened.argument)),)
        case "tg-time":
            return "date_time", moment_extra(*opened.argument.partition("|")[::2])
        case "blockquote":
            return ("expandable_blockquote" if opened.argument else "blockquote"), ()
        case "code" if opened.argument:
            return "code", (("language", opened.argument),)
        case "pre" | "code":
            return opened.tag, ()
    return _SIMPLE[opened.tag], ()
