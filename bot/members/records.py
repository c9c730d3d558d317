"""A delimited text as records, which may be several lines long; a quotation mark left open spoils only its line."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

DELIMITERS = (",", ";", "\t", "|")
SEPARATOR = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)  # Excel's own first line
ENDS = re.compile("[\r\n]")
LONGEST = 100  # lines of one record


@dataclass(frozen=True, slots=True)
class Record:
    """`line` is where it begins; `broken` says why it cannot be read."""

    line: int
    cells: tuple[str, ...] = ()
    broken: str = ""


def lines_of(text: str) -> list[str]:
    """With their ends, whichever system wrote them: Unicode's own, too, where there are no others."""
    if not ENDS.search(text.strip()):
        text = "\n".join(text.splitlines())
    return list(io.StringIO(text, newline=""))


def separator(line: str) -> str | None:
    """The delimiter that Excel's `sep=;` names."""
    named = SEPARATOR.fullmatch(line)
    return named[1] if named else None


def cells(line: str, delimiter: str) -> tuple[str, ...]:
    """csv.Error for what is none."""
    return tuple(next(csv.reader([line.rstrip("\r\n")], delimiter=delimiter, strict=True), ()))


def read(
    lines: Sequence[str], delimiter: str, start: int, believed: Callable[[tuple[str, ...]], bool]
) -> Iterator[Record]:
    """The records from this index on; those without any text are passed over.

    Several lines are one record only if it can be `believed`: otherwise a quotation mark was left open, which
    is the fault of its own line.
    """
    index = start
    while index < len(lines):
        record, taken = _record(lines, index, delimiter, believed)
        if record.broken or any(map(str.strip, record.cells)):
            yield record
        index += taken


def _record(
    lines: Sequence[str], index: int, delimiter: str, believed: Callable[[tuple[str, ...]], bool]
) -> tuple[Record, int]:
    """The record that begins here, and how many lines it takes."""
    several = _until_closed(lines, index)
    if several > 1:
        try:
            whole = csv.reader(lines[index : index + several], delimiter=delimiter, strict=True)
            values = tuple(next(whole))
            if believed(values) and not list(whole):
                return Record(index + 1, values), several
        except csv.Error:
            pass  # the line is read alone, and says what is wrong with it
    try:
        return Record(index + 1, cells(lines[index], delimiter)), 1
    except csv.Error as error:
        return Record(index + 1, broken=f"not CSV: {error}"), 1


def _until_closed(lines: Sequence[str], index: int) -> int:
    """Lines until each quotation mark has its other one; 1 where that never comes."""
    marks = 0
    for number, line in enumerate(lines[index : index + LONGEST], 1):
        marks += line.count('"')
        if marks % 2 == 0:
            return number
    return 1
