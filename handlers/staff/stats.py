"""/stats: who the members are, what they ask, what found no answer, and updates that were set aside."""

from datetime import datetime, timedelta
from html import escape
from statistics import median

from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import InlineKeyboardButton, Update

from bot.context import Context, chat_of
from bot.staff.permissions import Action
from bot.stats.blocks import Beside, Days, Headline, Ranking, Row
from bot.stats.charts import card, drawn
from bot.stats.figures import DAYS, FEW, Clusters, per_day, shown, unanswered
from bot.stats.quarter import few
from bot.text.markup import cut
from bot.text.translator import N_, Translator
from handlers.routing import pressed
from handlers.screen import Screen, button, columns, keyboard, show
from handlers.staff import access, stats_report, you_asked
from handlers.staff.access import may, staff_button, staff_command
from handlers.staff.broadcast import wording
from handlers.staff.broadcast.card import zone_of
from handlers.staff.entries.texts import title
from storage import counts, periods
from storage.periods import Answers
from storage.updates import updates

MOST = 8  # lines of one kind
PICTURED = 4  # lines of one kind in a picture
CAPTION = 1024  # characters, sendPhoto
MOST_FAILED = 10
Named = list[tuple[str, int]]


async def stats(update: Update, context: Context) -> None:
    """One of the pages: members, questions, broadcasts and events, what found no answer."""
    [page] = pressed(update, 1)
    drafts: list[list[InlineKeyboardButton]] = []
    if page == "none":
        clusters = await unanswered(context.services.database, context.services.clock())
        text, drafts = _unanswered(context, clusters), _drafts(context, clusters)
    else:
        text = await PAGES.get(page, _members)(context)
    await show(update, context, Screen(text, keyboard([*drafts, *await _pages(context)])))


def _since(context: Context) -> datetime:
    """The beginning of the days that are shown."""
    return context.services.clock() - timedelta(days=DAYS)


async def _pages(context: Context) -> list[list[InlineKeyboardButton]]:
    async with context.services.database.connect() as tx:
        failed = len(await updates.failed(tx))
    first = [
        button("👥 " + context.label("Members"), "st", "who"),
        button("❓ " + context.label("Questions"), "st", "ask"),
    ]
    second = [
        button("🔍 " + context.label("Without an answer"), "st", "none"),
        button("📣 " + context.label("Broadcasts and events"), "st", "bc"),
    ]
    third = [
        button("📊 " + context.label("Chart"), "stpic"),
        button("📑 " + context.label("Quarterly report"), stats_report.VERB),
    ]
    drafted = [button("💬 " + context.label("Draft “You asked, we did”"), "youdid")]
    asked = drafted if may(context, Action.WRITE_BROADCASTS) else []
    fourth = [button("🤝 " + context.label("Offers"), "ofst"), *asked]
    aside = "⚠️ " + context.label("Updates set aside: {number}", number=failed)
    return [first, second, third, fourth, [button(aside, "held")] if failed else []]


async def _members(context: Context) -> str:
    async with context.services.database.connect() as tx:
        totals, topics = await counts.totals(tx, _since(context)), await counts.by_topic(tx)
        languages, countries = await _spoken_and_lived_in(context, tx)
    t, number, known = context.t, context.words.number, context.services.topics
    named = [(known[slug].name[context.language] if slug in known else slug, many) for slug, many in topics]
    joined, left = number(totals.joined), number(totals.left)
    lines = [
        t("👥 <b>Members: {number}</b>", number=number(totals.reachable)),
        t("Groups among them: {number}", number=number(totals.groups)),
        t("In {days} days: joined {joined}, left {left}", days=DAYS, joined=joined, left=left),
        t("Want no announcements: {number}", number=number(totals.stopped)),
        *_listed(context, t("<b>Languages</b>"), languages),
        *_listed(context, t("<b>Countries</b>"), countries),
        *_listed(context, t("<b>Topics</b>"), named),
    ]
    return "\n".join(lines)


async def _spoken_and_lived_in(context: Context, tx: AsyncConnection) -> tuple[Named, Named]:
    """How many members have each language and each country, by their names."""
    languages, countries = await counts.by_language(tx), await counts.by_country(tx)
    plain = Translator(context.words)  # whoever shows them turns them into the reader's letters
    return (
        [(plain.language_name(code), many) for code, many in languages],
        [(wording.country(plain, code), many) for code, many in countries],
    )


