"""kill -9 at random moments of a broadcast, then a restart: who got it, how often, and what the ledger says.

Each run is a broadcast of its own, killed once or a few times; several run side by side where the rate leaves
the machine room for it. `fleet` runs are one broadcast delivered by three processes, one of which is killed every few
seconds.
"""

import asyncio
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from benchmarks.delivery.ledgers import fill, launch_now, opened
from benchmarks.delivery.servers import ROOT, StubServer, folder, fresh, postgres, stub
from storage.database.database import Database
from storage.deliveries import deliveries
from storage.deliveries.deliveries import Counts
from storage.members import members

FIRST, LATENCY, BLOCKED = 1000, (0.05, 0.07), 20
FLUSH = 0.05
BROADCAST = 1


@dataclass(frozen=True)
class Plan:
    """What is delivered, how it errs, and how often each broadcast is killed."""

    database: str
    policy: str
    members: int
    rate: float
    side_by_side: int
    kills: int = 1


@dataclass(frozen=True)
class Run:
    """One broadcast with its kill. `window`: copies that may be made, rate × (latency + 0.05 s) + 1."""

    database: str
    policy: str
    members: int
    rate: float
    kills: int
    killed_at: float  # the share of the broadcast that was delivered at the (first) kill
    missing: int
    copies: int
    window: float
    unknown: int
    again: int
    adds_up: bool
    refused: int = 0
    fullest: int = 0

    @property
    def good(self) -> bool:
        kept = self.missing == 0 and self.copies <= self.window * self.kills
        missed = self.copies == 0 and self.missing <= self.unknown
        return self.adds_up and (kept if self.policy == "repeat" else missed)


def drill(plan: Plan, moments: int, seed: int) -> list[Run]:
    """Broadcasts killed at so many moments in all, some side by side."""
    chance = random.Random(seed)
    runs = [
        sorted(chance.uniform(0.05, 0.95) for _ in range(plan.kills)) for _ in range(moments // plan.kills)
    ]
    with ExitStack() as stack:
        place = stack.enter_context(folder())
        server = stack.enter_context(postgres()) if plan.database == "postgresql" else ""
        dsns = [fresh(server) if server else f"sqlite:///{place}/{n}.db" for n in range(len(runs))]
        for dsn in dsns:  # here and not side by side: migrations know one thread only
            asyncio.run(_prepare(dsn, plan))
        with ThreadPoolExecutor(plan.side_by_side) as pool:
            return list(pool.map(lambda pair: one_run(plan, *pair), zip(runs, dsns, strict=True)))


def one_run(plan: Plan, moments: list[float], dsn: str) -> Run:
    """A broadcast, killed when these shares of it are delivered, and finished by another process."""
    with stub() as server:
        server.reset(rate=plan.rate, latency=LATENCY, blocked=BLOCKED)
        for moment in moments:
            process = _start(dsn, server.port, plan.rate)
            _wait_for(server, moment * plan.members, process)
            process.kill()
            process.wait()
        _start(dsn, server.port, plan.rate).wait(timeout=60 + 3 * plan.members / plan.rate)
        return _judge(plan, server, dsn, round(moments[0], 2), len(moments))


def fleet(plan: Plan, seed: int, every: float = 2.0, processes: int = 3) -> Run:
    """One broadcast delivered by three processes on PostgreSQL, one of them killed every two seconds."""
    chance = random.Random(seed)
    with postgres() as pg, stub() as server:
        dsn = fresh(pg)
        server.reset(rate=plan.rate, latency=LATENCY, blocked=BLOCKED)
        asyncio.run(_prepare(dsn, plan))
        crew = [_start(dsn, server.port, plan.rate) for _ in range(processes)]
        kills, reached = 0, 0.0
        while server.stats()["answered"] < 0.9 * plan.members:
            time.sleep(every)
            victim = chance.randrange(processes)
            crew[victim].kill()
            crew[victim].wait()
            crew[victim] = _start(dsn, server.port, plan.rate)
            kills += 1
            reached = reached or server.stats()["answered"] / plan.members
        for process in crew:
            process.wait(timeout=60 + 3 * plan.members / plan.rate)
        return _judge(plan, server, dsn, reached, kills)


async def _prepare(dsn: str, plan: Plan) -> None:
    """A fresh database with its members and one broadcast, number 1, due now."""
    database = await opened(dsn)
    await fill(database, FIRST, plan.members)
    text = {language: {"text": "хабар"} for language in ("kk", "ru", "en")}
    assert await launch_now(database, text, policy=plan.policy) == BROADCAST
    await database.close()


def _start(dsn: str, port: int, rate: float) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "benchmarks.drill.worker", dsn, str(port), str(rate), str(BROADCAST)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _wait_for(server: StubServer, answered: float, process: "subprocess.Popen[bytes]") -> None:
    """Or until it is through: under `miss` of few members the kills before may have cost more than are left."""
    while server.answered() < answered and process.poll() is None:
        time.sleep(0.01)


def _judge(plan: Plan, server: StubServer, dsn: str, reached: float, kills: int) -> Run:
    copies = server.copies()
    seen = server.stats()
    expected = {chat for chat in range(FIRST, FIRST + plan.members) if chat % BLOCKED}
    counts, honest, perhaps = asyncio.run(_count(dsn))
    missing = expected - set(copies)
    return Run(
        plan.database,
        plan.policy,
        plan.members,
        plan.rate,
        kills,
        round(reached, 2),
        missing=len(missing),
        copies=sum(copies.values()) - len(copies),
        window=plan.rate * (LATENCY[1] + FLUSH) + 1,
        unknown=counts.unknown,
        again=counts.again,
        adds_up=honest and counts.audience == plan.members and counts.open == 0 and missing <= perhaps,
        refused=seen["refused"],
        fullest=seen["fullest_second"],
    )


async def _count(dsn: str) -> tuple[Counts, bool, set[int]]:
    """The counts, whether the rows agree with them, and the chats shown as unknown."""
    database = Database.open(dsn)
    perhaps = (
        sa.select(members.members.c.chat_id)
        .join(deliveries.deliveries, deliveries.deliveries.c.member_id == members.members.c.id)
        .where(deliveries.deliveries.c.state == "unknown")
    )
    async with database.connect() as tx:
        kept = await deliveries.count(tx, BROADCAST)
        honest = kept == await deliveries.recount(tx, BROADCAST)
        chats = set((await tx.execute(perhaps)).scalars())
    await database.close()
    return kept, honest, chats


def line(run: Run) -> str:
    """One run in a line."""
    window = run.window * run.kills
    return (
        f"{run.database:<10} {run.policy:<6} {run.members:>6} at {run.rate:>5g}/s, kills {run.kills:>2} "
        f"(first at {run.killed_at:.0%}): missing {run.missing}, copies {run.copies} (window {window:.0f}), "
        f"unknown {run.unknown}, sent again {run.again}, 429s {run.refused}, "
        f"{'adds up' if run.adds_up else 'DOES NOT ADD UP'}{'' if run.good else '  <-- BAD'}"
    )


def table(runs: list[Run]) -> list[dict[str, Any]]:
    return [asdict(run) | {"good": run.good} for run in runs]
