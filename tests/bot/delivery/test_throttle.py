"""The pace at work: a second is counted by when messages leave, whatever the processor does meanwhile."""

import asyncio
import time

from bot.delivery.pace import Lane, Pace, QueuedCall
from bot.delivery.throttle import Throttle

RATE, CALLS = 10, 15


async def test_what_leaves_late_counts_from_when_it_left() -> None:
    """As where another process has the processor between a turn and the posting, now and then."""
    throttle, left, over = Throttle(Pace(RATE)), list[float](), asyncio.Event()

    def post() -> None:
        if len(left) % 4 == 0:
            time.sleep(0.03)
        left.append(time.monotonic())
        if len(left) == CALLS:
            over.set()

    for number in range(CALLS):
        throttle.add(QueuedCall(Lane.BROADCAST, number, 1, post))
    async with asyncio.timeout(20):
        await over.wait()
    assert min(later - earlier for earlier, later in zip(left, left[RATE:], strict=False)) >= 1.0
