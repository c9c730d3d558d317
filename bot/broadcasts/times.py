"""Times as staff type them, in three languages: "18.00 05.12", "ертең кешкі 9-да", "пн–пт 10:00", "in 2 hours".

`read` turns the whole text into a time or a schedule, or says in a `Doubt` what keeps it from doing so; nothing is
guessed beyond what the words say. A date without a year is its next occurrence, a time without a date the next such
hour. Whatever this bot prints as a time is read back as the same time. Pure.
"""

from dataclasses import replace
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from bot.broadcasts.schedule import DAYS, Schedule
from bot.broadcasts.typed_time import calendar_days
from bot.broadcasts.typed_time.calendar_days import DAY
from bot.broadcasts.typed_time.doubt import Doubt, Reason
from bot.broadcasts.typed_time.facts import Facts
from bot.broadcasts.typed_time.grammar import readings
from bot.broadcasts.typed_time.tokens import LONGEST

EARLY = range(1, 7)  # hours that people mean in the afternoon as often as at night
NOON = 12
SMALL = range(6)  # hours of the night that the evening before belongs to as well
MONTH_END = 31  # a schedule's day that is the last of every month
CLOCK = frozenset(("hour", "minute", "vague", "midnight", "part", "offset", "place"))
DATE = frozenset(("year", "month", "day", "last", "months", "weeks", "ahead", "weekdays", "which", "elapse"))
SAYS: dict[str, frozenset[str]] = {
    "once": CLOCK | DATE,
    "until": CLOCK | DATE | {"until"},
    "day": CLOCK | {"every", "weekdays"},
    "week": CLOCK | {"every", "weekly", "weekdays"},
    "month": CLOCK | {"every", "monthly", "day", "last", "months"},
    "since": frozenset(("year", "month", "day", "ahead", "weekdays", "back", "begin", "since")),
}
# Parts of the day: which hour of the day an hour means there. What is not named is no hour of that part.
PARTS: dict[str, dict[int, int]] = {
    "am": {12: 0, **{hour: hour for hour in range(12)}},
    "pm": {**{hour: hour + 12 for hour in range(1, 12)}, **{hour: hour for hour in range(12, 24)}},
    "morning": {hour: hour for hour in range(1, 12)},
    "day": {**{hour: hour + 12 for hour in range(1, 7)}, **{hour: hour for hour in range(10, 19)}},
    "evening": {**{hour: hour + 12 for hour in range(4, 12)}, **{hour: hour for hour in range(16, 24)}},
    "night": {
        **{hour: hour + 12 for hour in range(8, 12)},
        **{hour: hour for hour in (*range(6), *range(20, 24))},
    },
}
Outcome = datetime | Schedule | Doubt


def read(kind: str, text: str, now: datetime, zone: ZoneInfo) -> Outcome:
    """`kind`: once and until give a moment (aware), day, week and month a Schedule in the zone meant."""
    understood = readings(text, SAYS[kind])
    if not understood.all:
        return Doubt(Reason.PART, understood.unread) if understood.unread else Doubt(Reason.HOUR)
    outcomes = dict.fromkeys(_meant(kind, facts, now, zone) for facts in understood.all)
    outcome = _agreed(list(outcomes))
    if isinstance(outcome, Doubt) and outcome.reason is Reason.TWO:
        return replace(outcome, part=" ".join(text.split())[:LONGEST])
    return outcome


def moment(kind: str, text: str, now: datetime, zone: ZoneInfo) -> datetime | Doubt:
    """`read` of what can be no schedule."""
    outcome = read(kind, text, now, zone)
    assert not isinstance(outcome, Schedule)
    return outcome


def since(text: str, now: datetime, zone: ZoneInfo) -> datetime | Doubt:
    """The beginning of the day that is meant, which is over or today; one without a year is the last there was."""
    understood = readings(text, SAYS["since"])
    if not understood.all:
        return Doubt(Reason.PART, understood.unread)
    today = now.astimezone(zone).date()
    days = {day for facts in understood.all if (day := calendar_days.last_before(facts, today))}
    moments = [datetime.combine(day, time(), tzinfo=zone) for day in sorted(days)]
    over = [moment for moment in moments if moment <= now]
    if len(over) == 1:
        return over[0]
    if moments:
        reason = Reason.TWO if over else Reason.AHEAD
        return Doubt(reason, " ".join(text.split())[:LONGEST], tuple(over[:2] or moments[:1]))
    said = understood.all[0]
    return Doubt(Reason.DATE if said.day and said.month else Reason.DAY, calendar_days.as_typed(said))


def _agreed(outcomes: list[Outcome]) -> Outcome:
    """The one that remains: a time goes before what cannot be, but not before a date whose hour is missing."""
    times = [outcome for outcome in outcomes if not isinstance(outcome, Doubt)]
    doubts = [outcome for outcome in outcomes if isinstance(outcome, Doubt)]
    open_ = [
        doubt for doubt in doubts if doubt.reason in (Reason.HOUR, Reason.HALF, Reason.MIDNIGHT, Reason.TWO)
    ]
    if not times:
        return (open_ or doubts)[0]
    moments = tuple(outcome for outcome in times if isinstance(outcome, datetime))
    if len(times) > 1:
        return Doubt(Reason.TWO, moments=moments)
    return Doubt(Reason.TWO) if any(doubt.reason is Reason.HOUR for doubt in open_) else times[0]