def _listed(context: Context, title: str, counted: Named) -> list[str]:
    """The largest groups, the rest in one line; groups of a few people never by themselves."""
    kept, rest = shown(counted, MOST)
    number, letters = context.words.number, context.translator.letters
    lines = ["", title, *(f"• {escape(letters(name), quote=False)}: {number(many)}" for name, many in kept)]
    if rest:
        lines.append(
            context.t("• others, among them groups under {few}: {number}", few=FEW, number=number(rest))
        )
    return lines


async def _questions(context: Context) -> str:
    async with context.services.database.connect() as tx:
        decisions = await counts.decisions(tx, _since(context))
        entries = await counts.entries(tx, _since(context), MOST)
        opinions = await counts.opinions(tx, _since(context), MOST)
        answers = await periods.answers(tx, _span(context), context.services.clock())
    t, number, total = context.t, context.words.number, sum(decisions.values())
    lines = [
        t("❓ <b>Questions in {days} days: {number}</b>", days=DAYS, number=number(total)),
        t("Answered at once: {number}", number=number(decisions.get("answer", 0))),
        t("Offered a choice: {number}", number=number(decisions.get("choices", 0))),
        t("Without an answer: {number}", number=number(decisions.get("unknown", 0))),
    ]
    lines += ["", *_by_staff(context, answers)]
    entries = [(slug, many) for slug, many in entries if many >= FEW]
    opinions = [opinion for opinion in opinions if opinion.unhelpful + opinion.helpful >= FEW]
    if entries:
        lines += ["", t("<b>Read most often</b>")]
    for slug, many in entries:
        lines.append(f"• {escape(_title(context, slug), quote=False)}: {number(many)}")
    if opinions:
        lines += ["", t("<b>Did not help</b>")]
    for opinion in opinions:
        bad, every = number(opinion.unhelpful), number(opinion.unhelpful + opinion.helpful)
        lines.append(t("• {entry}: {bad} of {all}", entry=_title(context, opinion.entry), bad=bad, all=every))
    return "\n".join(lines)


def _by_staff(context: Context, answers: Answers) -> list[str]:
    """What was asked of staff, and how long half of the askers waited at most."""
    t, number = context.t, context.words.number
    places = {
        "asked": number(answers.asked),
        "answered": number(answers.answered),
        "open": number(answers.open),
    }
    lines = [t("<b>To staff: {asked}</b>, answered {answered}, open {open}", **places)]
    if answers.late:
        lines.append(t("Past the promised time: {number}", number=number(answers.late)))
    if len(answers.seconds) >= FEW:
        took = wording.duration(context.translator, median(answers.seconds))
        lines.append(t("Half of them were answered within {time}", time=took))
    return lines


def _span(context: Context) -> periods.Span:
    return _since(context), context.services.clock()


async def _reach(context: Context) -> str:
    """What was sent and held in these days, the largest broadcasts first."""
    async with context.services.database.connect() as tx:
        sent, held = await periods.sent(tx, _span(context)), await periods.held(tx, _span(context))
    t, number, translator = context.t, context.words.number, context.translator
    lines = [t("📣 <b>Broadcasts in {days} days: {number}</b>", days=DAYS, number=number(len(sent)))]
    for broadcast in sent[:MOST]:
        places = {"heading": wording.beginning(translator, broadcast.content), "sent": number(broadcast.sent)}
        lines.append(t("• {heading}: {sent} of {audience}", **places, audience=number(broadcast.audience)))
        if broadcast.left >= FEW:
            lines.append("  " + context.tn("{n} person left by its button", "{n} people left by its button",
                                           broadcast.left))  # fmt: skip
    lines += ["", t("📅 <b>Events in {days} days: {number}</b>", days=DAYS, number=number(len(held)))]
    for event in held[:MOST]:
        name = event.texts.get(context.language, {}).get("title", "")
        places = {
            "name": name,
            "coming": _some(context, event.coming),
            "came": _some(context, event.attended),
        }
        lines.append(t("• {name}: expected {coming}, came {came}", **places))
    return "\n".join(lines)


def _some(context: Context, number: int) -> str:
    """The number, unless it stands for a few people."""
    known = few(number)
    return f"< {FEW}" if known is None else context.words.number(known)


PAGES = {"ask": _questions, "bc": _reach}


def _title(context: Context, slug: str) -> str:
    return title(context.translator, context.library, slug)


