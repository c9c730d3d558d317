"""A line of a members' CSV: what is good becomes a `Row`, what isn't a `Fault` with its line and reason."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO
from zoneinfo import available_timezones

from bot.directory.countries import codes
from bot.directory.topics import Topic
from bot.errors import StartError
from bot.text.languages import LANGUAGES

COLUMNS = ("chat_id", "language", "country", "timezone", "topics")
TORN = "\0"  # the key under which a line that cannot be read says why
COUNTRIES = codes()
ZONES = frozenset(available_timezones())


@dataclass(frozen=True, slots=True)
class Row:
    """A member as imported; `country` is ISO 3166-1 alpha-2."""

    chat_id: int
    language: str
    country: str | None
    timezone: str | None
    topics: tuple[str, ...]

    def values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in COLUMNS}


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that was left out, and why."""

    line: int
    reason: str


def read(handle: TextIO, file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Line numbers and rows; StartError when the head lacks a column.

    Each line is read for itself, since no column can hold a line break: a quote left open spoils its own
    line and not the rest of the file. What is wrong with such a line stands under `TORN`.
    """
    lines = enumerate(handle, 1)
    head = [name.strip().lower() for name in _cells(next(lines, (1, ""))[1])]
    missing = [name for name in COLUMNS if name not in head]
    if missing:
        raise StartError(
            f"{file}: line 1: no column {', '.join(missing)}; the head must be {','.join(COLUMNS)}, "
            "with commas and in UTF-8"
        )
    for number, line in lines:
        if line.strip():
            yield number, _row(head, line)


def _row(head: list[str], line: str) -> dict[str, str]:
    try:
        line.encode()
        cells = _cells(line, strict=True)
    except UnicodeEncodeError:
        return {TORN: "not UTF-8; save the file in that encoding"}
    except csv.Error as error:
        return {TORN: f"not CSV: {error}"}
    row = dict(zip(head, cells, strict=False))
    return row | {"": "more"} if len(cells) > len(head) else row


def _cells(line: str, *, strict: bool = False) -> list[str]:
    return next(csv.reader([line.rstrip("\r\n")], strict=strict), [])


def check(line: int, row: dict[str, Any], topics: dict[str, Topic], default: str) -> Row | Fault:
    """The row as a member, or what is wrong with it."""
    if TORN in row:
        return Fault(line, row[TORN])
    if "" in row or any(row.get(name) is None for name in COLUMNS):
        return Fault(line, f"{'more' if '' in row else 'fewer'} than {len(COLUMNS)} columns")
    cells = {name: row[name].strip() for name in COLUMNS}
    cells["language"] = cells["language"].lower()
    chosen = tuple(sorted({slug.strip() for slug in cells["topics"].split(";") if slug.strip()}))
    reason = (
        _chat_id(cells["chat_id"])
        or _unknown("language", cells["language"] or default, LANGUAGES)
        or _unknown("country", cells["country"].upper(), COUNTRIES, "an ISO 3166-1 code like MN")
        or _unknown("timezone", cells["timezone"], ZONES, "a name like Asia/Almaty")
        or next((fault for slug in chosen if (fault := _unknown("topic", slug, tuple(topics)))), None)
    )
    if reason:
        return Fault(line, reason)
    return Row(
        chat_id=int(cells["chat_id"]),
        language=cells["language"] or default,
        country=cells["country"].upper() or None,
        timezone=cells["timezone"] or None,
        topics=chosen,
    )


def _chat_id(text: str) -> str | None:
    digits = text.removeprefix("-")
    good = digits.isascii() and digits.isdigit() and 0 < int(digits) < 2**52
    return None if good else f"chat_id '{text}' is not a Telegram chat id"


def _unknown(name: str, value: str, allowed: tuple[str, ...] | frozenset[str], like: str = "") -> str | None:
    if not value or value in allowed:
        return None
    return f"{name} '{value}' is unknown; use {like or ', '.join(allowed)}"
