"""Member files as real programs write them: Excel (openpyxl), csv in its dialects and encodings, other exports.

Those are listmonk, RapidPro, Google's phone book and Telegram Desktop. Made anew for each test; no person is in them.
"""

import csv
import io
import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font

Table = Sequence[Sequence[Any]]

PLAIN: Table = (
    ("chat_id", "language", "country", "timezone", "topics"),
    ("1001", "kk", "DE", "Europe/Berlin", "quota;events"),
    ("1002", "ru", "MN", "", ""),
    ("-1001234567890", "en", "", "asia/almaty", "law"),
)
NAMED: Table = (
    ("Telegram ID", "Аты-жөні", "Тіл", "Мемлекет", "Уақыт белдеуі", "Тақырыптар"),
    ("1001", "Әйгерім Қуанышқызы", "қазақша", "Германия", "EUROPE/BERLIN", "quota;events"),
    ("1002", "Ғалым Өтеген", "орысша", "Моңғолия", "", ""),
    ("-1001234567890", "Ұлы дала тобы", "ағылшынша", "", "Asia/Almaty", "law"),
)
RUSSIAN: Table = (
    ("Телеграм ID", "Имя", "Язык", "Страна", "Часовой пояс", "Темы"),
    ("1001", "Айгуль", "казахский", "Германия", "europe/berlin", "quota,events"),
    ("1002", "Галым", "русский", "Монголия", "", ""),
    ("-1001234567890", "Группа", "английский", "", "Asia/Almaty", "law"),
)
TURKISH: Table = (
    ("chat_id", "isim", "language", "country", "timezone", "topics"),
    ("1001", "Gülşen Çağlar", "kaz", "DEU", "Europe/Berlin", "events, quota"),
    ("1002", "Ömer", "rus", "MNG", "", ""),
    ("-1001234567890", "Grup", "eng", "", "Asia/Almaty", "law"),
)
ADDRESSED: Table = (
    ("chat_id", "address", "language", "country", "timezone", "topics"),
    ("1001", "Berlin,\nUnter den Linden 1", "kk", "de", "Europe/Berlin", "quota;events"),
    ("1002", 'Өлгий, "Сырғалы"', "ru", "mng", "", ""),
    ("-1001234567890", "a; b, c", "en", "", "ASIA/ALMATY", "law"),
)


def delimited(
    table: Table,
    encoding: str = "utf-8",
    delimiter: str = ",",
    *,
    head: str = "",
    end: str = "\r\n",
    quoting: int = csv.QUOTE_MINIMAL,
    mark: bytes = b"",
) -> bytes:
    """As csv writes it; `head` are lines before the table."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]
    writer.writerows(table)
    return mark + (head + text.getvalue()).encode(encoding)


def workbook(
    table: Table, *, numbers: bool = False, titles: Table = (), second: bool = False, empty: int = 0
) -> bytes:
    """As Excel keeps it: with `numbers` chat ids are floats; `titles` stand above; `second`: on another sheet."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    if second:
        sheet.append(["Notes of the year"])
        sheet = book.create_sheet("Мүшелер")
    for title in titles:
        sheet.append(list(title))
    for index, row in enumerate(table):
        first = float(row[0]) if numbers and index else row[0]
        sheet.append([first, *(cell or None for cell in row[1:])])
    for cell in sheet[len(titles) + 1]:
        cell.font = Font(bold=True)
    for _ in range(empty):
        sheet.append([None, None])
    sheet.append([])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def dated_workbook() -> bytes:
    """A date where a chat id should be, a number with lost digits, and a good row."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["chat_id", "language", "joined"])
    sheet.append([date(2026, 1, 5), "kk", None])
    sheet.append([1.23457e17, "kk", None])
    sheet.append(["1,23457E+11", "kk", None])
    sheet.append([1001.0, "kk", date(2026, 1, 5)])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def listmonk(*people: tuple[dict[str, Any], str]) -> bytes:
    """Attributes and status of each."""
    rows: list[tuple[str, ...]] = [
        ("uuid", "email", "name", "attributes", "status", "created_at", "updated_at")
    ]
    for number, (attributes, status) in enumerate(people):
        held = json.dumps(attributes, ensure_ascii=False)
        when = "2025-03-01T10:00:00.000000Z"
        rows.append((f"uuid-{number}", f"m{number}@example.org", "Ә. Қ.", held, status, when, when))
    return delimited(rows, end="\n")


def rapidpro(encoding: str = "utf-8-sig") -> Table:
    """A table with the columns of RapidPro's export."""
    return (
        (
            "Contact UUID", "Name", "Language", "Status", "Created On", "Last Seen On", "URN:Tel", "URN:Telegram",
            "Field:Country", "Field:Timezone", "Group:Events", "Group:Volunteers",
        ),
        ("u1", "Ә. Қ.", "kaz", "Active", "2025-03-01", "", "", "1001", "Germany", "Europe/Berlin", "true", "true"),
        ("u2", "Г. Ө.", "rus", "Active", "2025-03-01", "", "+97611000000", "1002", "Mongolia", "", "false", "false"),
        ("u3", "S. P.", "eng", "Blocked", "2025-03-01", "", "", "1003", "", "", "true", "false"),
        ("u4", "T. T.", "eng", "Active", "2025-03-01", "", "+97611000001", "", "", "", "false", "false"),
    )  # fmt: skip


