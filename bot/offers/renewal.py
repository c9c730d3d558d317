"""Once a year each offer's member is asked whether it still holds; unanswered it is paused, and said so.

The questions are rows before anybody is asked (`storage.offers.notices.write_renewals`) and go out in the background
lane; an offer is paused only so long after its question went out.
"""

from datetime import timedelta

from bot.clock import Clock
from bot.offers import introductions, lifecycle
from storage.database.database import Database
from storage.offers import notices

HOLDS = timedelta(days=365)
ANSWER_WITHIN = timedelta(days=21)
EVERY = 600.0  # seconds between looks
SLICE = 500  # written or paused in one transaction


async def look(database: Database, clock: Clock) -> None:
    """What became due since the last look, slice by slice."""
    now = clock()
    while True:
        async with database.begin() as tx:
            written = await notices.write_renewals(tx, now - HOLDS, SLICE)
        if written < SLICE:
            break
    async with database.connect() as tx:
        unanswered = await notices.unanswered(tx, now - ANSWER_WITHIN, SLICE)
    for number in unanswered:
        async with database.begin() as tx:
            await lifecycle.pause(tx, number, now)
    async with database.begin() as tx:
        await introductions.lapse(tx, now)
