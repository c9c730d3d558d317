"""Whether an answer helped, and what was missing in it. Kept without the reader."""

from typing import Final, Literal

from telegram import Update

from bot.context import Context
from bot.text.translator import N_
from handlers.conversation import END, Conversation
from handlers.members.card import card, coded, find, way
from handlers.routing import Button, Typed, pressed
from handlers.screen import Screen, button, keyboard, main_menu, say, show
from storage.faq import searches
from storage.faq.searches import Rating

LONGEST = 1000  # characters of a comment that are kept
MISSING: Final = "missing"


async def rate(update: Update, context: Context) -> Literal["missing", "end"]:
    """Keeps the opinion, thanks on the card, and after a 👎 asks what was missing."""
    wanted, code, origin, page, helpful = pressed(update, 5)
    library = context.services.faq.library
    translator = coded(context, code)
    entry = find(library, wanted)
    if entry is None:
        return END
    await _keep(update, context, Rating(entry.slug, translator.language, helpful == "1"))
    rated = way(update, context, origin, page, rated=True)
    await show(update, context, card(translator, library, entry, context.bot.username, rated))
    if helpful == "1":
        return END
    text = translator.t("What was missing? Write it in one message, without names or document numbers.")
    await say(update, context, Screen(text, keyboard([[button(translator.label("Skip"), "faqs")]])))
    return MISSING


async def _keep(update: Update, context: Context, rating: Rating) -> None:
    """With the question what was missing, which remembers the press: handled again it rates no second time."""
    query, opened = update.callback_query, context.session.conversation
    press = query.id if query else ""
    if opened and opened.data.get("press") == press:
        context.typed = opened.data
        return
    async with context.services.database.begin() as tx:
        number = await searches.rate(tx, rating, context.services.clock())
        if not rating.helpful:
            context.typed = {"rating": number, "press": press}
            await CONVERSATION.put(tx, context, MISSING)


async def missing(update: Update, context: Context) -> Literal["end"]:
    """What the reader missed, in their words."""
    message = update.message
    text = (message.text or message.caption or "") if message else ""
    async with context.services.database.begin() as tx:
        await searches.missed(tx, int(context.typed["rating"]), text[:LONGEST])
    said = context.t("Thank you, this will help to improve the answer. If you still need help, ask a person.")
    ways = [button(context.label("Ask a person"), "ask"), main_menu(context.translator)]
    await say(update, context, Screen(said, keyboard([ways])))
    return END


async def skipped(update: Update, context: Context) -> Literal["end"]:
    said = context.t("All right. If you still need help, ask a person.")
    ways = [button(context.label("Ask a person"), "ask"), main_menu(context.translator)]
    await show(update, context, Screen(said, keyboard([ways])))
    return END


CONVERSATION = Conversation(
    "rating",
    entry_points=[Button("faqr", rate)],
    states={MISSING: [Typed(missing)]},
    fallbacks=[Button("faqs", skipped)],
    canceled=N_("All right, no comment was kept."),
)
