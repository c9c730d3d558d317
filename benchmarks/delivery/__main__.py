"""`python -m benchmarks.delivery PART`: the figures of the delivery engine, each part from one run.

pace: ours beside PTB and a bare loop. faults: cuts and 500s. hour, memory, launch: see their modules.
"""

import argparse
import statistics
import sys

from benchmarks.delivery import hour, launching, memory
from benchmarks.delivery.servers import StubServer, folder, layer, stub

BARS = {30.0: 3_000, 1000.0: 60_000}  # members the bars are set for
LATENCY = (0.05, 0.07)
PTB_SHARE = 0.1  # PTB gets so many of the members at 1000/s: it would take minutes


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument(
        "part", nargs="?", default="pace", choices=("pace", "faults", "memory", "launch", "hour")
    )
    asked.add_argument("--members", type=int, default=0)
    asked.add_argument("--rate", type=float, default=30.0)
    asked.add_argument("--rounds", type=int, default=1)
    asked.add_argument("--only", default="ours,bare,ptb")
    asked.add_argument("--dialect", default="sqlite", choices=("sqlite", "postgresql"), help="of the hour")
    told = asked.parse_args()
    number = told.members or BARS.get(told.rate, int(told.rate * 60))
    if told.part == "memory":
        memory.run(number)
    elif told.part == "hour":
        hour.run(told.members or 10_000, told.rate, told.dialect)
    elif told.part == "launch":
        launching.run(number)
    elif told.part == "faults":
        faults(number, told.rate)
    else:
        pace(number, told.rate, told.rounds, told.only.split(","))


def pace(number: int, rate: float, rounds: int, names: list[str]) -> None:
    """Rounds of every layer in turn, medians at the end."""
    figures: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    with stub() as server, folder() as place:
        for round_ in range(rounds):
            for name in names:
                members = max(500, int(number * PTB_SHARE)) if name == "ptb" and rate > 100 else number
                dsn = f"sqlite:///{place}/{name}{round_}.db"
                row = measured(server, name, members, rate, dsn)
                figures[name].append(row)
                say(f"round {round_ + 1}: {line(name, row)}")
    say("")
    say(f"{number} members at {rate:g}/s, medians of {rounds}; replies asked at {questions(rate):g}/s")
    say("layer   share  429s  lost  twice  reply p50/p99 ms  unanswered  fullest s  us CPU/delivered")
    medians = {name: median(rows) for name, rows in figures.items()}
    for name, row in medians.items():
        say(line(name, row))
    ours = medians.get("ours")
    for name, row in medians.items():
        if ours and name != "ours":
            say(f"CPU a delivered message, ours / {name}: {ours['cpu'] / row['cpu']:.2f}")


def median(rows: list[dict[str, float]]) -> dict[str, float]:
    """Each figure's median over the rounds."""
    return {key: statistics.median(row[key] for row in rows) for key in rows[0]}


def measured(server: StubServer, name: str, members: int, rate: float, dsn: str) -> dict[str, float]:
    """One layer's run in figures."""
    server.reset(rate=rate, latency=LATENCY, blocked=20, questions=questions(rate))
    said = layer(name, server.port, members, rate, dsn)
    seen = server.stats()
    replies = seen["replies"] or [0.0]
    expected = members - sum(1 for chat in range(1000, 1000 + members) if chat % 20 == 0)
    if "honest" in said and not said["honest"]:
        raise SystemExit("the ledger's counts do not agree with its rows")
    return {
        "share": (seen["answered"] - 1) / (seen["last"] - seen["first"]) / rate,
        "429s": seen["refused"],
        "lost": expected - seen["delivered"],
        "twice": seen["twice"],
        "p50": replies[len(replies) // 2] * 1000,
        "p99": replies[min(len(replies) - 1, int(len(replies) * 0.99))] * 1000,
        "unanswered": seen["unanswered"],
        "fullest": seen["fullest_second"],
        "cpu": said["cpu"] / max(1, seen["delivered"]) * 1e6,
    }


FAULTS = (
    ("cut before 1 %, 500 1 %", {"cut_before": 0.01, "answer_500": 0.01}),
    ("cut after 0.5 %, hung 0.1 %", {"cut_after": 0.005, "hang": 0.001}),
)


def faults(number: int, rate: float) -> None:
    """1 % of connections cut before, 1 % answered 500; then 0.5 % cut after acceptance and 0.1 % hung.

    Under `repeat` only those whose answer was lost may get it twice, and the ledger counts them ("again");
    under `miss` nobody does, and the ledger shows each of them as unknown.
    """
    good = True
    with stub() as server, folder() as place:
        for policy in ("repeat", "miss"):
            for turn, (title, settings) in enumerate(FAULTS):
                server.reset(rate=rate, latency=LATENCY, blocked=20, **settings)
                said = layer(
                    "ours", server.port, number, rate, f"sqlite:///{place}/{policy}{turn}.db", policy
                )
                seen, ledger = server.stats(), said["ledger"]
                lost = number - number // 20 - seen["delivered"]
                shown = ledger["again"] if policy == "repeat" else ledger["unknown"]
                held = seen["twice_clear"] == 0 and seen["ambiguous"] <= shown
                held &= lost == 0 if policy == "repeat" else seen["twice"] == 0 and lost <= shown
                good &= held
                say(
                    f"{'ok' if held else 'NO'}  {title}, rather {policy}: lost {lost}, got it twice {seen['twice']}, "
                    f"of them with a plain end {seen['twice_clear']}, answers lost after acceptance "
                    f"{seen['ambiguous']}, shown as {'sent again' if policy == 'repeat' else 'unknown'} {shown}; "
                    f"ledger {ledger}"
                )
    if not good:
        raise SystemExit("a promise was not kept")


def questions(rate: float) -> float:
    """Replies asked for a second."""
    return 1.0 if rate <= 100 else 10.0


def line(name: str, row: dict[str, float]) -> str:
    return (
        f"{name:<6} {row['share']:6.3f} {row['429s']:5.0f} {row['lost']:5.0f} {row['twice']:6.0f}"
        f"  {row['p50']:7.1f} / {row['p99']:7.1f} {row['unanswered']:10.0f} {row['fullest']:10.0f} {row['cpu']:12.0f}"
    )


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
