"""`otandas members import|export` as a script sees it."""

import sqlite3
from pathlib import Path

import pytest
from openpyxl import Workbook

from bot.members import importing
from tests.bot.cli.otandas import Said, otandas, refused
from tests.bot.members import corpus

HEAD = "chat_id,language,country,timezone,topics\n"
GOOD = HEAD + "1001,kk,DE,Europe/Berlin,quota;repatriation\n1002,ru,,,\n-100500,en,TR,,events\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A folder with an empty database at this version."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OTANDAS_STORAGE__DSN", f"sqlite:///{tmp_path}/x.db")
    assert otandas(capsys, "migrate").code == 0
    return tmp_path


def imported(capsys: pytest.CaptureFixture[str], content: str | bytes, *options: str) -> Said:
    Path("in.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    return otandas(capsys, "members", "import", "in.csv", *options)


def test_importing_twice_changes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = imported(capsys, GOOD), imported(capsys, GOOD)
    assert first == Said(0, "3 rows: 3 added, 0 changed, 0 as they were, 0 bad\n", "")
    assert second == Said(0, "3 rows: 0 added, 0 changed, 3 as they were, 0 bad\n", "")


def test_what_is_exported_and_imported_elsewhere_is_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    imported(capsys, GOOD)
    assert otandas(capsys, "members", "export", "a.csv").out == "3 members written to a.csv\n"
    monkeypatch.setenv("OTANDAS_STORAGE__DSN", f"sqlite:///{folder}/y.db")
    otandas(capsys, "migrate")
    assert otandas(capsys, "members", "import", "a.csv").code == 0
    otandas(capsys, "members", "export", "b.csv")
    assert Path("a.csv").read_bytes() == Path("b.csv").read_bytes()


def test_bad_rows_are_named_by_line_and_good_ones_kept(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = imported(capsys, HEAD + '1,kk,,,\nx,kk,,,\n2,"kk\n3,ru,,,\n4,de,,,\n5,en,,,\n')
    assert said.code == 1
    assert [line.split(":")[1] for line in said.err.splitlines()] == [" line 3", " line 4", " line 6"]
    assert said.out == "6 rows: 3 added, 0 changed, 0 as they were, 3 bad\n"


def test_what_is_left_out_of_a_file_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book, mangled = Workbook(), "Страна".encode().decode("cp1251")
    for row in (["chat_id", mangled], [1001, None], [1002, None]):
        book.active.append(row)
    book.active.row_dimensions[3].hidden = True
    book.save("in.xlsx")
    said = otandas(capsys, "members", "import", "in.xlsx")
    assert said.out == "1 rows: 1 added, 0 changed, 0 as they were, 0 bad\n"
    assert said.err.splitlines() == [
        f"in.xlsx: column '{mangled}' is 'Страна', opened in another encoding than it was saved in, and was not read; "
        "save the original again as .xlsx or “CSV UTF-8”",
        "in.xlsx: hidden rows were left out: 1, the first is line 3; to import them too, show all and save again",
    ]


def test_a_dry_run_says_the_same_and_writes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = HEAD + "1,kk,,,\nx,kk,,,\n1,ru,,,\n"
    dry, wet = imported(capsys, content, "--dry-run"), imported(capsys, content)
    assert dry == Said(1, wet.out + "this was a dry run: nothing was written\n", wet.err)
    assert wet.out == "3 rows: 1 added, 0 changed, 1 as they were, 1 bad\n"
    assert "line 4: the same chat_id as in line 2, with other values; the last one counts" in wet.err


def test_who_stopped_left_or_was_forgotten_is_counted_with_the_reason(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    imported(capsys, GOOD)
    with sqlite3.connect("x.db") as writer:
        writer.execute("UPDATE members SET stopped_at = '2026-11-01 00:00:00.000000' WHERE chat_id = 1001")
        writer.execute("UPDATE members SET blocked_at = '2026-11-01 00:00:00.000000' WHERE chat_id = 1002")
    writer.close()
    said = imported(capsys, GOOD)
    assert said.code == 0 and said.out.splitlines() == [
        "3 rows: 0 added, 0 changed, 3 as they were, 0 bad",
        "1 left alone: blocked the bot, or removed it from their group",
        "1 left alone: stopped all announcements",
    ]


def test_people_of_another_program_who_have_no_telegram_get_an_invitation(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people = ({"telegram_id": 1}, "enabled"), ({"telegram_id": 2}, "blocklisted"), ({}, "enabled")
    said = imported(capsys, corpus.listmonk(*people))
    assert said.code == 1 and said.out.splitlines() == [
        "3 rows: 2 added, 0 changed, 0 as they were, 1 bad",
        "1 get nothing: the file says that they stopped, were blocked or left",
    ]
    fault, way = said.err.splitlines()
    assert fault == "in.csv: line 4: no Telegram chat id, only 'email'"
    assert "https://t.me/NAME?start=topic_TOPIC" in way
    assert refused(imported(capsys, corpus.google()), "in.csv: line 1", "https://t.me/NAME")


def test_letters_lost_in_a_name_are_noticed_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = imported(capsys, "chat_id;name\n1;?йгерім\n2;А?жол\n")
    assert said.code == 0 and said.err.startswith("in.csv: line 2 and 1 more: letters were lost")


def test_a_record_whose_city_is_not_listed_is_taken_without_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = imported(capsys, "chat_id,city\n1,Шағын ауыл\n2,Berlin\n")
    assert said.code == 0 and said.out.startswith("2 rows: 2 added")
    assert said.err == "in.csv: line 2: city 'Шағын ауыл' is not known; taken without the city\n"
    otandas(capsys, "members", "export", "a.csv")
    assert ",2950159 Berlin," in Path("a.csv").read_text()


def test_a_file_from_a_spreadsheet_is_read(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = imported(capsys, "\ufeff" + HEAD.replace("\n", "\r\n") + '"7","kk","DE","","quota;events"\r\n')
    assert said.out.startswith("1 rows: 1 added")


def test_an_export_is_for_its_owner_only_and_overwrites_nothing_unasked(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    imported(capsys, GOOD)
    assert otandas(capsys, "members", "export", "a.csv").code == 0
    assert Path("a.csv").stat().st_mode & 0o777 == 0o600
    Path("a.csv").chmod(0o644)
    Path("a.csv").write_text("mine")
    assert refused(otandas(capsys, "members", "export", "a.csv"), "a.csv", "exists already", "--force")
    assert Path("a.csv").read_text() == "mine"
    assert otandas(capsys, "members", "export", "a.csv", "--force").code == 0
    assert Path("a.csv").read_text().startswith("chat_id,language,country,timezone,topics,")
    assert Path("a.csv").stat().st_mode & 0o777 == 0o600
    assert sorted(path.suffix for path in folder.iterdir() if path.name.startswith((".", "a"))) == [".csv"]


def test_a_change_is_taken_and_what_is_left_empty_stays(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    imported(capsys, GOOD)
    assert "1 changed" in imported(capsys, HEAD + "1001,ru,,,events\n").out
    otandas(capsys, "members", "export", "a.csv")
    assert "1001,ru,DE,Europe/Berlin,events;quota;repatriation" in Path("a.csv").read_text()


@pytest.mark.parametrize("file", ["none.csv", ".", "/dev/null"])
def test_a_file_that_cannot_be_read_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str], file: str
) -> None:
    assert refused(otandas(capsys, "members", "import", file), file)


@pytest.mark.parametrize("file", [".", "/nowhere/at/all.csv", "/dev/full"])
@pytest.mark.parametrize("options", [(), ("--force",)])
def test_a_place_that_cannot_be_written_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str], file: str, options: tuple[str, ...]
) -> None:
    if (file, options) != ("/dev/full", ("--force",)):  # root may replace even that
        said = otandas(capsys, "members", "export", file, *options)
        assert refused(said, f"{file}: cannot be written")


def test_stopped_in_the_middle_it_keeps_what_was_good(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    calls: list[int] = []
    original = importing.bulk_import.write

    async def write(*given: object) -> None:
        if calls:
            raise KeyboardInterrupt
        calls.append(1)
        await original(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(importing.bulk_import, "write", write)
    monkeypatch.setattr(importing, "CHUNK", 10)
    said = imported(capsys, HEAD + "".join(f"{n},kk,,,\n" for n in range(1, 31)))
    assert said.code == 130 and "what was done until here is kept" in said.err
    with sqlite3.connect("x.db") as reader:
        assert reader.execute("SELECT count(*) FROM members").fetchone() == (10,)
    reader.close()
