"""`otandas faq` as a person or a script meets it."""

import json
import shutil
from pathlib import Path

import pytest

from bot.text.catalogs import LOCALES
from tests.bot.cli.otandas import otandas, refused

QUESTION = {
    "id": "1",
    "lang": "en",
    "script": "latn",
    "kind": "in",
    "text": "apostille cost",
    "topics": ["apostille-general"],
}
Capture = pytest.CaptureFixture[str]


def test_search_prints_the_contracts_object(capsys: Capture) -> None:
    said = otandas(capsys, "faq", "search", "қандас құжаттары", "--json")
    decision = json.loads(said.out)
    assert said.code == 0
    assert decision["decision"] in ("answer", "choices")
    assert decision["language"] == "kk"
    assert decision["hits"][0]["entry"] == "kandas-documents"


def test_search_for_a_person(capsys: Capture) -> None:
    said = otandas(capsys, "faq", "search", "қандас құжаттары")
    assert said.code == 0
    assert "kandas-documents" in said.out


def test_eval_prints_one_object_or_a_table(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "q.jsonl"
    file.write_text(json.dumps(QUESTION) + "\n")
    said = otandas(capsys, "faq", "eval", str(file), "--json")
    result = json.loads(said.out)
    assert said.code == 0
    assert result["summary"]["all"]["all"]["hits@1"] == 1.0
    assert result["rows"][0]["id"] == "1"
    assert "hits@3" in otandas(capsys, "faq", "eval", str(file)).out


@pytest.mark.parametrize("words", [("eval", "nothing.jsonl"), ("search", "x", "--locales", "nowhere")])
def test_what_the_world_refuses_is_one_line_and_1(words: tuple[str, ...], capsys: Capture) -> None:
    assert refused(otandas(capsys, "faq", *words))


def test_what_is_no_file_of_questions_is_said_in_plain_words(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "wide.jsonl").write_text(json.dumps(QUESTION), encoding="utf-16")
    said = {
        "none.jsonl": "no such file; check its name",
        "": "a folder; name the file in it",
        "wide.jsonl": "not in UTF-8; save it again in an editor with the encoding “UTF-8”",
    }
    for name, words in said.items():
        assert f"{tmp_path / name}: {words}\n" in otandas(capsys, "faq", "eval", str(tmp_path / name)).err


@pytest.mark.parametrize("words", [("search",), ("search", "x", "--lang", "de"), ("nonsense",)])
def test_wrong_usage_is_2(words: tuple[str, ...], capsys: Capture) -> None:
    assert otandas(capsys, "faq", *words).code == 2


def test_check_fails_on_a_fault_and_names_it(tmp_path: Path, capsys: Capture) -> None:
    locales = shutil.copytree(LOCALES, tmp_path / "locales")
    check = ("faq", "check", "--on", "2026-11-29", "--locales", str(locales))
    assert otandas(capsys, *check).code == 0
    file = locales / "faq" / "fraud.toml"
    file.write_text(file.read_text().replace('category = "contacts"', 'category = "sea"'))
    said = otandas(capsys, *check)
    assert said.code == 1
    assert "fraud.toml: category: 'sea' is not in categories.toml" in said.err
