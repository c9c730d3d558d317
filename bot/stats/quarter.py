"""A span of time in figures, a quarter above all: what a programme officer hands in. Values only; handlers/staff/stats
words and draws them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.stats.figures import FEW
from storage import counts, periods
from storage.database.database import Database
from storage.members import daily_counts
from storage.offers import introductions, offers
from storage.offers.offers import Standing
from storage.periods import Answers, Held, Members, Sent, Span, Surveyed

WEEK = timedelta(days=7)
SHORT = timedelta(days=45)  # a span that is told by weeks
MONTHS = 12  # told at most
ENTRIES = 8  # named


@dataclass(frozen=True, slots=True)
class Quarter:
    """1 to 4 of a year, on the clock of a zone."""

    year: int
    number: int

    @property
    def code(self) -> str:
        """ "2026-4", for a button."""
        return f"{self.year}-{self.number}"

    @classmethod
    def of(cls, moment: datetime, zone: ZoneInfo) -> "Quarter":
        local = moment.astimezone(zone)
        return cls(local.year, (local.month - 1) // 3 + 1)

    @classmethod
    def coded(cls, code: str, now: datetime, zone: ZoneInfo) -> "Quarter":
        """The one of this code; the present one for anything else, and for one still to come."""
        year, _, number = code.partition("-")
        present = cls.of(now, zone)
        if not (year.isascii() and year.isdigit() and len(year) == 4 and number in ("1", "2", "3", "4")):
            return present
        meant = cls(int(year), int(number))
        return meant if cls(2000, 1).order <= meant.order <= present.order else present

    @property
    def order(self) -> int:
        return self.year * 4 + self.number

    @property
    def before(self) -> "Quarter":
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, 4)

    def span(self, zone: ZoneInfo) -> Span:
        """From its first moment to the first of the next one."""
        first = date(self.year, 3 * self.number - 2, 1)
        after = date(self.year + self.number // 4, 3 * self.number % 12 + 1, 1)
        begin, end = (datetime.combine(day, time(), tzinfo=zone) for day in (first, after))
        return begin, end


@dataclass(frozen=True, slots=True)
class Moment:
    """Members by language, country and topic on a day; topics are None where they were not counted then."""

    day: date
    languages: list[tuple[str, int]]
    countries: list[tuple[str | None, int]]
    topics: list[tuple[str, int]] | None


@dataclass(frozen=True, slots=True)
class Report:
    """`days` are members on each counted day, `moments` groups among them now and then, `came` and `went` how many in
    each week; `searched` by what the search made of it; `entries` read FEW times or more; `standing` offers are those
    open at the end, `introductions` those proposed, by their state. Its figures end with `until`, before the span's end
    if that is not over."""

    begin: datetime
    until: datetime
    before: Members
    after: Members
    days: list[tuple[date, int]]
    moments: list[Moment]
    came: list[int]
    went: list[int]
    topics: list[tuple[str, int]]
    searched: dict[str, int]
    entries: list[tuple[str, int]]
    answers: Answers
    sent: list[Sent]
    held: list[Held]
    standing: list[Standing]
    introductions: dict[str, int]
    surveyed: list[Surveyed]

    @property
    def to_answer(self) -> float | None:
        """Seconds in which half of the answered questions had their answer; None where few were answered."""
        return median(self.answers.seconds) if len(self.answers.seconds) >= FEW else None


async def gathered(database: Database, span: Span, now: datetime, zone: ZoneInfo) -> Report:
    """Among millions it takes seconds. Days are those of the `zone`."""
    until = min(span[1], now)
    first, last = (moment.astimezone(zone).date() for moment in (span[0], until))
    weeks = weeks_of(span[0], until)
    async with database.snapshot() as tx:
        entries = [row for row in await counts.entries(tx, span[0], ENTRIES, until) if row[1] >= FEW]
        return Report(
            begin=span[0],
            until=until,
            before=await members_at(tx, span[0], first),
            after=await periods.members_at(tx, until) if until == now else await members_at(tx, until, last),
            days=await daily_counts.totals(tx, first, last),
            moments=await moments_of(tx, marks(span[0], until, zone), now, zone),
            came=await counts.joined(tx, weeks),
            went=await counts.left(tx, weeks),
            topics=await topics_at(tx, None if until == now else last),
            searched=await periods.searched(tx, span),
            entries=entries,
            answers=await periods.answers(tx, span, now),
            sent=await periods.sent(tx, span),
            held=await periods.held(tx, span),
            standing=await offers.standing(tx, until),
            introductions=await introductions.counts(tx, span),
            surveyed=await periods.surveyed(tx, (span[0], until)),
        )


def marks(begin: datetime, until: datetime, zone: ZoneInfo) -> list[datetime]:
    """The beginning, each first of a month after it, or each week of a shorter span, and the end."""
    local = begin.astimezone(zone)
    if until - begin <= SHORT:
        between = [begin + WEEK * number for number in range(1, (until - begin) // WEEK + 1)]
    else:
        months = (divmod(local.month - 1 + number, 12) for number in range(1, MONTHS + 1))
        between = [datetime(local.year + years, month + 1, 1, tzinfo=zone) for years, month in months]
    return [begin, *(at for at in between if at < until), until]


async def moments_of(
    tx: AsyncConnection, at: Sequence[datetime], now: datetime, zone: ZoneInfo
) -> list[Moment]:
    """Those of now are of now; those before as they were counted, or else as `members_at` can tell."""
    listed = []
    for moment in at:
        day = moment.astimezone(zone).date()
        if moment == now:
            members, topics = await periods.members_at(tx, now), await periods.topics(tx)
        else:
            members, topics = await members_at(tx, moment, day), await daily_counts.of_day(tx, day, "topic")
        listed.append(Moment(day, members.by_language, members.by_country, topics or None))
    return listed


async def members_at(tx: AsyncConnection, moment: datetime, day: date) -> Members:
    """As they were counted on that day; before there was a count, those of then who were not forgotten since."""
    counted = await daily_counts.totals(tx, day, day)
    if not counted:
        return await periods.members_at(tx, moment)
    languages = await daily_counts.of_day(tx, day, "language")
    places = await daily_counts.of_day(tx, day, "country")
    return Members(counted[0][1], languages, [(code or None, number) for code, number in places])


async def topics_at(tx: AsyncConnection, day: date | None) -> list[tuple[str, int]]:
    """Members of each topic as they were counted on that day; those of now for no day, and for one without a count."""
    counted = await daily_counts.of_day(tx, day, "topic") if day else []
    return counted or await periods.topics(tx)


def weeks_of(begin: datetime, until: datetime) -> list[datetime]:
    """Where each of them begins, and the end; the last one is perhaps shorter."""
    return [*(begin + week * WEEK for week in range(max(1, -((begin - until) // WEEK)))), until]


def few(number: int) -> int | None:
    """The number, unless it stands for fewer than FEW people: then None, which is written as "< 5"."""
    return None if 0 < number < FEW else number
