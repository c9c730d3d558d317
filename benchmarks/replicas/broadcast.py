"""A broadcast to many members by three processes at the limit, while one at a time is killed and restarted."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.replicas import evidence
from benchmarks.replicas.drills import Report, Stage, stopped
from benchmarks.replicas.machines import ROOT, Killer, fleet
from bot.clock import now
from sandbox.control.people import create_people
from storage.deliveries import deliveries
from storage.deliveries.deliveries import Counts
from storage.members import bulk_import

FIRST = 500_001
PAGE = 1000
TEXT = (
    'topics = []\nurgent = true\n[text]\nkk = "{0} Хабарлама."\nru = "{0} Сообщение."\nen = "{0} Notice."\n'
)
WORD = "DRILL"


async def broadcast(at: Stage, number: int, rate: float, every: float) -> Report:
    """`rate` is Telegram's limit, which the sandbox enforces; the bot is set to 28/30 of it, as by default."""
    await _populate(at, number)
    at.sandbox.world.account(None).limits.change({"per_second": rate, "per_chat": 1})
    ours = rate * 28 / 30
    async with fleet(at.sandbox.base_url, at.folder, at.postgres, at.dsn, per_second=ours) as replicas:
        killer = Killer(replicas.replicas, every, _nothing)
        broadcast_id = await _create(at)
        begun = time.monotonic()
        killing = asyncio.create_task(killer.run())
        await _until(at.dsn, broadcast_id, number / rate * 4 + 60, lambda counts: not counts.waiting)
        pace = killer.pace
        await stopped(killing)
        took = time.monotonic() - begun
        counts = await _until(at.dsn, broadcast_id, 60, lambda counts: not counts.waiting + counts.sending)
        rest = time.monotonic() - begun - took
    report = Report([f"A broadcast to {number} members at {rate:g}/s, a kill -9 every {every:g} s"])
    report.say(f"{took:.1f} s ({number / took:.0f}/s), {killer.kills} kills (one in {pace:.1f} s)")
    report.say(f"{rest:.1f} s more for what was in flight at the last kills")
    report.say(f"{counts}")
    return _judge(report, at, number, rate, counts)


def _judge(report: Report, at: Stage, number: int, rate: float, counts: Counts) -> Report:
    world = at.sandbox.world
    got = world.account(None).deliveries.as_json()
    copies = [got.get(str(id), {}).get(WORD, 0) for id in range(FIRST, FIRST + number)]
    missing, more = copies.count(0), sum(copies) - sum(map(bool, copies))
    busiest = evidence.busiest_second(world, 0)
    report.must(
        not counts.waiting + counts.sending,
        f"waiting or in flight at the end: {counts.waiting + counts.sending}",
    )
    report.must(missing == 0, f"members without it: {missing}")
    report.must(more <= counts.again, f"copies too many: {more} (in flight at kills: {counts.again})")
    report.must(busiest <= rate, f"busiest second: {busiest} messages ({rate:g})")
    floods = sum(call.status == 429 for call in world.calls.since(0))
    report.must(floods == 0, f"429s: {floods}")
    return report


async def _nothing(pid: int) -> int:
    return 0


async def _populate(at: Stage, number: int) -> None:
    """Members who have started the bot already."""
    account = at.sandbox.world.account(None)
    people = [{"id": id, "first_name": "M", "language_code": "kk"} for id in range(FIRST, FIRST + number)]
    create_people(at.sandbox.world, account, people)
    async with evidence.opened(at.dsn) as database:
        for start in range(0, number, PAGE):
            rows = [
                {"chat_id": person["id"], "language": "kk", "joined_at": now()}
                for person in people[start : start + PAGE]
            ]
            async with database.begin() as tx:
                await bulk_import.write(tx, rows, {}, ())


async def _create(at: Stage) -> int:
    """By the command, as a person would."""
    file = Path(at.folder) / "broadcast.toml"
    file.write_text(TEXT.format(WORD), encoding="utf-8")
    made = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "bot", "broadcast", "create", "--force", str(file)],
        cwd=ROOT,
        env={"OTANDAS_STORAGE__DSN": at.dsn, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        check=True,
    )
    return int(made.stdout.split()[-1])


async def _until(dsn: str, broadcast_id: int, seconds: float, so: Callable[[Counts], bool]) -> Counts:
    """The counts when they are so, or when the time is up."""
    deadline = time.monotonic() + seconds
    async with evidence.opened(dsn) as database:
        while True:
            async with database.connect() as tx:
                counts = await deliveries.count(tx, broadcast_id)
            if (counts.audience and so(counts)) or time.monotonic() > deadline:
                return counts
            await asyncio.sleep(0.5)
