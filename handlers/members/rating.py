"""Whether an answer helped, and what was missing in it. Kept without the reader."""

from typing import Any

from telegram import Update

from bot.context import Context
from bot.text.translator import Translator
from handlers.buttons import button, keyboard, main_menu
from handlers.members.card import card, find
from handlers.members.reader import coded, way
from handlers.routing import Handler, StepHandler, leave, press, pressed, stand
from handlers.screen import Screen, say, show
from storage.faq import searches
from storage.faq.searches import Rating

LONGEST = 1000  # characters of a comment that are kept


async def rate(update: Update, context: Context) -> None:
    """Keeps the opinion, thanks on the card, and after a 👎 asks what was missing."""
    wanted, code, origin, page, helpful = pressed(update, 5)
    library = context.services.faq.library
    translator = coded(context, code)
    entry = find(library, wanted)
    if entry is None:
        return
    rating = Rating(entry.slug, translator.language, helpful == "1")
    async with context.services.database.begin() as tx:
        number = await searches.rate(tx, rating, context.services.clock())
    rated = way(update, context, origin, page, rated=True)
    await show(update, context, card(translator, library, entry, context.bot.username, rated))
    if not rating.helpful:
        await _ask_what(update, context, translator, number)


async def missing(update: Update, context: Context, data: dict[str, Any]) -> None:
    """What the reader missed, in their words."""
    message = update.message
    text = (message.text or message.caption or "") if message else ""
    await leave(update, context)
    async with context.services.database.begin() as tx:
        await searches.missed(tx, int(data["rating"]), text[:LONGEST])
    said = context.t("Thank you, this will help to improve the answer. If you still need help, ask a person.")
    ways = [button(context.label("Ask a person"), "ask"), main_menu(context.translator)]
    await say(update, context, Screen(said, keyboard([ways])))


async def skipped(update: Update, context: Context) -> None:
    said = context.t("All right. If you still need help, ask a person.")
    ways = [button(context.label("Ask a person"), "ask"), main_menu(context.translator)]
    await show(update, context, Screen(said, keyboard([ways])))


async def _ask_what(update: Update, context: Context, translator: Translator, number: int) -> None:
    await stand(update, context, "faq.missing", rating=number)
    text = translator.t("What was missing? Write it in one message, without names or document numbers.")
    await say(update, context, Screen(text, keyboard([[button(translator.label("Skip"), "faqs")]])))


HANDLERS: list[Handler] = [press("faqr", rate), press("faqs", skipped)]
STEPS: dict[str, StepHandler] = {"faq.missing": missing}
