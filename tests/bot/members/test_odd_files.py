"""Nobody is imported wrongly: of every odd file a record is the member it says, or refused by line with the reason."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from bot.directory.topics import load
from bot.errors import StartError
from bot.members import importing, table
from bot.members.import_file import Fault, Good, Row, read
from tests.bot.members.odd_files import HEAD, ODD, Said

TOPICS = load()


def written(row: Row) -> str:
    """What it says of a member, in one line."""
    facts = [str(row.chat_id), row.language, row.country, row.timezone, *row.topics]
    return " ".join([fact for fact in facts if fact] + ["stopped"] * row.stopped)


def records(path: Path) -> list[Good | Fault]:
    return list(read(table.opened(path, TOPICS), TOPICS))


@pytest.mark.parametrize("name", ODD)
def test_each_record_is_who_it_says_or_refused_by_line(name: str, tmp_path: Path) -> None:
    content, expected = ODD[name]
    path = tmp_path / "members"
    path.write_bytes(content)
    said: Said = {}
    for record in records(path):
        said[record.line] = written(record.row) if isinstance(record, Good) else f"? {record.reason}"
    assert said.keys() == expected.keys()
    for line, words in expected.items():
        if words.startswith("? "):
            assert said[line].startswith("? ")
            assert words[2:] in said[line]
        else:
            assert said[line] == words


def test_there_are_many_of_them() -> None:
    assert len(ODD) >= 25


def test_sheets_beside_the_one_that_is_read_are_named(tmp_path: Path) -> None:
    book = Workbook()
    for title, number in (("Бірінші", 1001), ("Екінші", 1002), ("Ескерту", None)):
        sheet = book.create_sheet(title)
        sheet.append(["chat_id" if number else "note"])
        sheet.append([number])
    book.save(tmp_path / "members.xlsx")
    opened = table.opened(tmp_path / "members.xlsx", TOPICS)
    assert opened.unread == ("Екінші",)
    assert [record.line for record in read(opened, TOPICS)] == [2]


def test_rows_nobody_sees_are_left_out_and_named(tmp_path: Path) -> None:
    (tmp_path / "members.xlsx").write_bytes(ODD["xlsx, rows a filter hides"][0])
    opened = table.opened(tmp_path / "members.xlsx", TOPICS)
    assert opened.hidden == (3,)
    assert opened.size == 2


@pytest.mark.parametrize("page", ["cp1251", "kz1048", "cp1252"])
@pytest.mark.parametrize("column", ["Страна", "Тілі", "Ел", "Язык", "Тақырыптар", "Часовой пояс"])
def test_a_column_whose_letters_were_mangled_is_named(column: str, page: str, tmp_path: Path) -> None:
    mangled = "".join(bytes([byte]).decode(page, "ignore") or chr(byte) for byte in column.encode())
    (tmp_path / "members.csv").write_text(f"chat_id,{mangled},Аты\n1001,,\n", newline="")
    assert table.opened(tmp_path / "members.csv", TOPICS).mangled == {mangled: column}


def test_a_file_whose_only_column_was_mangled_says_so(tmp_path: Path) -> None:
    mangled = "чат id".encode().decode("cp1251")
    (tmp_path / "members.csv").write_text(f"{mangled},x\n1001,\n")
    with pytest.raises(StartError, match="is 'чат id', opened in another encoding"):
        table.opened(tmp_path / "members.csv", TOPICS)


@pytest.mark.parametrize("order", [("unsubscribed", "active"), ("active", "unsubscribed")])
def test_who_stands_twice_and_stopped_once_has_stopped(order: tuple[str, str], tmp_path: Path) -> None:
    rows = "".join(
        f"1001,{language},{status}\n" for language, status in zip(("kk", "ru"), order, strict=True)
    )
    (tmp_path / "members.csv").write_text("chat_id,language,status\n" + rows)
    contents = importing.gathered(records(tmp_path / "members.csv"), lambda _: None)
    assert contents.rows[1001].stopped
    assert contents.rows[1001].language == "ru"
    assert contents.repeated == [(3, 2)]


@pytest.mark.parametrize("true", ["true", "TRUE", "ИСТИНА", "АҚИҚАТ", "1"])
def test_an_export_that_excel_saved_again_is_the_same(true: str, tmp_path: Path) -> None:
    """Russian and Kazakh Excel turn `true` and `09:00` into words and hours of their own."""
    head = "chat_id;language;channel;quiet_hours;digest_at;stopped_at"
    at = "2026-11-30T18:47:19+00:00"
    (tmp_path / "members.csv").write_text(
        f"{head}\n-1001234567890;kk;{true};21:00-08:00;9:00;{at}\n-5;kk;maybe;;;\n", encoding="utf-8-sig"
    )
    kept, refused = records(tmp_path / "members.csv")
    assert isinstance(kept, Good) and isinstance(refused, Fault)
    row = kept.row
    assert row.channel and row.digest_at == 540 and row.quiet_from == 1260 and row.stopped
    assert refused.reason == "channel 'maybe' is unknown; use true, or leave it empty"


def test_an_id_as_long_as_a_phone_number_comes_back_from_an_export(tmp_path: Path) -> None:
    (tmp_path / "members.csv").write_text(HEAD + "telegram:12345678901,kk,,,\n")
    [record] = records(tmp_path / "members.csv")
    assert isinstance(record, Good)
    assert record.row.chat_id == 12345678901
