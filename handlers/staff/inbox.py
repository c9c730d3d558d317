"""A reply to a question's card goes to the member who asked."""

from telegram import Update
from telegram.ext import ApplicationHandlerStop, MessageHandler, filters

from bot import inbox
from bot.context import Context, chat_of
from handlers.routing import NEW
from handlers.screen import Screen, say
from storage.inbox import questions as rows


async def replied(update: Update, context: Context) -> None:
    """Delivers the reply and says so; replies to anything but a card go their usual way."""
    message, services = update.message, context.services
    card = message.reply_to_message if message else None
    if message is None or card is None or chat_of(update) not in inbox.staff_chats(services):
        return
    async with services.database.connect() as tx:
        question = await rows.on_card(tx, chat_of(update), card.message_id)
    if question is None:
        return
    if await inbox.answer(context.bot, services, question, message):
        text = context.t("Delivered: the answer to question No. {number}.", number=question.id)
    else:
        text = context.t("Not delivered: the member cannot be reached any more. Your text stays here.")
    await say(update, context, Screen(text), reply=True)
    raise ApplicationHandlerStop


# Goes before everything else staff or members type.
REPLIES = MessageHandler(NEW & filters.REPLY & ~filters.COMMAND, replied)
