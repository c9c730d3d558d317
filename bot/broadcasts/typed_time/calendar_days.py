"""Which days of the calendar a typed text may mean, seen from today. Pure."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from bot.broadcasts.typed_time.doubt import Doubt, Reason
from bot.broadcasts.typed_time.facts import Facts

DAY = timedelta(days=1)
LEAP = 8  # years from one 29 February to the next at most


def meant(facts: Facts, today: date) -> list[date] | Doubt:
    """The days that may be meant, in order; none named: today and tomorrow."""
    if facts.weeks is not None and facts.weekdays is None:
        return Doubt(Reason.DAY)
    said = _named_days(facts, today)
    if said:
        agreed = [day for day in said[0] if all(day in days for days in said[1:])]
        contradicted = not agreed and (len(said) > 1 or facts.ahead is not None)
        return Doubt(Reason.TWO) if contradicted else _checked(facts, agreed)
    if facts.month is not None or facts.months is not None:
        return Doubt(Reason.DAY)
    return _weekdays(facts, today) if facts.weekdays is not None else [today, today + DAY]


def _named_days(facts: Facts, today: date) -> list[list[date]]:
    """The days of each that is said: how far ahead it is (in the month named beside it), a month's end, a date."""
    said = []
    if facts.ahead is not None:
        ahead = today + facts.ahead * DAY
        said.append([ahead] if facts.day is not None or _of_month(facts, ahead, today) else [])
    if facts.last is not None:
        said.append(_month_ends(facts, today))
    if facts.day is not None:
        said.append(_dates(facts, today))
    return said


def _of_month(facts: Facts, day: date, today: date) -> bool:
    """Whether the day is of the month and year that are named without a day."""
    months = day.year * 12 + day.month - today.year * 12 - today.month
    return (
        facts.month in (None, day.month) and facts.year in (None, day.year) and facts.months in (None, months)
    )


def _checked(facts: Facts, days: Iterable[date]) -> list[date] | Doubt:
    """The days, if there is any and it is the weekday that is named beside it."""
    listed = list(days)
    if not listed:
        typed = as_typed(facts)
        return Doubt(Reason.DATE, typed) if typed else Doubt(Reason.DAY)  # "the end of the day": which?
    if facts.weeks is not None or facts.which is not None:
        return Doubt(Reason.TWO)
    if facts.weekdays is not None and listed[0].weekday() not in facts.weekdays:
        return Doubt(Reason.WEEKDAY, moments=(datetime.combine(listed[0], time()),))
    return listed


def as_typed(facts: Facts) -> str:
    """The date's numbers: 31.02."""
    return ".".join(f"{part:02}" for part in (facts.day, facts.month, facts.year) if part is not None)


def _dates(facts: Facts, today: date) -> list[date]:
    """The date; without a year the next there is, without a month that day of this month or of the next that has it."""
    assert facts.day is not None
    if facts.year is not None:
        years, months = [facts.year], [facts.month or 0]
    elif facts.month is not None:
        years, months = list(range(today.year, today.year + LEAP + 1)), [facts.month]
    else:
        first = today.year * 12 + today.month - 1 + (facts.months or 0)
        span = [first] if facts.months is not None else [*range(first, first + 3)]
        days = (_date(month // 12, month % 12 + 1, facts.day) for month in span)
        return [day for day in days if day and (day >= today or facts.months is not None)]
    days = (_date(year, month, facts.day) for year in years for month in months)
    listed = [day for day in days if day and (day >= today or facts.year is not None)]
    return listed[:1]


def _date(year: int, month: int, day: int) -> date | None:
    return date(year, month, day) if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1] else None


def _month_ends(facts: Facts, today: date) -> list[date]:
    if facts.month is not None:
        year = facts.year or today.year + (facts.month < today.month)
        return [date(year, facts.month, monthrange(year, facts.month)[1])]
    if facts.months is None:
        return []
    month = today.year * 12 + today.month - 1 + facts.months
    return [date(month // 12, month % 12 + 1, monthrange(month // 12, month % 12 + 1)[1])]


def _weekdays(facts: Facts, today: date) -> list[date]:
    """The next such weekday, today's included if it is one: then that of the next week, too. "Next Friday" is the
    coming one and that of the next week, which differ on most days: then either may be meant."""
    assert facts.weekdays is not None
    [weekday] = facts.weekdays
    this_week = today + (weekday - today.weekday()) * DAY
    if facts.weeks is not None:
        return [this_week + facts.weeks * 7 * DAY]
    if facts.which == 0:
        return [this_week]
    coming = today + ((weekday - today.weekday()) % 7) * DAY
    if facts.which == 1:
        coming = coming if coming > today else coming + 7 * DAY
        return sorted({coming, this_week + 7 * DAY})
    return [coming, coming + 7 * DAY] if coming == today else [coming]


def last_before(facts: Facts, today: date) -> date | None:
    """The day that is named, or the beginning of what is; without a year the last there was. None if there is no such
    date, or what is said does not agree."""
    weekdays, days = facts.weekdays, list[date | None]()
    if facts.begin is not None:
        days.append(_beginning(facts, today))
    if facts.ahead is not None:
        days.append(today + facts.ahead * DAY)
    if facts.back is not None:
        days.append(today - facts.back * DAY)
    if facts.day is not None or facts.month is not None:
        days.append(_last_date(facts, today))
    if weekdays and not days:
        days.append(today - ((today.weekday() - weekdays[0]) % 7) * DAY)
    day = days[0] if len(set(days)) == 1 else None
    return day if day and weekdays in (None, (day.weekday(),)) else None


def _last_date(facts: Facts, today: date) -> date | None:
    """The first of a month without a day."""
    if facts.month is None:
        return None
    years = [facts.year] if facts.year else range(today.year, today.year - LEAP - 1, -1)
    days = (_date(year, facts.month, facts.day or 1) for year in years)
    return next((day for day in days if day and (day <= today or facts.year)), None)


def _beginning(facts: Facts, today: date) -> date | None:
    if facts.begin == "year":
        return date(facts.year or today.year, 1, 1)
    if facts.year is not None:
        return None
    return {"month": today.replace(day=1), "week": today - today.weekday() * DAY}.get(facts.begin or "")


def named(facts: Facts) -> bool:
    """Whether a day is said in any way."""
    said = (facts.day, facts.month, facts.last, facts.ahead, facts.weekdays, facts.weeks, facts.months)
    return any(value is not None for value in said)


def relative(facts: Facts) -> bool:
    """Whether a day is named by its weekday or by how far ahead it is, and by no date."""
    return (facts.weekdays or facts.ahead) is not None and facts.day is None and facts.last is None
