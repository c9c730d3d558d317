"""What every parser yields, and the order Telegram puts entities in."""

from dataclasses import dataclass

from sandbox.shapes import Json

_RANK = {
    kind: rank
    for rank, kind in enumerate(
        (
            "blockquote",
            "expandable_blockquote",
            "text_mention",
            "text_link",
            "url",
            "email",
            "mention",
            "hashtag",
            "cashtag",
            "bot_command",
            "phone_number",
            "bank_card_number",
            "pre",
            "code",
            "bold",
            "italic",
            "underline",
            "strikethrough",
            "spoiler",
            "custom_emoji",
        )
    )
}
Extra = tuple[tuple[str, object], ...]
STYLES = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler"})
QUOTES = frozenset({"blockquote", "expandable_blockquote"})
CODES = frozenset({"pre", "code"})


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
    return sorted(entities, key=lambda each: (each.offset, -each.length, _RANK.get(each.kind, 99)))
