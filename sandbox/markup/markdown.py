"""The legacy Markdown parse mode: four kinds of entities, none inside another.

Source of the rules: https://core.telegram.org/bots/api#markdown-style and the behaviour of TDLib's parser.
"""

from dataclasses import dataclass, field

from sandbox import utf16
from sandbox.markup.entity import Entity, Extra
from sandbox.markup.links import link_extra
from sandbox.refusal import cannot_parse

_SIGNS = "_*`["
_KINDS = {"_": "italic", "*": "bold", "`": "code"}
_FENCE = "```"


@dataclass(slots=True)
class _Writer:
    """What was understood so far."""

    parts: list[str] = field(default_factory=list)
    units: int = 0
    entities: list[Entity] = field(default_factory=list)

    def write(self, text: str) -> None:
        self.parts.append(text)
        self.units += utf16.length(text)

    def mark(self, kind: str, text: str, extra: Extra = ()) -> None:
        if text:
            self.entities.append(Entity(kind, self.units, utf16.length(text), extra))
            self.write(text)


def parse(source: str) -> tuple[str, list[Entity]]:
    """Text and entities; raises the Refusal that Telegram would answer."""
    writer, at = _Writer(), 0
    while at < len(source):
        sign = source[at]
        if sign == "\\" and source[at + 1 : at + 2] in (*_SIGNS,):
            writer.write(source[at + 1])
            at += 2
        elif sign not in _SIGNS:
            writer.write(sign)
            at += 1
        elif source.startswith(_FENCE, at):
            at = _fenced(source, at, writer)
        elif sign == "[":
            at = _link(source, at, writer)
        else:
            end = _end(source, at, sign)
            writer.mark(_KINDS[sign], source[at + 1 : end])
            at = end + 1
    return "".join(writer.parts), writer.entities


def _end(source: str, begin: int, sign: str, after: int = 1) -> int:
    """Where the entity that begins here is closed."""
    end = source.find(sign, begin + after)
    if end < 0:
        place = len(source[:begin].encode())
        raise cannot_parse(f"Can't find end of the entity starting at byte offset {place}")
    return end


def _fenced(source: str, begin: int, writer: _Writer) -> int:
    end = _end(source, begin, _FENCE, after=len(_FENCE))
    language, body = split_language(source[begin + len(_FENCE) : end])
    writer.mark("pre", body, (("language", language),) if language else ())
    return end + len(_FENCE)


def split_language(body: str) -> tuple[str, str]:
    """The language of a fenced block, if its first word is one, and the rest without one line break."""
    word = body.split(None, 1)[0] if body and not body[0].isspace() else ""
    language = word if len(word) < len(body) else ""
    rest = body[len(language) :]
    for line_break in ("\r\n", "\n\r", "\n", "\r"):
        if rest.startswith(line_break):
            return language, rest[len(line_break) :]
    return language, rest


def _link(source: str, begin: int, writer: _Writer) -> int:
    """[text](address), or [address] alone."""
    middle = _end(source, begin, "]")
    text, after, url = source[begin + 1 : middle], middle + 1, source[begin + 1 : middle]
    if source.startswith("(", after):
        end = source.find(")", after)
        end = len(source) if end < 0 else end
        url, after = source[middle + 2 : end], end + 1
    link = link_extra(url)
    if link is None:
        writer.write(text)
    else:
        writer.mark(link[0], text, link[1])
    return after
