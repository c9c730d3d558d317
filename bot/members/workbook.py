"""The rows of an Excel workbook as texts: numbers without their `.0`, so that a chat id is one again."""

import warnings
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from bot.errors import StartError
from bot.members import sheet_marks
from bot.members.sheet_marks import Marks

OPEN_DOCUMENT = b"application/vnd.oasis.opendocument"
STRICT = b"http://purl.oclc.org/ooxml/"  # namespaces of that kind
LARGEST = 2**30  # bytes of it unpacked
EXACT = 2**53  # above it a spreadsheet's numbers have lost digits
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    EOFError,
    OSError,  # of a workbook without its main part
    RuntimeError,  # of a kind of archive nobody writes, or with a password
    KeyError,
    StopIteration,  # of a package that has no workbook
    IndexError,
    TypeError,
    ValueError,
    SyntaxError,  # which broken XML is
)


Rows = list[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with all its rows, and what is said of them besides their values."""

    title: str
    rows: Rows
    marks: Marks


class Watched(BytesIO):
    """A file that tells how many of its bytes are read."""

    def __init__(self, content: bytes, advance: Callable[[int], None]) -> None:
        super().__init__(content)
        self._advance = advance

    def read(self, size: int | None = -1, /) -> bytes:
        read = super().read(size)
        self._advance(len(read))
        return read


def sheets(content: bytes, path: Path, advance: Callable[[int], None]) -> list[Sheet]:
    """Each sheet that can be seen, the first one first; StartError for what is no workbook. `advance` is told of the
    bytes that are read, each once for the values and once for the marks."""
    try:
        _check_size(content, path)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of features we do not need
            book = load_workbook(Watched(content, advance), read_only=True, data_only=True)
            seen = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            with zipfile.ZipFile(Watched(content, advance)) as archive:
                marks = sheet_marks.of_sheets(archive)
            return [Sheet(sheet.title, _rows(sheet), marks[sheet.title]) for sheet in seen or book.worksheets]
    except BROKEN as error:
        told = f"{path}: no Excel workbook that can be read ({type(error).__name__})"
        raise StartError(f"{told}; save it again as .xlsx, or as “CSV UTF-8”") from None


def _check_size(content: bytes, path: Path) -> None:
    """A small archive may hold more than this machine has."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        if not any(name.startswith("xl/") for name in archive.namelist()):
            raise StartError(f"{path}: {_other_archive(archive)}")
        if told := _other_kind(archive):
            raise StartError(f"{path}: {told}; save it as “Excel Workbook (.xlsx)”")
        if sum(member.file_size for member in archive.infolist()) > LARGEST:
            raise StartError(f"{path}: far more than a list of members; save the sheet alone, as “CSV UTF-8”")


def _other_archive(archive: zipfile.ZipFile) -> str:
    """What else is packed as a workbook is, with the way."""
    if "mimetype" in archive.namelist() and archive.read("mimetype").startswith(OPEN_DOCUMENT):
        return "an OpenDocument table (.ods); save it as .xlsx"
    return "an archive or another program's document, not a table; unpack it, or save the list as .xlsx"


def _other_kind(archive: zipfile.ZipFile) -> str | None:
    """A workbook in a form whose values nobody reads here."""
    if "xl/workbook.bin" in archive.namelist():
        return "a binary workbook (.xlsb)"
    if "xl/workbook.xml" in archive.namelist() and STRICT in archive.read("xl/workbook.xml"):
        return "a workbook of the kind “Strict Open XML”"
    return None


def _rows(sheet: Any) -> Rows:
    sheet.reset_dimensions()  # some writers state them wrongly
    return [tuple(map(_text, row)) for row in sheet.iter_rows(values_only=True)]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < EXACT:
        return str(int(value))
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)
