"""Tables that a spreadsheet opens: no cell of theirs is ever a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\n")  # https://owasp.org/www-community/attacks/CSV_Injection


def harmless(cell: Any) -> Any:
    """Text that a table would take for a formula, marked as text; its lines end as the table's do. Numbers stay
    numbers, None is an empty cell."""
    if cell is None:
        return ""
    if not isinstance(cell, str):
        return cell
    text = cell.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{text}" if text.startswith(FORMULA) else text


def delimiter(language: str) -> str:
    """The sign a spreadsheet set to this language expects: where a comma stands in numbers, cells have a semicolon."""
    return "," if language == "en" else ";"


def lines(rows: Iterable[Sequence[Any]], *, delimiter: str = ",") -> str:
    """The rows as text of a CSV file."""
    written = StringIO()
    table = csv.writer(written, delimiter=delimiter, lineterminator="\n")
    table.writerows([harmless(cell) for cell in row] for row in rows)
    return written.getvalue()


def content(rows: Iterable[Sequence[Any]], *, delimiter: str = ",") -> bytes:
    """A whole file, in UTF-8 with the mark by which spreadsheets know it."""
    return lines(rows, delimiter=delimiter).encode("utf-8-sig")
