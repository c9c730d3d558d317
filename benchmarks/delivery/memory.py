"""Memory with very many recipients beside few, and what a claim costs at the beginning and the end."""

import asyncio
import subprocess
import sys
import time

import orjson
import psutil
import sqlalchemy as sa

from benchmarks.delivery.ledgers import fill, launch_now, opened
from benchmarks.delivery.servers import ROOT, folder, stub
from bot.broadcasts.launcher import Launcher, write
from bot.clock import now
from bot.config import Config
from bot.delivery.engine import Engine
from bot.delivery.transport import Transport
from storage.database.database import Database
from storage.deliveries import claims, deliveries

FEW = 10_000
SENT = 4_000  # messages into the broadcast, where memory is read
BATCH = 250


def run(number: int) -> None:
    """Prints megabytes for `number` and for few recipients, mid-broadcast, and the cost of claims."""
    with stub() as server, folder() as place:
        sizes = {}
        for members in (FEW, number):
            server.reset(rate=0, latency=(0.05, 0.07), blocked=20)
            command = [
                sys.executable,
                "-m",
                "benchmarks.delivery.memory",
                str(server.port),
                str(members),
                f"sqlite:///{place}/{members}.db",
            ]
            done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
            sizes[members] = orjson.loads(done.stdout.splitlines()[-1])["mb"]
            sys.stdout.write(f"{members} recipients, {SENT} sent: {sizes[members]:.1f} MB resident\n")
        sys.stdout.write(f"difference: {sizes[number] - sizes[FEW]:.1f} MB\n")
        first, last = asyncio.run(claim_costs(f"sqlite:///{place}/{number}.db", number))
        sys.stdout.write(
            f"a claim of {BATCH}: {first:.2f} ms in the first 1 %, {last:.2f} ms in the last 1 % "
            f"({last / first:.2f} times)\n"
        )


async def claim_costs(dsn: str, number: int) -> tuple[float, float]:
    """Median milliseconds of a claim where the ledger is fresh and where 99 % of it is done."""
    database = Database.open(dsn)
    times = max(3, min(40, number // 100 // BATCH - 2))
    first = await _claims(database, times)
    async with database.begin() as tx:
        highest = (
            await tx.execute(sa.text("SELECT max(member_id) FROM deliveries WHERE broadcast_id = 1"))
        ).scalar_one()
        await tx.execute(
            sa.text(
                "UPDATE deliveries SET state = 'sent' WHERE broadcast_id = 1 AND state = 'waiting' "
                "AND member_id <= :upto"
            ),
            {"upto": int(highest * 0.99)},
        )
    last = await _claims(database, times)
    await database.close()
    return first, last


async def _claims(database: Database, times: int) -> float:
    """Claims that are rolled forward by their cursor, as the ledger does it, from a cold start."""
    cursor, spent = claims.AT_ONCE_FROM, []
    for _ in range(times):
        begun = time.perf_counter()
        async with database.begin() as tx:
            rows = await claims.candidates(tx, 1, 0, BATCH, cursor, ())
            await claims.take(tx, 1, [row.member_id for row in rows], "bench")
        spent.append(time.perf_counter() - begun)
        cursor = (rows[-1].not_before, rows[-1].member_id)
    return sorted(spent)[len(spent) // 2] * 1000


async def resident(port: int, number: int, dsn: str) -> float:
    """Megabytes of a process that is in the midst of a broadcast to so many."""
    database = await opened(dsn)
    await fill(database, 1000, number)
    broadcast_id = await launch_now(
        database, {language: {"text": "хабар"} for language in ("kk", "ru", "en")}
    )
    config = Config.model_validate(
        {
            "telegram": {"token": "1:x", "base_url": f"http://127.0.0.1:{port}"},
            "storage": {"dsn": dsn},
            "delivery": {"messages_per_second": 1000},
        }
    )
    transport = Transport(config.telegram)
    engine = Engine(database, transport, config)
    launcher = Launcher(database, config, wake=engine.wake)
    await launcher.look()
    while await write(database, broadcast_id, now()):
        pass
    await engine.start()
    sent = 0
    while sent < SENT:
        await asyncio.sleep(0.1)
        async with database.connect() as tx:
            sent = (await deliveries.count(tx, broadcast_id)).sent
    size = psutil.Process().memory_info().rss / 1e6
    await engine.stop()
    await transport.close()
    await database.close()
    return float(size)


if __name__ == "__main__":
    megabytes = asyncio.run(resident(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
    sys.stdout.buffer.write(orjson.dumps({"mb": megabytes}) + b"\n")
