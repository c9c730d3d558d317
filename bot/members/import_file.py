"""A file of members record by record: what is good becomes a `Row`, what isn't a `Fault` with its line and reason.

Reads delimited text in the dialects and encodings people have, and .xlsx; the head says which columns there are,
wherever they stand. What holds no members at all is refused with the way that works.
"""

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from bot.directory.names import key
from bot.directory.topics import Topic
from bot.errors import StartError
from bot.members import columns, records, values, workbook
from bot.members.columns import COLUMNS, HEAD_WITHIN
from bot.members.encodings import decoded
from bot.members.records import DELIMITERS, Record
from storage.members.members import Chosen

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
CARD = "BEGIN:VCARD"
MARKUP = ("<", "%PDF", "{\\rtf")
INVITATION = (
    "Telegram lets a bot write only to who has started it. The way that works: send these people the invitation "
    "link https://t.me/NAME?start=topic_TOPIC (NAME is your bot's name, TOPIC one of {topics}); whoever opens it "
    "and presses Start is subscribed"
)


@dataclass(frozen=True, slots=True)
class Row:
    """A member as a file has it; None and empty is what it does not say. `stopped` gets no announcements."""

    chat_id: int
    language: str | None = None
    country: str | None = None
    timezone: str | None = None
    topics: tuple[str, ...] = ()
    script: str | None = None
    quiet_from: int | None = None
    quiet_until: int | None = None
    chosen: Chosen = Chosen.NOTHING
    joined_at: datetime | None = None
    onboarded_at: datetime | None = None
    last_active_at: datetime | None = None
    stopped: bool = False
    stopped_at: datetime | None = None
    blocked_at: datetime | None = None
    blocked_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """A record that was left out, and why; `address`: it has a phone number or an e-mail address only."""

    line: int
    reason: str
    address: bool = False


@dataclass(frozen=True, slots=True)
class Good:
    """A record that was read; `lost`: a cell nobody needs has lost letters."""

    line: int
    row: Row
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A file whose head is understood. `size` is about how many records there are."""

    head: tuple[str, ...]
    places: Mapping[str, int]
    records: Iterator[Record]
    size: int


def read(table: Table, topics: Mapping[str, Topic]) -> Iterator[Good | Fault]:
    """Each record's member or fault."""
    names = values.topic_names(topics)
    for record in table.records:
        try:
            row = _in_groups(_row(_cells(table, record), names), table, record, names)
        except _NoChatIdError:
            yield _without_chat_id(table, record)
        except ValueError as error:
            yield Fault(record.line, str(error))
        else:
            yield Good(record.line, row, any(map(values.LOST.search, record.cells)))


def _in_groups(row: Row, table: Table, record: Record, names: Mapping[str, str]) -> Row:
    """Groups that are called as a topic are one."""
    slugs = {slug for group in columns.groups(table.head, record.cells) if (slug := names.get(key(group)))}
    return replace(row, topics=tuple(sorted(slugs.union(row.topics)))) if slugs and not row.stopped else row


def opened(path: Path, topics: Mapping[str, Topic]) -> Table:
    """The table in this file; StartError for what is none or has no column of chat ids."""
    content = path.read_bytes()
    if content.startswith(ZIP):
        return _of_workbook(workbook.sheets(content, path), path, topics)
    if content.startswith(OLE):
        told = "an old Excel file (.xls), or one with a password"
        raise StartError(f"{path}: {told}; save it in Excel as .xlsx without a password")
    text = decoded(content)
    _refuse_others(text.lstrip(), path, topics)
    return _of_text(records.lines_of(text), path, topics)


def _of_workbook(sheets: list[list[tuple[str, ...]]], path: Path, topics: Mapping[str, Topic]) -> Table:
    """The first sheet that has a head."""
    for rows in sheets:
        for index, head in enumerate(rows[:HEAD_WITHIN]):
            places = columns.places(head)
            if columns.is_head(places):
                return Table(head, places, _numbered(rows, index + 1, len(head)), len(rows) - index - 1)
    raise _no_head([row for rows in sheets for row in rows[:1]], path, topics)


def _numbered(rows: Sequence[tuple[str, ...]], start: int, width: int) -> Iterator[Record]:
    for line, row in enumerate(rows[start:], start + 1):
        if any(map(str.strip, row)):
            yield Record(line, (*row, *[""] * (width - len(row))))


def _of_text(lines: Sequence[str], path: Path, topics: Mapping[str, Topic]) -> Table:
    """The delimiter is the one that makes the best head of one of the first lines."""
    told = records.separator(lines[0]) if lines else None
    start = 1 if told else 0
    best: tuple[int, int, str, tuple[str, ...]] | None = None
    for index, line in enumerate(islice(lines, start, start + HEAD_WITHIN), start):
        for delimiter in (told,) if told else DELIMITERS:
            head = _split(line, delimiter)
            known = columns.places(head)
            if columns.is_head(known) and (best is None or len(known) > best[0]):
                best = len(known), index, delimiter, head
    if best is None:
        raise _no_head([_split(line, told or ",") for line in lines[start : start + 1]], path, topics)
    _, index, delimiter, head = best
    places = columns.places(head)
    read = records.read(lines, delimiter, index + 1, _believed(len(head), places))
    return Table(head, places, read, len(lines) - index - 1)


def _split(line: str, delimiter: str) -> tuple[str, ...]:
    try:
        return records.cells(line, delimiter)
    except csv.Error:
        return (line,)


