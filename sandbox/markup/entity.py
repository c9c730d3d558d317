"""Entities, measured in UTF-16 code units as Telegram measures them: their order, and their way back into HTML."""

from dataclasses import dataclass
from html import escape

from sandbox.params import Json

_ORDER = (
    "blockquote", "expandable_blockquote", "text_mention", "text_link", "url", "email", "mention", "hashtag",
    "cashtag", "bot_command", "phone_number", "bank_card_number", "pre", "code", "bold", "italic", "underline",
    "strikethrough", "spoiler", "custom_emoji", "date_time",
)  # fmt: skip
_RANK = {kind: rank for rank, kind in enumerate(_ORDER)}
Extra = tuple[tuple[str, object], ...]
STYLES = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler"})
QUOTES = frozenset({"blockquote", "expandable_blockquote"})
CODES = frozenset({"pre", "code"})
_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
    "blockquote": "blockquote",
}
_PREFIXES = {"mention": "https://t.me/", "email": "mailto:"}


def utf16_length(text: str) -> int:
    """Code units of the text: one each, two beyond the Basic Multilingual Plane."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf16_slice(text: str, offset: int, units: int) -> str:
    """The part that an entity with this offset and length covers; halves of a pair are dropped."""
    if text.isascii():
        return text[offset : offset + units]
    raw = text.encode("utf-16-le", "surrogatepass")[2 * offset : 2 * (offset + units)]
    return raw.decode("utf-16-le", "ignore")


def utf16_positions(text: str) -> dict[int, int]:
    """For each code unit offset that begins a character (and the end), its index in the string."""
    indexes, units = {0: 0}, 0
    for index, char in enumerate(text, 1):
        units += 2 if char > "\uffff" else 1
        indexes[units] = index
    return indexes


@dataclass(frozen=True, slots=True)
class Entity:
    """Offset and length in UTF-16 code units; `extra` holds url, language, user or custom_emoji_id."""

    kind: str
    offset: int
    length: int
    extra: Extra = ()

    @property
    def end(self) -> int:
        return self.offset + self.length

    def as_api(self) -> Json:
        return {"offset": self.offset, "length": self.length, "type": self.kind, **dict(self.extra)}

    def moved(self, offset: int, length: int) -> "Entity":
        return Entity(self.kind, offset, length, self.extra)

    def crosses(self, other: "Entity") -> bool:
        """Whether the two share anything at all."""
        return self.offset < other.end and other.offset < self.end


def ordered(entities: list[Entity]) -> list[Entity]:
    """By place, the longer first, then by kind."""
    return sorted(entities, key=lambda entity: (entity.offset, -entity.length, _RANK.get(entity.kind, 99)))


def to_html(text: str, entities: list[Json]) -> str:
    """The text with tags; everything else escaped. Unknown kinds of entities leave no trace."""
    if not entities:
        return escape(text, quote=False)
    places = utf16_positions(text)
    starts: dict[int, list[str]] = {}
    ends: dict[int, list[str]] = {}
    for entity in sorted(entities, key=lambda entity: (entity["offset"], -entity["length"])):
        opening, closing = _tags(text, entity)
        start, end = places.get(entity["offset"]), places.get(entity["offset"] + entity["length"])
        if opening and start is not None and end is not None:
            starts.setdefault(start, []).append(opening)
            ends.setdefault(end, []).insert(0, closing)
    return _woven(text, starts, ends)


def _woven(text: str, starts: dict[int, list[str]], ends: dict[int, list[str]]) -> str:
    out: list[str] = []
    for index, char in enumerate(text):
        out.extend(ends.get(index, ()))
        out.extend(starts.get(index, ()))
        out.append(escape(char, quote=False))
    out.extend(ends.get(len(text), ()))
    return "".join(out)


def _tags(text: str, entity: Json) -> tuple[str, str]:
    kind = entity["type"]
    if kind in _TAGS:
        return f"<{_TAGS[kind]}>", f"</{_TAGS[kind]}>"
    if kind == "expandable_blockquote":
        return "<blockquote expandable>", "</blockquote>"
    if kind == "pre" and entity.get("language"):
        return f'<pre><code class="language-{escape(entity["language"])}">', "</code></pre>"
    if kind == "pre":
        return "<pre>", "</pre>"
    if kind == "date_time":
        form = f' format="{escape(entity["date_time_format"])}"' if entity.get("date_time_format") else ""
        return f'<tg-time unix="{entity["unix_time"]}"{form}>', "</tg-time>"
    address = _address(kind, text, entity)
    return (f'<a href="{escape(address)}">', "</a>") if address else ("", "")


def _address(kind: str, text: str, entity: Json) -> str:
    if kind == "text_link":
        return str(entity["url"])
    if kind == "text_mention":
        return f"tg://user?id={entity['user']['id']}"
    shown = utf16_slice(text, entity["offset"], entity["length"])
    if kind == "url":
        return shown if "://" in shown else f"http://{shown}"
    if kind in _PREFIXES:
        return _PREFIXES[kind] + shown.removeprefix("@")
    return ""
