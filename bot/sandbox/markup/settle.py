"""The last word on entities: which may lie in which, and what Telegram finds besides those given."""

from bot.sandbox.markup.detect import detect
from bot.sandbox.markup.entity import CODES, QUOTES, STYLES, Entity, ordered


def settled(text: str, given: list[Entity]) -> list[Entity]:
    """Entities as they will come back: nothing inside code, links not in links, found ones last."""
    if not given:
        return ordered(detect(text))
    kept = _without_collisions(ordered(given))
    firm = [each for each in kept if each.kind not in STYLES and each.kind not in QUOTES]
    found = [each for each in detect(text) if not any(each.crosses(other) for other in firm)]
    return ordered(kept + found)


def _without_collisions(entities: list[Entity]) -> list[Entity]:
    kept: list[Entity] = []
    for entity in entities:
        if not any(_collides(entity, other) for other in kept):
            kept.append(entity)
    codes = [each for each in kept if each.kind in CODES]
    return [each for each in kept if each.kind in CODES or not _inside_code(each, codes)]


def _collides(entity: Entity, before: Entity) -> bool:
    if not entity.crosses(before):
        return False
    if entity.kind == before.kind or (entity.kind in QUOTES and before.kind in QUOTES):
        return True
    return entity.kind not in STYLES | QUOTES and before.kind not in STYLES | QUOTES


def _inside_code(entity: Entity, codes: list[Entity]) -> bool:
    return entity.kind not in QUOTES and any(entity.crosses(code) for code in codes)
