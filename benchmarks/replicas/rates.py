"""Handled updates a second: this bot on SQLite and PostgreSQL beside a bare PTB echo bot, in the same run.

All get their updates by polling, the cheapest way for the side that makes the load. Every update is a text
message from somebody else, answered by one message: a command, which is as near to an echo as this bot comes,
and a question. The sandbox and the people are in one process, each bot in its own; the table shows who used
the processors, for on a small machine the load takes its share.
"""

import argparse
import asyncio
import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import orjson
import psutil

from benchmarks.replicas import evidence
from benchmarks.replicas.machines import ROOT, Postgres, Process, free_port, replica, scratch
from storage.database import versions
from storage.database.database import Database

COMMAND = "/help"  # as little of our own as the echo bot has: look the member up, say one screen
QUESTION = "Қандас мәртебесін қалай аламын?"  # searched, answered, counted
WARM = 300
SETTLE = 1.5


@dataclass
class Load:
    """The other process: sandbox and people; `dsn` is the database of the bot they speak to, if it has one."""

    child: subprocess.Popen[bytes]
    base_url: str = ""
    dsn: str = ""

    def ask(self, **order: Any) -> dict[str, Any]:
        """SystemExit, with what became of the updates, where somebody was left without an answer."""
        assert self.child.stdin is not None
        self.child.stdin.write(orjson.dumps(order) + b"\n")
        self.child.stdin.flush()
        answer = self.hear()
        if answer["lost"]:
            raise SystemExit(f"{answer['lost']} messages stayed without an answer{self._updates()}")
        return answer

    def _updates(self) -> str:
        if not self.dsn:
            return ""
        waiting, held = asyncio.run(evidence.waiting_and_held(self.dsn))
        return f"; of the bot's updates {waiting} wait, {held.total()} are set aside {dict(held) or ''}"

    def hear(self) -> dict[str, Any]:
        assert self.child.stdout is not None
        line = self.child.stdout.readline()
        if not line:
            raise SystemExit("the load ended early")
        return dict(orjson.loads(line))


@dataclass(frozen=True)
class Measured:
    """One way of running a bot."""

    name: str
    rate: float
    processors: dict[str, float]


@contextlib.contextmanager
def load() -> Iterator[Load]:
    child = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.replicas.load"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    made = Load(child)
    try:
        made.base_url = made.hear()["base_url"]
        yield made
    finally:
        child.kill()
        child.wait()


@contextlib.contextmanager
def bots(folder: Path, kind: str, count: int, dsn: str, made: Load) -> Iterator[list[Process]]:
    """Running processes of this kind, ended afterwards."""
    running: list[Process] = []
    for number in range(count):
        if kind == "otandas":
            process: Process = replica(folder, number, dsn, made.base_url, "", "polling")
        else:
            command = [sys.executable, "-m", "benchmarks.replicas.echo", made.base_url, kind]
            process = Process(command, folder / f"echo{free_port()}.log")
        running.append(process)
        process.start()
    try:
        yield running
    finally:
        for process in running:
            process.end()


def measured(
    name: str, text: str, running: list[Process], made: Load, count: int, server: int | None
) -> Measured:
    """The rate of one burst, and the share of one processor each party used meanwhile."""
    made.ask(do="burst", count=WARM, text=text)
    parties = {"bot": [process.pid for process in running], "load": [made.child.pid]}
    if server is not None:
        parties["postgres"] = [server]
    before, begun = {party: _used(pids) for party, pids in parties.items()}, time.monotonic()
    seconds = made.ask(do="burst", count=count, text=text)["seconds"]
    took = time.monotonic() - begun
    processors = {party: (_used(pids) - before[party]) / took for party, pids in parties.items()}
    return Measured(name, count / seconds, processors)


def _used(pids: list[int]) -> float:
    """Processor seconds of these processes and their children, ended children included."""
    total = 0.0
    for pid in pids:
        with contextlib.suppress(psutil.NoSuchProcess):
            top = psutil.Process(pid)
            for process in (top, *top.children(recursive=True)):
                with contextlib.suppress(psutil.NoSuchProcess):
                    spent = process.cpu_times()
                    total += spent.user + spent.system + spent.children_user + spent.children_system
    return total