def _believed(width: int, places: Mapping[str, int]) -> Callable[[tuple[str, ...]], bool]:
    """None of our columns holds a line break; others, as notes and addresses, may."""
    ours = [index for name, index in places.items() if name != "attributes"]
    return lambda cells: len(cells) == width and not any("\n" in cells[index].strip() for index in ours)


def _refuse_others(text: str, path: Path, topics: Mapping[str, Topic]) -> None:
    """StartError for files of other kinds, with what to do instead."""
    if not text:
        raise StartError(f"{path}: empty; {_wanted()}")
    if text.startswith(CARD):
        raise StartError(f"{path}: a phone book. {invitation(topics)}")
    if text.startswith(("{", "[")):
        told = "JSON, as Telegram Desktop exports chats and contacts: it names people who have not started the bot"
        raise StartError(f"{path}: {told}. {invitation(topics)}. A group is reached by adding the bot to it")
    if text.startswith(MARKUP):
        raise StartError(f"{path}: no table that can be read; save it as .xlsx or “CSV UTF-8”. {_wanted()}")


def _no_head(heads: Sequence[tuple[str, ...]], path: Path, topics: Mapping[str, Topic]) -> StartError:
    address = next(filter(None, map(columns.address_column, heads)), None)
    if address:
        told = f"line 1: no column chat_id, only addresses of other kinds ({values.quoted(address)})"
        return StartError(f"{path}: {told}. {invitation(topics)}")
    return StartError(f"{path}: line 1: no column chat_id; {_wanted()}")


def _wanted() -> str:
    return f"the head must be {','.join(COLUMNS)}, of which only chat_id must be there"


def invitation(topics: Mapping[str, Topic]) -> str:
    """The way for people whose chat ids nobody has."""
    return INVITATION.format(topics=", ".join(topics))


class _NoChatIdError(ValueError):
    """The record has no chat id."""


def _without_chat_id(table: Table, record: Record) -> Fault:
    address = columns.address_column(
        name for name, cell in zip(table.head, record.cells, strict=False) if cell.strip()
    )
    if address:
        return Fault(record.line, f"no Telegram chat id, only {values.quoted(address)}", address=True)
    return Fault(record.line, "chat_id is empty")


def _cells(table: Table, record: Record) -> dict[str, str]:
    """The cells of our columns, and what an object in `attributes` says beside them. ValueError names the fault."""
    if record.broken:
        raise ValueError(record.broken)
    if any("\udc80" <= letter <= "\udcff" for cell in record.cells for letter in cell):
        raise ValueError("not UTF-8; save the file in that encoding")
    found = _joined(table, record.cells)
    if len(found) != len(table.head):
        few = "more" if len(found) > len(table.head) else "fewer"
        raise ValueError(f"{few} than {len(table.head)} columns")
    cells = {name: found[index].strip() for name, index in table.places.items()}
    held = cells.pop("attributes", "")
    return _attributes(held) | {name: cell for name, cell in cells.items() if cell}


def _joined(table: Table, cells: tuple[str, ...]) -> tuple[str, ...]:
    """As many as the head has: without empty ones behind, and with the topics in one cell where they are the last
    column and were separated as the columns are."""
    width, last = len(table.head), len(table.head) - 1
    if len(cells) > width and not any(map(str.strip, cells[width:])):
        return cells[:width]
    if len(cells) > width and table.places.get("topics") == last:
        return (*cells[:last], ";".join(cells[last:]))
    return cells


def _attributes(text: str) -> dict[str, str]:
    if not text:
        return {}
    try:
        held = list(columns.leaves(json.loads(text, parse_float=str)))
    except (ValueError, RecursionError):
        raise ValueError(f"attributes {values.quoted(text)} are not JSON") from None
    places = columns.places([name for name, _ in held])
    return {name: held[index][1].strip() for name, index in places.items()}


def _row(cells: Mapping[str, str], topic_names: Mapping[str, str]) -> Row:
    """ValueError lists everything that is wrong in the record."""
    faults: list[str] = []

    def value(read: Callable[..., Any], *arguments: Any, otherwise: Any = None) -> Any:
        try:
            return read(*arguments)
        except ValueError as error:
            faults.append(str(error))
            return otherwise

    def cell(name: str) -> str:
        return cells.get(name, "")

    chat_id = value(values.chat_id, cell("chat_id"))
    if chat_id is None and not faults:
        raise _NoChatIdError
    language, letters = value(values.language, cell("language"), otherwise=(None, None))
    quiet_from, quiet_until = value(values.quiet_hours, cell("quiet_hours"), otherwise=(None, None))
    row = Row(
        chat_id=chat_id or 0,
        language=language,
        country=value(values.country, cell("country")),
        timezone=value(values.timezone, cell("timezone")),
        topics=value(values.topics, cell("topics"), topic_names, otherwise=()),
        script=value(values.letters, cell("letters")) or letters,
        quiet_from=quiet_from,
        quiet_until=quiet_until,
        chosen=value(values.chosen, cell("chosen")),
        joined_at=value(values.time, "joined_at", cell("joined_at")),
        onboarded_at=value(values.time, "consent_at", cell("consent_at")),
        last_active_at=value(values.time, "active_at", cell("active_at")),
        stopped_at=value(values.time, "stopped_at", cell("stopped_at")),
        blocked_at=value(values.time, "left_at", cell("left_at")),
        blocked_reason=cell("left_reason") or None,
    )
    if faults:
        raise ValueError("; ".join(faults))
    if row.stopped_at:
        return replace(row, stopped=True)
    return replace(row, stopped=True, topics=()) if values.is_stopped(cell("status")) else row
