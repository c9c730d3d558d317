"""The heads of member files: what the columns are called here, in three languages, and in other programs' exports.

listmonk keeps what it does not know in `attributes`, a JSON object in a cell; RapidPro writes `URN:Telegram` and
`Field:Country`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

COLUMNS = ("chat_id", "language", "country", "timezone", "topics")
# What an export carries beyond, so that importing it elsewhere re-opens nobody.
HISTORY = (
    "city",
    "channel",
    "letters",
    "quiet_hours",
    "frequency",
    "topic_frequency",
    "digest_at",
    "paused_until",
    "chosen",
    "joined_at",
    "consent_at",
    "consent_version",
    "active_at",
    "stopped_at",
    "left_at",
    "left_reason",
)
CALLED = {
    "chat_id": (
        "telegram_chat_id", "telegram_id", "telegram_user_id", "tg_id", "tg_chat_id", "urn_telegram", "id_telegram",
        "чат id", "id чата", "чат ид", "ид чата", "телеграм id", "телеграм ид", "id телеграм", "id в телеграме",
        "телеграм нөмірі", "чат нөмірі", "чаттың нөмірі", "чат id-і", "телеграм", "telegram", "tg", "user_id",
    ),
    "language": ("lang", "locale", "language_code", "preferred_language", "тіл", "тілі", "язык", "язык общения"),
    "country": (
        "country_code", "country_of_residence", "ел", "елі", "мемлекет", "тұратын елі", "тұратын мемлекеті", "страна",
        "страна проживания",
    ),
    "city": ("town", "city_of_residence", "қала", "қаласы", "тұратын қаласы", "город", "город проживания"),
    "timezone": ("tz", "zone", "time_zone", "уақыт белдеуі", "сағат белдеуі", "часовой пояс", "зона"),
    "topics": ("topic", "tags", "subscriptions", "тақырып", "тақырыптар", "тақырыбы", "тема", "темы", "подписки"),
    "status": ("күйі", "мәртебесі", "статус"),
    "subscription": (
        "subscription_status", "subscribed", "is_subscribed", "is_active", "active", "enabled", "opt_in", "opted_in",
        "consent", "статус подписки", "подписан", "подписана", "подписка", "активен", "согласие", "жазылған",
        "жазылым", "жазылым күйі", "белсенді", "келісім", "келісімі",
    ),
    "opted_out": (
        "opt_out", "opted_out_at", "unsubscribed", "is_unsubscribed", "unsubscribed_at", "unsubscribe_date",
        "unsub_time", "do_not_contact", "blocked", "is_blocked", "blocklisted", "blacklisted", "deleted_at", "archived",
        "отписан", "отписана", "отписался", "отписка", "дата отписки", "заблокирован", "не беспокоить", "бас тартқан",
        "бас тартты", "бұғатталған", "тоқтатқан",
    ),
    "attributes": ("attribs",),
}  # fmt: skip
FOREIGN_ADDRESS = re.compile(r"phone|mobile|tel\b|e-?mail|whatsapp|телефон|ұялы|почта|пошта", re.IGNORECASE)
READ_IN = ("cp1251", "kz1048", "cp1252")
GROUP = "group:"
USER_ID = "userid"
HEAD_WITHIN = 10  # rows: a table may have titles above its head


def places(head: Sequence[str]) -> dict[str, int]:
    """Index by column, of the columns we know; of several with one meaning the one that is called best counts."""
    known = [(*meaning, index) for index, cell in enumerate(head) if (meaning := _meaning(cell))]
    best = {name: index for _rank, name, index in sorted(known, reverse=True)}
    if "chat_id" in best and _key(head[best["chat_id"]].strip().lower()) == USER_ID and address_column(head):
        del best["chat_id"]  # beside addresses it is another program's own number of a person
    return best


def twins(head: Sequence[str], known: Mapping[str, int]) -> dict[str, list[int]]:
    """Index by column, of all that are called exactly as the one that counts, where there are several."""
    called = [cell.strip().lower() for cell in head]
    same = {
        name: [at for at, cell in enumerate(called) if cell == called[index]] for name, index in known.items()
    }
    return {name: indexes for name, indexes in same.items() if len(indexes) > 1}


def is_head(known: dict[str, int]) -> bool:
    """Whether members can be told from it."""
    return "chat_id" in known or "attributes" in known


def _meaning(cell: str) -> tuple[int, str] | None:
    """The place of this spelling in our table, and our name of the column; None for columns of no meaning here."""
    plain = cell.strip().lower().removeprefix("field:")
    return _lost(plain) if "?" in plain else _SPELLINGS.get(_key(plain))


def _lost(cell: str) -> tuple[int, str] | None:
    """The only name that fits what is left of it: its Kazakh letters have become question marks."""
    left = "".join("." if letter == "?" else letter for letter in cell if letter == "?" or letter.isalnum())
    fitting = {name for spelling, (_, name) in _SPELLINGS.items() if re.fullmatch(left, spelling)}
    return (len(_SPELLINGS), fitting.pop()) if len(fitting) == 1 else None


def mangled(head: Iterable[str]) -> dict[str, str]:
    """Columns we would know, had their UTF-8 not been read in a Windows code page, and what they are."""
    strange = [cell for cell in head if not cell.isascii()]
    restored = ((cell, _restored(cell, page)) for cell in strange for page in READ_IN)
    return {cell: was for cell, was in restored if _meaning(was)}


def _restored(cell: str, page: str) -> str:
    """Signs a code page lacks stand for their own bytes, as programs leave them."""
    try:
        return b"".join(_byte(letter, page) for letter in cell).decode("utf-8-sig").strip()
    except (UnicodeError, ValueError):
        return ""


def _byte(letter: str, page: str) -> bytes:
    try:
        return letter.encode(page)
    except UnicodeEncodeError:
        return bytes([ord(letter)])


def groups(head: Sequence[str], cells: Sequence[str]) -> Iterator[str]:
    """RapidPro's groups a contact is in: a column each, "true" or "false"."""
    for name, cell in zip(head, cells, strict=False):
        if name.lower().startswith(GROUP) and cell.strip().lower() in ("true", "1", "yes"):
            yield name[len(GROUP) :].strip()


def address_column(head: Iterable[str]) -> str | None:
    """A column of phone numbers or e-mail addresses."""
    return next((cell.strip() for cell in head if FOREIGN_ADDRESS.search(cell)), None)


def leaves(value: Any, inside: str = "") -> Iterator[tuple[str, str]]:
    """Name and text of what an object holds, whose keys may be nested."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from leaves(below, f"{inside}_{key}" if inside else str(key))
    elif isinstance(value, list):
        yield inside, ";".join(map(str, value))
    elif value is not None:
        yield inside, str(value)


def _key(name: str) -> str:
    return "".join(filter(str.isalnum, name))


_SPELLINGS: dict[str, tuple[int, str]] = {
    _key(spelling): (rank, name)
    for name in (*COLUMNS, *HISTORY, "status", "subscription", "opted_out", "attributes")
    for rank, spelling in enumerate((name, *CALLED.get(name, ())))
}
