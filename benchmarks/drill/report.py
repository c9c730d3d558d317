"""The page made from a drill's run."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

HEAD = """# Failure drill

Made by `python -m benchmarks.drill all`; the raw figures are in `failure-drill.json` beside this page. The
server is an enforcing stand-in in another process (50 to 70 ms latency, 5 % of chats blocked).

"""
KILLS = """## kill -9 in the middle of a broadcast

Each run is a broadcast of its own, killed at random moments (once at 30/s, four times at 1000/s) and finished by a
new process. *Missing*: members the server never delivered to. *Copies*: messages somebody got once too often.
*Window*: rate × (latency + 0.05 s) + 1 for each kill, what may be in flight or unwritten. *Unknown*: rows the
ledger shows as such; under `miss` whoever is missing is among them, beside some whose message did arrive.

| database | policy | members | rate | runs | kills | missing | copies, most in a run | its window | unknown | adds up |
|---|---|---|---|---|---|---|---|---|---|---|
"""
FLEET = """
## Three processes, one of them killed every two seconds

One broadcast on one PostgreSQL, delivered by three processes with one shared budget.

| members | rate | kills | missing | copies | window × kills | 429s | fullest second | adds up |
|---|---|---|---|---|---|---|---|---|
"""
FAULTS = """
## Faults

| fault | members get | the ledger says | staff see |
|---|---|---|---|
"""


def page(seen: dict[str, Any]) -> str:
    """Markdown of everything that was run."""
    text = HEAD
    if seen.get("kills"):
        text += KILLS + "".join(_kills(seen["kills"]))
    if seen.get("fleet"):
        text += FLEET + "".join(_fleet(run) for run in seen["fleet"])
    if seen.get("faults"):
        text += FAULTS + "".join(
            f"| {run['fault']} | {run['members']} | {run['ledger']} | {run['staff']} |\n"
            for run in seen["faults"]
        )
    return text


def _kills(runs: Sequence[dict[str, Any]]) -> list[str]:
    lines = []
    for (database, policy, members, rate), runs_of_kind in groupby(runs, kind):
        group = list(runs_of_kind)
        lines.append(
            f"| {database} | rather {policy} | {members} | {rate:g}/s "
            f"| {len(group)} | {sum(run['kills'] for run in group)} "
            f"| {sum(run['missing'] for run in group)} | {max(run['copies'] for run in group)} "
            f"| {group[0]['window'] * group[0]['kills']:.1f} | {sum(run['unknown'] for run in group)} "
            f"| {sum(run['adds_up'] for run in group)} of {len(group)} |\n"
        )
    return lines


def kind(run: dict[str, Any]) -> tuple[str, str, int, float]:
    """The cell a run belongs to."""
    return run["database"], run["policy"], run["members"], run["rate"]


def _fleet(run: dict[str, Any]) -> str:
    return (
        f"| {run['members']} | {run['rate']:g}/s | {run['kills']} | {run['missing']} | {run['copies']} "
        f"| {run['window'] * run['kills']:.0f} | {run['refused']} | {run['fullest']} "
        f"| {'yes' if run['adds_up'] else 'no'} |\n"
    )
