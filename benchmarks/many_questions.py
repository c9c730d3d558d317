"""How long a member waits for /help while 500 others send a question to staff at the same moment.

    python -m benchmarks.many_questions [--questions 500] [--per-second 1000] [--asks 10] [--connections 0]

The sandbox and the bot run in processes of their own, the bot by webhook; the questions are written already, and all
"Send" buttons are pressed at once. With `--connections` so many half-open connections are held meanwhile.
`--per-second` is what Telegram takes of the bot: at 28 the receipts of 500 alone take 18 seconds.
"""

import argparse
import asyncio
import tempfile
import time
from pathlib import Path
from typing import Any

import aiohttp
import psutil
import sqlalchemy as sa

from benchmarks.half_open import ask, hold, said
from benchmarks.replicas.machines import SECRET, Replica, replica
from bot.clock import now
from bot.web import HEADER
from sandbox import Person, Sandbox
from storage.database import versions
from storage.database.database import Database
from storage.inbox import questions
from storage.members import conversations, members
from storage.members.conversations import Conversation

FIRST, GROUP, OWNER = 5_000_000, -100500, 4_999_999
TEXT = "Менің өтінішім қашан қаралады?"


async def prepared(dsn: str, number: int) -> None:
    """So many members in the middle of /ask, their question written."""
    database = Database.open(dsn)
    await versions.upgrade(database)
    async with database.begin() as tx:
        for chat in range(FIRST, FIRST + number):
            await members.join(tx, chat, "kk", now())
            written = Conversation("ask", "confirm", {"text": TEXT}, now())
            await conversations.put(tx, chat, chat, written)
    await database.close()


async def send(session: aiohttp.ClientSession, hook: int, chat: int) -> None:
    """The press of "Send", as Telegram tells of it."""
    about = {"id": chat, "first_name": "Дана", "language_code": "kk", "is_bot": False}
    here = {"id": chat, "type": "private", "first_name": "Дана"}
    message = {"message_id": 1, "date": 0, "chat": here}
    query: dict[str, Any] = {"id": str(chat), "from": about, "chat_instance": "1", "message": message}
    update = {"update_id": chat, "callback_query": query | {"data": "askyes"}}
    async with session.post(f"http://127.0.0.1:{hook}/hook", json=update, headers={HEADER: SECRET}) as answer:
        assert answer.status == 200, await answer.text()


async def kept(dsn: str) -> int:
    """The questions that staff have."""
    database = Database.open(dsn)
    async with database.connect() as tx:
        counted = (await tx.execute(sa.select(sa.func.count()).select_from(questions.questions))).scalar_one()
    await database.close()
    return int(counted)


def cpu(bot: Replica) -> float:
    """Seconds of processor time that it has taken, by which a busy machine can be told from a busy bot."""
    assert bot.child is not None
    times = psutil.Process(bot.child.pid).cpu_times()
    return float(times.user + times.system)


async def settled(dsn: str, number: int) -> int:
    """How many they have in the end."""
    until = time.monotonic() + 60
    while (there := await kept(dsn)) < number and time.monotonic() < until:  # noqa: ASYNC110
        await asyncio.sleep(0.5)
    return there


async def measured(bot: Replica, base_url: str, number: int, asks: int) -> list[float]:
    """Seconds that each /help takes meanwhile."""
    async with aiohttp.ClientSession() as session:
        sending = asyncio.gather(*(send(session, bot.hook, FIRST + chat) for chat in range(number)))
        waited = [await ask(base_url) for _ in range(asks)]
        await sending
    return waited


async def main(number: int, per_second: float, asks: int, connections: int) -> None:
    with tempfile.TemporaryDirectory(prefix="otandas-many-questions-") as name:
        folder = Path(name)
        dsn = f"sqlite:///{folder}/otandas.db"
        await prepared(dsn, number)
        async with Sandbox.running() as sandbox:
            for chat in range(FIRST, FIRST + number):
                await Person("Дана", "kk", person_id=chat).enters(sandbox.base_url)
            async with aiohttp.ClientSession() as session:
                group = {"id": GROUP, "title": "Staff", "members": [OWNER]}
                await session.post(f"{sandbox.base_url}/sandbox/groups", json=group)
            bot = replica(folder, 1, dsn, sandbox.base_url, "", per_second=per_second)
            bot.env["OTANDAS_TELEGRAM__WEBHOOK__PUBLIC_URL"] = f"http://127.0.0.1:{bot.hook}/hook"
            bot.env |= {"OTANDAS_STAFF__OWNERS": f"[{OWNER}]", "OTANDAS_STAFF__INBOX_CHAT": str(GROUP)}
            bot.start()
            holding = [asyncio.create_task(hold(bot.hook)) for _ in range(connections)]
            try:
                await bot.ready()
                quiet = [await ask(sandbox.base_url) for _ in range(asks)]
                before = cpu(bot)
                waited = await measured(bot, sandbox.base_url, number, asks)
                print(f"questions that staff have: {await settled(dsn, number)}")
                print(f"processor time of the bot for them: {cpu(bot) - before:.1f} s")
                print(f"quiet: {said(quiet)}; with {number} questions at once: {said(waited)}")
            finally:
                for task in holding:
                    task.cancel()
                await asyncio.gather(*holding, return_exceptions=True)
                bot.end()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--questions", type=int, default=500)
    parser.add_argument("--per-second", type=float, default=1000.0)
    parser.add_argument("--asks", type=int, default=10)
    parser.add_argument("--connections", type=int, default=0)
    given = parser.parse_args()
    asyncio.run(main(given.questions, given.per_second, given.asks, given.connections))
