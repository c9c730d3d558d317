"""/forget: everything at once, or after a day in which one tap takes it back.

A request is a row (`storage/members/forget_requests.py`) and a clock does what is due (`look`). Until then nothing is
sent to the member and staff see nothing of theirs; what would have been sent waits, and goes out if they take it back.
"""

from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.events import answering
from bot.offers import lifecycle
from storage.database.database import Database
from storage.deliveries import deliveries, digests
from storage.inbox import questions
from storage.members import erasure, forget_requests, members
from storage.members.forget_requests import ForgetRequest

log = structlog.get_logger()

GRACE = timedelta(days=1)
EVERY = 60.0  # seconds between looks
MOST = 100  # of one look


async def at_once(tx: AsyncConnection, chat_id: int, at: datetime) -> None:
    """Seats go to whoever waits, introductions come to nothing, everything is deleted."""
    await answering.forget(tx, chat_id, at)
    await lifecycle.forget(tx, chat_id, at)
    await erasure.erase(tx, chat_id, at)


async def in_a_day(tx: AsyncConnection, chat_id: int, at: datetime) -> ForgetRequest:
    """Asked again, the time that was told stays."""
    return await forget_requests.ask(tx, chat_id, at, at + GRACE)


async def take_back(tx: AsyncConnection, chat_id: int) -> bool:
    """Everything is as it was, and what waited goes out; False if there was nothing to take back any more."""
    if await forget_requests.drop(tx, chat_id) is None:
        return False
    if member := await members.by_chat(tx, chat_id):
        await deliveries.wake(tx, member.id)
        await digests.release(tx, member.id)
    await questions.touch_of_chat(tx, chat_id)
    return True


async def look(database: Database, clock: Clock) -> None:
    """Deletes what is due, each chat in a transaction of its own; whoever takes the row away does it."""
    due = await database.read(forget_requests.due, clock(), MOST)
    for chat_id in due:
        async with database.begin() as tx:
            if await forget_requests.drop(tx, chat_id) is not None:
                await at_once(tx, chat_id, clock())
    if due:
        log.info("members.forgotten", number=len(due))
