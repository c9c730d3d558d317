"""What the parts of an .xlsx say of a sheet besides its values: rows that are hidden, formulas nobody has calculated.

The reader of values tells neither: to it a hidden row is one as any other, and such a formula an empty cell.
"""

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from openpyxl.utils.cell import column_index_from_string, coordinate_from_string
from openpyxl.xml.functions import iterparse

DOCUMENT = "officeDocument"  # how the package's relation to its workbook ends
YES = ("1", "true")


@dataclass(frozen=True, slots=True)
class Marks:
    """By line: rows that are hidden, as by a filter; and the columns (from 0) whose formula has no value."""

    hidden: frozenset[int]
    uncalculated: dict[int, frozenset[int]]


def of_sheets(archive: zipfile.ZipFile) -> dict[str, Marks]:
    """By the sheet's title."""
    book = next(target for kind, _, target in _relations(archive, "") if kind.endswith(DOCUMENT))
    targets = {name: target for _, name, target in _relations(archive, book)}
    with archive.open(book) as content:
        sheets = [element.attrib for _, element in iterparse(content) if _local(element.tag) == "sheet"]
    named = {sheet["name"]: value for sheet in sheets for key, value in sheet.items() if _local(key) == "id"}
    return {title: _marks(archive, targets[name]) for title, name in named.items()}


def _relations(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[str, str, str]]:
    """Kind, name and target of what a part of the package (the package itself: "") refers to."""
    folder, name = posixpath.split(part)
    with archive.open(posixpath.join(folder, "_rels", f"{name}.rels")) as content:
        for _, element in iterparse(content):
            if _local(element.tag) == "Relationship":
                target = posixpath.normpath(posixpath.join("/", folder, element.attrib["Target"]))
                yield element.attrib["Type"], element.attrib["Id"], target.lstrip("/")


def _marks(archive: zipfile.ZipFile, part: str) -> Marks:
    hidden, uncalculated, line = set[int](), dict[int, frozenset[int]](), 0
    with archive.open(part) as content:
        for _, element in iterparse(content):
            if _local(element.tag) == "row":
                line = int(element.get("r", line + 1))
                if element.get("hidden") in YES:
                    hidden.add(line)
                if columns := frozenset(_uncalculated(element)):
                    uncalculated[line] = columns
                element.clear()  # a sheet may be long
    return Marks(frozenset(hidden), uncalculated)


def _uncalculated(row: Any) -> Iterator[int]:
    column = -1
    for cell in row:
        place = cell.get("r")
        column = column_index_from_string(coordinate_from_string(place)[0]) - 1 if place else column + 1
        parts = {_local(part.tag): part.text for part in cell}
        if "f" in parts and not parts.get("v") and cell.get("t") != "str":
            yield column


def _local(name: str) -> str:
    """Without the namespace, which differs by the kind of workbook."""
    return name.rpartition("}")[2]
