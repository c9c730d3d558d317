"""Dates with an hour that a text names, for each reader's own clock: Telegram's `date_time` entity lies over the words.

The words stay as they were written. A client that knows the entity shows the moment by its own clock on a tap; one
that is too old, or a server that does not take it, shows plain words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

from bot.broadcasts import times
from bot.broadcasts.content import Text
from bot.broadcasts.typed_time.grammar import readings

KIND = "date_time"  # Bot API MessageEntity
HOUR = re.compile(r"(?<![\d:.,])(?:[01]?\d|2[0-3]):[0-5]\d(?![\d:])")
WORD = re.compile(r"\S+")
BEFORE, AFTER = 7, 3  # words beside the hour that may belong to it
MOST = 10  # of one text
AROUND = " .,:;!?()«»\"'—–-"
HARD = ("text_link", "text_mention", "pre", "code")  # what no other entity may cross


@dataclass(frozen=True, slots=True)
class Moment:
    """`start` and `end` count characters of the text."""

    start: int
    end: int
    at: datetime


def stated(text: str, now: datetime, zone: ZoneInfo) -> list[Moment]:
    """The dates with an hour, each in as many words as can be read of it; by the clock of `zone` unless a city stands
    beside it. What is over, or may mean two things, is none."""
    moments: list[Moment] = []
    for hour in list(HOUR.finditer(text))[:MOST]:
        if not moments or hour.start() >= moments[-1].end:
            moment = _around(text, hour.start(), hour.end(), now, zone)
            moments += [moment] if moment else []
    return moments


def laid(text: Text, moments: Sequence[Moment]) -> Text:
    """The text with the entities over these words; those that would cross a link or code are left out."""
    kept = without(text)
    added = [_entity(text.text, moment) for moment in moments]
    hard = [entity for entity in kept.entities if entity["type"] in HARD]
    fitting = [entity for entity in added if not any(_cross(entity, other) for other in hard)]
    return replace(kept, entities=(*kept.entities, *fitting))


def without(text: Text) -> Text:
    """The text as plain words again."""
    return replace(text, entities=tuple(entity for entity in text.entities if entity["type"] != KIND))


def has(text: Text) -> bool:
    """Whether any of its words is for each reader's clock."""
    return any(entity["type"] == KIND for entity in text.entities)


def _around(text: str, start: int, end: int, now: datetime, zone: ZoneInfo) -> Moment | None:
    """The longest run of words of the hour's line that reads as one moment with a date."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    words = [
        (word.start(), word.end()) for word in WORD.finditer(text, first, len(text) if last < 0 else last)
    ]
    place = next(number for number, (begin, over) in enumerate(words) if begin <= start < over)
    lefts = range(max(0, place - BEFORE), place + 1)
    rights = range(min(len(words) - 1, place + AFTER), place - 1, -1)
    for left, right in sorted(product(lefts, rights), key=lambda pair: pair[0] - pair[1]):
        begin, over = _trimmed(text, words[left][0], words[right][1])
        at = _read(text[begin:over], now, zone) if begin <= start and over >= end else None
        if at is not None:
            return Moment(begin, over, at)
    return None


def _trimmed(text: str, begin: int, over: int) -> tuple[int, int]:
    inner = text[begin:over]
    return over - len(inner.lstrip(AROUND)), begin + len(inner.rstrip(AROUND))


def _read(words: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    dated = any(facts.day and facts.month for facts in readings(words, times.SAYS["once"]).all)
    moment = times.read("once", words, now, zone) if dated else None
    return moment if isinstance(moment, datetime) else None


def _entity(text: str, moment: Moment) -> dict[str, Any]:
    """Offsets in UTF-16 units, as Telegram counts."""
    offset, length = (
        len(part.encode("utf-16-le")) // 2 for part in (text[: moment.start], text[moment.start : moment.end])
    )
    return {"type": KIND, "offset": offset, "length": length, "unix_time": int(moment.at.timestamp())}


def _cross(entity: dict[str, Any], other: dict[str, Any]) -> bool:
    end, other_end = (each["offset"] + each["length"] for each in (entity, other))
    return bool(entity["offset"] < other_end and other["offset"] < end)
