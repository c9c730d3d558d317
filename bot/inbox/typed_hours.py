"""Office hours and holidays as colleagues type them, in any figures: "09:00–18:00", "16.12.2026"."""

import re
from datetime import date, timedelta

SPAN = re.compile(r"(\d{1,2})[:.](\d{2})\s*[-–—]\s*(\d{1,2})[:.](\d{2})")
DAY = r"(\d{1,2})[./](\d{1,2})[./](\d{4})"
DAYS = re.compile(rf"{DAY}(?:\s*[-–—]\s*{DAY})?")
LONGEST = 31  # days of one span


def hours(text: str) -> tuple[str, str] | None:
    """From and until as "09:00"; None for anything else, and where it closes before it opens."""
    typed = SPAN.fullmatch(text.strip())
    if typed is None:
        return None
    first, first_minute, last, last_minute = map(int, typed.groups())
    if max(first, last) > 23 or max(first_minute, last_minute) > 59:
        return None
    opens, closes = f"{first:02}:{first_minute:02}", f"{last:02}:{last_minute:02}"
    return (opens, closes) if opens < closes else None


def holidays(text: str) -> list[date] | None:
    """Each day that is named, in order; None where a part is no day, or a span is endless or goes backwards."""
    days: set[date] = set()
    for part in filter(str.strip, re.split(r"[,;\n]", text)):
        span = _span(part)
        if span is None:
            return None
        first, last = span
        days |= {first + timedelta(days=number) for number in range((last - first).days + 1)}
    return sorted(days) or None


def _span(part: str) -> tuple[date, date] | None:
    typed = DAYS.fullmatch(part.strip())
    if typed is None:
        return None
    numbers = [int(figures) for figures in typed.groups() if figures]
    try:
        first, *more = [
            date(year, month, day)
            for day, month, year in (numbers[start : start + 3] for start in range(0, len(numbers), 3))
        ]
    except ValueError:
        return None
    last = more[0] if more else first
    return (first, last) if 0 <= (last - first).days < LONGEST else None
