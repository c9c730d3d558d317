"""`python -m benchmarks.drill [kills|fleet|faults|all] [--runs 20] [--quick]`: the failure drill.

Writes what it saw to docs/failure-drill.json, from which `report` makes docs/failure-drill.md.
"""

import argparse
import json
import sys
from typing import Any

from benchmarks.delivery.servers import ROOT
from benchmarks.drill import report
from benchmarks.drill.faults import run_faults
from benchmarks.drill.kills import Plan, Run, drill, fleet, line, table

SEEN = ROOT / "docs" / "failure-drill.json"
KINDS = [(database, policy) for database in ("sqlite", "postgresql") for policy in ("repeat", "miss")]
SLOW = [Plan(database, policy, 3_000, 30.0, 10) for database, policy in KINDS]
FAST = [Plan(database, policy, 20_000, 1_000.0, 1) for database, policy in KINDS]


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument(
        "part", nargs="?", default="all", choices=("kills", "fleet", "faults", "report", "all")
    )
    asked.add_argument("--runs", type=int, default=20)
    asked.add_argument("--quick", action="store_true", help="a tenth of the members")
    asked.add_argument("--seed", type=int, default=24)
    told = asked.parse_args()
    seen: dict[str, Any] = json.loads(SEEN.read_text()) if SEEN.exists() else {}
    good = True
    if told.part in ("kills", "all"):
        runs = [
            run
            for plan in (*SLOW, *FAST)
            for run in shown(drill(scaled(plan, told.quick), told.runs, told.seed))
        ]
        seen["kills"], good = table(runs), all(one.good for one in runs)
    if told.part in ("fleet", "all"):
        runs = shown([fleet(Plan("postgresql", "repeat", 20_000 if not told.quick else 4_000, rate, 1), told.seed)
                      for rate in (1_000.0,)])  # fmt: skip
        seen["fleet"], good = table(runs), good and all(one.good for one in runs)
    if told.part in ("faults", "all"):
        seen["faults"] = run_faults()
    if not told.quick:
        SEEN.write_text(json.dumps(seen, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        (ROOT / "docs" / "failure-drill.md").write_text(report.page(seen), encoding="utf-8")
    sys.exit(0 if good else 1)


def scaled(plan: Plan, quick: bool) -> Plan:
    return (
        Plan(plan.database, plan.policy, plan.members // 10, plan.rate, plan.side_by_side) if quick else plan
    )


def shown(runs: list[Run]) -> list[Run]:
    for run in runs:
        sys.stdout.write(line(run) + "\n")
        sys.stdout.flush()
    return runs


if __name__ == "__main__":
    main()
