"""How members' languages, countries and topics changed: tables of a report, a page of /stats, lines in a picture."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from html import escape
from typing import Any, TypeVar

from bot.context import Context
from bot.errors import BotError
from bot.stats.blocks import LINES, Block, Line, Lines, Table
from bot.stats.figures import FEW, shown
from bot.stats.quarter import moments_of
from bot.text.translator import N_, Translator
from handlers.staff.broadcast import wording
from handlers.staff.stats.words import MOST, Say, beside, number
from storage.members import daily_counts

ARROW = " → "
SPAN = timedelta(days=90)
FACETS = {"language": N_("Languages"), "country": N_("Countries"), "topic": N_("Topics")}
Key = TypeVar("Key", bound=str | None)
Counted = Mapping[Key, int]


class OverTime:
    """Tables with a column for each day; `most` groups of the last day."""

    def __init__(self, translator: Translator, say: Say, most: int, *, raw: bool) -> None:
        self._words, self._say, self._most, self._raw = translator, say, most, raw

    def groups(self, title: str, counted: Mapping[date, Counted[Key]], named: Callable[[Key], str]) -> Table:
        """Groups that add up to all members, and the others among them."""
        kept = _kept(list(counted.values())[-1], self._most)
        names = [*map(named, kept), self._words.label("others")]
        numbers = [_with_others(of, kept) for of in counted.values()]
        columns = [beside(self._say, column) for column in numbers]
        rows = [list(row) for row in zip(names, *columns, strict=True)]
        others = any(column[-1] for column in numbers)
        return Table(title, self._days(counted), rows if others else rows[:-1])

    def topics(
        self, title: str, counted: Mapping[date, Counted[str] | None], named: Callable[[str], str]
    ) -> Table:
        """A member may have several, so there are no others; where nothing was counted there is no number."""
        kept = _kept(list(counted.values())[-1] or {}, 2 * self._most)
        rows = [
            [named(slug), *(self._say(of.get(slug, 0)) if of else "" for of in counted.values())]
            for slug in kept
        ]
        return Table(title, self._days(counted), rows)

    def _days(self, days: Iterable[date]) -> list[str]:
        return ["", *(f"{day:%d.%m.%Y}" if self._raw else f"{day:%d.%m.}" for day in days)]


def _kept(counted: Counted[Key], most: int) -> list[Key]:
    return [key for key, _ in shown(counted.items(), most)[0]]


def _with_others(counted: Counted[Key], kept: Sequence[Key]) -> list[int]:
    numbers = [counted.get(key, 0) for key in kept]
    return [*numbers, sum(counted.values()) - sum(numbers)]


async def text(context: Context) -> str:
    """The largest groups, then and now."""
    now, zone = context.services.clock(), context.zone
    async with context.services.database.snapshot() as tx:
        before, after = await moments_of(tx, (now - SPAN, now), now, zone)
    day = context.words.date(before.day)
    lines = [context.t("📈 <b>Members over time</b>\nOn {day} and today:", day=day)]
    say = partial(number, context.translator)
    pairs_of: tuple[tuple[str, dict[Any, int], dict[Any, int]], ...] = (
        ("language", dict(before.languages), dict(after.languages)),
        ("country", dict(before.countries), dict(after.countries)),
    )
    for facet, then, today in pairs_of:
        kept = _kept(today, MOST)
        numbers = _with_others(then, kept), _with_others(today, kept)
        pairs = zip(
            [*(_named(context.translator, context, facet, key) for key in kept), context.label("others")],
            *(beside(say, counted) for counted in numbers), strict=True,
        )  # fmt: skip
        rows = list(pairs)
        lines += _listed(context, facet, rows if numbers[0][-1] or numbers[1][-1] else rows[:-1])
    known = dict(before.topics) if before.topics else None
    lines += _listed(
        context,
        "topic",
        (
            (
                _named(context.translator, context, "topic", slug),
                say(known.get(slug, 0)) if known else "",
                say(many),
            )
            for slug, many in shown(after.topics or [], MOST)[0]
        ),
    )
    return "\n".join(lines)


def _listed(context: Context, facet: str, rows: Iterable[tuple[str, str, str]]) -> list[str]:
    """Name, then, now; nothing then where it was not counted."""
    title = f"<b>{context.t(FACETS[facet])}</b>"
    lines = [
        f"• {escape(name)}: {escape(ARROW.join(filter(None, counted)), quote=False)}"
        for name, *counted in rows
    ]
    return ["", title, *lines] if lines else []


def _named(translator: Translator, context: Context, facet: str, value: str | None) -> str:
    topics = context.services.topics
    if facet == "topic":
        said = topics[value].name[translator.language] if value in topics else value or ""
    else:
        said = (
            wording.country(translator, value)
            if facet == "country"
            else translator.language_name(value or "")
        )
    return translator.letters(said)


async def blocks(context: Context) -> list[Block]:
    """A line for each of the largest groups; BotError until two days were counted."""
    zone, now = context.zone, context.services.clock()
    first, last = ((moment.astimezone(zone)).date() for moment in (now - SPAN, now))
    plain, drawn = Translator(context.words), list[Block]()
    for facet, title in FACETS.items():
        counted = await context.read(daily_counts.between, first, last, facet)
        if len(counted) > 1:
            named = partial(_named, plain, context, facet)
            drawn.append(_lines(plain, plain.label(title), counted, named))
    if not drawn:
        raise BotError(N_("Members are counted once a day; the picture needs two days."))
    return drawn


def _lines(
    plain: Translator, title: str, counted: Mapping[date, Counted[str]], named: Callable[[str], str]
) -> Lines:
    """Days on which a group was of a few people are left out of its line."""
    days, latest = list(counted), list(counted.values())[-1]
    kept = _kept(latest, len(LINES))
    span, most = (
        (days[-1] - days[0]).days,
        max((of.get(key, 0) for of in counted.values() for key in kept), default=1),
    )
    lines = [
        Line(
            f"{named(key)}: {number(plain, latest[key])}",
            [
                ((day - days[0]).days / span, many / most)
                for day in days
                if (many := counted[day].get(key, 0)) >= FEW
            ],
        )
        for key in kept
    ]
    return Lines(title, lines, f"{days[0]:%d.%m.%Y}", f"{days[-1]:%d.%m.%Y}")
