"""When staff answer, and what a member may be promised. Pure.

A question counts from the working day it comes in on; after closing, or on a free day, from the next one. The promise
is the closing hour of the working day that lies so many days after it.
"""

from datetime import date, datetime, time, timedelta

from bot.config import Config, Questions

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LOOKED_AHEAD = 400  # days; whoever is closed for longer promises nothing earlier


def promised(config: Config, asked_at: datetime) -> datetime:
    """When an answer to a question of that moment is promised, aware, by the clock staff plan by."""
    office, zone = config.questions, config.locale.zone
    local = asked_at.astimezone(zone)
    closes = hour(office.open_until)
    day = local.date() if local.time() < closes else local.date() + timedelta(days=1)
    day = _working(office, day)
    for _ in range(office.answer_within_days):
        day = _working(office, day + timedelta(days=1))
    return datetime.combine(day, closes, tzinfo=zone)


def is_open(config: Config, at: datetime) -> bool:
    """Whether staff answer at that moment."""
    office, local = config.questions, at.astimezone(config.locale.zone)
    if local.date() != _working(office, local.date()):
        return False
    return hour(office.open_from) <= local.time() < hour(office.open_until)


def _working(office: Questions, day: date) -> date:
    """This day, or the first working day after it."""
    for _ in range(LOOKED_AHEAD):
        if DAYS[day.weekday()] in office.days and day not in office.holidays:
            return day
        day += timedelta(days=1)
    return day


def hour(text: str) -> time:
    return time.fromisoformat(text)
