"""The drills: what is done to the replicas, and what must hold afterwards. Each returns its lines and a verdict."""

import asyncio
import contextlib
import functools
import signal
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

import aiohttp

from benchmarks.replicas import evidence
from benchmarks.replicas.machines import Fleet, Killer, Postgres, fleet
from benchmarks.replicas.people import Player, crowd
from bot.directory import topics
from sandbox import Sandbox, World
from storage.database import versions

TOPICS = tuple(sorted(topics.load()))


@dataclass
class Stage:
    """One drill's world: a fresh sandbox and a fresh database on the shared server."""

    sandbox: Sandbox
    postgres: Postgres
    dsn: str
    folder: Path


@dataclass
class Report:
    """Lines to print; `wrong` says what did not hold."""

    lines: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def must(self, holds: bool, text: str) -> None:
        self.lines.append(f"  {'ok ' if holds else 'NO '} {text}")
        if not holds:
            self.wrong.append(text)

    def say(self, text: str) -> None:
        self.lines.append(f"      {text}")


@contextlib.asynccontextmanager
async def stage(folder: Path, postgres: Postgres, name: str) -> AsyncIterator[Stage]:
    dsn = await postgres.create(name)
    async with evidence.opened(dsn) as database:
        await versions.upgrade(database)
    world = World(calls_kept=1_000_000, history_kept=1_000_000)
    async with Sandbox.running(world=world) as sandbox:
        yield Stage(sandbox, postgres, dsn, folder)


async def conversations(at: Stage, count: int, steps: int, every: float, spread: float) -> Report:
    """Everybody walks while one process at a time is killed -9 and restarted."""
    async with fleet(at.sandbox.base_url, at.folder, at.postgres, at.dsn) as replicas:
        players = crowd(at.sandbox, count, TOPICS, patience=120)
        killer = Killer(replicas.replicas, every, functools.partial(evidence.claimed_by, at.dsn))
        killing = asyncio.create_task(killer.run())
        begun = time.monotonic()
        await _walk(players, steps, spread)
        took = time.monotonic() - begun
        pace = killer.pace
        await stopped(killing)
        await _settled(at.dsn)
        report = Report([f"{count} conversations of {steps} steps, a kill -9 every {every:g} s"])
        report.say(
            f"{took:.1f} s, {killer.kills} kills, one in {pace:.1f} s, {killer.cut} chats in flight at them"
        )
        return await _judge(report, at, players, steps, most_again=killer.cut)


async def stopped(killing: asyncio.Task[None]) -> None:
    """Ends the killing; AssertionError if a replica did not come back."""
    if killing.done():
        killing.result()
    killing.cancel()
    await asyncio.gather(killing, return_exceptions=True)


async def rolling(at: Stage, count: int, steps: int) -> Report:
    """Every replica is told to stop and started again while people walk."""
    async with fleet(at.sandbox.base_url, at.folder, at.postgres, at.dsn) as replicas:
        players = crowd(at.sandbox, count, TOPICS, patience=60)
        walking = asyncio.create_task(_walk(players, steps, 20))
        codes, longest = await _roll(replicas)
        await walking
        await _settled(at.dsn)
        report = Report([f"Rolling restart by SIGTERM, twice round, under {count} conversations"])
        report.must(
            codes == {0} and longest <= 10, f"exit codes {codes}, longest stop {longest:.1f} s (10 s)"
        )
        return await _judge(report, at, players, steps, most_again=0)


async def _roll(replicas: Fleet) -> tuple[set[int | None], float]:
    codes: set[int | None] = set()
    longest = 0.0
    for replica in replicas.replicas * 2:
        longest = max(longest, await asyncio.to_thread(replica.end, signal.SIGTERM))
        codes.add(replica.child.returncode if replica.child else None)
        replica.start()
        await replica.ready()
    return codes, longest


