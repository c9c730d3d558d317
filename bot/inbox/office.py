"""When staff answer, and what a member may be promised: by the hours of the house, or of the body a question is for.

A question counts from the working day it comes in on; after closing, or on a free day, from the next one. The promise
is the closing hour of the working day that lies so many days after it.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.config import Config, Questions
from storage.staff import body_hours

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LOOKED_AHEAD = 400  # days; whoever is closed for longer promises nothing earlier


async def of_body(tx: AsyncConnection, config: Config, body: str | None) -> Questions:
    """The body's own hours, else those of the house."""
    own = await body_hours.get(tx, body) if body else None
    return Questions(**own.as_dict()) if own else config.questions


async def promise(tx: AsyncConnection, config: Config, body: str | None, at: datetime) -> datetime:
    """When an answer to a question of that moment is promised, for a question to this body."""
    return promised(await of_body(tx, config, body), config.locale.zone, at)


def promised(office: Questions, zone: ZoneInfo, asked_at: datetime) -> datetime:
    """The same by these hours; aware, by the clock of the zone."""
    local = asked_at.astimezone(zone)
    closes = hour(office.open_until)
    day = local.date() if local.time() < closes else local.date() + timedelta(days=1)
    day = _working(office, day)
    for _ in range(office.answer_within_days):
        day = _working(office, day + timedelta(days=1))
    return datetime.combine(day, closes, tzinfo=zone)


def _working(office: Questions, day: date) -> date:
    """This day, or the first working day after it."""
    for _ in range(LOOKED_AHEAD):
        if DAYS[day.weekday()] in office.days and day not in office.holidays:
            return day
        day += timedelta(days=1)
    return day


def hour(text: str) -> time:
    return time.fromisoformat(text)
