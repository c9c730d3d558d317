"""The MarkdownV2 parse mode: nested entities, escapes, block quotations, and errors in UTF-8 byte offsets.

Source of the rules: https://core.telegram.org/bots/api#markdownv2-style and the behaviour of TDLib's parser.
"""

from dataclasses import dataclass, field

from sandbox.errors import ApiError, cannot_parse
from sandbox.markup.entity import Entity, Extra, ordered
from sandbox.markup.links import custom_emoji_id, link_extra

_RESERVED = frozenset("_*[]()~`>#+-=|{}.!\n")
_KINDS = {
    "Bold": ("*", "bold"),
    "Italic": ("_", "italic"),
    "Underline": ("__", "underline"),
    "Strikethrough": ("~", "strikethrough"),
    "Spoiler": ("||", "spoiler"),
    "Code": ("`", "code"),
    "Pre": ("```", "pre"),
    "PreCode": ("```", "pre"),
    "TextUrl": ("]", "text_link"),
    "CustomEmoji": ("]", "custom_emoji"),
    "BlockQuote": ("\n", "blockquote"),
}
_CODE = ("Code", "Pre", "PreCode")
_BEGINNINGS = (
    ("```", "Pre"),
    ("__", "Underline"),
    ("||", "Spoiler"),
    ("![", "CustomEmoji"),
    ("`", "Code"),
    ("_", "Italic"),
    ("*", "Bold"),
    ("~", "Strikethrough"),
    ("[", "TextUrl"),
)


@dataclass(slots=True)
class _Open:
    """An entity that waits for its end; `place` is where it began in the source."""

    name: str
    offset: int
    place: int
    start: int
    language: str = ""


@dataclass(slots=True)
class _Reader:
    """A place in the source, and what was understood so far."""

    source: str
    at: int = 0
    text: str = ""
    units: int = 0
    fresh_line: bool = True
    quoting: bool = False
    stack: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def ahead(self, sign: str, skip: int = 0) -> bool:
        return self.source.startswith(sign, self.at + skip)

    def write(self, char: str) -> None:
        self.text += char
        self.units += 2 if char > "\uffff" else 1
        self.fresh_line = char in "\n\r"

    def top(self) -> str:
        return self.stack[-1].name if self.stack else ""

    def place(self, index: int) -> int:
        return len(self.source[:index].encode())


def parse(source: str) -> tuple[str, list[Entity]]:
    """Text and entities; raises the ApiError that Telegram would answer."""
    reader = _Reader(source)
    while reader.at < len(source):
        _step(reader)
    if reader.quoting:
        _end_quote(reader)
    if reader.stack:
        raise _unclosed(reader)
    return reader.text, ordered(reader.entities)


def _step(reader: _Reader) -> None:
    char = reader.source[reader.at]
    following = reader.source[reader.at + 1 : reader.at + 2]
    if char == "\\" and following and following <= "~":
        reader.write(following)
        reader.at += 2
    elif char not in ("`" if reader.top() in _CODE else _RESERVED):
        reader.write(char)
        reader.at += 1
    elif char == "\n":
        _line_break(reader)
    elif _closes(reader):
        _close(reader)
    elif char == ">" and reader.fresh_line and not reader.quoting:
        reader.quoting = True
        _open(reader, "BlockQuote", 1)
    else:
        _begin(reader, char)


def _line_break(reader: _Reader) -> None:
    """Inside a quotation the next line must go on with ">", or the quotation is over."""
    goes_on = reader.ahead(">", skip=1)
    if reader.quoting and not goes_on:
        _end_quote(reader, "\n")
    else:
        reader.write("\n")
    reader.at += 2 if reader.quoting and goes_on else 1


def _end_quote(reader: _Reader, line_break: str = "") -> None:
    """Two bars left open at its end make a quotation expandable."""
    expandable = reader.top() == "Spoiler" and reader.text[reader.stack[-1].start :] in ("", "\r")
    if expandable and len(reader.stack) > 1 and reader.stack[-2].name == "BlockQuote":
        reader.stack.pop()
    else:
        expandable = False
    if reader.top() != "BlockQuote":
        if line_break or reader.stack:
            raise _unclosed(reader)
        return
    if line_break:
        reader.write(line_break)
    opened = reader.stack.pop()
    reader.quoting = False
    _add(reader, opened, "expandable_blockquote" if expandable else "blockquote")


def _closes(reader: _Reader) -> bool:
    name = reader.top()
    if not name or name == "BlockQuote":
        return False
    sign = _KINDS[name][0]
    if name == "Italic":
        return reader.ahead("_") and not reader.ahead("__")
    return reader.ahead(sign)


def _begin(reader: _Reader, char: str) -> None:
    for sign, name in _BEGINNINGS:
        if reader.ahead(sign):
            _open(reader, name, len(sign))
            if name == "Pre":
                _read_language(reader)
            return
    raise cannot_parse(f"Character '{char}' is reserved and must be escaped with the preceding '\\'")


def _open(reader: _Reader, name: str, width: int) -> None:
    reader.stack.append(_Open(name, reader.units, reader.at, len(reader.text)))
    reader.at += width


def _read_language(reader: _Reader) -> None:
    """The first word of a fenced block, if something follows it; then one line break is skipped."""
    end = reader.at
    while end < len(reader.source) and not reader.source[end].isspace() and reader.source[end] != "`":
        end += 1
    if reader.at < end < len(reader.source) and reader.source[end] != "`":
        reader.stack[-1].name, reader.stack[-1].language = "PreCode", reader.source[reader.at : end]
        reader.at = end
    pair = reader.source[reader.at : reader.at + 2]
    if pair[:1] in ("\n", "\r"):
        reader.at += 2 if pair in ("\n\r", "\r\n") else 1


def _close(reader: _Reader) -> None:
    opened = reader.stack.pop()
    sign, kind = _KINDS[opened.name]
    reader.at += len(sign)
    if opened.name == "TextUrl":
        _close_link(reader, opened)
    elif opened.name == "CustomEmoji":
        if not reader.ahead("("):
            raise cannot_parse("Custom emoji entity must contain a tg://emoji URL")
        emoji_id = custom_emoji_id(_address(reader, "a custom emoji URL"))
        _add(reader, opened, kind, (("custom_emoji_id", emoji_id),))
    else:
        _add(reader, opened, kind, (("language", opened.language),) if opened.language else ())


def _close_link(reader: _Reader, opened: _Open) -> None:
    url = _address(reader, "a URL") if reader.ahead("(") else reader.text[opened.start :]
    link = link_extra(url)
    if link is not None:
        _add(reader, opened, *link)


def _address(reader: _Reader, noun: str) -> str:
    """What stands in the parentheses, with its escapes undone."""
    reader.at += 1
    begin, url = reader.at, ""
    while reader.at < len(reader.source) and reader.source[reader.at] != ")":
        following = reader.source[reader.at + 1 : reader.at + 2]
        if reader.source[reader.at] == "\\" and following and following <= "~":
            reader.at += 1
        url += reader.source[reader.at]
        reader.at += 1
    if reader.at >= len(reader.source):
        raise cannot_parse(f"Can't find end of {noun} at byte offset {reader.place(begin)}")
    reader.at += 1
    return url


def _add(reader: _Reader, opened: _Open, kind: str, extra: Extra = ()) -> None:
    length = reader.units - opened.offset
    if length:
        reader.entities.append(Entity(kind, opened.offset, length, extra))


def _unclosed(reader: _Reader) -> ApiError:
    opened = reader.stack[-1]
    return cannot_parse(f"Can't find end of {opened.name} entity at byte offset {reader.place(opened.place)}")
