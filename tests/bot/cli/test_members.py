"""`otandas members import|export` as a script sees it."""

import sqlite3
from pathlib import Path

import pytest

from bot.cli import members
from tests.bot.cli.otandas import Said, otandas, refused

HEAD = "chat_id,language,country,timezone,topics\n"
GOOD = HEAD + "1001,kk,DE,Europe/Berlin,quota;repatriation\n1002,ru,,,\n-100500,en,TR,,events\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A folder with an empty database at this version."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OTANDAS_STORAGE__DSN", f"sqlite:///{tmp_path}/x.db")
    assert otandas(capsys, "migrate").code == 0
    return tmp_path


def imported(capsys: pytest.CaptureFixture[str], content: str | bytes) -> Said:
    Path("in.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    return otandas(capsys, "members", "import", "in.csv")


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
    said = imported(
        capsys, (HEAD + '1,kk,,,\nx,kk,,,\n2,"kk\n3,ru,,,\n').encode() + b"4,\xea\xe0\xe7,,,\n5,en,,,\n"
    )
    assert said.code == 1
    assert [line.split(":")[1] for line in said.err.splitlines()] == [" line 3", " line 4", " line 6"]
    assert said.out == "6 rows: 3 added, 0 changed, 0 as they were, 3 bad\n"


def test_a_file_from_a_spreadsheet_is_read(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = imported(capsys, "\ufeff" + HEAD.replace("\n", "\r\n") + '"7","kk","DE","","quota;events"\r\n')
    assert said.out.startswith("1 rows: 1 added")


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
def test_a_place_that_cannot_be_written_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str], file: str
) -> None:
    assert refused(otandas(capsys, "members", "export", file), f"{file}: cannot be written")


def test_stopped_in_the_middle_it_keeps_what_was_good(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    calls: list[int] = []
    original = members.bulk_import.put

    async def put(*given: object) -> tuple[int, int]:
        if calls:
            raise KeyboardInterrupt
        calls.append(1)
        return await original(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(members.bulk_import, "put", put)
    monkeypatch.setattr(members, "CHUNK", 10)
    said = imported(capsys, HEAD + "".join(f"{n},kk,,,\n" for n in range(1, 31)))
    assert said.code == 130 and "what was done until here is kept" in said.err
    with sqlite3.connect("x.db") as reader:
        assert reader.execute("SELECT count(*) FROM members").fetchone() == (10,)
    reader.close()
