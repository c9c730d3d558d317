"""From what a client sent to what the chat shows: parse, clean, find, check the length."""

from functools import lru_cache

from sandbox.markup import html, markdown_v2
from sandbox.markup.clean import cleaned
from sandbox.markup.entity import Entity
from sandbox.markup.explicit import read_entities
from sandbox.markup.settle import settled
from sandbox.params import Params
from sandbox.refusal import bad
from sandbox.shapes import Json

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
_PARSERS = {"html": html.parse, "markdownv2": markdown_v2.parse}  # legacy "Markdown" is not served


def formatted(source: str, parse_mode: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Text and API entities of one argument; raises Telegram's refusals.

    The same text goes to thousands of chats in a broadcast, so results without explicit entities are kept
    and shared: nobody may change the list.
    """
    return _finished(*_parsed(source, parse_mode, entities)) if entities else _kept(source, parse_mode)


@lru_cache(maxsize=512)
def _kept(source: str, parse_mode: str) -> tuple[str, list[Json]]:
    return _finished(*_parsed(source, parse_mode, []))


def _finished(text: str, found: list[Entity]) -> tuple[str, list[Json]]:
    if not found and text.isascii() and text.isprintable():
        text = text.strip()
    else:
        text, found = cleaned(text, found)
    return text, [each.as_api() for each in settled(text, found)]


def _parsed(source: str, parse_mode: str, entities: list[Json]) -> tuple[str, list[Entity]]:
    mode = parse_mode.lower()
    if mode in ("", "none"):
        return source, read_entities(entities, source)
    if mode not in _PARSERS:
        raise bad("unsupported parse_mode")
    return _PARSERS[mode](source)


def message_text(
    params: Params, name: str = "text", too_long: str = "message is too long"
) -> tuple[str, list[Json]]:
    """The text of a message: never empty, never over 4096 characters after parsing."""
    text, entities = _argument(params, name, "entities")
    if not text:
        raise bad("text must be non-empty" if params.text(name) else "message text is empty")
    if len(text) > TEXT_LIMIT:
        raise bad(too_long)
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
