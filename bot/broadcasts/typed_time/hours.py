"""Rules for what may say an hour, or how long from now."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from bot.broadcasts.typed_time.facts import Facts, Said
from bot.broadcasts.typed_time.tokens import DASHES, Number, Tokens, numbers, two
from bot.broadcasts.typed_time.words import LONGEST_PHRASE

UNITS = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "24 hours": timedelta(days=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}
NEXT_DAYS = ("1", "2", "3")
DATED = ("day", "week")  # units after which an hour is still to be named


def clock(tokens: Tokens, at: int) -> Iterator[Said]:
    """ "18:30", "18.30", "18-00-де", "24:00", "18:30:00", "18:30:00.000"."""
    hour, sign, minute = tokens[at], tokens[at + 1], tokens[at + 2]
    if (
        hour.number is None
        or len(hour.text) > 2
        or hour.number > 24
        or (tokens[at - 1].text == ":" and hour.close)
    ):
        return
    if not (sign.close and minute.close and sign.text and sign.text in ":." + DASHES and two(minute)):
        return
    if hour.number == 24 and minute.number:
        return
    if hour.close and tokens[at - 1].text in "./" + DASHES and not tokens[at - 2].text.isalpha():
        return
    end = at + 3
    if tokens[end].text == sign.text and tokens[end].close and tokens[end + 1].close and sign.text != ":":
        return  # "05.12.26"
    if sign.text == ":" and tokens[end].close and tokens[end].text == ":" and tokens[end + 1].text == "00":
        end = _after_fraction(tokens, end + 2)
    facts = Facts(hour=hour.number, minute=minute.number)
    for number in numbers(tokens, at + 2):
        if number.ending == "hour":
            yield facts, number.end
    if sign.text in DASHES and hour.number < (minute.number or 0) <= 24:
        return  # "10-12" is from ten to twelve as often as twelve minutes past ten
    yield facts, tokens.after(end, "unit") if _is_hour(tokens, end) else end


def _after_fraction(tokens: Tokens, at: int) -> int:
    """Where the noughts of a second's fraction end that begin here, as programs write them."""
    point, noughts = tokens[at], tokens[at + 1]
    told = point.close and point.text in (".", ",") and noughts.close and not noughts.text.strip("0")
    return at + 2 if told and noughts.text else at


def _is_hour(tokens: Tokens, at: int) -> bool:
    return any(word.value == "hour" for word, _ in tokens.words(at, "unit"))


def spoken(tokens: Tokens, at: int) -> Iterator[Said]:
    """An hour as it is said: "18 ч 30", "сағат 10-да", "в 9", "9-да", "9 вечера", "кешкі жетіде", "жеті жарымда"."""
    leading = [end for _, end in tokens.words(at, "oclock", "at")]
    for begin in leading or [at]:
        for number in numbers(tokens, begin):
            every = _ends_here(tokens, at, "every") and _is_hour(tokens, number.end)  # "every 14 hours"
            if number.figures <= 2 and number.value <= 24 and number.ending != "day" and not every:
                led = bool(leading) or number.ending == "hour" or _beside_part(tokens, at, number.end)
                yield from _with_minutes(tokens, number, led)


def _beside_part(tokens: Tokens, at: int, end: int) -> bool:
    return bool(tokens.words(end, "part")) or _ends_here(tokens, at, "part", "evening")


def _ends_here(tokens: Tokens, at: int, *sorts: str) -> bool:
    """Whether words of these sorts stand right before."""
    begins = range(max(0, at - LONGEST_PHRASE), at)
    return any(stop == at for begin in begins for _, stop in tokens.words(begin, *sorts))


def _with_minutes(tokens: Tokens, number: Number, led: bool) -> Iterator[Said]:
    hour, end = Facts(hour=number.value, minute=0, vague=True), number.end
    for _, stop in tokens.words(end, "and"):
        if tokens.words(stop, "half"):
            end = stop
    halves = [stop for word, stop in tokens.words(end, "andhalf")]
    yield from ((replace(hour, minute=30), stop) for stop in halves)
    marked = _is_hour(tokens, end)
    after = tokens.after(end, "unit") if marked else end
    if led or marked:
        yield hour, after
        for minutes in numbers(tokens, after):
            said = minutes.figures == 2 or (minutes.figures == 0 and minutes.value >= 10)
            if minutes.value < 60 and (said or any(_minutes(tokens, minutes.end))):
                stop = max(_minutes(tokens, minutes.end), default=minutes.end)
                yield replace(hour, minute=minutes.value), stop


def _minutes(tokens: Tokens, at: int) -> list[int]:
    return [end for word, end in tokens.words(at, "unit") if word.value == "minute"]


def fraction(tokens: Tokens, at: int) -> Iterator[Said]:
    """ "half past six", "quarter to seven", "без десяти семь", "в половине восьмого", "полвосьмого"."""
    begin = tokens.after(at, "at")
    for word, end in tokens.words(begin, "past", "to", "halfway"):
        for number in numbers(tokens, end):
            if 1 <= number.value <= 12:
                earlier = word.sort != "past"
                minute = int(word.value) if word.sort != "to" else 60 - int(word.value)
                hour = (number.value - 2) % 12 + 1 if earlier else number.value
                yield Facts(hour=hour, minute=minute, vague=True), number.end
    for word, end in tokens.words(begin, "halfhour"):
        yield Facts(hour=(int(word.value) - 2) % 12 + 1, minute=30, vague=True), end


