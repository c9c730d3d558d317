"""The numbers and dates a text states, written alike whatever its language: "25 қараша" and "November 25"
are both 25.11, "6:30 pm" and "18:30" both 18:30, "1 000", "1,000" and "1000" all 1000.
"""

import re

from bot.broadcasts.spelled import spelled
from bot.broadcasts.times import DAY_MONTH, ISO, MONTH_DAY

ADDRESSES = re.compile(
    r"https?://\S+|\bt\.me/\S+|\S+@\S+|@\w+|\b[\w-]+\.(?:kz|com|org|gov|net)\S*", re.IGNORECASE
)
PHONE = re.compile(r"(?<!\w)(?:\+\d|8(?=[\s(-]))[\d\s()\u2011–-]{7,18}\d\b")
# A month has two digits here: "2.5" is a number, "2.05" reads the same either way.
DOTTED = re.compile(r"\b(\d{1,2})[./](\d{2})(?:[./](\d{4}|\d{2}))?\b(?![:.]\d)")
TIME = re.compile(r"\b(\d{1,2}):(\d{2})(?:\s*([ap])\.?m\b)?|\b(\d{1,2})\s*([ap])\.?m\b")
NUMBER = re.compile(r"\d{1,3}(?:[   , ]\d{3})+(?!\d)|\d+(?:[.,]\d+)?")


def stated(text: str) -> frozenset[str]:
    """All numbers of the text; addresses of pages and people are no statements."""
    rest, found = ADDRESSES.sub(" ", text.lower()), set[str]()
    rest = spelled(PHONE.sub(lambda one: _phone(one, found), rest))
    for pattern in (ISO, DOTTED, DAY_MONTH, MONTH_DAY):
        rest = pattern.sub(lambda one: _date(one, found), rest)
    rest = TIME.sub(lambda one: _time(one, found), rest)
    found.update(_plain(one) for one in NUMBER.findall(rest))
    return frozenset(found)


def _phone(one: "re.Match[str]", found: set[str]) -> str:
    """Takes a telephone number out, however it is grouped; 8 is what +7 is called at home."""
    digits = re.sub(r"\D", "", one[0])
    if not 10 <= len(digits) <= 15:
        return one[0]
    found.add("+" + (digits if one[0].startswith("+") else "7" + digits[1:]))
    return " "


def _date(one: "re.Match[str]", found: set[str]) -> str:
    """Takes a date out; what only looks like one stays in the text."""
    day, month, year = _parts(one)
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return one[0]
    found.add(f"{day}.{month:02}")
    if year:
        found.add(year if len(year) == 4 else f"20{year}")
    return " "


def _parts(one: "re.Match[str]") -> tuple[int, int, str | None]:
    if "day" in one.groupdict():
        return int(one["day"]), next(index for index in range(1, 13) if one[f"m{index}"]), one["year"]
    if len(one[1]) == 4:
        return int(one[3]), int(one[2]), one[1]
    return int(one[1]), int(one[2]), one[3]


def _time(one: "re.Match[str]", found: set[str]) -> str:
    hour, minute, half = int(one[1] or one[4]), one[2] or "00", one[3] or one[5]
    found.add(f"{hour % 12 + (12 if half == 'p' else 0) if half else hour}:{minute}")
    return " "


def _plain(number: str) -> str:
    if re.fullmatch(r"\d{1,3}(?:[   , ]\d{3})+", number):
        return re.sub(r"\D", "", number)
    whole, _, rest = number.replace(",", ".").partition(".")
    rest = rest.rstrip("0")
    return f"{whole}.{rest}" if rest else whole
