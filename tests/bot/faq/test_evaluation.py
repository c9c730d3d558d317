"""Figures of an evaluation, and the file it reads."""

from pathlib import Path

import pytest

from bot.faq.decision import Decision, Hit, Verdict
from bot.faq.evaluation import evaluate, read_questions, report


class Told:
    """A search that decides as it was told."""

    def __init__(self, decisions: dict[str, Decision]) -> None:
        self.decisions = decisions

    def decide(self, question: str) -> Decision:
        return self.decisions[question]


def made(decision: str, *entries: str) -> Decision:
    return Decision(Verdict(decision), "kk", "cyrl", tuple(Hit(entry, 0.5) for entry in entries))


def test_hits_decisions_and_wrong_answers_are_counted() -> None:
    search = Told(
        {
            "a": made("answer", "x"),
            "b": made("answer", "y", "x"),
            "c": made("choices", "z"),
            "d": made("answer", "x"),
        }
    )
    rows = [
        {"id": name, "lang": "kk", "script": "cyrl", "kind": kind, "text": name, "topics": topics}
        for name, kind, topics in (
            ("a", "in", ["x"]),
            ("b", "in", ["x"]),
            ("c", "in", ["x"]),
            ("d", "out", []),
        )
    ]
    result = evaluate(search, rows)  # type: ignore[arg-type]
    every, inside = result["summary"]["all"]["all"], result["summary"]["kind"]["in"]
    assert (inside["hits@1"], inside["hits@3"], inside["mrr@3"]) == (0.3333, 0.6667, 0.5)
    assert (every["answer"], every["choices"], every["unknown"]) == (0.75, 0.25, 0.0)
    assert (every["sure_and_wrong"], inside["sure_and_wrong"]) == (0.5, 0.3333)
    assert [row["id"] for row in result["rows"]] == ["a", "b", "c", "d"]
    assert result["rows"][0]["hits"] == [{"entry": "x", "score": 0.5}]
    assert "hits@1" in report(result["summary"])


@pytest.mark.parametrize("line", ["nonsense", '{"id": 1}', "[]"])
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "q.jsonl"
    file.write_text('{"id":"1","text":"a","topics":[]}\n' + line + "\n")
    with pytest.raises(ValueError, match="line 2"):
        read_questions(file)
