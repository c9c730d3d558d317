"""A reply to a question's card goes to the member who asked; a digest's number lays the card of its question."""

from telegram import Update
from telegram.ext import ApplicationHandlerStop, MessageHandler, filters

from bot import inbox
from bot.context import Context, chat_of
from bot.staff.permissions import Action
from handlers.routing import NEW, pressed, row_number
from handlers.screen import Screen, say
from handlers.staff import access
from handlers.staff.access import staff_button
from storage.inbox import questions as rows


async def replied(update: Update, context: Context) -> None:
    """Delivers the reply and says so; replies to anything but a card go their usual way."""
    message, services = update.message, context.services
    card = message.reply_to_message if message else None
    if message is None or card is None:
        return
    async with services.database.connect() as tx:
        question = await rows.on_card(tx, chat_of(update), card.message_id)
    if question is None:
        return
    if not access.may(context, Action.ANSWER_QUESTIONS):
        text = context.t(
            "Not delivered: only the team answers members. An owner can add you by /team; then reply again."
        )
    elif await inbox.answer(context.bot, services, question, message):
        text = context.t("Delivered: the answer to question No. {number}.", number=question.id)
    else:
        text = context.t("Not delivered: the member cannot be reached any more. Your text stays here.")
    await say(update, context, Screen(text), reply=True)
    raise ApplicationHandlerStop


async def opened(update: Update, context: Context) -> None:
    """The card of a question that stood in a digest."""
    [number] = pressed(update, 1)
    services = context.services
    async with services.database.connect() as tx:
        question = await rows.get(tx, row_number(number))
    if question is None:
        await say(update, context, Screen(context.t("This question is no longer kept.")))
        return
    card = await inbox.post_card(context.bot, services, chat_of(update), question)
    if card is not None:
        async with services.database.begin() as tx:
            await rows.carded(tx, question.id, [card], services.clock())


HANDLERS = [staff_button("q", Action.ANSWER_QUESTIONS, opened)]
# Goes before everything else staff or members type.
REPLIES = MessageHandler(NEW & filters.REPLY & ~filters.COMMAND, replied)
