"""Members are counted once a day, by the clock staff plan by: what the day began with, or the first look of it."""

from bot.clock import Clock
from bot.config import Locale
from storage.database.database import Database
from storage.members import daily_counts

EVERY = 300.0  # seconds between looks


async def look(database: Database, locale: Locale, clock: Clock) -> None:
    """Counts unless this day is counted; a day on which no process ran stays out."""
    now = clock()
    day = now.astimezone(locale.zone).date()
    async with database.connect() as tx:
        if await daily_counts.counted(tx, day):
            return
    async with database.snapshot() as tx:
        numbers = await daily_counts.count(tx, now)
    await database.write(daily_counts.write, day, numbers)  # which holds nobody up
