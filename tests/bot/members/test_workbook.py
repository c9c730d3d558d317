"""Cells of a workbook as texts; what is none, or far too large, is refused."""

import io
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from bot.errors import StartError
from bot.members import workbook

FILE = Path("members.xlsx")


def nothing(_: int) -> None:
    """Nobody looks how far it is."""


def saved(*rows: list[object]) -> bytes:
    book, content = Workbook(), io.BytesIO()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (1001.0, "1001"),
        (-1001234567890.0, "-1001234567890"),
        (1001, "1001"),
        (12.5, "12.5"),
        (1.23457e17, "1.23457e+17"),
        ("қазақша", "қазақша"),
        (datetime(2026, 1, 5), "2026-01-05T00:00:00"),
        (True, "True"),
    ],
)
def test_a_cell_is_what_a_person_sees(cell: object, text: str) -> None:
    [sheet] = workbook.sheets(saved(["head", "x"], [cell, "y"]), FILE, nothing)
    assert sheet.rows == [("head", "x"), (text, "y")]


def test_an_archive_that_unpacks_to_far_more_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "LARGEST", 1_000)
    with pytest.raises(StartError, match=r"members\.xlsx: far more than a list of members"):
        workbook.sheets(saved(["chat_id"], [1]), FILE, nothing)


def test_how_far_a_long_sheet_is_read_is_told_all_the_while() -> None:
    content, told = saved(["chat_id"], *([number] for number in range(20_000))), list[int]()
    workbook.sheets(content, FILE, told.append)
    assert 1.5 * len(content) < sum(told) < 3 * len(content) and max(told) < len(content) / 2


@pytest.mark.parametrize(
    ("name", "held", "words"),
    [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet", r"an OpenDocument table \(\.ods\)"),
        ("members.csv", "chat_id\n1001\n", "an archive or another program's document"),
        ("word/document.xml", "<x/>", "an archive or another program's document"),
        ("xl/workbook.xml", "<x/>", "no Excel workbook that can be read"),
        ("xl/workbook.bin", "\x83\x01", r"a binary workbook \(\.xlsb\); save it as “Excel Workbook"),
        (
            "xl/workbook.xml",
            '<workbook xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"/>',
            "of the kind “Strict Open XML”; save it as “Excel Workbook",
        ),
    ],
)
def test_an_archive_of_something_else_is_refused(name: str, held: str, words: str) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(name, held)
    with pytest.raises(StartError, match=words):
        workbook.sheets(content.getvalue(), FILE, nothing)
