"""Entities a client gives itself instead of markup, checked as Telegram checks them."""

from sandbox.errors import bad_request
from sandbox.markup.entity import QUOTES, STYLES, Entity, Extra, utf16_length, utf16_positions
from sandbox.markup.links import checked_url, moment_extra
from sandbox.params import Json

_PLAIN = STYLES | QUOTES | {"code"}
_DETECTED = {
    "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number",
}  # fmt: skip
_MOST = 100


def read_entities(items: list[Json], text: str) -> list[Entity]:
    """Entities for this text; what lies outside of it is refused, beyond 100 ignored."""
    entities = [entity for entity in map(_read, items[:_MOST]) if entity is not None]
    if not entities:
        return []
    units, places = utf16_length(text), utf16_positions(text)
    for entity in entities:
        _check_place(entity, units)
        _check_borders(entity, text, places)
    return [entity for entity in entities if entity.length > 0]


def _read(item: Json) -> Entity | None:
    if not isinstance(item, dict):
        raise bad_request("can't parse MessageEntity: Object expected")
    kind, offset, length = str(item.get("type", "")), _number(item, "offset"), _number(item, "length")
    if kind in _DETECTED:
        return None
    return Entity(kind, offset, length, _extra(kind, item))


def _number(item: Json, name: str) -> int:
    value = item.get(name)
    if value is None:
        raise bad_request(f"can't parse MessageEntity: Can't find field \"{name}\"")
    try:
        return int(value)
    except (TypeError, ValueError):
        raise bad_request(f'can\'t parse MessageEntity: Field "{name}" must be a valid Number') from None


def _extra(kind: str, item: Json) -> Extra:
    if kind in _PLAIN:
        return ()
    match kind:
        case "pre":
            language = item.get("language")
            return (("language", str(language)),) if language else ()
        case "text_link":
            return (("url", checked_url(str(item.get("url", "")), "entity URL")),)
        case "text_mention":
            return (("user", _user(item.get("user"))),)
        case "date_time":
            return moment_extra(str(item.get("unix_time", "")), str(item.get("date_time_format") or ""))
        case "custom_emoji":
            return (("custom_emoji_id", _emoji_id(item)),)
    raise bad_request("can't parse MessageEntity: Unsupported type specified")


def _user(user: object) -> Json:
    if not isinstance(user, dict) or not user.get("id"):
        raise bad_request("user not found")
    return user


def _emoji_id(item: Json) -> str:
    value = str(item.get("custom_emoji_id", ""))
    if not value.isdigit() or int(value) >= 2**63:
        raise bad_request('can\'t parse MessageEntity: Field "custom_emoji_id" must be a valid Number')
    return value


def _check_place(entity: Entity, units: int) -> None:
    if entity.offset < 0:
        raise bad_request(f"receive an entity with incorrect offset {entity.offset}")
    if entity.length < 0:
        raise bad_request(f"receive an entity with incorrect length {entity.length}")
    if entity.offset > units:
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {entity.offset}")
    if entity.end > units:
        where = f"entity beginning at UTF-16 offset {entity.offset}"
        raise bad_request(f"{where} ends after the end of the text at UTF-16 offset {entity.end}")


def _check_borders(entity: Entity, text: str, places: dict[int, int]) -> None:
    """An entity can't begin or end between the halves of a surrogate pair."""
    if entity.offset not in places:
        place = len(text[: places[entity.offset + 1]].encode())
        raise bad_request(f"entity begins in a middle of a UTF-16 symbol at byte offset {place}")
    if entity.end not in places:
        place = len(text[: places[entity.end + 1]].encode())
        where = f"entity beginning at UTF-16 offset {entity.offset}"
        raise bad_request(f"{where} ends in a middle of a UTF-16 symbol at byte offset {place}")
