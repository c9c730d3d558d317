"""A members' CSV line by line: what is good becomes a `MemberRow`, what isn't a `Fault` with its line and reason."""

import csv
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO
from zoneinfo import available_timezones

from bot.directory.countries import codes
from bot.directory.topics import Topic
from bot.errors import StartError
from bot.text.languages import LANGUAGES
from storage.members.bulk_import import MemberRow

COLUMNS = ("chat_id", "language", "country", "timezone", "topics")
ZONES = frozenset(available_timezones())


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that was left out, and why."""

    line: int
    reason: str


def read(file: TextIO, path: Path, topics: dict[str, Topic], default: str) -> Iterator[MemberRow | Fault]:
    """Each line's member or fault; StartError when the head lacks a column. `default` is a language.

    Each line is read for itself, since no column can hold a line break: a quote left open spoils its own
    line and not the rest of the file.
    """
    lines = enumerate(file, 1)
    head = [name.strip().lower() for name in _split(next(lines, (1, ""))[1])]
    missing = [name for name in COLUMNS if name not in head]
    if missing:
        raise StartError(
            f"{path}: line 1: no column {', '.join(missing)}; the head must be {','.join(COLUMNS)}, "
            "with commas and in UTF-8"
        )
    for number, line in lines:
        if line.strip():
            try:
                yield _member(_cells(head, line), topics, default)
            except ValueError as error:
                yield Fault(number, str(error))


def _cells(head: list[str], line: str) -> dict[str, str]:
    try:
        line.encode()
        values = _split(line, strict=True)
    except UnicodeEncodeError:
        raise ValueError("not UTF-8; save the file in that encoding") from None
    except csv.Error as error:
        raise ValueError(f"not CSV: {error}") from None
    cells = dict(zip(head, values, strict=False))
    if len(values) > len(head) or not cells.keys() >= set(COLUMNS):
        raise ValueError(f"{'more' if len(values) > len(head) else 'fewer'} than {len(COLUMNS)} columns")
    return {name: cells[name].strip() for name in COLUMNS}


def _split(line: str, *, strict: bool = False) -> list[str]:
    return next(csv.reader([line.rstrip("\r\n")], strict=strict), [])


def _member(cells: dict[str, str], topics: dict[str, Topic], default: str) -> MemberRow:
    """ValueError says what is wrong with the first wrong cell."""
    chosen = sorted({slug.strip() for slug in cells["topics"].split(";") if slug.strip()})
    return MemberRow(
        chat_id=_chat_id(cells["chat_id"]),
        language=_known("language", cells["language"].lower() or default, LANGUAGES),
        country=_known("country", cells["country"].upper(), codes(), "an ISO 3166-1 code like MN") or None,
        timezone=_known("timezone", cells["timezone"], ZONES, "a name like Asia/Almaty") or None,
        topics=tuple(_known("topic", slug, topics) for slug in chosen),
    )


def _chat_id(text: str) -> int:
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and 0 < int(digits) < 2**52):
        raise ValueError(f"chat_id '{text}' is not a Telegram chat id")
    return int(text)


def _known(name: str, value: str, allowed: Collection[str], like: str = "") -> str:
    if value and value not in allowed:
        raise ValueError(f"{name} '{value}' is unknown; use {like or ', '.join(allowed)}")
    return value
