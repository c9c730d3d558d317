"""`otandas faq` as a person or a script meets it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.faq import app

QUESTION = {
    "id": "1",
    "lang": "en",
    "script": "latn",
    "kind": "in",
    "text": "apostille cost",
    "topics": ["apostille-general"],
}


def run(*words: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(words))
    return result.exit_code, result.stdout, result.stderr


def test_search_prints_the_contracts_object() -> None:
    code, out, _ = run("search", "қандас құжаттары", "--json")
    decision = json.loads(out)
    assert code == 0
    assert decision["decision"] in ("answer", "choices")
    assert decision["language"] == "kk"
    assert decision["hits"][0]["entry"] == "kandas-documents"


def test_search_for_a_person() -> None:
    code, out, _ = run("search", "қандас құжаттары")
    assert code == 0
    assert "kandas-documents" in out


def test_eval_prints_one_object_or_a_table(tmp_path: Path) -> None:
    file = tmp_path / "q.jsonl"
    file.write_text(json.dumps(QUESTION) + "\n")
    code, out, _ = run("eval", str(file), "--json")
    result = json.loads(out)
    assert code == 0
    assert result["summary"]["all"]["all"]["hits@1"] == 1.0
    assert result["rows"][0]["id"] == "1"
    assert "hits@3" in run("eval", str(file))[1]


@pytest.mark.parametrize("words", [("eval", "nothing.jsonl"), ("search", "x", "--locales", "nowhere")])
def test_what_the_world_refuses_is_one_line_and_1(words: tuple[str, ...]) -> None:
    code, _, err = run(*words)
    assert code == 1
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize("words", [("search",), ("search", "x", "--lang", "de"), ("nonsense",)])
def test_wrong_usage_is_2(words: tuple[str, ...]) -> None:
    assert run(*words)[0] == 2


def test_check_fails_on_a_fault_and_names_it(house: Path) -> None:
    assert run("check", "--on", "2026-11-24", "--locales", str(house))[0] == 0
    file = house / "faq" / "fox-permit.toml"
    file.write_text(file.read_text().replace("3 days", "9 days"))
    code, _, err = run("check", "--on", "2026-11-24", "--locales", str(house))
    assert code == 1
    assert "fox-permit.toml: en: numbers differ" in err
