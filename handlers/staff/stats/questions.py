"""Questions in figures: to the bot, to staff, and what found no answer; from the last an entry's draft in one tap."""

from functools import partial
from html import escape
from statistics import median

from telegram import InlineKeyboardButton

from bot.context import Context
from bot.stats.figures import DAYS, FEW, Clusters
from bot.text.translator import N_
from handlers.screen import button
from handlers.staff.broadcast import wording
from handlers.staff.entries.texts import title
from handlers.staff.stats.members import since
from handlers.staff.stats.words import MOST, Say, beside, number
from storage import counts, periods
from storage.periods import Answers


async def text(context: Context) -> str:
    async with context.services.database.connect() as tx:
        decisions = await counts.decisions(tx, since(context))
        entries = await counts.entries(tx, since(context), MOST)
        opinions = await counts.opinions(tx, since(context), MOST)
        answers = await periods.answers(
            tx, (since(context), context.services.clock()), context.services.clock()
        )
    t, say, total = context.t, partial(number, context.translator), sum(decisions.values())
    decided = [decisions.get(decision, 0) for decision in ("answer", "choices", "unknown")]
    at_once, choices, unknown, _ = beside(say, [*decided, total - sum(decided)])
    lines = [
        t("❓ <b>Questions in {days} days: {number}</b>", days=DAYS, number=say(total)),
        t("Answered at once: {number}", number=at_once),
        t("Offered a choice: {number}", number=choices),
        t("Without an answer: {number}", number=unknown),
    ]
    lines += ["", *_by_staff(context, answers)]
    entries = [(slug, many) for slug, many in entries if many >= FEW]
    opinions = [opinion for opinion in opinions if opinion.unhelpful + opinion.helpful >= FEW]
    if entries:
        lines += ["", t("<b>Read most often</b>")]
    for slug, many in entries:
        lines.append(f"• {escape(_title(context, slug), quote=False)}: {say(many)}")
    if opinions:
        lines += ["", t("<b>Did not help</b>")]
    for opinion in opinions:
        bad, every = say(opinion.unhelpful), say(opinion.unhelpful + opinion.helpful)
        lines.append(t("• {entry}: {bad} of {all}", entry=_title(context, opinion.entry), bad=bad, all=every))
    return "\n".join(lines)


def _by_staff(context: Context, answers: Answers) -> list[str]:
    """What was asked of staff, and how long half of the askers waited at most."""
    t, say = context.t, partial(number, context.translator)
    lines = [t("<b>To staff: {asked}</b>, answered {answered}, open {open}", **by_staff(say, answers))]
    if answers.late:
        lines.append(t("Past the promised time: {number}", number=say(answers.late)))
    if len(answers.seconds) >= FEW:
        took = wording.duration(context.translator, median(answers.seconds))
        lines.append(t("Half of them were answered within {time}", time=took))
    return lines


def by_staff(say: Say, answers: Answers) -> dict[str, str]:
    """What was asked of staff: answered, open, and closed without an answer, which is not said."""
    closed = answers.asked - answers.answered - answers.open
    answered, still_open, _ = beside(say, [answers.answered, answers.open, closed])
    return {"asked": say(answers.asked), "answered": answered, "open": still_open}


def _title(context: Context, slug: str) -> str:
    return title(context.translator, context.library, slug)


def unanswered(context: Context, clusters: Clusters) -> str:
    """Like questions together; a few alone are not shown, since a text may tell who asked."""
    t, translator = context.t, context.translator
    asked_ = number(translator, len(clusters.questions))
    lines = [t("🔍 <b>Without an answer in {days} days: {number}</b>", days=DAYS, number=asked_), ""]
    for cluster in clusters.large[:MOST]:
        text, languages = cluster.text[:200], wording.languages(translator, cluster.languages)
        asked = N_("• {text}\n  {number} times by {people} people, {languages}")
        places = {"number": cluster.number, "people": cluster.people, "languages": languages}
        lines.append(t(asked, text=text, **places))
        if cluster.countries:
            lines.append("  " + ", ".join(wording.country(translator, code) for code in cluster.countries))
    if clusters.rest:
        few = N_("{number} more were asked by fewer than {few} people each; their texts are not shown.")
        lines.append(t(few, number=number(translator, clusters.rest), few=FEW))
    return "\n".join(lines)


def drafts(context: Context, clusters: Clusters) -> list[list[InlineKeyboardButton]]:
    """One tap makes a new entry's draft of a group."""
    labels = {
        min(cluster.ids): context.label("Draft an entry: {text}", text=cluster.text)
        for cluster in clusters.large[:MOST]
    }
    return [[button("🆕 " + label[:55], "nenew", first)] for first, label in labels.items()]
