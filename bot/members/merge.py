"""What a row of a file does to a member: who left, stopped or was forgotten stays so, and own choices beat files. Pure.

An empty cell changes nothing, and topics are only added.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.members.import_file import Row
from storage.members.members import Chosen, Member

OWN = {  # columns by the choice that guards them
    Chosen.LANGUAGE: ("language", "script"),
    Chosen.COUNTRY: ("country",),
    Chosen.TIMEZONE: ("timezone",),
}
# Taken where nothing is known yet.
ONCE = ("quiet_from", "quiet_until", "onboarded_at", "consent_version", "last_active_at")


class Result(StrEnum):
    """What became of a row."""

    ADDED = "added"
    CHANGED = "changed"
    SAME = "as they were"


class Guard(StrEnum):
    """Why a member is left alone, as the report says it."""

    FORGOTTEN = "asked to be forgotten"
    LEFT = "blocked the bot, or removed it from their group"
    STOPPED = "stopped all announcements"
    OWN = "chose for themselves what the file says otherwise"


@dataclass(frozen=True, slots=True)
class Decision:
    """`values` are columns to write, `topics` to add; `guard` says what kept the file from more."""

    result: Result
    values: dict[str, Any] = field(default_factory=dict)
    topics: tuple[str, ...] = ()
    guard: Guard | None = None


def decide(row: Row, known: Member | None, default: str, at: datetime, *, forgotten: bool) -> Decision:
    """`default` is the language of who has none; `at` is now."""
    if known is None:
        if forgotten:
            return Decision(Result.SAME, guard=Guard.FORGOTTEN)
        return Decision(Result.ADDED, _new(row, default, at), row.topics)
    if known.blocked_at or known.stopped_at:
        return Decision(Result.SAME, guard=Guard.LEFT if known.blocked_at else Guard.STOPPED)
    values, topics, kept = _of_known(row, known)
    values |= _ends(row, known, at)
    result = Result.CHANGED if values or topics else Result.SAME
    return Decision(result, values, topics, Guard.OWN if kept else None)


def _new(row: Row, default: str, at: datetime) -> dict[str, Any]:
    return {
        "chat_id": row.chat_id,
        "kind": "person" if row.chat_id > 0 else "group",
        "language": row.language or default,
        "script": row.script or "cyrl",
        "country": row.country,
        "timezone": row.timezone,
        "chosen": int(row.chosen),
        "joined_at": row.joined_at or at,
        "stopped_at": (row.stopped_at or at) if row.stopped else None,
        "blocked_at": row.blocked_at,
        "blocked_reason": row.blocked_reason,
    } | {name: getattr(row, name) for name in ONCE}


def _of_known(row: Row, known: Member) -> tuple[dict[str, Any], tuple[str, ...], bool]:
    """Columns, topics, and whether a choice of the member's own stood against something."""
    mine, kept = Chosen(known.chosen), False
    values: dict[str, Any] = {}
    for choice, names in OWN.items():
        different = {
            name: new for name in names if (new := getattr(row, name)) and new != getattr(known, name)
        }
        kept |= bool(different) and choice in mine
        values |= {} if choice in mine else different
    topics = tuple(topic for topic in row.topics if topic not in known.topics)
    kept |= bool(topics) and Chosen.TOPICS in mine
    values |= {
        name: new for name in ONCE if (new := getattr(row, name)) is not None and getattr(known, name) is None
    }
    if more := row.chosen & ~mine:
        values["chosen"] = int(mine | more)
    return values, () if Chosen.TOPICS in mine else topics, kept


def _ends(row: Row, known: Member, at: datetime) -> dict[str, Any]:
    """That they stopped or left elsewhere, unless they were here since."""
    values: dict[str, Any] = {}
    if row.stopped and not _since(known, row.stopped_at):
        values["stopped_at"] = row.stopped_at or at
    if row.blocked_at and not _since(known, row.blocked_at):
        values |= {"blocked_at": row.blocked_at, "blocked_reason": row.blocked_reason}
    return values


def _since(known: Member, moment: datetime | None) -> bool:
    """Who spoke to the bot after it, or at all where nobody knows when it was."""
    active = known.last_active_at
    return active is not None and (moment is None or active > moment)
