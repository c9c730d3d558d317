"""The numbers and dates a text states, written alike whatever its language: "25 қараша" and "November 25"
are both 25.11, "6:30 pm" and "18:30" both 18:30, "1 000", "1,000" and "1000" all 1000.

First what people write around numbers is written out ("1–3 желтоқсан", "10 мың", "6–8 pm", "сағат 18-де"), so
that three languages can be compared; what is not known is left as it is.
"""

import re
from collections.abc import Callable
from decimal import Decimal

Match = re.Match[str]
MONTHS = (
    ("қаңтар", "январ", r"jan(?:uary)?\b"), ("ақпан", "феврал", r"feb(?:ruary)?\b"),
    ("наурыз", "март", r"mar(?:ch)?\b"),
    ("сәуір", "апрел", r"apr(?:il)?\b"), ("мамыр", "ма[йя]", r"may\b"), ("маусым", "июн", r"june?\b"),
    ("шілде", "июл", r"july?\b"), ("тамыз", "август", r"aug(?:ust)?\b"), ("қыркүйек", "сентябр", r"sept?(?:ember)?\b"),
    ("қазан", "октябр", r"oct(?:ober)?\b"), ("қараша", "ноябр", r"nov(?:ember)?\b"),
    ("желтоқсан", "декабр", r"dec(?:ember)?\b"),
)  # fmt: skip
MONTH_WORD = "|".join(f"(?P<m{index}>{'|'.join(words)})" for index, words in enumerate(MONTHS, 1))
ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
DAY_MONTH = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+|-)(?:{MONTH_WORD})\w*(?:,?\s+(?P<year>\d{{4}}))?"
)
MONTH_DAY = re.compile(
    rf"\b(?:{MONTH_WORD})\w*\s+(?P<day>\d{{1,2}})(?![\d:])(?:st|nd|rd|th)?(?:,?\s+(?P<year>\d{{4}}))?"
)

ADDRESSES = re.compile(
    r"https?://\S+|\bt\.me/\S+|(?<!\S)[^\s@]++@\S+|@\w+|(?<![\w-])[\w-]++\.(?:kz|com|org|gov|net)\S*",
    re.IGNORECASE,
)
PHONE = re.compile(r"(?<!\w)(?:\+\d|8(?=[\s(-]))[\d\s()\u2011–-]{7,18}\d\b")
# A month has two digits here: "2.5" is a number, "2.05" reads the same either way.
DOTTED = re.compile(r"\b(\d{1,2})[./](\d{2})(?:[./](\d{4}|\d{2}))?\b(?![:.]\d)")
TIME = re.compile(r"\b(\d{1,2}):(\d{2})(?:\s*([ap])\.?m\b)?|\b(\d{1,2})\s*([ap])\.?m\b")
GROUPED = r"\d{1,3}([\u00a0\u2009\u202f ,])\d{3}(?:\1\d{3})*"  # by one sign: "for 7 121,360" are two numbers
NUMBER = re.compile(rf"{GROUPED}(?!\d|[\u00a0\u2009\u202f ,]\d{{3}}\b)|\d+(?:[.,]\d+)?")
MONTH = "|".join(word for words in MONTHS for word in words)
DASH = r"\s*[-–—]\s*"  # the dashes people type
POWERS = {"мың": 3, "тыс": 3, "thousand": 3, "млн": 6, "миллион": 6, "mln": 6, "million": 6,
          "млрд": 9, "миллиард": 9, "bn": 9, "billion": 9}  # fmt: skip

DAYS_MONTH = re.compile(rf"\b(\d{{1,2}}){DASH}(\d{{1,2}})((?:\s+|-)(?:{MONTH})\w*)")
MONTH_DAYS = re.compile(rf"\b((?:{MONTH})\w*)\s+(\d{{1,2}}){DASH}(\d{{1,2}})\b(?![:.]\d)")
HALF_DAYS = re.compile(rf"\b(\d{{1,2}}(?::\d{{2}})?){DASH}(\d{{1,2}}(?::\d{{2}})?)\s*([ap])\.?m\b")
DOTTED_RANGE = re.compile(rf"\b(0?[1-9]|1\d|2[0-3])\.([0-5]\d){DASH}([01]?\d|2[0-3])\.([0-5]\d)\b(?!\.\d)")
DOTTED_HOUR = re.compile(r"\b(сағат|в|к|с|до|at|from|to|until|by)\s+([01]?\d|2[0-3])\.([0-5]\d)\b(?!\.\d)")
ENDED_HOUR = re.compile(r"\b([01]?\d|2[0-3])\.([0-5]\d)(?=-(?:[дт][еа]н?|[гк]е|[ғқ]а)\b)")
EVENING = re.compile(r"\bкешкі\s+(?:сағат\s+)?(\d{1,2})(?::(\d{2}))?\b|\b(\d{1,2})(?::(\d{2}))?\s+вечера\b")
MORNING = re.compile(r"\bтаңғы\s+(?:сағат\s+)?(\d{1,2})(?::(\d{2}))?\b|\b(\d{1,2})(?::(\d{2}))?\s+утра\b")
FULL_HOUR = re.compile(
    r"(?<!\d )\bсағат\s+(\d{1,2})\b(?![:.]\d)|\b(\d{1,2})\s+час(?:ов|а)?\b(?=\s*(?:$|[,.;)]|по\b))"
)
TIMES = re.compile(
    r"\b(\d{1,3}(?:[\u00a0\u202f ,]\d{3})+|\d+(?:[.,]\d+)?)[\u00a0\u202f ]*(" + "|".join(POWERS) + r")\w*\.?"
)


