"""The process ends when its loop stands still, so that its supervisor starts it anew.

What held the loop is an update that the next process takes up; one that several processes did not outlive is set
aside (`bot/updates`). The timer is the interpreter's own and needs no turn of the loop, nor Python's lock, which a
regular expression keeps for as long as it runs. It writes where every thread stands, without values.
"""

import asyncio
import faulthandler
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

log = structlog.get_logger()

STILL = 30.0  # seconds without a turn of the loop after which the process ends
BEAT = 1.0
SLOW = 1.0  # seconds a turn may be late before it is worth a line in the log


@asynccontextmanager
async def watched(still: float = STILL) -> AsyncIterator[None]:
    """The loop is watched until the block ends."""
    beating = asyncio.create_task(_beat(still), name="watchdog")
    try:
        yield
    finally:
        beating.cancel()
        await asyncio.wait([beating])
        faulthandler.cancel_dump_traceback_later()


async def _beat(still: float) -> None:
    loop = asyncio.get_running_loop()
    while True:
        faulthandler.dump_traceback_later(still, exit=True, file=sys.__stderr__ or sys.stderr)
        due = loop.time() + BEAT
        await asyncio.sleep(BEAT)
        if (late := loop.time() - due) > SLOW:
            log.warning("the loop stood still", seconds=round(late, 1))
