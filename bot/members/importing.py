"""The rows of a file written to the database, a chunk a transaction; a dry run decides the same and writes nothing."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.members.import_file import Fault, Good, Row
from bot.members.merge import Decision, Guard, Result, decide
from storage.database.database import Database
from storage.members import bulk_import, forget_requests, forgotten

CHUNK = 1_000


@dataclass(slots=True)
class Contents:
    """What a file holds: of a chat that stands in it twice the last row counts, and a stop in either."""

    total: int = 0
    rows: dict[int, Row] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    lines: dict[int, int] = field(default_factory=dict)  # by chat
    repeated: list[tuple[int, int]] = field(
        default_factory=list
    )  # the line, and the earlier one of that chat
    lost: list[int] = field(default_factory=list)  # lines with lost letters in cells nobody needs
    without: list[tuple[int, str]] = field(
        default_factory=list
    )  # the line, and why it is taken without its city


@dataclass(slots=True)
class Outcome:
    """How many rows had which result, and how many members were left alone for which reason."""

    results: Counter[Result] = field(default_factory=Counter)
    guarded: Counter[Guard] = field(default_factory=Counter)


def gathered(records: Iterable[Good | Fault], advance: Callable[[int], None]) -> Contents:
    """Everything the file says."""
    contents = Contents()
    for record in records:
        contents.total += 1
        if isinstance(record, Fault):
            contents.faults.append(record)
        else:
            _take(contents, record)
        advance(1)
    return contents


def _take(contents: Contents, record: Good) -> None:
    chat, row = record.row.chat_id, record.row
    earlier = contents.rows.get(chat)
    if earlier is not None and earlier != row:
        contents.repeated.append((record.line, contents.lines[chat]))
        if earlier.stopped and not row.stopped:
            row = replace(row, stopped=True, stopped_at=earlier.stopped_at, topics=earlier.topics)
    if record.without:
        contents.without.append((record.line, record.without))
    if record.lost:
        contents.lost.append(record.line)
    contents.rows[chat], contents.lines[chat] = row, record.line


async def import_rows(
    database: Database,
    rows: Sequence[Row],
    default: str,
    at: datetime,
    advance: Callable[[int], None],
    *,
    dry_run: bool = False,
) -> Outcome:
    """Writes them; what is committed stays when it is stopped. `default` is a language, `at` is now."""
    outcome = Outcome()
    for chunk in _chunks(rows):
        transaction: AbstractAsyncContextManager[AsyncConnection]
        transaction = database.connect() if dry_run else database.begin()
        async with transaction as tx:
            decided = await _decided(tx, chunk, default, at)
            if not dry_run:
                await _write(tx, decided)
        outcome.results.update(decision.result for decision in decided.values())
        outcome.guarded.update(decision.guard for decision in decided.values() if decision.guard)
        advance(len(chunk))
    return outcome


def _chunks(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    return (rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK))


async def _decided(
    tx: AsyncConnection, rows: Sequence[Row], default: str, at: datetime
) -> dict[int, Decision]:
    chats = [row.chat_id for row in rows]
    known, away = await bulk_import.of_chats(tx, chats), await forgotten.among(tx, chats)
    away |= await forget_requests.among(tx, chats)
    return {
        row.chat_id: decide(row, known.get(row.chat_id), default, at, forgotten=row.chat_id in away)
        for row in rows
    }


async def _write(tx: AsyncConnection, decided: Mapping[int, Decision]) -> None:
    new = [decision.values for decision in decided.values() if decision.result == Result.ADDED]
    changes = {
        chat: decision.values
        for chat, decision in decided.items()
        if decision.result == Result.CHANGED and decision.values
    }
    topics = [(chat, topic) for chat, decision in decided.items() for topic in decision.topics]
    frequencies = [(chat, *own) for chat, decision in decided.items() for own in decision.frequencies]
    await bulk_import.write(tx, new, changes, topics, frequencies)
