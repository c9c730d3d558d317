"""When a broadcast is due: once, every day, week or month, by cron, in a named zone or on members' clocks.

APScheduler's CronTrigger is the calendar: it crosses daylight saving changes (an hour that does not exist
is moved on, one that happens twice counts once). Weekdays by name only, since its numbers begin on Monday
and everybody else's cron begins on Sunday. Days that do not come before 2200 (30 February) never come.

On members' clocks (`members=True`) the hour is each member's own. A due time is then the first moment at
which it is that hour of that day anywhere (UTC+14), and the last members follow 26 hours later.
"""

import re
from calendar import monthrange
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

from bot.broadcasts.quiet_hours import known_zone

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CHANGE = timedelta(hours=3)  # clocks are never changed by more
EAST = "Pacific/Kiritimati"  # UTC+14, where every day begins
CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
GRACE = timedelta(hours=1)  # how late a launch may be without asking staff
FIRST, LAST = (
    datetime(2000, 1, 1, tzinfo=UTC),
    datetime(2200, 1, 1, tzinfo=UTC),
)  # what comes at all comes between


@dataclass(frozen=True, slots=True)
class Schedule:
    """`every`: once, day, week (on `days`), month (on day `day`) or cron; `at` is "HH:MM" in `zone`.

    With `members`, `at` is on each member's own clock and `zone` serves members without one.
    """

    every: str
    at: str
    zone: str
    days: tuple[str, ...] = ()
    day: int = 1
    cron: str = ""
    members: bool = False

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "days": list(self.days)}

    @classmethod
    def of(cls, value: dict[str, Any]) -> "Schedule":
        return cls(**{**value, "days": tuple(value.get("days") or ())})

    @property
    def recurring(self) -> bool:
        return self.every != "once"


def is_recurring(plan: dict[str, Any] | None) -> bool:
    """Whether a stored schedule comes again and again."""
    return plan is not None and Schedule.of(plan).recurring


def faults(schedule: Schedule) -> list[str]:
    """What is wrong with it, as short English phrases naming the field; empty when it can be used.

    That it comes more often than hourly (`too_often`) is no fault of the line: an owner may want it.
    """
    if listed := mistakes(schedule):
        return listed
    if never(schedule):
        return ["cron: this never comes; there is no such day"]
    if two_days(schedule):
        return [
            "cron: a day of the month and a weekday together mean either day in cron, and both here; name one"
        ]
    return []


def mistakes(schedule: Schedule) -> list[str]:
    """What cannot be read of it, in the same phrases."""
    listed = []
    if schedule.every not in ("once", "day", "week", "month", "cron"):
        listed.append("every: one of once, day, week, month, cron")
    if schedule.every != "cron" and not CLOCK.fullmatch(schedule.at):
        listed.append("at: an hour like 10:00")
    if known_zone(schedule.zone) is None:
        listed.append("zone: no such time zone; use a name like Asia/Almaty")
    if schedule.every == "week" and (not schedule.days or set(schedule.days) - set(DAYS)):
        listed.append("days: weekdays by name, like mon or fri")
    if schedule.every == "month" and not 1 <= schedule.day <= 31:
        listed.append("day: 1 to 31")
    return listed or _cron_faults(schedule)


def _cron_faults(schedule: Schedule) -> list[str]:
    if schedule.every != "cron":
        return []
    fields = schedule.cron.split()
    if not schedule.cron.isascii():
        return ["cron: figures 0-9 and English names only, like 0 10 * * mon-fri"]
    if len(fields) == 5 and re.search(r"\d", fields[4]):
        return ["cron: weekdays by name only, like mon-fri"]
    if schedule.members:
        return ["cron: not on members' clocks; use day, week or month"]
    try:
        CronTrigger.from_crontab(schedule.cron, timezone=schedule.zone)
    except ValueError as error:
        return [f"cron: {error}"]
    return []


def two_days(schedule: Schedule) -> bool:
    """Whether a cron line names days of the month and weekdays: elsewhere that is either of them."""
    fields = schedule.cron.split()
    return schedule.every == "cron" and fields[2] != "*" and fields[4] != "*"


