"""Rules for what may say a day: dates, weekdays, days ahead."""

from collections.abc import Iterator

from bot.broadcasts.typed_time.facts import Facts, Said
from bot.broadcasts.typed_time.tokens import DASHES, NONE, Number, Tokens, numbers

AGO: dict[int | str, int] = {"day": 1, "24 hours": 1, "week": 7}  # days of a unit that is counted back


def figures(tokens: Tokens, at: int) -> Iterator[Said]:
    """ "2026-12-05", "05.12.2026", "05.12.26", "05.12"; slashes leave open which is the month ("5/12")."""
    first, sign, second = tokens[at], tokens[at + 1], tokens[at + 2]
    joined = sign.close and second.close and sign.text and sign.text in "./" + DASHES
    if (
        not joined
        or first.number is None
        or second.number is None
        or (first.close and tokens[at - 1].text in ".:/")
    ):
        return
    third = (
        tokens[at + 4]
        if tokens[at + 3].close and tokens[at + 3].text == sign.text and tokens[at + 4].close
        else NONE
    )
    if len(first.text) == 4 and third.number is not None:
        yield from _date(third.number, second.number, first.number, at + 5)
    elif len(first.text) <= 2 and len(second.text) <= 2:
        whole = third.number is not None and len(third.text) in (2, 4)
        year = None if not whole else (third.number or 0) + (2000 if len(third.text) == 2 else 0)
        end = at + 5 if whole else at + 3
        for stop in {end, _year_mark(tokens, end)}:
            yield from _date(first.number, second.number, year, stop)
            if sign.text == "/" and first.number != second.number:
                yield from _date(second.number, first.number, year, stop)


def _date(day: int, month: int, year: int | None, end: int) -> Iterator[Said]:
    if 1 <= day <= 31 and 1 <= month <= 12 and (year is None or 2000 <= year < 2200):
        yield Facts(day=day, month=month, year=year), end


def _year_mark(tokens: Tokens, at: int) -> int:
    return max([end for word, end in tokens.words(at, "unit") if word.value == "year"], default=at)


def _years(tokens: Tokens, at: int) -> Iterator[tuple[int | None, int]]:
    """A year that may stand here, and where it ends; and none."""
    yield None, at
    begin = at + (tokens[at].text == "," or (tokens[at].text in DASHES and tokens[at].close))
    number = tokens[begin].number
    if number is not None and len(tokens[begin].text) == 4 and 2000 <= number < 2200:
        hyphen = begin + 1 + (tokens[begin + 1].text in DASHES and tokens[begin + 1].close)
        yield number, _year_mark(tokens, hyphen) if _year_mark(tokens, hyphen) > hyphen else begin + 1


def worded(tokens: Tokens, at: int) -> Iterator[Said]:
    """ "5 желтоқсанда", "2027 жылғы 5 желтоқсан", "5-го декабря 2026 года", "Dec 5th, 2026"."""
    for before, begin in _years(tokens, at):
        begin = begin + 1 if before and tokens[begin].text == "." else begin
        for day, month, end in _day_month(tokens, begin):
            for year, stop in _years(tokens, end) if before is None else [(before, end)]:
                yield from _date(day, month, year, stop)


def _day_month(tokens: Tokens, at: int) -> Iterator[tuple[int, int, int]]:
    for number in numbers(tokens, at):
        if number.ending != "hour" and number.figures <= 2:
            begin = number.end + (tokens[number.end].text in DASHES and tokens[number.end].close)
            begin = tokens.after(begin, "filler") if tokens[begin].text.lower() == "of" else begin
            for word, end in tokens.words(begin, "month"):
                yield number.value, int(word.value), end + (tokens[end].text == "." and tokens[end].close)
    for word, end in tokens.words(at, "month"):
        begin = end + (tokens[end].text == "." and tokens[end].close)
        begin = begin + (tokens[begin].text in DASHES and tokens[begin].close)
        begin = max(
            [stop for unit, stop in tokens.words(begin, "unit") if unit.value == "month"], default=begin
        )
        for number in numbers(tokens, begin):
            if number.ending != "hour" and number.figures <= 2:
                yield number.value, int(word.value), number.end


def day_of_month(tokens: Tokens, at: int) -> Iterator[Said]:
    """ "5-го", "15 числа", "1-күні", "day 15", "айдың 5-і"; in a month's schedule a bare "15"."""
    for number in _day_numbers(tokens, at):
        hyphen = number.end + (tokens[number.end].text in DASHES and tokens[number.end].close)
        for _, end in tokens.words(hyphen, "daymark"):
            yield Facts(day=number.value), end
        if number.ending == "day":
            yield Facts(day=number.value), number.end
        elif number.figures and not tokens.words(number.end, "unit"):  # "every 3 months" is no third day
            yield Facts(day=number.value, every=True), number.end
    for _, end in tokens.words(at, "daymark"):
        for number in _day_numbers(tokens, end + (tokens[end].text == ":")):
            yield Facts(day=number.value), number.end