KINDS = (
    ("PTB echo, as shipped", "httpx", 1, False),
    ("PTB echo, our transport", "aiohttp", 1, False),
    ("Otandas, SQLite", "otandas", 1, False),
    ("Otandas, PostgreSQL", "otandas", 1, True),
    ("Otandas, PostgreSQL, two", "otandas", 2, True),
)


def rounds(options: argparse.Namespace, folder: Path, postgres: Postgres) -> dict[str, list[Measured]]:
    """Every kind once a round, so that what else the machine does falls on all of them alike."""
    rates_seen: dict[str, list[Measured]] = {}
    for turn in range(options.rounds):
        for name, kind, number, server in KINDS:
            dsn = asyncio.run(fresh(folder, postgres if server else None, f"r{turn}x{number}"))
            with load() as made, bots(folder, kind, number, dsn, made) as running:
                made.dsn = dsn if kind == "otandas" else ""
                time.sleep(SETTLE)
                for text in (COMMAND, QUESTION) if kind == "otandas" else (QUESTION,):
                    called = (
                        f"{name}, {'command' if text == COMMAND else 'question'}"
                        if kind == "otandas"
                        else name
                    )
                    pid = postgres.pid if server else None
                    rates_seen.setdefault(called, []).append(
                        measured(called, text, running, made, options.count, pid)
                    )
    return rates_seen


async def fresh(folder: Path, postgres: Postgres | None, name: str) -> str:
    """An empty database at the newest version; its address."""
    dsn = f"sqlite:///{folder}/{name}_{time.monotonic_ns()}.db"
    if postgres is not None:
        dsn = await postgres.create(f"{name}_{os.getpid()}_{time.monotonic_ns()}")
    database = Database.open(dsn)
    await versions.upgrade(database)
    await database.close()
    return dsn


def answers(
    options: argparse.Namespace, folder: Path, postgres: Postgres, rate: float, server: bool
) -> list[float]:
    """How long people waited at this rate."""
    dsn = asyncio.run(fresh(folder, postgres if server else None, "steady"))
    with load() as made, bots(folder, "otandas", 1, dsn, made):
        made.dsn = dsn
        time.sleep(SETTLE)
        made.ask(do="burst", count=WARM, text=QUESTION)
        return list(made.ask(do="steady", rate=rate, seconds=options.seconds, text=QUESTION)["waits"])


def report(rates_seen: dict[str, list[Measured]]) -> dict[str, float]:
    """Prints the table; the median rate of each."""
    print(f"{'':36}{'updates/s':>10}   processors used (1.00 = one of {os.cpu_count()})")
    rates = {}
    for name, several in rates_seen.items():
        rates[name] = median(measured.rate for measured in several)
        used = sorted(several, key=lambda measured: measured.rate)[len(several) // 2].processors
        shown = "  ".join(f"{party} {share:.2f}" for party, share in used.items())
        print(f"{name:36}{rates[name]:>10.0f}   {shown}")
    return rates


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=8.0, help="of the load at half the maximum")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--count", type=int, default=3000, help="updates of a burst")
    options = parser.parse_args()
    with scratch() as folder:
        postgres = Postgres(folder)
        try:
            rates = report(rounds(options, folder, postgres))
            _bars(rates)
            for name, server in (("SQLite", False), ("PostgreSQL", True)):
                half = rates[f"Otandas, {name}, question"] / 2
                waits = quantiles(answers(options, folder, postgres, half, server), n=100)
                print(
                    f"a FAQ answer at half the maximum on {name} ({half:.0f}/s): "
                    f"median {waits[49] * 1000:.0f} ms, p99 {waits[98] * 1000:.0f} ms"
                )
        finally:
            postgres.close()


def _bars(rates: dict[str, float]) -> None:
    shipped, ours = rates["PTB echo, as shipped"], rates["PTB echo, our transport"]
    for name in [name for name in rates if name.startswith("Otandas") and "two" not in name]:
        print(
            f"{name}: {rates[name] / shipped:.2f} of the echo as shipped, {rates[name] / ours:.2f} on our transport"
        )
    for what in ("command", "question"):
        single, two = rates[f"Otandas, PostgreSQL, {what}"], rates[f"Otandas, PostgreSQL, two, {what}"]
        print(f"a second process on PostgreSQL adds {100 * (two / single - 1):.0f} % ({what})")


if __name__ == "__main__":
    main()