def stated(text: str) -> frozenset[str]:
    """All numbers of the text; addresses of pages and people are no statements."""
    rest, numbers = ADDRESSES.sub(" ", text.lower()), set[str]()
    rest = _spelled(PHONE.sub(lambda match: _phone(match, numbers), rest))
    for pattern in (ISO, DOTTED, DAY_MONTH, MONTH_DAY):
        rest = pattern.sub(lambda match: _date(match, numbers), rest)
    rest = TIME.sub(lambda match: _time(match, numbers), rest)
    numbers.update(_plain(number[0]) for number in NUMBER.finditer(rest))
    return frozenset(numbers)


def _phone(match: Match, numbers: set[str]) -> str:
    """Takes a telephone number out, however it is grouped; 8 is what +7 is called at home."""
    digits = re.sub(r"\D", "", match[0])
    if not 10 <= len(digits) <= 15:
        return match[0]
    numbers.add("+" + (digits if match[0].startswith("+") else "7" + digits[1:]))
    return " "


def _date(match: Match, numbers: set[str]) -> str:
    """Takes a date out; what only looks like one stays in the text."""
    day, month, year = _parts(match)
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return match[0]
    numbers.add(f"{day}.{month:02}")
    if year:
        numbers.add(year if len(year) == 4 else f"20{year}")
    return " "


def _parts(match: Match) -> tuple[int, int, str | None]:
    if "day" in match.groupdict():
        return int(match["day"]), next(index for index in range(1, 13) if match[f"m{index}"]), match["year"]
    if len(match[1]) == 4:
        return int(match[3]), int(match[2]), match[1]
    return int(match[1]), int(match[2]), match[3]


def _time(match: Match, numbers: set[str]) -> str:
    hour, minute, half = int(match[1] or match[4]), match[2] or "00", match[3] or match[5]
    numbers.add(f"{hour % 12 + (12 if half == 'p' else 0) if half else hour}:{minute}")
    return " "


def _plain(number: str) -> str:
    if re.fullmatch(GROUPED, number):
        return re.sub(r"\D", "", number)
    whole, _, rest = number.replace(",", ".").partition(".")
    rest = rest.rstrip("0")
    return f"{whole}.{rest}" if rest else whole


def _spelled(text: str) -> str:
    """The text with ranges, hours and thousands written out."""
    for pattern, written in STEPS:
        text = pattern.sub(written, text)
    return text


def _hour(match: Match, later: int = 0) -> str:
    """ "18:00", and the sign that no more belongs to it."""
    hour, minute = int(match[1] or match[3]), match[2] or match[4] or "00"
    return f" {hour + later if hour < 12 else hour}:{minute} "


def _full(match: Match) -> str:
    return f" {int(match[1] or match[2])}:00 "


def _dotted(match: Match) -> str:
    """An hour; what may as well be a date ("с 01.12") stays, unless it says that it is an hour."""
    date = 1 <= int(match[3]) <= 12 and match[1] != "сағат"
    return match[0] if date else f"{match[1]} {match[2]}:{match[3]}"


def _ended(match: Match) -> str:
    return match[0] if 1 <= int(match[2]) <= 12 else f"{match[1]}:{match[2]}"


def _times(match: Match) -> str:
    whole = re.sub(r"[\u00a0\u202f ]|,(?=\d{3}\b)", "", match[1]).replace(",", ".")
    number = Decimal(whole).scaleb(POWERS[match[2]])
    return f"{number.quantize(Decimal(1)) if number == number.to_integral_value() else number} "


STEPS: tuple[tuple[re.Pattern[str], str | Callable[[Match], str]], ...] = (
    (DAYS_MONTH, r"\1\3 \2\3"),
    (MONTH_DAYS, r"\1 \2 \1 \3"),
    (HALF_DAYS, r"\1 \3m \2 \3m"),
    (DOTTED_RANGE, r"\1:\2 \3:\4"),
    (DOTTED_HOUR, _dotted),
    (ENDED_HOUR, _ended),
    (EVENING, lambda match: _hour(match, 12)),
    (MORNING, _hour),
    (FULL_HOUR, _full),
    (TIMES, _times),
)
