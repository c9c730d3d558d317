"""What the words and figures of a typed time may say: every way to read all of them, or where reading ends.

1. `Tokens` cuts the text into figures, words and signs. 2. A rule says what begins at a token: facts, and the token
after them. 3. `readings` follows every rule from every token, so that "05.12" may be a date or an hour; a reading
counts only if it uses each figure and word, and no two of its parts say the same thing. Pure.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cached_property

from bot.broadcasts.typed_time import days, hours
from bot.broadcasts.typed_time.facts import NOTHING, Facts, Rule, Said
from bot.broadcasts.typed_time.tokens import DASHES, IDLE, LONGEST, MOST, Tokens
from bot.broadcasts.typed_time.words import Word, key
from bot.directory import locations

LONGEST_NAME = 8  # tokens
CLOCKS = tuple(
    map(key, ("уақыт", "время", "времени", "time"))
)  # as words begin beside a city whose clock is meant


@dataclass(frozen=True, slots=True)
class Readings:
    """Every way to read the whole text; if there is none, the part that could not be read."""

    all: tuple[Facts, ...]
    unread: str = ""


def readings(text: str, allowed: frozenset[str]) -> Readings:
    """`allowed` are the facts that may be said."""
    return _Search(Tokens(text), allowed).result


class _Search:
    """Depth first; a state that was tried is not tried again, so the work grows with the text's length only."""

    def __init__(self, tokens: Tokens, allowed: frozenset[str]) -> None:
        self._tokens, self._allowed = tokens, allowed
        self._tried: set[tuple[int, Facts]] = set()
        self._farthest, self._whole = 0, dict[Facts, None]()

    @cached_property
    def result(self) -> Readings:
        if len(self._tokens.text) > LONGEST or len(self._tokens) > MOST:
            return Readings((), self._tokens.text[:LONGEST])
        self._from(0, NOTHING)
        whole = tuple(self._whole)
        return Readings(whole, "" if whole else self._tokens.part(self._farthest))

    def _from(self, at: int, facts: Facts) -> None:
        if (at, facts) in self._tried:
            return
        self._tried.add((at, facts))
        if at == len(self._tokens):
            self._whole[facts] = None
            return
        self._farthest = max(self._farthest, at)
        for rule in RULES:
            for said, end in rule(self._tokens, at):
                together = facts.joined(said)
                if together is not None and end > at and self._may(together):
                    self._from(end, together)

    def _may(self, facts: Facts) -> bool:
        if facts.weekdays is not None and len(facts.weekdays) > 1 and "every" not in self._allowed:
            return False
        return all(
            field.name in self._allowed or getattr(facts, field.name) is None for field in fields(facts)
        )


def place(tokens: Tokens, at: int) -> Iterator[Said]:
    """A city or a zone's name, whose clock is meant: "Берлин", "New York", "Asia/Almaty", "UTC".

    Cities all over the world sound like ordinary words ("раньше", "керек"): which are meant is seen by what stands
    beside them ("по Бурсе", "Бурса уақытымен"), by a capital letter, or by the very name of a city people name.
    A name that begins as another word of times does ("Сент-Джонс") is one only beside "время", "уақыты", "time".
    """
    for end in range(min(at + LONGEST_NAME, len(tokens)), at, -1):
        if tokens[end - 1].text[:1].isalpha():
            zone = _zone(tokens, at, end)
            if zone is not None:
                yield Facts(place=zone), end
                return


def _zone(tokens: Tokens, at: int, end: int) -> str | None:
    name = tokens.text[tokens[at].start : tokens[end - 1].end]
    capital, before = name[:1].isupper(), tokens[at - 1].text.lower()
    if _is_clock(tokens, end) or _is_clock(tokens, at - 1 - (before == ":")):
        return locations.zone_named(name)
    if not tokens.unknown(at) and not tokens.words(at, "utc"):
        return None
    if before == "по" and capital:
        return locations.zone_named(name)
    return locations.zone_of_known(name, exactly=not capital or at == 0)


def _is_clock(tokens: Tokens, at: int) -> bool:
    return bool(tokens[at].text) and key(tokens[at].text).startswith(CLOCKS)


def idle(tokens: Tokens, at: int) -> Iterator[Said]:
    """Prepositions and signs between parts; a dash, unless it may stand for a range."""
    text = tokens[at].text
    if text == "." and _dots_of_a_range(tokens, at):
        return
    if text in IDLE or (text == ":" and not tokens[at + 1].close):
        yield NOTHING, at + 1
    before = at - 1 - (tokens[at - 1].text == ".")
    between = before >= 0 and tokens.words(before, "weekday") and tokens.words(at + 1, "weekday")
    if text in DASHES and at:
        range_ = tokens[at].close and tokens[at - 1].number is not None and tokens[at + 1].number is not None
        if not between and not range_:
            yield NOTHING, at + 1
    if not between:
        yield from ((NOTHING, end) for _, end in tokens.words(at, "at", "oclock"))
        fillers = tokens.words(at, "filler")  # "он" is ten before a number, English "on" before anything else
        yield from ((NOTHING, end) for _, end in fillers if not tokens.words(end, "number"))
    elif text in "&/":
        yield Facts(every=True), at + 1
    if not key(tokens[at - 1].text).startswith(CLOCKS):  # "по времени каждого" asks for members' own clocks
        yield from ((_again(word), end) for word, end in tokens.words(at, "every", "and"))
    yield from ((Facts(until=True), end) for _, end in tokens.words(at, "upto"))


def _dots_of_a_range(tokens: Tokens, at: int) -> bool:
    """Whether it is one of the dots of "пн..пт", which may say a range, or nothing."""
    first, last = at, at
    while tokens[first - 1].text == ".":
        first -= 1
    while tokens[last + 1].text == ".":
        last += 1
    days = tokens.words(first - 1, "weekday") and tokens.words(last + 1, "weekday")
    return last > first and bool(days)


def _again(word: Word) -> Facts:
    """How often it comes, as far as the word says."""
    return Facts(every=True, weekly=word.value == "weekly" or None, monthly=word.value == "monthly" or None)


RULES: tuple[Rule, ...] = (
    days.figures, days.worded, hours.clock, hours.spoken, hours.fraction, hours.named_hour, hours.part_of_day,
    hours.offset, hours.elapsing, days.ahead, days.weekday, days.day_of_month, days.last_day, days.month_alone,
    days.back, days.beginning,     place, idle,
)  # fmt: skip
