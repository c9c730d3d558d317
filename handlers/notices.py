"""How rows of what single members are to hear (`storage/notices.py`) are brought, whatever they say.

A few are claimed, so that no other process brings them, and held as long as they wait for their turn, which a large
broadcast may put off for long. Each is sent, then its row is done: where the process dies between the two, it is sent
again after five minutes, for such news is better read twice than missed.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime

import structlog
from telegram import Message
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter

from bot.broadcasts.turn import Later, Never
from bot.services import Services
from handlers.typed_press import shown_by
from storage.members import screens
from storage.notices import Queue, Row

log = structlog.get_logger()

ROUND = 3.0  # seconds after which a round claims no more, so that a stop finds it at its end
MOST = 20  # claimed at a time, and brought side by side: no answer is waited for before the next is sent
RENEW = 60.0  # seconds after which a claim is renewed, well within `storage.notices.RETRY`
Bring = Callable[[Row], Awaitable[None]]


async def bring(services: Services, queue: Queue[Row], single: Bring[Row]) -> None:
    """Everything whose time has come; `single` brings one and ends with `deliver`, `finish` or `put_off`."""
    until = time.monotonic() + ROUND
    while time.monotonic() < until and (claimed := await _claimed(services, queue)):
        async with _held(services, queue, claimed):
            brought = (single(notice) for notice in claimed)
            ended = await asyncio.gather(*brought, return_exceptions=True)
        for error in ended:
            if error is not None:
                raise error


async def deliver(
    services: Services, queue: Queue[Row], notice: Row, send: Callable[[], Awaitable[object]]
) -> None:
    """Sends it, then writes that down with the buttons it has; somebody who cannot be reached is not tried again."""
    try:
        sent = await send()
    except RetryAfter:  # surely not sent
        await put_off(services, queue, notice, None)
        raise
    except (Forbidden, BadRequest, ChatMigrated) as refusal:
        log.info("a member is out of reach", reason=type(refusal).__name__)
        return await finish(services, queue, notice, type(refusal).__name__)
    async with services.database.begin() as tx:
        await queue.done(tx, notice, services.clock(), None)
        if isinstance(sent, Message) and (shown := shown_by(sent, sent.reply_markup, services.clock())):
            await screens.put(tx, [shown])
    return None


async def finish(services: Services, queue: Queue[Row], notice: Row, reason: str | None = None) -> None:
    """Nothing more is to be done with it; `reason` says why it was not sent, None that it was."""
    await services.database.write(queue.done, notice, services.clock(), reason)


async def not_now(services: Services, queue: Queue[Row], notice: Row, turn: Later | Never) -> None:
    if isinstance(turn, Never):
        await finish(services, queue, notice, turn.reason)
    else:
        await put_off(services, queue, notice, turn.until)


async def put_off(services: Services, queue: Queue[Row], notice: Row, until: datetime | None) -> None:
    """It waits until then, or for the next look."""
    await services.database.write(queue.put_off, notice, until)


async def _claimed(services: Services, queue: Queue[Row]) -> list[Row]:
    async with services.database.connect() as tx:
        if not await queue.waits(tx, services.clock()):
            return []
    return await services.database.write(queue.claim, services.clock(), MOST)


@asynccontextmanager
async def _held(services: Services, queue: Queue[Row], claimed: list[Row]) -> AsyncIterator[None]:
    """Nobody else takes them up while they wait for their turn."""
    renewing = asyncio.create_task(_renewed(services, queue, claimed), name="notices")
    try:
        yield
    finally:
        renewing.cancel()
        [ended] = await asyncio.gather(renewing, return_exceptions=True)
        if isinstance(ended, Exception):
            log.warning("a claim could not be renewed", reason=type(ended).__name__)


async def _renewed(services: Services, queue: Queue[Row], claimed: list[Row]) -> None:
    while True:
        await asyncio.sleep(RENEW)
        await services.database.write(queue.renew, claimed, services.clock())