@lru_cache(maxsize=256)
def never(schedule: Schedule) -> bool:
    """Whether no day is one of its days, as 30 February."""
    return next_due(schedule, FIRST) is None


def too_often(schedule: Schedule) -> bool:
    """Whether two of its times are less than an hour apart: two minutes of one hour are its minutes."""
    if schedule.every != "cron":
        return False
    [field] = [field for field in _trigger(schedule).fields if field.name == "minute"]
    hour = [datetime(2000, 1, 1, 0, minute) for minute in range(60)]
    return bool(sum(field.get_next_value(moment) == moment.minute for moment in hour) > 1)


def upcoming(schedule: Schedule, first: datetime, number: int = 3) -> list[datetime]:
    """`first` and the due times after it, `number` in all; fewer where no more come."""
    moments: list[datetime] = []
    moment: datetime | None = first
    while moment is not None and len(moments) < number:
        moments.append(moment)
        moment = next_due(schedule, moment)
    return moments


def moved(expires: datetime | None, due: datetime | None, to: datetime) -> datetime | None:
    """The end of an issue when its due time moves: as long after it as before."""
    return expires + (to - due) if expires is not None and due is not None else expires


def next_due(schedule: Schedule, after: datetime) -> datetime | None:
    """The first due time later than `after` (UTC), None when there is none.

    The calendar walks along the clock on the wall, as if it never changed (APScheduler may loop for good in the
    night it does), and each hour is then looked up in the zone: one that is left out comes an hour later, one that
    comes twice counts the first time.
    """
    zone = _zone(schedule)
    wall = after.astimezone(zone).replace(tzinfo=UTC) - CHANGE
    while (following := _fire(schedule, wall)) is not None:
        moment = following.replace(tzinfo=zone).astimezone(UTC)
        if moment > after and _meant(schedule, following):
            return moment
        wall = following
    return None


def _fire(schedule: Schedule, wall: datetime) -> datetime | None:
    following: datetime | None = _trigger(schedule).get_next_fire_time(None, wall + timedelta(microseconds=1))
    return following


def _meant(schedule: Schedule, day: datetime) -> bool:
    """Of a month's last days the one that stands for the day asked for."""
    return schedule.every != "month" or day.day == _day_in(schedule.day, day)


def _zone(schedule: Schedule) -> ZoneInfo:
    return ZoneInfo(EAST if schedule.members else schedule.zone)


def _day_in(day: int, month: datetime) -> int:
    """The 31st of a short month is its last day."""
    return min(day, monthrange(month.year, month.month)[1])


@lru_cache(maxsize=256)
def _trigger(schedule: Schedule) -> CronTrigger:
    """The calendar of the clock on the wall; its UTC stands for "no change of clocks"."""
    if schedule.every == "cron":
        trigger = CronTrigger.from_crontab(schedule.cron, timezone=UTC)
        trigger.end_date = LAST  # or it looks for 30 February until the year 9999
        return trigger
    hour, minute = map(int, schedule.at.split(":"))
    when: dict[str, Any] = {"hour": hour, "minute": minute, "timezone": UTC}
    if schedule.every == "week":
        when["day_of_week"] = ",".join(schedule.days)
    if schedule.every == "month":
        when["day"] = schedule.day if schedule.day <= 28 else "28-31"
    return CronTrigger(**when)


def own_clock(schedule: Schedule, due: datetime, zone: str | None, launch: datetime) -> datetime:
    """When a member in this zone gets what was due (and is launched) then: `at` on the due day, their time.

    One whose hour has passed before a late launch gets it at that hour of the next day.
    """
    place = known_zone(zone) or known_zone(schedule.zone) or UTC
    hour, minute = map(int, schedule.at.split(":"))
    day = due.astimezone(ZoneInfo(EAST)).date()
    moment = datetime.combine(day, time(hour, minute), tzinfo=place).astimezone(UTC)
    while moment < launch - GRACE:
        day += timedelta(days=1)
        moment = datetime.combine(day, time(hour, minute), tzinfo=place).astimezone(UTC)
    return moment


def is_overdue(due: datetime, expires: datetime | None, now: datetime) -> bool:
    """Too late to send without asking: past the hour of grace, and nobody said until when it is good."""
    return expires is None and now - due > GRACE
