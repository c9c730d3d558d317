"""What a row of a file does to a member: who left, stopped or was forgotten stays so, and own choices beat files. Pure.

An empty cell changes nothing, and topics are only added.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.directory import cities
from bot.members.import_file import Row
from storage.members.members import Chosen, Member

OWN = {  # columns by the choice that guards them
    Chosen.LANGUAGE: ("language", "script"),
    Chosen.COUNTRY: ("country",),
    Chosen.TIMEZONE: ("timezone",),
    Chosen.CITY: ("city",),
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
    """`values` are columns to write, `topics` to add, `frequencies` those of topics with their own; `guard` says what
    kept the file from more."""

    result: Result
    values: dict[str, Any] = field(default_factory=dict)
    topics: tuple[str, ...] = ()
    frequencies: tuple[tuple[str, str], ...] = ()
    guard: Guard | None = None


def decide(row: Row, known: Member | None, default: str, at: datetime, *, forgotten: bool) -> Decision:
    """`default` is the language of who has none; `at` is now; `forgotten` also who is to be."""
    if forgotten:
        return Decision(Result.SAME, guard=Guard.FORGOTTEN)
    if known is None:
        return Decision(Result.ADDED, _new(row, default, at), row.topics, _of_topics(row, row.topics))
    if known.blocked_at or known.stopped_at:
        return Decision(Result.SAME, guard=Guard.LEFT if known.blocked_at else Guard.STOPPED)
    values, topics, kept = _of_known(row, known)
    often, frequencies = _how_often(row, known, (*known.topics, *topics), at)
    values |= often | _ends(row, known, at)
    result = Result.CHANGED if values or topics or frequencies else Result.SAME
    return Decision(result, values, topics, frequencies, Guard.OWN if kept else None)


def _new(row: Row, default: str, at: datetime) -> dict[str, Any]:
    return {
        "chat_id": row.chat_id,
        "kind": "person" if row.chat_id > 0 else "group",
        "channel": row.channel and row.chat_id < 0,
        "language": row.language or default,
        "script": row.script or "cyrl",
        "country": row.country,
        "timezone": row.timezone,
        "city": row.city,
        "frequency": row.frequency or "at_once",
        "digest_at": row.digest_at,
        "by_topic": bool(_of_topics(row, row.topics)),
        "paused_until": _ahead(row.paused_until, at),
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
    country = values.get("country", known.country)
    if "city" in values and cities.within(values["city"], country) is None:
        del values["city"]  # of a country they do not live in by their own word
    elif known.city and "city" not in values and cities.within(known.city, country) is None:
        values["city"] = None
    topics = tuple(topic for topic in row.topics if topic not in known.topics)
    kept |= bool(topics) and Chosen.TOPICS in mine
    values |= {
        name: new for name in ONCE if (new := getattr(row, name)) is not None and getattr(known, name) is None
    }
    if more := row.chosen & ~mine:
        values["chosen"] = int(mine | more)
    return values, () if Chosen.TOPICS in mine else topics, kept


def _how_often(
    row: Row, known: Member, topics: Sequence[str], at: datetime
) -> tuple[dict[str, Any], tuple[tuple[str, str], ...]]:
    """Columns and frequencies of topics; nothing for whoever has said how often they want announcements."""
    if Chosen.FREQUENCY in Chosen(known.chosen) or known.frequency != "at_once" or known.by_topic:
        return {}, ()
    of_topics = _of_topics(row, topics)
    said = {"frequency": row.frequency, "digest_at": row.digest_at, "by_topic": bool(of_topics) or None}
    values = {name: new for name, new in said.items() if new is not None and new != getattr(known, name)}
    until = _ahead(row.paused_until, at) if known.paused_until is None else None
    return values | ({"paused_until": until} if until else {}), of_topics


def _of_topics(row: Row, topics: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple((topic, often) for topic, often in row.topic_frequency if topic in topics)


def _ahead(moment: datetime | None, at: datetime) -> datetime | None:
    """A pause that is over is none."""
    return moment if moment is not None and moment > at else None


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
