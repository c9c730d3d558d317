"""Which table a file of members is: its kind, its delimiter, its head. What holds no members is refused with the way.

Delimited text in the dialects and encodings people have, and .xlsx; the head says which columns there are, wherever
they stand.
"""

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from bot.directory.topics import Topic
from bot.errors import StartError
from bot.members import columns, records, values, workbook
from bot.members.columns import COLUMNS, HEAD_WITHIN
from bot.members.encodings import decoded
from bot.members.records import DELIMITERS, Record
from bot.members.workbook import Sheet

OTHERS = (
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
    b"BZh",
    b"\xfd7zXZ",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"SQLite format 3",
    b"PAR1",
)
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
OLD_EXCEL = "an old Excel file (.xls); save it in Excel as .xlsx"
OLE_HOLDS = {  # streams of a compound file, and what it is then
    "EncryptedPackage": "a workbook with a password; in Excel take the password off (File, Info) and save it again",
    "Workbook": OLD_EXCEL,
    "Book": OLD_EXCEL,
}
READ = 2  # times
CARD = "BEGIN:VCARD"
MARKUP = ("<", "%PDF", "{\\rtf")
GROUPS = {
    "private_group": "-",
    "private_supergroup": "-100",
    "public_supergroup": "-100",
}  # Telegram Desktop's
INVITATION = (
    "Telegram lets a bot write only to who has started it. The way that works: send these people the invitation "
    "link https://t.me/NAME?start=topic_TOPIC (NAME is your bot's name, TOPIC one of {topics}); whoever opens it "
    "and presses Start is subscribed"
)


@dataclass(frozen=True, slots=True)
class Table:
    """A file whose head is understood, with about how many records (`size`).

    `unread`: other sheets with members; `hidden`: lines of rows nobody sees, which are left out; `mangled`: columns of
    the head whose letters were lost on the way, and what they were.
    """

    head: tuple[str, ...]
    places: Mapping[str, int]
    records: Iterator[Record]
    size: int
    unread: tuple[str, ...] = ()
    hidden: tuple[int, ...] = ()

    @property
    def mangled(self) -> dict[str, str]:
        return columns.mangled(self.head)


def opened(path: Path, topics: Mapping[str, Topic], advance: Callable[[int], None] = lambda _: None) -> Table:
    """The table in this file; StartError for what is none or has no column of chat ids. A workbook takes a while:
    `advance` is told of the bytes that were read of it, `READ` times all there are."""
    content = path.read_bytes()
    if content.startswith(ZIP):
        return _of_workbook(workbook.sheets(content, path, advance), path, topics)
    if content.startswith(OLE):
        raise StartError(f"{path}: {_compound(content)}")
    if content.startswith(OTHERS):
        raise StartError(
            f"{path}: an archive, a picture or a database, not a table; unpack or save it as .xlsx. {_wanted()}"
        )
    text = decoded(content)
    _refuse_others(text.lstrip(), path, topics)
    return _of_text(records.lines_of(text), path, topics)


def _compound(content: bytes) -> str:
    """What an OLE file is by the names in its directory, which are UTF-16, with the way."""
    known = (told for stream, told in OLE_HOLDS.items() if stream.encode("utf-16-le") in content)
    return next(known, "another program's document, not a table; save the list as .xlsx")


def _of_workbook(sheets: list[Sheet], path: Path, topics: Mapping[str, Topic]) -> Table:
    """The first sheet that has a head; the others that have one are named."""
    tables = [(sheet.title, table) for sheet in sheets if (table := _of_sheet(sheet))]
    if not tables:
        raise _no_head([row for sheet in sheets for row in sheet.rows[:1]], path, topics)
    return replace(tables[0][1], unread=tuple(title for title, _ in tables[1:]))


def _of_sheet(sheet: Sheet) -> Table | None:
    for index, head in enumerate(sheet.rows[:HEAD_WITHIN]):
        places = columns.places(head)
        if columns.is_head(places):
            rows = list(_numbered(sheet, index + 1, places, len(head)))
            hidden = tuple(record.line for record in rows if record.line in sheet.marks.hidden)
            shown = [record for record in rows if record.line not in sheet.marks.hidden]
            return Table(head, places, iter(shown), len(shown), hidden=hidden)
    return None


def _numbered(sheet: Sheet, start: int, places: Mapping[str, int], width: int) -> Iterator[Record]:
    """The rows that hold anything, as records; one that a calculation is missing in cannot be read."""
    for line, row in enumerate(sheet.rows[start:], start + 1):
        missing = sheet.marks.uncalculated.get(line, ())
        named = [name for name, index in places.items() if index in missing]
        if named:
            told = f"the formula in {named[0]} has no value; open the file in Excel and save it again"
            yield Record(line, broken=told)
        elif any(map(str.strip, row)):
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
        raise StartError(f"{path}: {told}. {invitation(topics)}. {_group(text)}")
    if text.startswith(MARKUP):
        raise StartError(f"{path}: no table that can be read; save it as .xlsx or “CSV UTF-8”. {_wanted()}")


def _group(text: str) -> str:
    """What an export of Telegram Desktop can give: the chat id of the group it is of, which has another form there."""
    try:
        chat = json.loads(text)
        prefix = GROUPS[chat["type"]]
        named = f" and importing chat_id {prefix}{int(chat['id'])}"
    except (ValueError, TypeError, KeyError, RecursionError):
        named = ""
    return f"A group is reached by adding the bot to it{named}"


def _no_head(heads: Sequence[tuple[str, ...]], path: Path, topics: Mapping[str, Topic]) -> StartError:
    address = next(filter(None, map(columns.address_column, heads)), None)
    if address:
        told = f"line 1: no column chat_id, only addresses of other kinds ({values.quoted(address)})"
        return StartError(f"{path}: {told}. {invitation(topics)}")
    mangled = [pair for head in heads for pair in columns.mangled(head).items()]
    if mangled:
        return StartError(f"{path}: line 1: {mangled_column(*mangled[0])}")
    return StartError(f"{path}: line 1: no column chat_id; {_wanted()}")


def mangled_column(cell: str, meant: str) -> str:
    """That a column was not read, and why."""
    told = f"column {values.quoted(cell)} is {values.quoted(meant)}, opened in another encoding than it was saved in"
    return f"{told}, and was not read; {values.WELL_SAVED}"


def _wanted() -> str:
    return f"the head must be {','.join(COLUMNS)}, of which only chat_id must be there"


def invitation(topics: Mapping[str, Topic]) -> str:
    """The way for people whose chat ids nobody has."""
    return INVITATION.format(topics=", ".join(topics))
