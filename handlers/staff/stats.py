"""/stats: who the members are, what they ask, what found no answer, and updates that were set aside."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from html import escape
from typing import Any

from telegram import InlineKeyboardButton, Update

from bot.context import Context, chat_of
from bot.stats.charts import Bars, Line, drawn, panels
from bot.stats.figures import FEW, Cluster, clustered, per_day, shown
from bot.text import words
from handlers.buttons import button, keyboard
from handlers.routing import StepHandler, pressed
from handlers.screen import Screen, show
from handlers.staff.access import Door
from handlers.staff.broadcast import wording
from handlers.staff.broadcast.drafts import zone_of
from storage import counts
from storage.faq import searches
from storage.faq.searches import Unanswered
from storage.updates import updates

DAYS = 30
MOST = 8  # lines of one kind


@dataclass(frozen=True, slots=True)
class Groups:
    """What found no answer lately: every question, the groups large enough to be shown, and what is left."""

    asked: list[Unanswered]
    large: list[Cluster]
    rest: int


async def stats(update: Update, context: Context) -> None:
    """One of the pages: members, questions, what found no answer."""
    [name] = pressed(update, 1) if update.callback_query else [""]
    groups = await unanswered_groups(context) if name == "none" else None
    if groups:
        text = _unanswered(context, groups)
    else:
        text = await (_questions(context) if name == "ask" else _members(context))
    async with context.services.database.connect() as tx:
        held = len(await updates.held(tx))
    await show(update, context, Screen(text, keyboard([*_drafts(context, groups), *_ways(context, held)])))


def _drafts(context: Context, groups: Groups | None) -> list[list[InlineKeyboardButton]]:
    """One tap makes a new entry's draft of a group."""
    listed = groups.large[:MOST] if groups else []
    return [
        [button("🆕 " + context.label("Draft an entry: {text}", text=one.text)[:55], "nenew", min(one.ids))]
        for one in listed
    ]


def _ways(context: Context, held: int) -> list[list[InlineKeyboardButton]]:
    pages = [
        button("👥 " + context.label("Members"), "st", "who"),
        button("❓ " + context.label("Questions"), "st", "ask"),
    ]
    more = [
        button("🔍 " + context.label("Without an answer"), "st", "none"),
        button("📊 " + context.label("Chart"), "stpic"),
    ]
    aside = [button("⚠️ " + context.label("Updates set aside: {number}", number=held), "held")] if held else []
    return [pages, more, aside]


async def _members(context: Context) -> str:
    since = context.services.clock() - timedelta(days=DAYS)
    async with context.services.database.connect() as tx:
        found = await counts.totals(tx, since)
        languages, places = await counts.by_language(tx), await counts.by_country(tx)
        topics = await counts.by_topic(tx)
    translator, number = context.translator, context.words.number
    known = context.services.topics
    lines = [
        translator.t("👥 <b>Members: {number}</b>", number=number(found.reachable)),
        translator.t("Groups among them: {number}", number=number(found.groups)),
        translator.t("In {days} days: joined {joined}, left {left}", days=DAYS, joined=number(found.joined),
                 left=number(found.left)),
        translator.t("Want no announcements: {number}", number=number(found.stopped)),
        "",
        translator.t("<b>Languages</b>"),
        *_listed(context, ((wording.language(translator, code), many) for code, many in languages)),
        "",
        translator.t("<b>Countries</b>"),
        *_listed(context, ((wording.country(translator, code), many) for code, many in places)),
        "",
        translator.t("<b>Topics</b>"),
        *_listed(context, ((known[slug].name[translator.language] if slug in known else slug, many)
                           for slug, many in topics)),
    ]  # fmt: skip
    return "\n".join(lines)


def _listed(context: Context, counted: Iterable[tuple[str, int]]) -> list[str]:
    """The largest groups, the rest in one line; groups of a few people never by themselves."""
    kept, rest = shown(counted, MOST)
    lines = [
        f"• {escape(context.translator.letters(name), quote=False)}: {context.words.number(many)}"
        for name, many in kept
    ]
    if rest:
        lines.append(
            context.t(
                "• others, among them groups under {few}: {number}",
                few=FEW,
                number=context.words.number(rest),
            )
        )
    return lines


