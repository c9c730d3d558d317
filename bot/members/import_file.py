"""A file of members record by record: what is good becomes a `Row`, what isn't a `Fault` with its line and reason."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.directory.names import key
from bot.directory.topics import Topic
from bot.members import columns, values
from bot.members.records import Record
from bot.members.table import Table
from storage.members.members import Chosen

INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")  # which phones and chats copy along


@dataclass(frozen=True, slots=True)
class Row:
    """A member as a file has it; None and empty is what it does not say. `stopped` gets no announcements."""

    chat_id: int
    language: str | None = None
    country: str | None = None
    timezone: str | None = None
    topics: tuple[str, ...] = ()
    channel: bool = False
    script: str | None = None
    quiet_from: int | None = None
    quiet_until: int | None = None
    frequency: str | None = None
    topic_frequency: tuple[tuple[str, str], ...] = ()
    digest_at: int | None = None
    paused_until: datetime | None = None
    chosen: Chosen = Chosen.NOTHING
    joined_at: datetime | None = None
    onboarded_at: datetime | None = None
    consent_version: int | None = None
    last_active_at: datetime | None = None
    stopped: bool = False
    stopped_at: datetime | None = None
    blocked_at: datetime | None = None
    blocked_reason: str | None = None
    city: str | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """A record that was left out, and why; `address`: it has a phone number or an e-mail address only."""

    line: int
    reason: str
    address: bool = False


@dataclass(frozen=True, slots=True)
class Good:
    """A record that was read; `lost`: a cell nobody needs has lost letters; `without`: why it is taken without its
    city."""

    line: int
    row: Row
    lost: bool = False
    without: str = ""


def read(table: Table, topics: Mapping[str, Topic]) -> Iterator[Good | Fault]:
    """Each record's member or fault."""
    names = values.topic_names(topics)
    twins = columns.twins(table.head, table.places)
    for record in table.records:
        try:
            cells = _cells(table, record, twins)
            row = _in_groups(_row(cells, names), table, record, names)
        except _NoChatIdError:
            yield _without_chat_id(table, record)
        except ValueError as error:
            yield Fault(record.line, str(error))
        else:
            row, without = _living(row, cells.get("city", ""))
            yield Good(record.line, row, any(map(values.LOST.search, record.cells)), without)


def _in_groups(row: Row, table: Table, record: Record, names: Mapping[str, str]) -> Row:
    """Groups that are called as a topic are one."""
    slugs = {slug for group in columns.groups(table.head, record.cells) if (slug := names.get(key(group)))}
    return replace(row, topics=tuple(sorted(slugs.union(row.topics)))) if slugs and not row.stopped else row


def _living(row: Row, city: str) -> tuple[Row, str]:
    """In this city, which says the country where no other cell does; one that is not listed keeps nobody out, and the
    reason is told."""
    try:
        home = values.city(city, row.country)
    except ValueError as error:
        return row, str(error)
    return (replace(row, city=home.city, country=home.country), "") if home else (row, "")


class _NoChatIdError(ValueError):
    """The record has no chat id."""


def _without_chat_id(table: Table, record: Record) -> Fault:
    address = columns.address_column(
        name for name, cell in zip(table.head, record.cells, strict=False) if cell.strip()
    )
    if address:
        return Fault(record.line, f"no Telegram chat id, only {values.quoted(address)}", address=True)
    return Fault(record.line, "chat_id is empty")


def _cells(table: Table, record: Record, twins: Mapping[str, list[int]]) -> dict[str, str]:
    """The cells of our columns, and what an object in `attributes` says beside them. ValueError names the fault."""
    if record.broken:
        raise ValueError(record.broken)
    if any("\udc80" <= letter <= "\udcff" for cell in record.cells for letter in cell):
        raise ValueError("not UTF-8; save the file in that encoding")
    joined = _joined(table, record.cells)
    if len(joined) != len(table.head):
        few = "more" if len(joined) > len(table.head) else "fewer"
        raise ValueError(f"{few} than {len(table.head)} columns; {values.WELL_SAVED}")
    cells = {name: INVISIBLE.sub("", joined[index]).strip() for name, index in table.places.items()}
    cells |= {name: _agreed(name, [joined[index] for index in indexes]) for name, indexes in twins.items()}
    held = cells.pop("attributes", "")
    return _attributes(held) | {name: cell for name, cell in cells.items() if cell}


def _agreed(name: str, cells: list[str]) -> str:
    """What columns of one name say together; ValueError where they say different things."""
    said = list(dict.fromkeys(filter(None, (INVISIBLE.sub("", cell).strip() for cell in cells))))
    if len(said) > 1:
        quoted = " and ".join(map(values.quoted, said[:2]))
        raise ValueError(f"{name} stands in {len(cells)} columns, which say {quoted}; leave one of them")
    return said[0] if said else ""


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
        channel=value(values.flag, "channel", cell("channel"), otherwise=False),
        script=value(values.letters, cell("letters")) or letters,
        quiet_from=quiet_from,
        quiet_until=quiet_until,
        frequency=value(values.frequency, cell("frequency")),
        topic_frequency=value(values.topic_frequencies, cell("topic_frequency"), topic_names, otherwise=()),
        digest_at=value(values.clock, "digest_at", cell("digest_at")),
        paused_until=value(values.time, "paused_until", cell("paused_until")),
        chosen=value(values.chosen, cell("chosen")),
        joined_at=value(values.time, "joined_at", cell("joined_at")),
        onboarded_at=value(values.time, "consent_at", cell("consent_at")),
        consent_version=value(values.number, "consent_version", cell("consent_version")),
        last_active_at=value(values.time, "active_at", cell("active_at")),
        stopped_at=value(values.time, "stopped_at", cell("stopped_at")),
        blocked_at=value(values.time, "left_at", cell("left_at")),
        blocked_reason=cell("left_reason") or None,
    )
    stopped = [value(values.is_stopped, name, cell(name)) for name in ("status", "subscription")]
    stopped.append(values.has_opted_out(cell("opted_out")))
    if faults:
        raise ValueError("; ".join(faults))
    if row.stopped_at:
        return replace(row, stopped=True)
    return replace(row, stopped=True, topics=()) if any(stopped) else row