async def outage(at: Stage, count: int, steps: int, seconds: float) -> Report:
    """PostgreSQL is stopped and started while people walk."""
    async with fleet(at.sandbox.base_url, at.folder, at.postgres, at.dsn) as replicas:
        players = crowd(at.sandbox, count, TOPICS, patience=120)
        walking = asyncio.create_task(_walk(players, steps, 15))
        await asyncio.sleep(5)
        seen: set[int] = set()
        watching = asyncio.create_task(_readiness(replicas, seen))
        await at.postgres.pause(seconds)
        back = time.monotonic()
        await asyncio.gather(*(replica.ready() for replica in replicas.replicas))
        ready_after = time.monotonic() - back
        watching.cancel()
        await walking
        await _settled(at.dsn)
        report = Report([f"PostgreSQL stopped for {seconds:g} s under {count} conversations"])
        report.must(
            503 in seen and ready_after < 10, f"/readyz said no, and yes {ready_after:.1f} s after the start"
        )
        report.must(
            not any(
                replica.child is None or replica.child.poll() is not None for replica in replicas.replicas
            ),
            "no process ended",
        )
        return await _judge(report, at, players, steps, most_again=192)


async def _readiness(replicas: Fleet, seen: set[int]) -> None:
    async with aiohttp.ClientSession() as session:
        while True:
            seen.update([await replica.readiness(session) for replica in replicas.replicas])
            await asyncio.sleep(0.5)


async def polling(at: Stage, within: float) -> Report:
    """The process that polls is killed; how long until another answers."""
    async with fleet(at.sandbox.base_url, at.folder, at.postgres, at.dsn, mode="polling") as replicas:
        await _walk(crowd(at.sandbox, 1, TOPICS, patience=20), 1, 0)
        holder = await evidence.lease_holder(at.dsn, "poll")
        victim = next(replica for replica in replicas.replicas if f":{replica.pid}" in holder)
        await asyncio.to_thread(victim.end)
        [player] = crowd(at.sandbox, 1, TOPICS, patience=60)
        await _walk([player], 6, 0)
        await _settled(at.dsn)
        report = Report(["Polling by three processes; the one that polls is killed"])
        first = player.waits[0] if player.waits else float("inf")
        report.must(first <= within, f"the next message was answered after {first:.1f} s ({within:g} s)")
        return await _judge(report, at, [player], 6, most_again=0)


async def _walk(players: list[Player], steps: int, spread: float) -> None:
    """All at once, their first words spread over some seconds."""

    async def walks(player: Player, after: float) -> None:
        await asyncio.sleep(after)
        await player.play(steps)

    await asyncio.gather(*(walks(each, spread * n / len(players)) for n, each in enumerate(players)))


async def _settled(dsn: str) -> None:
    """Late updates get ten seconds."""
    for _ in range(20):
        if (await evidence.waiting_and_held(dsn))[0] == 0:
            return
        await asyncio.sleep(0.5)


async def _judge(report: Report, at: Stage, players: list[Player], steps: int, most_again: int) -> Report:
    unanswered = sum(player.done < steps for player in players)
    waiting, held = await evidence.waiting_and_held(at.dsn)
    wrong = await evidence.wrong_states(at.dsn, players, steps)
    said = evidence.answers(at.sandbox.world, players, 0)
    waits = sorted(wait for player in players for wait in player.waits)
    if len(waits) > 1:
        cut = quantiles(waits, n=100)
        report.say(
            f"answers: median {cut[49]:.2f} s, 99th percentile {cut[98]:.2f} s, longest {waits[-1]:.2f} s"
        )
    report.must(unanswered == 0, f"conversations that got stuck: {unanswered}")
    report.must(wrong == 0, f"people whose row is not what they chose: {wrong}")
    report.must(waiting == 0, f"updates still waiting: {waiting}")
    report.must(not held, f"updates set aside: {held.total()} {dict(held) or ''}")
    report.must(
        said.again <= most_again, f"updates answered again: {said.again} (in flight at most {most_again})"
    )
    report.must(said.flood == 0, f"429s: {said.flood}")
    return report