async def _questions(context: Context) -> str:
    since = context.services.clock() - timedelta(days=DAYS)
    async with context.services.database.connect() as tx:
        made = await counts.decisions(tx, since)
        read = await counts.entries(tx, since, MOST)
        bad = await counts.opinions(tx, since, MOST)
    number, total = context.words.number, sum(made.values())
    lines = [
        context.t("❓ <b>Questions in {days} days: {number}</b>", days=DAYS, number=number(total)),
        context.t("Answered at once: {number}", number=number(made.get("answer", 0))),
        context.t("Offered a choice: {number}", number=number(made.get("choices", 0))),
        context.t("Without an answer: {number}", number=number(made.get("unknown", 0))),
    ]
    if read:
        lines += ["", context.t("<b>Read most often</b>"),
                  *(f"• {_entry(context, slug)}: {number(many)}" for slug, many in read)]  # fmt: skip
    if bad:
        lines += ["", context.t("<b>Did not help</b>")]
        lines += [context.t("• {entry}: {bad} of {all}", entry=_title(context, one.entry), bad=number(one.unhelpful),
                            all=number(one.unhelpful + one.helpful)) for one in bad]  # fmt: skip
    return "\n".join(lines)


def _entry(context: Context, slug: str) -> str:
    return escape(_title(context, slug), quote=False)


def _title(context: Context, slug: str) -> str:
    entry = context.services.faq.library.get(slug)
    return context.translator.letters(entry.texts[context.language].question) if entry else slug


async def unanswered_groups(context: Context) -> Groups:
    since = context.services.clock() - timedelta(days=DAYS)
    async with context.services.database.connect() as tx:
        found = await searches.unanswered(tx, since)
    return Groups(found, *clustered(found, words.words))


def _unanswered(context: Context, groups: Groups) -> str:
    """Like questions together; a few alone are not shown, since a text may tell who asked."""
    lines = [
        context.t(
            "🔍 <b>Without an answer in {days} days: {number}</b>", days=DAYS, number=len(groups.asked)
        ),
        "",
    ]
    for one in groups.large[:MOST]:
        lines.append(context.t("• {text}\n  {number} times, {languages}", text=one.text[:200], number=one.number,
                               languages=wording.listed(context.translator, one.languages)))  # fmt: skip
        lines += (
            ["  " + ", ".join(wording.country(context.translator, code) for code in one.countries)]
            if one.countries
            else []
        )
    if groups.rest:
        lines.append(context.t("{number} more were asked fewer than {few} times each; their texts are not shown.",
                               number=groups.rest, few=FEW))  # fmt: skip
    return "\n".join(lines)


async def chart(update: Update, context: Context) -> None:
    """Who came and went day by day, and members by language and country."""
    now, zone = context.services.clock(), zone_of(context)
    since = now - timedelta(days=DAYS)
    async with context.services.database.connect() as tx:
        came = per_day(await counts.joined(tx, since), since, now, zone)
        went = per_day(await counts.left(tx, since), since, now, zone)
        languages, places = await counts.by_language(tx), await counts.by_country(tx)
    words = context.translator.words
    series = {
        words.t("joined"): [float(many) for _, many in came],
        words.t("left"): [float(many) for _, many in went],
    }
    line = Line(words.t("Joined and left"), [_noon(day, zone) for day, _ in came], series)
    spoken = [(wording.language(context.translator, code), many) for code, many in languages]
    lived_in = [(wording.country(context.translator, code), many) for code, many in places]
    parts = [line, _bars(words.t("Languages"), spoken), _bars(words.t("Countries"), lived_in)]
    picture = await drawn(panels, words.t("Members"), *[one for one in parts if one is not None])
    await context.bot.send_photo(chat_of(update), picture, filename="members.png")


def _noon(day: date, zone: Any) -> datetime:
    return datetime.combine(day, time(12), tzinfo=zone)


def _bars(title: str, counted: list[tuple[str, int]]) -> Bars | None:
    kept, _ = shown(counted, MOST)
    return Bars(title, [name for name, _ in kept], [many for _, many in kept]) if kept else None


DOORS = [
    Door("stats", stats),
    Door("st", stats, button=True),
    Door("stpic", chart, button=True),
]
STEPS: dict[str, StepHandler] = {}
