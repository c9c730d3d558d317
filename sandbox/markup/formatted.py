"""From what a client sent to what the chat shows: parse, clean, detect, check the length."""

from functools import lru_cache

from sandbox.errors import bad_request
from sandbox.markup import html, markdown_v2
from sandbox.markup.entity import Entity, utf16_length
from sandbox.markup.explicit import read_entities
from sandbox.markup.nesting import nested
from sandbox.params import Json, Params

_DROPPED = frozenset("\r\u030a\u0333\u033f") | {chr(code) for code in range(0x2028, 0x202F)}
_BLANK = " \n"
_HIDING = frozenset({"text_link", "text_mention", "custom_emoji"})
TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
_PARSERS = {"html": html.parse, "markdownv2": markdown_v2.parse}  # legacy "Markdown" is not served


def cleaned(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """The text as it will be shown, and its entities at their new places, as TDLib does it.

    Only spaces and line breaks are trimmed, control characters become spaces first, carriage returns and
    direction overrides vanish, an entity of nothing but white space goes unless it hides something (a link).
    """
    body, places = _without_controls(text)
    moved = [_at_new_place(entity, places) for entity in entities]
    blank = _blank_units(body)
    kept = [
        entity for entity in (_without_leading_blank(entity, blank) for entity in moved) if entity.length > 0
    ]
    end = utf16_length(body.rstrip(_BLANK))
    start = min([utf16_length(body) - utf16_length(body.lstrip(_BLANK)), *(entity.offset for entity in kept)])
    shifted = [entity.moved(entity.offset - start, min(entity.end, end) - entity.offset) for entity in kept]
    return body.rstrip(_BLANK)[start:], [entity for entity in shifted if entity.length > 0]


def _without_controls(text: str) -> tuple[str, list[int]]:
    """The characters that stay, and for each old UTF-16 offset the new one."""
    kept: list[str] = []
    places: list[int] = []
    written = 0
    for char in text:
        width = 2 if char > "\uffff" else 1
        places.extend([written] * width)
        if char not in _DROPPED:
            kept.append(char if char >= " " or char == "\n" else " ")
            written += width
    places.append(written)
    return "".join(kept), places


def _at_new_place(entity: Entity, places: list[int]) -> Entity:
    begin = places[entity.offset]
    return entity.moved(begin, places[entity.end] - begin)


def _blank_units(body: str) -> list[bool]:
    units: list[bool] = []
    for char in body:
        units.extend([char in _BLANK] * (2 if char > "\uffff" else 1))
    return units


def _without_leading_blank(entity: Entity, blank: list[bool]) -> Entity:
    if entity.kind in _HIDING:
        return entity
    offset = entity.offset
    while offset < entity.end and blank[offset]:
        offset += 1
    return entity.moved(offset, entity.end - offset)


def formatted(source: str, parse_mode: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Text and API entities of one argument; raises Telegram's refusals.

    The same text goes to thousands of chats in a broadcast, so results without explicit entities are kept
    and shared: nobody may change the list.
    """
    return _finished(*_parsed(source, parse_mode, entities)) if entities else _kept(source, parse_mode)


@lru_cache(maxsize=512)
def _kept(source: str, parse_mode: str) -> tuple[str, list[Json]]:
    return _finished(*_parsed(source, parse_mode, []))


def _finished(text: str, entities: list[Entity]) -> tuple[str, list[Json]]:
    if not entities and text.isascii() and text.isprintable():
        text = text.strip()
    else:
        text, entities = cleaned(text, entities)
    return text, [entity.as_api() for entity in nested(text, entities)]


def _parsed(source: str, parse_mode: str, entities: list[Json]) -> tuple[str, list[Entity]]:
    mode = parse_mode.lower()
    if mode in ("", "none"):
        return source, read_entities(entities, source)
    if mode not in _PARSERS:
        raise bad_request("unsupported parse_mode")
    return _PARSERS[mode](source)


def message_text(
    params: Params, name: str = "text", too_long: str = "message is too long"
) -> tuple[str, list[Json]]:
    """The text of a message: never empty, never over 4096 characters after parsing."""
    text, entities = _argument(params, name, "entities")
    if not text:
        raise bad_request("text must be non-empty" if params.text(name) else "message text is empty")
    if len(text) > TEXT_LIMIT:
        raise bad_request(too_long)
    return text, entities


def caption(params: Params) -> tuple[str, list[Json]]:
    """The caption of a file: may be empty, at most 1024 characters after parsing."""
    text, entities = _argument(params, "caption", "caption_entities")
    if len(text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return text, entities


def _argument(params: Params, name: str, entities_name: str) -> tuple[str, list[Json]]:
    mode = params.text("parse_mode")
    explicit = [] if mode else params.records(entities_name, "MessageEntity")
    return formatted(params.text(name), mode, explicit)
