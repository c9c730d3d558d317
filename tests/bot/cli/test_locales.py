"""`otandas locales check|update` as a script sees it."""

from pathlib import Path

import pytest

from bot.text import catalog_check
from tests.bot.cli.otandas import otandas


def test_faults_are_listed_counted_and_end_with_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(catalog_check, "faults", lambda: ["a.po: 'x': not translated", "b.po: 'y': fuzzy"])
    said = otandas(capsys, "locales", "check")
    assert (said.code, said.err, len(said.out.splitlines())) == (1, "2 faults\n", 2)


def test_no_fault_ends_with_nought_and_a_count(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(catalog_check, "faults", list)
    said = otandas(capsys, "locales", "check")
    assert said.code == 0 and "complete in kk, ru, en" in said.out


def test_update_names_the_file_it_wrote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(catalog_check, "write_template", lambda: tmp_path / "messages.pot")
    said = otandas(capsys, "locales", "update")
    assert said.code == 0 and str(tmp_path / "messages.pot") in said.out