def _day_numbers(tokens: Tokens, at: int) -> Iterator[Number]:
    for number in numbers(tokens, at):
        if number.figures <= 2 and 1 <= number.value <= 31 and number.ending != "hour":
            yield number


def month_alone(tokens: Tokens, at: int) -> Iterator[Said]:
    """ "следующего месяца", "айдың", "декабря": for a day or an end named beside it."""
    for word, end in tokens.words(at, "next"):
        for unit, stop in tokens.words(end, "unit"):
            if unit.value == "month":
                yield Facts(months=int(word.value)), stop
            if unit.value == "week":
                yield Facts(weeks=int(word.value)), stop
    yield from ((Facts(months=0), end) for word, end in tokens.words(at, "unit") if word.value == "month")
    yield from ((Facts(month=int(word.value)), end) for word, end in tokens.words(at, "month"))


def last_day(tokens: Tokens, at: int) -> Iterator[Said]:
    """ "последний день", "соңғы күні", "в конце", "аяғында": of a month, which is another word."""
    for _, end in tokens.words(at, "last"):
        stops = [stop for word, stop in tokens.words(end, "unit", "daymark") if word.value in ("day", 0)]
        yield from ((Facts(last=True), stop) for stop in stops)
    yield from ((Facts(last=True), end) for _, end in tokens.words(at, "end"))


def ahead(tokens: Tokens, at: int) -> Iterator[Said]:
    yield from ((Facts(ahead=int(word.value)), end) for word, end in tokens.words(at, "ahead"))


def back(tokens: Tokens, at: int) -> Iterator[Said]:
    """ "вчера", "3 күн бұрын", "неделю назад"."""
    yield from ((Facts(back=int(word.value)), end) for word, end in tokens.words(at, "back"))
    several = [(number.value, number.end) for number in numbers(tokens, at)]
    for many, begin in [
        *several,
        *((int(word.value), end) for word, end in tokens.words(at, "amount")),
        (1, at),
    ]:
        for unit, end in tokens.words(begin, "unit"):
            if unit.value in AGO and many:
                yield from (
                    (Facts(back=many * AGO[unit.value]), stop) for _, stop in tokens.words(end, "ago")
                )


def beginning(tokens: Tokens, at: int) -> Iterator[Said]:
    """ "с начала года", "ай басынан", "2025 жылдан бері", "қараша айынан"; "since" before or behind a day."""
    yield from ((Facts(since=True), end) for _, end in tokens.words(at, "since"))
    for month, end in tokens.words(at, "month"):
        named = [stop for unit, stop in tokens.words(end, "unit") if unit.value == "month"]
        for year, stop in _years(tokens, max(named, default=end)):
            yield Facts(month=int(month.value), year=year, since=True), stop
    for year, end in _years(tokens, at):
        if year is not None:
            yield Facts(year=year, begin="year"), end
    for unit, end in tokens.words(at, "unit"):
        yield from ((Facts(begin=str(unit.value)), stop) for _, stop in tokens.words(end, "begin"))
    for _, end in tokens.words(at, "begin"):
        begin = tokens.after(tokens.after(end, "filler"), "filler")
        yield from ((Facts(begin=str(unit.value)), stop) for unit, stop in tokens.words(begin, "unit"))


def weekday(tokens: Tokens, at: int) -> Iterator[Said]:
    """ "в пятницу", "келесі дүйсенбі", "пн–пт", "Mondays", "по будням"."""
    for word, end in tokens.words(at, "weekday"):
        first = int(word.value)
        yield Facts(weekdays=(first,)), end
        for last, stop in _range_end(tokens, end):
            yield (
                Facts(
                    weekdays=tuple((first + step) % 7 for step in range((last - first) % 7 + 1)), every=True
                ),
                stop,
            )
    for word, end in tokens.words(at, "next"):
        for day, stop in tokens.words(end, "weekday"):
            yield Facts(weekdays=(int(day.value),), which=int(word.value)), stop
    for word, end in tokens.words(at, "weekdays"):
        days = tuple(map(int, str(word.value)))
        yield Facts(weekdays=days, every=True), end


def _range_end(tokens: Tokens, at: int) -> Iterator[tuple[int, int]]:
    """The last weekday of a range: after a dash or "to", or before "дейін"."""
    dash = at + (tokens[at].text == "." and tokens[at].close)  # shortened: "пн.–пт."
    begins = [dash + 1] if tokens[dash].text and tokens[dash].text in DASHES else []
    begins += [end for _, end in tokens.words(at, "upto")]
    for begin in begins:
        yield from ((int(word.value), end) for word, end in tokens.words(begin, "weekday"))
    for word, end in tokens.words(at, "weekday"):
        yield from ((int(word.value), stop) for _, stop in tokens.words(end, "upto"))
