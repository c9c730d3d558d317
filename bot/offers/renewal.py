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
        written = await database.write(notices.write_renewals, now - HOLDS, SLICE)
        if written < SLICE:
            break
    unanswered = await database.read(notices.unanswered, now - ANSWER_WITHIN, SLICE)
    for number in unanswered:
        await database.write(lifecycle.pause, number, now)
    await database.write(introductions.lapse, now)
