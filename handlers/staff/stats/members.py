"""Members in figures: how many, who came and went, languages, countries and topics, in words and as a picture."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.context import Context
from bot.directory import cities
from bot.stats.blocks import Beside, Block, Course, Days, Headline, Ranking, Row
from bot.stats.cities import told as cities_told
from bot.stats.figures import DAYS, FEW, days_of, shown
from bot.text.translator import N_, Translator
from handlers.staff.broadcast import wording
from handlers.staff.stats.words import MOST, Named, came_and_went, largest, listed, number
from storage import counts
from storage.members import daily_counts

PICTURED = 4  # lines of one kind in a picture
GRAY = N_("gray: fewer than {few}")
Written = Callable[[int | None], str]


def since(context: Context) -> datetime:
    return context.services.clock() - timedelta(days=DAYS)


async def text(context: Context) -> str:
    async with context.services.database.snapshot() as tx:
        totals, topics = await counts.totals(tx, since(context)), await counts.by_topic(tx)
        before = await _counted(context, tx)
        languages, countries = await counts.by_language(tx), await counts.by_country(tx)
        lived_in, elsewhere = cities_told(await counts.by_city(tx), dict(shown(countries, MOST)[0]), MOST)
    t, translator, known = context.t, context.translator, context.services.topics
    in_cities = _lettered(context, [(cities.name(city, context.language), many) for city, many in lived_in])
    named = [(known[slug].name[context.language] if slug in known else slug, many) for slug, many in topics]
    joined, left = came_and_went(partial(number, translator), totals.joined, totals.left)
    lines = [
        t("👥 <b>Members: {number}</b>", number=number(translator, totals.reachable)),
        *_before(context, before),
        t("Groups among them: {number}", number=number(translator, totals.groups)),
        t("In {days} days: joined {joined}, left {left}", days=DAYS, joined=joined, left=left),
        t("Want no announcements: {number}", number=number(translator, totals.stopped)),
        *largest(translator, t("<b>Languages</b>"), _lettered(context, _spoken(context, languages))),
        *largest(translator, t("<b>Countries</b>"), _lettered(context, _countries(context, countries))),
        *(listed(translator, t("<b>Cities</b>"), in_cities, elsewhere) if lived_in or elsewhere else ()),
        *largest(translator, t("<b>Topics</b>"), _lettered(context, named)),
    ]
    return "\n".join(lines)


async def _counted(context: Context, tx: AsyncConnection) -> list[tuple[datetime, int]]:
    """Members on each counted day of those that are shown, by the reader's clock."""
    zone, now = context.zone, context.services.clock()
    first, last = (moment.astimezone(zone) for moment in (since(context), now))
    return [
        (datetime(day.year, day.month, day.day, tzinfo=zone), many)
        for day, many in await daily_counts.totals(tx, first.date(), last.date())
    ]


def _before(context: Context, counted: list[tuple[datetime, int]]) -> list[str]:
    """How many there were on the first counted day, once that is not today."""
    if len(counted) < 2:
        return []
    day, many = counted[0]
    told = context.words.date(day.date())
    return [context.t("On {day}: {number}", day=told, number=number(context.translator, many))]


def _spoken(context: Context, counted: Named) -> Named:
    plain = Translator(context.words)
    return [(plain.language_name(code), many) for code, many in counted]


def _countries(context: Context, counted: list[tuple[str | None, int]]) -> Named:
    plain = Translator(context.words)
    return [(wording.country(plain, code), many) for code, many in counted]


def _lettered(context: Context, counted: Named) -> Named:
    return [(context.translator.letters(name), many) for name, many in counted]


async def blocks(context: Context) -> list[Block]:
    """Of the picture: members day by day, who came and went, the largest groups."""
    begin, now, zone = since(context), context.services.clock(), context.zone
    bounds = days_of(begin, now, zone)
    async with context.services.database.snapshot() as tx:
        totals, counted = await counts.totals(tx, begin), await _counted(context, tx)
        came, went = await counts.joined(tx, bounds), await counts.left(tx, bounds)
        languages = _spoken(context, await counts.by_language(tx))
        countries = _countries(context, await counts.by_country(tx))
    plain = Translator(context.words)
    joined, left = came_and_went(partial(number, plain), totals.joined, totals.left)
    days = Days(
        plain.label(
            "Joined and left in {days} days: {joined} and {left}", days=DAYS, joined=joined, left=left
        ),
        came,
        went,
        f"{begin.astimezone(zone):%d.%m.}",
        f"{now.astimezone(zone):%d.%m.}",
        plain.label(GRAY, few=FEW),
    )
    rankings = Beside(
        ranking(plain, plain.label("Languages"), languages, PICTURED),
        ranking(plain, plain.label("Countries"), countries, PICTURED),
    )
    headline = Headline(number(plain, totals.reachable), plain.label("members who can be reached"))
    return [headline, *course(plain, [(day.date(), many) for day, many in counted]), days, rankings]


def course(plain: Translator, counted: list[tuple[date, int]]) -> list[Course]:
    """Members over the counted days; nothing where there are not two days of them, or only a few members."""
    if len(counted) < 2 or any(many < FEW for _, many in counted):
        return []
    (first, at_first), (last, at_last) = counted[0], counted[-1]
    span, most = (last - first).days, max(many for _, many in counted)
    points = [((day - first).days / span, many / most) for day, many in counted]
    begin, end = (
        f"{day:%d.%m.%Y}: {number(plain, many)}" for day, many in ((first, at_first), (last, at_last))
    )
    return [Course(plain.label("Members, day by day"), points, begin, end)]


def ranking(
    plain: Translator, title: str, counted: Named, most: int, written: Written | None = None
) -> Ranking:
    """In Cyrillic, which the picture's font has; `written` words a number, and hides a small one."""
    return ranked(plain, title, *shown(counted, most), written)


def ranked(
    plain: Translator,
    title: str,
    groups: Iterable[tuple[str, int]],
    rest: int | None,
    written: Written | None = None,
) -> Ranking:
    """`rest` None: the others are a few people, whose bar is as long as that of none."""
    others = [(plain.label("others"), rest)] if rest != 0 else []
    lines: list[tuple[str, int | None]] = [*groups, *others]
    most = max((many or 0 for _, many in lines), default=0) or 1
    said = written or partial(number, plain)
    return Ranking(
        title, [Row(name, said(many), (many or 0) / most, (many or 0) / most) for name, many in lines]
    )