def google() -> bytes:
    """A phone book: many columns, values joined by ` ::: `, and no Telegram ids."""
    head = [
        "First Name",
        "Middle Name",
        "Last Name",
        "Nickname",
        "Organization Name",
        "Birthday",
        "Notes",
        "Labels",
    ]
    head += [
        f"{kind} {n} - {part}" for kind in ("E-mail", "Phone") for n in (1, 2) for part in ("Label", "Value")
    ]
    row = ["Әйгерім", "", "Қ.", "", "", "", "", "* myContacts ::: * starred", "Home", "a@example.org"]
    return delimited([head, [*row, "", "", "Mobile", "+7 701 000 00 00 ::: +7 701 000 00 01", "", ""]])


def telegram_desktop() -> bytes:
    """result.json of one chat."""
    text = ["Сәлем ", {"type": "link", "text": "https://example.org"}]
    message = {"id": 1, "type": "message", "date": "2026-01-05T10:00:00", "from_id": "user1001", "text": text}
    chat = {"name": "Топ", "type": "private_supergroup", "id": 1234567890, "messages": [message]}
    return json.dumps(chat, ensure_ascii=False, indent=1).encode()


# Each of these holds the same three members.
SAME: dict[str, bytes] = {
    "csv": delimited(PLAIN),
    "csv of Unix": delimited(PLAIN, end="\n"),
    "csv of an old Mac": delimited(PLAIN, end="\r"),
    "csv, all quoted": delimited(PLAIN, quoting=csv.QUOTE_ALL),
    "csv, UTF-8 with BOM": delimited(PLAIN, "utf-8-sig"),
    "csv, semicolons": delimited(PLAIN, delimiter=";"),
    "csv, semicolons, all quoted": delimited(PLAIN, delimiter=";", quoting=csv.QUOTE_ALL),
    "csv, tabs": delimited(PLAIN, delimiter="\t"),
    "csv, bars": delimited(PLAIN, delimiter="|"),
    "csv, sep=;": delimited(PLAIN, delimiter=";", head="sep=;\r\n"),
    "csv, sep=tab, BOM": delimited(PLAIN, "utf-8-sig", "\t", head="sep=\t\r\n"),
    "csv, sep=^": delimited(PLAIN, delimiter="^", head="sep=^\r\n"),
    "csv, titles above": delimited(PLAIN, head="Members of 2026,,,,\r\n,,,,\r\n"),
    "csv, empty rows": delimited([*PLAIN[:2], [""] * 5, *PLAIN[2:], [""] * 5]),
    "csv, cells behind the head": delimited([PLAIN[0], *([*row, "", ""] for row in PLAIN[1:])]),
    "Kazakh, UTF-8": delimited(NAMED),
    "Kazakh, UTF-8 with BOM, semicolons": delimited(NAMED, "utf-8-sig", ";"),
    "Kazakh, KZ-1048, semicolons": delimited(NAMED, "kz1048", ";"),
    "Kazakh, KZ-1048, tabs": delimited(NAMED, "kz1048", "\t"),
    "Kazakh, Excel's Unicode text": delimited(NAMED, "utf-16-le", "\t", mark=b"\xff\xfe"),
    "Kazakh, UTF-16 big endian": delimited(NAMED, "utf-16-be", ";", mark=b"\xfe\xff"),
    "Kazakh, UTF-16 without BOM": delimited(NAMED, "utf-16-le", ","),
    "Kazakh, UTF-32": delimited(NAMED, "utf-32"),
    "Russian, cp1251, semicolons": delimited(RUSSIAN, "cp1251", ";"),
    "Russian, cp1251, sep=;": delimited(RUSSIAN, "cp1251", ";", head="sep=;\r\n"),
    "Russian, cp866": delimited(RUSSIAN, "cp866", ";"),
    "Russian, KOI8-R": delimited(RUSSIAN, "koi8-r"),
    "Russian, of a Mac": delimited(RUSSIAN, "mac-cyrillic", ";", end="\r"),
    "Russian, UTF-16": delimited(RUSSIAN, "utf-16", "\t"),
    "Turkish, cp1254": delimited(TURKISH, "cp1254", ";"),
    "Turkish, UTF-8": delimited(TURKISH),
    "line breaks in cells": delimited(ADDRESSED),
    "line breaks in cells, UTF-8 with BOM, semicolons": delimited(ADDRESSED, "utf-8-sig", ";"),
    "line breaks in cells, UTF-16, tabs": delimited(ADDRESSED, "utf-16", "\t", end="\n"),
    "xlsx": workbook(PLAIN),
    "xlsx, numbers": workbook(PLAIN, numbers=True),
    "xlsx, Kazakh, numbers": workbook(NAMED, numbers=True),
    "xlsx, Russian": workbook(RUSSIAN),
    "xlsx, line breaks": workbook(ADDRESSED, numbers=True),
    "xlsx, titles above": workbook(PLAIN, titles=[("Members",), ("2026",)]),
    "xlsx, second sheet": workbook(NAMED, numbers=True, second=True),
    "xlsx, empty rows": workbook(PLAIN, empty=30),
}