def named_hour(tokens: Tokens, at: int) -> Iterator[Said]:
    """ "noon", "полночь", and Russian "в час дня"."""
    for _, end in tokens.words(at, "noon"):
        yield Facts(hour=12, minute=0), end
    for _, end in tokens.words(at, "midnight"):
        yield Facts(hour=0, minute=0, midnight=True), end
    if _is_hour(tokens, at) and tokens.words(tokens.after(at, "unit"), "part"):
        yield Facts(hour=1, minute=0, vague=True), tokens.after(at, "unit")


def part_of_day(tokens: Tokens, at: int) -> Iterator[Said]:
    for word, end in tokens.words(at, "part"):
        yield Facts(part=str(word.value)), end
    for _, end in tokens.words(at, "evening"):
        yield Facts(ahead=0, part="evening"), end


def offset(tokens: Tokens, at: int) -> Iterator[Said]:
    """ "(+0500)", "+05:00" after an hour, "UTC+5", "GMT-3", "Z"."""
    begin = tokens.after(at, "utc")
    if begin > at:
        yield Facts(offset=timedelta()), begin
    sign, hours = tokens[begin], tokens[begin + 1]
    if not (sign.text and sign.text in "+" + DASHES and hours.close and hours.number is not None):
        return
    if begin == at and sign.text != "+" and not (tokens[at - 1].text == "(" or _ends_seconds(tokens, at)):
        return
    if begin == at and hours.text in NEXT_DAYS and tokens[at + 2].text != ":":
        return  # "18:30 +1" is the day after, of timetables
    end, minutes = begin + 2, hours.number % 100 if len(hours.text) == 4 else 0
    whole = hours.number // 100 if len(hours.text) == 4 else hours.number
    if tokens[end].text == ":" and tokens[end].close and two(tokens[end + 1]):
        end, minutes = end + 2, tokens[end + 1].number or 0
    if whole <= 14 and minutes < 60 and len(hours.text) in (1, 2, 4):
        span = timedelta(hours=whole, minutes=minutes)
        yield Facts(offset=span if sign.text == "+" else -span), end


def _ends_seconds(tokens: Tokens, at: int) -> bool:
    """Whether "18:30:00" or "18:30:00.000" ends here, before which a minus is no dash."""
    seconds = [at - 1, at - 3] if tokens[at - 2].text in (".", ",") else [at - 1]
    return any(tokens[last - 1].text == tokens[last - 3].text == ":" for last in seconds)


def elapsing(tokens: Tokens, at: int) -> Iterator[Said]:
    """ "через 2 часа", "in half an hour", "жарты сағаттан кейін", "2 күннен кейін", "1 час 30 минут спустя"; "через
    день" is tomorrow to some, and to others the day after."""
    leads = [end for _, end in tokens.words(at, "in")]
    for begin in leads or [at]:
        for span, end, dated in _spans(tokens, begin):
            stops = [end] if leads else [stop for _, stop in tokens.words(end, "after")]
            for stop in stops:
                yield Facts(ahead=span.days) if dated else Facts(elapse=span), stop
            if not leads:  # of an end: "3 дня", which else is three in the afternoon; "24 часа" may be either
                yield Facts(ahead=span.days, until=True) if dated else Facts(elapse=span, until=True), end
        for word, stop in tokens.words(begin, "unit") if leads else ():
            if word.value == "day":
                yield Facts(ahead=2), stop


Span = tuple[timedelta, int, bool]  # the token after it, and whether it is of whole days


def _spans(tokens: Tokens, at: int) -> Iterator[Span]:
    """An amount and its unit, perhaps with a second, smaller one."""
    for first, end, dated in _span(tokens, at):
        yield first, end, dated
        for second, stop, other in _span(tokens, tokens.after(end, "and")):
            if second < first:
                yield first + second, stop, dated and other


def _span(tokens: Tokens, at: int) -> Iterator[Span]:
    for _, end in tokens.words(at, "halfhourspan"):
        yield timedelta(minutes=30), end, False
    for amount, end in _amounts(tokens, at):  # in sixtieths
        for word, stop in tokens.words(end, "unit", "oclock"):
            name = "hour" if word.sort == "oclock" else str(word.value)
            if unit := UNITS.get(name):
                yield amount * unit / 60, stop, name in DATED and amount % 60 == 0


def _amounts(tokens: Tokens, at: int) -> Iterator[tuple[int, int]]:
    yield 60, at  # "через час"
    yield from ((30, end) for _, end in tokens.words(at, "half"))
    yield from ((90 if word.value == 90 else 60, end) for word, end in tokens.words(at, "amount"))
    for number in numbers(tokens, at):
        if number.ending == "":
            yield number.value * 60, number.end
            yield from ((number.value * 60 + 30, end) for _, end in tokens.words(number.end, "andhalf"))
            point, tenth = tokens[number.end], tokens[number.end + 1]
            if point.close and point.text in (".", ",") and tenth.close and tenth.text == "5":
                yield number.value * 60 + 30, number.end + 2
