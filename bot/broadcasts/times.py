"""Times as staff type them, in three languages: "25.11.2026 18:30", "завтра 9:00", "дс, бс 10:00".

Everything here turns text into a value or into None; nothing is guessed beyond what the words say. A date
without a year is its next occurrence, a time without a date the next such hour.
"""

import re
from datetime import date, datetime, time, timedelta, tzinfo

from bot.broadcasts.schedule import DAYS

Match = re.Match[str]
MONTHS = (
    ("қаңтар", "январ", "jan"), ("ақпан", "феврал", "feb"), ("наурыз", "март", "mar"),
    ("сәуір", "апрел", "apr"), ("мамыр", "ма[йя]", "may"), ("маусым", "июн", "jun"),
    ("шілде", "июл", "jul"), ("тамыз", "август", "aug"), ("қыркүйек", "сентябр", "sep"),
    ("қазан", "октябр", "oct"), ("қараша", "ноябр", "nov"), ("желтоқсан", "декабр", "dec"),
)  # fmt: skip
WEEKDAYS = (
    ("дүйсенбі", "дс", "понедельник", "пн", "mon"), ("сейсенбі", "сс", "вторник", "вт", "tue"),
    ("сәрсенбі", "ср", "сред", "wed"), ("бейсенбі", "бс", "четверг", "чт", "thu"),
    ("жұма", "жм", "пятниц", "пт", "fri"), ("сенбі", "сб", "суббот", "sat"),
    ("жексенбі", "жс", "воскресен", "вс", "sun"),
)  # fmt: skip
AHEAD = {"бүгін": 0, "сегодня": 0, "today": 0, "ертең": 1, "завтра": 1, "tomorrow": 1,
         "бүрсігүні": 2, "послезавтра": 2}  # fmt: skip
MONTH_WORD = "|".join(f"(?P<m{index}>{'|'.join(words)})" for index, words in enumerate(MONTHS, 1))
ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
DOTTED = re.compile(r"\b(\d{1,2})[./](\d{1,2})(?:[./](\d{4}|\d{2}))?\b(?![:.]\d)")
DAY_MONTH = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+|-)(?:{MONTH_WORD})\w*(?:,?\s+(?P<year>\d{{4}}))?"
)
MONTH_DAY = re.compile(
    rf"\b(?:{MONTH_WORD})\w*\s+(?P<day>\d{{1,2}})(?![\d:])(?:st|nd|rd|th)?(?:,?\s+(?P<year>\d{{4}}))?"
)
PLACE = re.compile(r"^(?P<time>.*\d(?:\s*[ap]m\b)?)\s+(?P<place>[^\W\d_][^\d]*)$", re.IGNORECASE)
DAY_OF_MONTH = re.compile(r"(\d{1,2})(?!\d|[:.]\d)")
CLOCK = re.compile(r"\b(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)\b|\b(\d{1,2})[:.](\d{2})\b")


def moment(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    """The moment meant (aware, in `zone`), perhaps past; None when no time of day can be read."""
    words, today = text.lower().strip(), now.astimezone(zone).date()
    day, rest = _day(words, today)
    hour = _clock(rest)
    if hour is None:
        return None
    meant = datetime.combine(day or today, hour, tzinfo=zone)
    return meant + timedelta(days=1) if day is None and meant <= now else meant


def clock(text: str) -> str | None:
    """An hour like "9:30", "18.00" or "6 pm" as "HH:MM"."""
    hour = _clock(text.lower().strip())
    return f"{hour:%H:%M}" if hour else None


def weekly(text: str) -> tuple[tuple[str, ...], str] | None:
    """ "дс, бс 10:00" as (("mon", "thu"), "10:00")."""
    hour = clock(text)
    named = [_weekday(word) for word in re.findall(r"[^\W\d_]+", text.lower()) if word not in ("am", "pm")]
    days = [DAYS[number] for number in named if number is not None]
    if hour is None or not days or len(days) < len(named):
        return None
    return tuple(day for day in DAYS if day in days), hour


def monthly(text: str) -> tuple[int, str] | None:
    """ "15 10:00" as (15, "10:00")."""
    words = text.lower().lstrip()
    match = DAY_OF_MONTH.match(words)
    hour = _clock(words[match.end() :]) if match else None
    if match is None or hour is None or not 1 <= int(match[1]) <= 31:
        return None
    return int(match[1]), f"{hour:%H:%M}"


def place(text: str) -> tuple[str, str]:
    """The words of a time, and what comes after its last figure: ("10:00", "Berlin"), ("18:30 25", "қараша")."""
    match = PLACE.match(text.strip())
    return (match["time"], match["place"]) if match else (text, "")


def _day(words: str, today: date) -> tuple[date | None, str]:
    """The day named and the words without it."""
    for pattern, reader in ((ISO, _iso), (DOTTED, _dotted), (DAY_MONTH, _worded), (MONTH_DAY, _worded)):
        match = pattern.search(words)
        day = reader(match, today) if match else None
        if match and day:
            return day, words[: match.start()] + " " + words[match.end() :]
    for word in re.findall(r"[^\W\d_]+", words):
        ahead = _ahead(word, today)
        if ahead is not None:
            return today + timedelta(days=ahead), words.replace(word, " ", 1)
    return None, words


def _iso(match: Match, today: date) -> date | None:
    return _date(int(match[1]), int(match[2]), int(match[3]))


def _dotted(match: Match, today: date) -> date | None:
    year = match[3] and (int(match[3]) if len(match[3]) == 4 else 2000 + int(match[3]))
    return (
        _date(int(year), int(match[2]), int(match[1])) if year else _next(int(match[2]), int(match[1]), today)
    )


def _worded(match: Match, today: date) -> date | None:
    month = next(index for index in range(1, 13) if match[f"m{index}"])
    day = int(match["day"])
    return _date(int(match["year"]), month, day) if match["year"] else _next(month, day, today)


def _next(month: int, day: int, today: date) -> date | None:
    """This day of the year, if it is over next year's."""
    here = _date(today.year, month, day)
    return here if here is None or here >= today else _date(today.year + 1, month, day)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _ahead(word: str, today: date) -> int | None:
    if word in AHEAD:
        return AHEAD[word]
    number = _weekday(word)
    return None if number is None else (number - today.weekday()) % 7 or 7


def _weekday(word: str) -> int | None:
    """Short names must be whole words, long ones may have endings."""
    for number, names in enumerate(WEEKDAYS):
        if any(word == name or (len(name) > 2 and word.startswith(name)) for name in names):
            return number
    return None


def _clock(words: str) -> time | None:
    match = CLOCK.search(words)
    if match is None:
        return None
    hour, minute = int(match[1] or match[4]), int(match[2] or match[5] or 0)
    if match[3]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match[3] == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None
