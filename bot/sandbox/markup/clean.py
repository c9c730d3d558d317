"""Telegram trims texts and takes control characters out; entities move along with what is left."""

from bot.sandbox import utf16
from bot.sandbox.markup.entity import Entity

_DROPPED = {"\r", "\u2028", "\u2029", "\u202a", "\u202b", "\u202c", "\u202d", "\u202e"}
_SPACE = " \n\t\v\f\0\u00a0\u2002\u2003\u2009\u200a\u3000"


def cleaned(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """The text as it will be shown, and its entities at their new places; empty ones go."""
    kept, places, written = _kept(text)
    body = "".join(kept)
    end = utf16.length(body.rstrip(_SPACE))
    body = body.rstrip(_SPACE)
    start = utf16.length(body) - utf16.length(body.lstrip(_SPACE))
    places.append(written)
    moved = [_moved(each, places, start, end) for each in entities]
    return body.lstrip(_SPACE), [each for each in moved if each.length > 0]


def _kept(text: str) -> tuple[list[str], list[int], int]:
    """The characters that stay, and for each old UTF-16 offset the new one."""
    kept: list[str] = []
    places: list[int] = []
    written = 0
    for char in text:
        width = 2 if char > "\uffff" else 1
        places.extend([written] * width)
        if char in _DROPPED:
            continue
        kept.append(char if char >= " " or char == "\n" else " ")
        written += width
    return kept, places, written


def _moved(entity: Entity, places: list[int], start: int, end: int) -> Entity:
    begin = max(places[entity.offset], start)
    finish = min(places[entity.end], end)
    return entity.moved(begin - start, finish - begin)