def _meant(kind: str, facts: Facts, now: datetime, zone: ZoneInfo) -> Outcome:
    meant_in: tzinfo = ZoneInfo(facts.place) if facts.place else zone
    if facts.offset is not None:
        meant_in = timezone(facts.offset)
    if kind in ("once", "until"):
        return _moment(facts, now, meant_in)
    return _schedule(kind, facts, now, zone if facts.place is None else ZoneInfo(facts.place))


# A moment


def _moment(facts: Facts, now: datetime, zone: tzinfo) -> datetime | Doubt:
    if facts.elapse is not None:
        return _elapsed(facts, now, zone)
    today = now.astimezone(zone).date()
    days = calendar_days.meant(facts, today)
    if isinstance(days, Doubt):
        return days
    if facts.hour is None:
        return Doubt(Reason.HOUR)
    hour = _hour(facts, dated=calendar_days.named(facts))
    if isinstance(hour, Doubt):
        return hour
    at, days_on = hour
    bare = facts.vague and facts.part is None and not calendar_days.named(facts)
    if bare and _either_half(at, now, zone):
        return Doubt(Reason.HALF, f"{facts.hour}:{facts.minute or 0:02}")
    days = [day + days_on * DAY for day in days]
    small = at.hour in SMALL and facts.part == "night" and calendar_days.relative(facts)
    if (
        small
    ):  # "tomorrow at 2 in the night": tomorrow's small hours, or those of the night that begins tomorrow
        days = sorted({*days, *(day + DAY for day in days)})
    weekday = facts.weekdays is not None and facts.ahead is None and calendar_days.relative(facts)
    return _chosen([_at(day, at, zone) for day in days], now, either=small or weekday)


def _elapsed(facts: Facts, now: datetime, zone: tzinfo) -> datetime | Doubt:
    """So long from now, to the minute; with a day or an hour beside it, it says two things."""
    assert facts.elapse is not None
    if facts.hour is not None or facts.part is not None or calendar_days.named(facts):
        return Doubt(Reason.TWO)
    moment = (now + facts.elapse).astimezone(zone).replace(second=0, microsecond=0)
    return moment if moment > now else Doubt(Reason.PAST, moments=(moment,))


def _at(day: date, at: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, at, tzinfo=zone)


def _chosen(moments: list[datetime], now: datetime, *, either: bool) -> datetime | Doubt:
    """The first that is still to come; where it may be either of two, both."""
    ahead = [moment for moment in moments if moment > now]
    if not ahead:
        return Doubt(Reason.PAST, moments=tuple(moments[-1:]))
    if either and len(ahead) > 1:
        return Doubt(Reason.TWO, moments=tuple(ahead[:2]))
    return ahead[0]


def _either_half(at: time, now: datetime, zone: tzinfo) -> bool:
    """Whether this hour alone may be tomorrow's morning or tonight: "at 8", said at three in the afternoon."""
    morning = _at(now.astimezone(zone).date(), at, zone)
    return at.hour < NOON and morning <= now < morning + timedelta(hours=NOON)


# An hour


def _hour(facts: Facts, *, dated: bool) -> tuple[time, int] | Doubt:
    """The hour, and by how many days it is later than the day it is named with (24:00)."""
    assert facts.hour is not None
    hour, minute = facts.hour, facts.minute or 0
    if facts.midnight or (facts.part == "night" and hour == 12):
        if dated or (facts.part is not None and facts.midnight):
            return Doubt(Reason.MIDNIGHT)
        return time(0, minute), 0
    if hour == 24:
        return (time(), 1) if facts.part is None else Doubt(Reason.HALF, "24:00")
    if facts.part is not None:
        meant = PARTS[facts.part].get(hour)
        return (time(meant, minute), 0) if meant is not None else Doubt(Reason.HALF, f"{hour}:{minute:02}")
    if facts.vague and hour in EARLY:
        return Doubt(Reason.HALF, f"{hour}:{minute:02}")
    return time(hour, minute), 0


# A schedule


def _schedule(kind: str, facts: Facts, now: datetime, zone: ZoneInfo) -> Schedule | Doubt:
    if facts.offset is not None and facts.offset != now.astimezone(zone).utcoffset():
        return Doubt(Reason.ZONE)
    if (kind == "week" and facts.weekdays is None) or (
        kind == "month" and facts.day is None and facts.last is None
    ):
        return Doubt(Reason.DAY)
    if facts.hour is None:
        return Doubt(Reason.HOUR)
    hour = _hour(facts, dated=kind != "day")
    if isinstance(hour, Doubt):
        return hour
    at, days_on = f"{hour[0]:%H:%M}", hour[1]
    if kind == "day":
        whole = facts.weekdays is None or len(facts.weekdays) == len(DAYS)
        return Schedule("day", at, zone.key) if whole else Doubt(Reason.DAY)
    if kind == "week":
        days = {(weekday + days_on) % 7 for weekday in facts.weekdays or ()}
        return Schedule("week", at, zone.key, days=tuple(DAYS[day] for day in sorted(days)))
    day = MONTH_END if facts.last else facts.day or 0
    if days_on or facts.months or (facts.last and facts.day is not None):
        return Doubt(Reason.MIDNIGHT if days_on else Reason.DAY)
    return Schedule("month", at, zone.key, day=day)
