"""The heads of member files: what the columns are called here, in three languages, and in other programs' exports.

listmonk keeps what it does not know in `attributes`, a JSON object in a cell; RapidPro writes `URN:Telegram` and
`Field:Country`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

COLUMNS = ("chat_id", "language", "country", "timezone", "topics")
# What an export carries beyond, so that importing it elsewhere re-opens nobody.
HISTORY = (
    "letters",
    "quiet_hours",
    "chosen",
    "joined_at",
    "consent_at",
    "active_at",
    "stopped_at",
    "left_at",
    "left_reason",
)
CALLED = {
    "chat_id": (
        "telegram_chat_id", "telegram_id", "telegram_user_id", "telegram", "tg_id", "tg_chat_id", "user_id",
        "urn_telegram", "чат id", "id чата", "телеграм id", "id телеграм", "телеграм", "чат нөмірі",
    ),
    "language": ("lang", "locale", "тіл", "тілі", "язык"),
    "country": ("country_code", "ел", "елі", "мемлекет", "страна"),
    "timezone": ("tz", "zone", "time_zone", "уақыт белдеуі", "часовой пояс"),
    "topics": ("topic", "tags", "тақырып", "тақырыптар", "тема", "темы"),
    "status": ("күйі", "статус"),
    "attributes": ("attribs",),
}  # fmt: skip
FOREIGN_ADDRESS = re.compile(r"phone|mobile|tel\b|e-?mail|whatsapp|телефон|ұялы|почта|пошта", re.IGNORECASE)
GROUP = "group:"
HEAD_WITHIN = 10  # rows: a table may have titles above its head


def places(head: Sequence[str]) -> dict[str, int]:
    """Index by column, of the columns we know."""
    named = ((name_of(cell), index) for index, cell in enumerate(head))
    known: dict[str, int] = {}
    for name, index in named:
        if name:
            known.setdefault(name, index)
    return known


def is_head(known: dict[str, int]) -> bool:
    """Whether members can be told from it."""
    return "chat_id" in known or "attributes" in known


def name_of(cell: str) -> str | None:
    """Our name of a column, however it is spelt; None for columns of no meaning here."""
    plain = cell.strip().lower().removeprefix("field:")
    return _lost(plain) if "?" in plain else _NAMES.get(_key(plain))


def _lost(cell: str) -> str | None:
    """The only name that fits what is left of it: its Kazakh letters have become question marks."""
    pattern = re.compile(
        "".join("." if letter == "?" else letter for letter in cell if letter == "?" or letter.isalnum())
    )
    fitting = {name for spelling, name in _NAMES.items() if pattern.fullmatch(spelling)}
    return fitting.pop() if len(fitting) == 1 else None


def groups(head: Sequence[str], cells: Sequence[str]) -> Iterator[str]:
    """RapidPro's groups a contact is in: a column each, "true" or "false"."""
    for name, cell in zip(head, cells, strict=False):
        if name.lower().startswith(GROUP) and cell.strip().lower() in ("true", "1", "yes"):
            yield name[len(GROUP) :].strip()


def address_column(head: Iterable[str]) -> str | None:
    """A column of phone numbers or e-mail addresses."""
    return next((cell.strip() for cell in head if FOREIGN_ADDRESS.search(cell)), None)


def attributes(value: Any, inside: str = "") -> Iterator[tuple[str, str]]:
    """Column and text of what an object holds, whose keys may be nested."""
    if not isinstance(value, dict):
        if (name := name_of(inside)) and value is not None:
            yield name, ";".join(map(str, value)) if isinstance(value, list) else str(value)
        return
    for key, below in value.items():
        yield from attributes(below, f"{inside}_{key}" if inside else str(key))


def _key(name: str) -> str:
    return "".join(filter(str.isalnum, name))


_NAMES = {_key(name): name for name in (*COLUMNS, *HISTORY)} | {
    _key(other): name for name, others in CALLED.items() for other in (name, *others)
}
