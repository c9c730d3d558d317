"""What people write around numbers, written out: "1–3 желтоқсан", "10 мың", "6–8 pm", "сағат 18-де", "в 18.00".

`spelled(text)` takes lower case and gives the same text with every such number in its plainest form, so that
three languages can be compared. What it does not know it leaves as it stands.
"""

import re
from collections.abc import Callable
from decimal import Decimal

from bot.broadcasts.times import MONTHS

MONTH = "|".join(word for words in MONTHS for word in words)
DASH = r"\s*[-–—]\s*"  # the dashes people type
POWERS = {"мың": 3, "тыс": 3, "thousand": 3, "млн": 6, "миллион": 6, "mln": 6, "million": 6,
          "млрд": 9, "миллиард": 9, "bn": 9, "billion": 9}  # fmt: skip

DAYS_MONTH = re.compile(rf"\b(\d{{1,2}}){DASH}(\d{{1,2}})((?:\s+|-)(?:{MONTH})\w*)")
MONTH_DAYS = re.compile(rf"\b((?:{MONTH})\w*)\s+(\d{{1,2}}){DASH}(\d{{1,2}})\b(?![:.]\d)")
HALF_DAYS = re.compile(rf"\b(\d{{1,2}}(?::\d{{2}})?){DASH}(\d{{1,2}}(?::\d{{2}})?)\s*([ap])\.?m\b")
DOTTED_RANGE = re.compile(rf"\b([01]?\d|2[0-3])\.([0-5]\d){DASH}([01]?\d|2[0-3])\.([0-5]\d)\b(?!\.\d)")
DOTTED_HOUR = re.compile(r"\b(сағат|в|к|с|до|at|from|to|until|by)\s+([01]?\d|2[0-3])\.([0-5]\d)\b(?!\.\d)")
ENDED_HOUR = re.compile(r"\b([01]?\d|2[0-3])\.([0-5]\d)(?=-(?:[дт][еа]н?|[гк]е|[ғқ]а)\b)")
EVENING = re.compile(r"\bкешкі\s+(?:сағат\s+)?(\d{1,2})(?::(\d{2}))?\b|\b(\d{1,2})(?::(\d{2}))?\s+вечера\b")
MORNING = re.compile(r"\bтаңғы\s+(?:сағат\s+)?(\d{1,2})(?::(\d{2}))?\b|\b(\d{1,2})(?::(\d{2}))?\s+утра\b")
FULL_HOUR = re.compile(
    r"\bсағат\s+(\d{1,2})\b(?![:.]\d)|\b(\d{1,2})\s+час(?:ов|а)?\b(?=\s*(?:$|[,.;)]|по\b))"
)
TIMES = re.compile(
    r"\b(\d{1,3}(?:[\u00a0\u202f ,]\d{3})+|\d+(?:[.,]\d+)?)[\u00a0\u202f ]*(" + "|".join(POWERS) + r")\w*\.?"
)


def spelled(text: str) -> str:
    """The text with ranges, hours and thousands written out."""
    for pattern, written in STEPS:
        text = pattern.sub(written, text)
    return text


def _hour(found: "re.Match[str]", later: int = 0) -> str:
    """ "18:00", and the sign that no more belongs to it."""
    hour, minute = int(found[1] or found[3]), found[2] or found[4] or "00"
    return f" {hour + later if hour < 12 else hour}:{minute} "


def _full(found: "re.Match[str]") -> str:
    return f" {int(found[1] or found[2])}:00 "


def _dotted(found: "re.Match[str]") -> str:
    """An hour; what may as well be a date ("с 01.12") stays, unless it says that it is an hour."""
    date = 1 <= int(found[3]) <= 12 and found[1] != "сағат"
    return found[0] if date else f"{found[1]} {found[2]}:{found[3]}"


def _ended(found: "re.Match[str]") -> str:
    return found[0] if 1 <= int(found[2]) <= 12 else f"{found[1]}:{found[2]}"


def _times(found: "re.Match[str]") -> str:
    whole = re.sub(r"[\u00a0\u202f ]|,(?=\d{3}\b)", "", found[1]).replace(",", ".")
    number = Decimal(whole).scaleb(POWERS[found[2]])
    return f"{number.quantize(Decimal(1)) if number == number.to_integral_value() else number} "


STEPS: tuple[tuple["re.Pattern[str]", str | Callable[["re.Match[str]"], str]], ...] = (
    (DAYS_MONTH, r"\1\3 \2\3"),
    (MONTH_DAYS, r"\1 \2 \1 \3"),
    (HALF_DAYS, r"\1 \3m \2 \3m"),
    (DOTTED_RANGE, r"\1:\2 \3:\4"),
    (DOTTED_HOUR, _dotted),
    (ENDED_HOUR, _ended),
    (EVENING, lambda found: _hour(found, 12)),
    (MORNING, _hour),
    (FULL_HOUR, _full),
    (TIMES, _times),
)
