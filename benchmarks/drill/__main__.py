"""`python -m benchmarks.drill [kills|fleet|faults|all] [--kills 20] [--quick]`: the failure drill.

Writes what it saw to docs/failure-drill.json, from which `report` makes docs/failure-drill.md.
"""

import argparse
import json
import sys
from dataclasses import replace
from typing import Any

from benchmarks.delivery.servers import ROOT
from benchmarks.drill import report
from benchmarks.drill.faults import run_faults
from benchmarks.drill.kills import Plan, Run, drill, fleet, line, table

SEEN = ROOT / "docs" / "failure-drill.json"
KINDS = [(database, policy) for database in ("sqlite", "postgresql") for policy in ("repeat", "miss")]
SLOW = [Plan(database, policy, 3_000, 30.0, 10) for database, policy in KINDS]
FAST = [Plan(database, policy, 20_000, 1_000.0, 1, kills=4) for database, policy in KINDS]


def main() -> None:
    told = _told()
    book = Book(keeping=not told.quick)
    good = True
    if told.part in ("kills", "all"):
        good &= kills(book, told)
    if told.part in ("fleet", "all"):
        plan = Plan("postgresql", "repeat", 20_000 if not told.quick else 4_000, 1_000.0, 1)
        runs = shown([fleet(plan, told.seed)])
        book.put("fleet", table(runs))
        good &= all(run.good for run in runs)
    if told.part in ("faults", "all"):
        book.put("faults", run_faults())
    book.keep()
    sys.exit(0 if good else 1)


def _told() -> argparse.Namespace:
    asked = argparse.ArgumentParser()
    parts = ("kills", "fleet", "faults", "report", "all")
    asked.add_argument("part", nargs="?", default="all", choices=parts)
    asked.add_argument("--kills", type=int, default=20, help="of each database, policy and rate")
    asked.add_argument("--rate", type=float, default=0.0, help="only the kills at this rate")
    asked.add_argument("--quick", action="store_true", help="a tenth of the members")
    asked.add_argument("--seed", type=int, default=24)
    return asked.parse_args()


def kills(book: "Book", told: argparse.Namespace) -> bool:
    """Every cell in turn, each written down when it is through; whether every run was good."""
    good = True
    for plan in [plan for plan in (*SLOW, *FAST) if told.rate in (0.0, plan.rate)]:
        runs = shown(drill(scaled(plan, told.quick), told.kills, told.seed))
        book.put_cell(table(runs))
        good &= all(run.good for run in runs)
    return good


class Book:
    """What was seen so far, in the files under docs/; not kept for a quick try."""

    def __init__(self, keeping: bool) -> None:
        self._keeping = keeping
        self._seen: dict[str, Any] = json.loads(SEEN.read_text()) if SEEN.exists() else {}

    def put(self, part: str, runs: list[Any]) -> None:
        self._seen[part] = runs
        self.keep()

    def put_cell(self, runs: list[dict[str, Any]]) -> None:
        """In place of earlier runs of the same database, policy and rate."""
        if not self._keeping:
            return
        others = [run for run in self._seen.get("kills", []) if report.kind(run) != report.kind(runs[0])]
        order = [(plan.database, plan.policy, plan.members, plan.rate) for plan in (*SLOW, *FAST)]
        self.put("kills", sorted([*others, *runs], key=lambda run: order.index(report.kind(run))))

    def keep(self) -> None:
        if self._keeping:
            SEEN.write_text(json.dumps(self._seen, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            page = report.page(self._seen)
            (ROOT / "docs" / "failure-drill.md").write_text(page, encoding="utf-8")


def scaled(plan: Plan, quick: bool) -> Plan:
    return replace(plan, members=plan.members // 10) if quick else plan


def shown(runs: list[Run]) -> list[Run]:
    for run in runs:
        sys.stdout.write(line(run) + "\n")
        sys.stdout.flush()
    return runs


if __name__ == "__main__":
    main()