def _unanswered(context: Context, clusters: Clusters) -> str:
    """Like questions together; a few alone are not shown, since a text may tell who asked."""
    t, translator, number = context.t, context.translator, len(clusters.questions)
    lines = [t("🔍 <b>Without an answer in {days} days: {number}</b>", days=DAYS, number=number), ""]
    for cluster in clusters.large[:MOST]:
        text, languages = cluster.text[:200], wording.languages(translator, cluster.languages)
        asked = N_("• {text}\n  {number} times by {people} people, {languages}")
        places = {"number": cluster.number, "people": cluster.people, "languages": languages}
        lines.append(t(asked, text=text, **places))
        if cluster.countries:
            lines.append("  " + ", ".join(wording.country(translator, code) for code in cluster.countries))
    if clusters.rest:
        few = N_("{number} more were asked by fewer than {few} people each; their texts are not shown.")
        lines.append(t(few, number=clusters.rest, few=FEW))
    return "\n".join(lines)


def _drafts(context: Context, clusters: Clusters) -> list[list[InlineKeyboardButton]]:
    """One tap makes a new entry's draft of a group."""
    labels = {
        min(cluster.ids): context.label("Draft an entry: {text}", text=cluster.text)
        for cluster in clusters.large[:MOST]
    }
    return [[button("🆕 " + label[:55], "nenew", first)] for first, label in labels.items()]


async def chart(update: Update, context: Context) -> None:
    """Who came and went day by day, and members by language and country; the same in words below it."""
    begin, now, zone = _since(context), context.services.clock(), zone_of(context)
    async with context.services.database.connect() as tx:
        totals = await counts.totals(tx, begin)
        came = per_day(await counts.joined(tx, begin), begin, now, zone)
        went = per_day(await counts.left(tx, begin), begin, now, zone)
        languages, countries = await _spoken_and_lived_in(context, tx)
    words, number = context.translator.words, context.words.number
    joined, left = number(totals.joined), number(totals.left)
    days = Days(
        words.t("Joined and left in {days} days: {joined} and {left}", days=DAYS, joined=joined, left=left),
        [many for _, many in came],
        [many for _, many in went],
        f"{came[0][0]:%d.%m.}",
        f"{came[-1][0]:%d.%m.}",
    )
    rankings = Beside(
        _ranking(context, N_("Languages"), languages), _ranking(context, N_("Countries"), countries)
    )
    headline = Headline(number(totals.reachable), words.t("members who can be reached"))
    picture = await drawn(card, words.t("Members"), headline, days, rankings)
    caption = cut(await _members(context), CAPTION)
    await context.bot.send_photo(chat_of(update), picture, caption=caption, filename="members.png")


def _ranking(context: Context, title: str, counted: Named) -> Ranking:
    """In Cyrillic, which the picture's font has."""
    kept, rest = shown(counted, PICTURED)
    words = context.translator.words
    lines = [*kept, *([(words.t("others"), rest)] if rest else [])]
    most = max((many for _, many in lines), default=1)
    rows = [Row(name, words.number(many), many / most, many / most) for name, many in lines]
    return Ranking(words.t(title), rows)


async def failed(update: Update, context: Context) -> None:
    """Updates set aside: the latest ones, with the kind of failure and its place; what members wrote
    is not shown."""
    async with context.services.database.connect() as tx:
        rows = await updates.failed(tx, MOST_FAILED)
    lines = [context.t("⚠️ <b>Updates set aside</b>"), ""]
    for row in rows:
        when = context.words.time(row.failed_at, zone_of(context))
        lines.append(context.t("{number}: {when}\n{error}", number=row.update_id, when=when, error=row.error))
    if not rows:
        lines.append(context.t("There are none."))
    again = columns([button(f"🔁 {row.update_id}", "retry", row.update_id) for row in rows], 3)
    back = button(context.label("Back"), "st", "who")
    await show(update, context, Screen("\n".join(lines), keyboard([*again, [back]])))


async def retry(update: Update, context: Context) -> None:
    """Gives one its three tries again."""
    [number] = pressed(update, 1)
    if number.isdigit():
        async with context.services.database.begin() as tx:
            if await updates.release(tx, int(number)):
                await access.note(tx, update, context, "update.retried", number)
    await failed(update, context)


HANDLERS = [
    staff_command("stats", Action.SEE_FIGURES, stats),
    staff_button("st", Action.SEE_FIGURES, stats),
    staff_button("stpic", Action.SEE_FIGURES, chart),
    staff_button(stats_report.VERB, Action.SEE_FIGURES, stats_report.report),
    staff_button("youdid", Action.WRITE_BROADCASTS, you_asked.draft),
    staff_button("held", Action.RETRY_UPDATES, failed),
    staff_button("retry", Action.RETRY_UPDATES, retry),
]
