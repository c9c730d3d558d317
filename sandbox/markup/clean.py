"""Telegram trims texts and takes control characters out; entities move along with what is left.

Source: the behaviour of TDLib: of white space only spaces and line breaks are trimmed, control characters
become spaces first, carriage returns and direction overrides vanish, an entity of nothing but white space
goes unless it hides something (a link).
"""

from sandbox import utf16
from sandbox.markup.entity import Entity

_DROPPED = frozenset("\r\u030a\u0333\u033f") | {chr(code) for code in range(0x2028, 0x202F)}
_BLANK = " \n"
_HIDING = frozenset({"text_link", "text_mention", "custom_emoji"})


def cleaned(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """The text as it will be shown, and its entities at their new places."""
    body, places = _without_controls(text)
    moved = [_at_new_place(each, places) for each in entities]
    blank = _blank_units(body)
    kept = [each for each in (_without_leading_blank(each, blank) for each in moved) if each.length > 0]
    end = utf16.length(body.rstrip(_BLANK))
    start = min([utf16.length(body) - utf16.length(body.lstrip(_BLANK)), *(each.offset for each in kept)])
    shifted = [each.moved(each.offset - start, min(each.end, end) - each.offset) for each in kept]
    return body.rstrip(_BLANK)[start:], [each for each in shifted if each.length > 0]


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
