"""How long a member waits for /help while somebody holds 1,000 connections to the bot and says nothing on them.

    python -m benchmarks.half_open [--connections 1000] [--asks 20]

The sandbox and the bot run in processes of their own, the bot by webhook; half of the connections go to the webhook's
address, half to /readyz, each with the beginning of a request, and each is opened again as soon as it is closed.
"""

import argparse
import asyncio
import contextlib
import statistics
import tempfile
import time
from pathlib import Path

import aiohttp

from benchmarks.replicas.machines import Replica, replica
from sandbox import Person, Sandbox
from storage.database import versions
from storage.database.database import Database

BEGINNING = b"POST / HTTP/1.1\r\nHost: here\r\nX-Slow: "
PATIENCE = 30.0


async def hold(port: int) -> None:
    """One connection that is never done asking, again and again."""
    while True:
        with contextlib.suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(BEGINNING)
            await reader.read(100)  # until the server closes it
            writer.close()
        await asyncio.sleep(0.05)


async def ask(base_url: str) -> float:
    """Seconds from a newcomer's /help to its answer; a new one each time, for a chat gets one message a second."""
    member = await Person("Дана", "kk").enters(base_url)
    begun = time.monotonic()
    await member.says("/help")
    await member.sees("", seconds=PATIENCE)
    return time.monotonic() - begun


async def measured(bot: Replica, base_url: str, connections: int, asks: int) -> list[float]:
    holding = [
        asyncio.create_task(hold(bot.hook if number % 2 else bot.health)) for number in range(connections)
    ]
    await asyncio.sleep(2)
    try:
        async with aiohttp.ClientSession() as session:
            print(f"/readyz while they are held: {await bot.readiness(session)}")
        return [await ask(base_url) for _ in range(asks)]
    finally:
        for task in holding:
            task.cancel()
        await asyncio.gather(*holding, return_exceptions=True)


async def main(connections: int, asks: int) -> None:
    with tempfile.TemporaryDirectory(prefix="otandas-half-open-") as name:
        folder = Path(name)
        async with Sandbox.running() as sandbox:
            bot = replica(folder, 1, f"sqlite:///{folder}/otandas.db", sandbox.base_url, "")
            bot.env["OTANDAS_TELEGRAM__WEBHOOK__PUBLIC_URL"] = f"http://127.0.0.1:{bot.hook}/hook"
            database = Database.open(f"sqlite:///{folder}/otandas.db")
            await versions.upgrade(database)
            await database.close()
            bot.start()
            try:
                await bot.ready()
                quiet = [await ask(sandbox.base_url) for _ in range(asks)]
                held = await measured(bot, sandbox.base_url, connections, asks)
                print(f"quiet: {said(quiet)}; with {connections} half-open connections: {said(held)}")
            finally:
                bot.end()


def said(seconds: list[float]) -> str:
    return f"median {statistics.median(seconds):.3f} s, longest {max(seconds):.3f} s of {len(seconds)}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--connections", type=int, default=1000)
    parser.add_argument("--asks", type=int, default=20)
    given = parser.parse_args()
    asyncio.run(main(given.connections, given.asks))
