"""The three who deliver the same broadcast: ours, PTB as shipped, and a bare aiohttp loop without any state.

`python -m benchmarks.delivery.layers NAME PORT MEMBERS RATE DSN POLICY` delivers, answers questions meanwhile, and
prints one JSON line: CPU seconds of the process, and what the ledger says (ours).
"""

import asyncio
import contextlib
import logging
import sys
import time
from typing import Any

import aiohttp
import orjson
from telegram.error import Forbidden, TelegramError
from telegram.ext import AIORateLimiter, ExtBot

from benchmarks.delivery.ledgers import fill, launch_now, opened
from bot.broadcasts.launcher import Launcher
from bot.broadcasts.states import State
from bot.config import Config
from bot.delivery.engine import Engine
from bot.delivery.transport import AiohttpRequest, Transport
from bot.garbage import freeze
from bot.periodic import repeating
from storage.broadcasts import broadcasts
from storage.deliveries import deliveries

FIRST = 1000  # chat id of the first member
TEXT = "Құрметті отандастар! Жаңа ереже туралы хабарландыру. " * 4


async def ours(port: int, number: int, rate: float, dsn: str, policy: str) -> dict[str, Any]:
    """The engine as the bot runs it: ledger, schedule, PTB for the replies."""
    config = _config(port, rate, dsn)
    database = await opened(dsn)
    await fill(database, FIRST, number)
    transport = Transport(config.telegram)
    engine = Engine(database, transport, config)
    bot = ExtBot(
        config.telegram.token,
        base_url=f"{config.telegram.base_url}/bot",
        request=transport.request,
        get_updates_request=AiohttpRequest(2, 60.0),
        rate_limiter=engine.rate_limiter,
    )
    await bot.initialize()
    launcher = Launcher(database, config, wake=engine.wake)
    freeze()  # as `otandas run` does once it is at work
    cpu = time.process_time()
    replies = asyncio.create_task(answer(bot))
    broadcast_id = await launch_now(
        database, {language: {"text": TEXT} for language in ("kk", "ru", "en")}, policy=policy
    )
    await engine.start()
    async with repeating(*launcher.jobs()):
        await _finished(database, broadcast_id)
        spent = time.process_time() - cpu
        replies.cancel()
    await engine.stop()
    async with database.connect() as tx:
        counts = await deliveries.count(tx, broadcast_id)
        honest = counts == await deliveries.recount(tx, broadcast_id)
    await transport.close()
    await bot.shutdown()
    await database.close()
    said = {name: getattr(counts, name) for name in (*deliveries.STATES, "again")}
    return {"cpu": spent, "ledger": said, "honest": honest}


async def ptb(port: int, number: int, rate: float, dsn: str, policy: str) -> dict[str, Any]:
    """PTB with its own transport and AIORateLimiter, by as many workers as served it best in a trial."""
    logging.disable()  # it writes a traceback for every message it gives up
    limiter = AIORateLimiter(overall_max_rate=min(rate, 30), max_retries=3)
    bot = ExtBot("1:x", base_url=f"http://127.0.0.1:{port}/bot", rate_limiter=limiter)
    await bot.initialize()
    cpu = time.process_time()
    replies = asyncio.create_task(answer(bot))
    chats = iter(range(FIRST, FIRST + number))

    async def worker() -> None:
        for chat in chats:
            with contextlib.suppress(Forbidden, TelegramError):
                await bot.send_message(chat, TEXT, allow_paid_broadcast=True if rate > 30 else None)

    await asyncio.gather(*(worker() for _ in range(32 if rate <= 30 else 24)))
    spent = time.process_time() - cpu
    replies.cancel()
    return {"cpu": spent}


async def bare(port: int, number: int, rate: float, dsn: str, policy: str) -> dict[str, Any]:
    """aiohttp, a task for every message, the same pace, and nothing written down."""
    transport = AiohttpRequest()
    bot = ExtBot(
        "1:x",
        base_url=f"http://127.0.0.1:{port}/bot",
        request=transport,
        get_updates_request=AiohttpRequest(2, 60.0),
    )
    await bot.initialize()
    url = f"http://127.0.0.1:{port}/bot1:x/sendMessage"
    cpu = time.process_time()
    replies = asyncio.create_task(answer(bot))
    session, tasks = transport.session(), set()

    async def send(chat: int) -> None:
        async with session.post(url, json={"chat_id": chat, "text": TEXT}) as answered:
            await answered.json()

    slot = time.monotonic()
    for chat in range(FIRST, FIRST + number):
        slot = max(slot + 1 / (rate * 0.99), time.monotonic() - 0.05)
        if slot - time.monotonic() > 0.002 or rate < 100:
            await asyncio.sleep(max(0.0, slot - time.monotonic()))
        task = asyncio.create_task(send(chat))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
    await asyncio.gather(*tasks, return_exceptions=True)
    spent = time.process_time() - cpu
    replies.cancel()
    await bot.shutdown()
    return {"cpu": spent}


async def answer(bot: ExtBot[Any]) -> None:
    """Replies to every question at once, as a handler would."""
    offset, tasks = 0, set()

    async def reply(chat: int) -> None:
        with contextlib.suppress(TelegramError):
            await bot.send_message(chat, "жауап")

    while True:
        with contextlib.suppress(TelegramError, aiohttp.ClientError):
            for update in await bot.get_updates(offset=offset, timeout=5):
                offset = update.update_id + 1
                assert update.effective_chat is not None
                task = asyncio.create_task(reply(update.effective_chat.id))
                tasks.add(task)
                task.add_done_callback(tasks.discard)


async def _finished(database: Any, broadcast_id: int) -> None:
    while True:
        await asyncio.sleep(1.0)
        async with database.connect() as tx:
            broadcast = await broadcasts.get(tx, broadcast_id)
        if broadcast is not None and broadcast.state not in (State.SCHEDULED, State.SENDING):
            return


def _config(port: int, rate: float, dsn: str) -> Config:
    return Config.model_validate(
        {
            "telegram": {"token": "1:x", "base_url": f"http://127.0.0.1:{port}"},
            "storage": {"dsn": dsn},
            "delivery": {"messages_per_second": rate},
        }
    )


LAYERS = {"ours": ours, "ptb": ptb, "bare": bare}

if __name__ == "__main__":
    name, port, number, rate, dsn, policy = sys.argv[1:]
    said = asyncio.run(LAYERS[name](int(port), int(number), float(rate), dsn, policy))
    sys.stdout.buffer.write(orjson.dumps(said) + b"\n")
