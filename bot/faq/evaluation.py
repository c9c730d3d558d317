"""How often the search is right: counts over questions whose topics are known.

A question is {id, lang, script, kind, text, topics}; any of `topics` counts as right. `kind` is "in",
"near" (within the field, no entry) or "out"; hits and MRR are counted over "in" only.
"""

import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np

from bot import file_text
from bot.faq.decision import Decision, Verdict
from bot.faq.search import Search

REQUIRED = ("id", "text", "topics")


def read_questions(file: Path) -> list[dict[str, Any]]:
    """The questions of a JSON-lines file. Raises ValueError naming the line, StartError for what is no text."""
    rows = []
    for number, line in enumerate(file_text.read(file).splitlines(), 1):
        if not line.strip():
            continue
        row = _object(line)
        if row is None or any(key not in row for key in REQUIRED) or not isinstance(row["text"], str):
            raise ValueError(f"line {number}: needs an object with {', '.join(REQUIRED)}")
        kind = "in" if row["topics"] else "out"
        rows.append({"kind": kind, "lang": "?", "script": "?", **row})
    if not rows:
        raise ValueError("no questions in it")
    return rows


def _object(line: str) -> dict[str, Any] | None:
    try:
        row = json.loads(line)
    except json.JSONDecodeError:
        return None
    return row if isinstance(row, dict) else None


def evaluate(search: Search, questions: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """{"summary": groups, "rows": one a question} as `otandas faq eval --json` prints it."""
    rows = [_row(search, question) for question in questions]
    return {"summary": summary(rows), "rows": [_shown(row) for row in rows]}


def _row(search: Search, question: dict[str, Any]) -> dict[str, Any]:
    started = time.perf_counter()
    decision = search.decide(question["text"])
    took = (time.perf_counter() - started) * 1000
    return {**question, "ms": took, "rank": _rank(decision, question["topics"]), "made": decision}


def _rank(decision: Decision, topics: list[str]) -> int:
    """Place of the first right hit, from 1; 0 = not among the hits."""
    return next((n for n, hit in enumerate(decision.hits, 1) if hit.entry in topics), 0)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    made: Decision = row["made"]
    return {
        "id": row["id"],
        "decision": made.decision,
        "language": made.language,
        "script": made.script,
        "hits": [{"entry": hit.entry, "score": hit.score} for hit in made.hits],
        "ms": round(row["ms"], 3),
    }


def summary(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Figures over all rows and by language-script, script, language and kind."""
    ways: dict[str, Callable[[dict[str, Any]], str]] = {
        "all": lambda row: "all",
        "kind": lambda row: str(row["kind"]),
        "language": lambda row: str(row["lang"]),
        "script": lambda row: str(row["script"]),
        "language_script": lambda row: f"{row['lang']}-{row['script']}",
        "language_script_kind": lambda row: f"{row['lang']}-{row['script']} {row['kind']}",
    }
    return {way: _groups(rows, key) for way, key in ways.items()}


def _groups(rows: list[dict[str, Any]], key: Callable[[dict[str, Any]], str]) -> dict[str, Any]:
    names = sorted({key(row) for row in rows})
    return {name: _figures([row for row in rows if key(row) == name]) for name in names}


def _figures(rows: list[dict[str, Any]]) -> dict[str, Any]:
    asked = [row for row in rows if row["kind"] == "in"]
    times = [row["ms"] for row in rows]
    made = [row["made"].decision for row in rows]
    wrong = sum(row["made"].decision is Verdict.ANSWER and row["rank"] != 1 for row in rows)
    return {
        "n": len(rows),
        "in": len(asked),
        "hits@1": _share(sum(row["rank"] == 1 for row in asked), len(asked)),
        "hits@3": _share(sum(row["rank"] > 0 for row in asked), len(asked)),
        "mrr@3": _share(sum(1 / row["rank"] for row in asked if row["rank"]), len(asked)),
        **{verdict.value: _share(made.count(verdict), len(rows)) for verdict in Verdict},
        "sure_and_wrong": _share(wrong, len(rows)),
        "median_ms": round(float(np.median(times)), 3),
        "p99_ms": round(float(np.percentile(times, 99)), 3),
    }


def _share(part: float, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def report(figures: dict[str, Any]) -> str:
    """The summary as a table for a terminal: over all, by kind, and by language and script."""
    heads = {head: head for head in figures["all"]["all"]}
    of_entries = {name: row for name, row in figures["language_script_kind"].items() if name.endswith(" in")}
    rows = {"": heads, **figures["all"], **figures["kind"], **figures["language_script"], **of_entries}
    return "\n".join(f"{name:<24}" + "".join(map(_cell, heads, row.values())) for name, row in rows.items())


def _cell(head: str, value: float | str | None) -> str:
    width = 16 if head == "sure_and_wrong" else 10
    return f"{'-' if value is None else value:>{width}}"
