"""/stats: a page for members, questions, broadcasts and events, offers, surveys, what found no answer; a picture."""

from telegram import InlineKeyboardButton, Update

from bot.context import Context, chat_of
from bot.staff.permissions import Action
from bot.stats.blocks import Block
from bot.stats.charts import card, drawn
from bot.stats.figures import unanswered
from bot.text.markup import cut
from bot.text.translator import Translator
from handlers.routing import pressed
from handlers.screen import Screen, button, columns, show
from handlers.staff import you_asked
from handlers.staff.access import may, staff_button, staff_command
from handlers.staff.stats import held, members, offers, over_time, questions, reach, report, surveys
from handlers.staff.stats.members import PICTURED
from storage.updates import updates

TIME = "time"
CAPTION = 1024  # characters, sendPhoto
PAGES = {
    "who": members.text,
    "ask": questions.text,
    "bc": reach.text,
    "of": offers.text,
    "su": surveys.text,
    TIME: over_time.text,
}
GIVEN = ("of", "su")  # pages that have a picture together


async def stats(update: Update, context: Context) -> None:
    """The page the button names, the members' otherwise."""
    [page] = pressed(update, 1)
    await _page(update, context, page)


async def offered(update: Update, context: Context) -> None:
    """Offers, whose figures have a button under their list, too."""
    await _page(update, context, "of")


async def _page(update: Update, context: Context, page: str) -> None:
    drafts: list[list[InlineKeyboardButton]] = []
    if page == "none":
        clusters = await unanswered(context.services.database, context.services.clock())
        text, drafts = questions.unanswered(context, clusters), questions.drafts(context, clusters)
    else:
        text = await PAGES.get(page, members.text)(context)
    await show(update, context, Screen(text, [*drafts, *await _ways(context, page)]))


async def _ways(context: Context, page: str) -> list[list[InlineKeyboardButton]]:
    async with context.services.database.connect() as tx:
        failed = len(await updates.failed(tx))
    label = context.label
    drafted = [button("💬 " + label("Draft “You asked, we did”"), "youdid")]
    charted = "of" if page in GIVEN else TIME if page == TIME else "who"
    rows = columns(
        [
            button("👥 " + label("Members"), "st", "who"),
            button("❓ " + label("Questions"), "st", "ask"),
            button("🔍 " + label("Without an answer"), "st", "none"),
            button("📣 " + label("Broadcasts and events"), "st", "bc"),
            button("🤝 " + label("Offers"), "st", "of"),
            button("📋 " + label("Surveys"), "st", "su"),
            button("📈 " + label("Over time"), "st", TIME),
            button("📊 " + label("Chart"), "stpic", charted),
            button("🧾 " + label("Table"), report.TABLE),
            button("📑 " + label("Quarterly report"), report.VERB),
        ]
    )
    rows.append(drafted if may(context, Action.WRITE_BROADCASTS) else [])
    aside = "⚠️ " + label("Updates set aside: {number}", number=failed)
    return [*rows, [button(aside, "held")] if failed else []]


async def chart(update: Update, context: Context) -> None:
    """Members, or offers and surveys, as a picture; the same in words below it."""
    [page] = pressed(update, 1)
    plain = Translator(context.words)
    blocks: list[Block]
    title, name = plain.label("Members"), "members.png"
    if page in GIVEN:
        values = await report.recent(context)
        made = report.worded(context, plain, values, most=PICTURED)
        title, blocks, name = (
            plain.label("Offers and surveys"),
            [*made.offers(), *made.surveys()],
            "offers.png",
        )
        words = f"{await offers.text(context)}\n\n{await surveys.text(context)}"
    elif page == TIME:
        title, blocks, words = (
            plain.label("Members over time"),
            await over_time.blocks(context),
            await over_time.text(context),
        )
    else:
        blocks, words = await members.blocks(context), await members.text(context)
    picture = await drawn(card, title, *blocks)
    await context.bot.send_photo(chat_of(update), picture, caption=cut(words, CAPTION), filename=name)


HANDLERS = [
    staff_command("stats", Action.SEE_FIGURES, stats),
    staff_button("st", Action.SEE_FIGURES, stats),
    staff_button("ofst", Action.SEE_FIGURES, offered),
    staff_button("stpic", Action.SEE_FIGURES, chart),
    staff_button(report.VERB, Action.SEE_FIGURES, report.report),
    staff_button(report.TABLE, Action.SEE_FIGURES, report.table),
    staff_button("youdid", Action.WRITE_BROADCASTS, you_asked.draft),
    staff_button("held", Action.RETRY_UPDATES, held.failed),
    staff_button("retry", Action.RETRY_UPDATES, held.retry),
]
