"""From what a client sent to what the chat shows: parse, clean, find, check the length."""

from bot.sandbox import utf16
from bot.sandbox.markup import html, markdown, markdown_v2
from bot.sandbox.markup.clean import cleaned
from bot.sandbox.markup.entity import Entity
from bot.sandbox.markup.explicit import read_entities
from bot.sandbox.markup.settle import settled
from bot.sandbox.params import Params
from bot.sandbox.refusal import bad
from bot.sandbox.shapes import Json

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
_PARSERS = {"html": html.parse, "markdown": markdown.parse, "markdownv2": markdown_v2.parse}


def formatted(source: str, parse_mode: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Text and API entities of one argument; raises Telegram's refusals."""
    text, found = _parsed(source, parse_mode, entities)
    if not found and text.isascii() and text.isprintable():
        text = text.strip()
    else:
        text, found = cleaned(text, found)
    return text, [each.as_api() for each in settled(text, found)]


def _parsed(source: str, parse_mode: str, entities: list[Json]) -> tuple[str, list[Entity]]:
    mode = parse_mode.lower()
    if mode in ("", "none"):
        return source, read_entities(entities, utf16.length(source))
    if mode not in _PARSERS:
        raise bad("unsupported parse_mode")
    return _PARSERS[mode](source)


def message_text(params: Params, name: str = "text") -> tuple[str, list[Json]]:
    """The text of a message: never empty, never over 4096 characters after parsing."""
    text, entities = _argument(params, name, "entities")
    if not text:
        raise bad("message text is empty")
    if len(text) > TEXT_LIMIT:
        raise bad("message is too long")
    return text, entities


def caption(params: Params) -> tuple[str, list[Json]]:
    """The caption of a file: may be empty, at most 1024 characters after parsing."""
    text, entities = _argument(params, "caption", "caption_entities")
    if len(text) > CAPTION_LIMIT:
        raise bad("message caption is too long")
    return text, entities


def _argument(params: Params, name: str, entities_name: str) -> tuple[str, list[Json]]:
    mode = params.text("parse_mode")
    explicit = [] if mode else params.records(entities_name, "MessageEntity")
    return formatted(params.text(name), mode, explicit)
