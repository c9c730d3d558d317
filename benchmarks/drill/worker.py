"""The process that is killed: an engine and its schedule on a database, until the broadcast is over.

`python -m benchmarks.drill.worker DSN PORT RATE BROADCAST`
"""

import asyncio
import sys

from bot.broadcasts.launcher import Launcher
from bot.broadcasts.states import State
from bot.config import Config
from bot.delivery.engine import Engine
from bot.delivery.transport import Transport
from bot.periodic import repeating
from storage.broadcasts import broadcasts
from storage.database.database import Database


async def work(dsn: str, port: int, rate: float, broadcast_id: int) -> None:
    """Delivers; returns when there is nothing left to do."""
    config = Config.model_validate(
        {
            "telegram": {"token": "1:x", "base_url": f"http://127.0.0.1:{port}"},
            "storage": {"dsn": dsn},
            "delivery": {"messages_per_second": rate},
        }
    )
    database = Database.open(dsn)
    transport = Transport(config.telegram)
    engine = Engine(database, transport, config)
    launcher = Launcher(database, config, wake=engine.wake)
    await engine.start()
    async with repeating(*launcher.jobs()):
        while await _going(database, broadcast_id):  # noqa: ASYNC110 another process writes what is waited for
            await asyncio.sleep(0.2)
    await engine.stop()
    await transport.close()
    await database.close()


async def _going(database: Database, broadcast_id: int) -> bool:
    async with database.connect() as tx:
        broadcast = await broadcasts.get(tx, broadcast_id)
    return broadcast is None or broadcast.state in (State.SCHEDULED, State.SENDING)


if __name__ == "__main__":
    dsn, port, rate, broadcast_id = sys.argv[1:]
    asyncio.run(work(dsn, int(port), float(rate), int(broadcast_id)))
