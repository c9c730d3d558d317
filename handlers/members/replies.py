"""A reply to an announcement is a question about it: one tap sends it to a person, who reads which one it was."""

from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import Update

from bot.context import Context
from bot.faq.decision import Decision
from bot.inbox import bodies
from bot.text.markup import beginning, visible
from handlers.members.card import coded, replied_text, tongue
from handlers.members.filing import file, shortened
from handlers.routing import Button, Handler, pressed, row_number
from handlers.screen import Screen, button, keyboard, main_menu, rebutton, say
from storage.broadcasts import broadcasts
from storage.members import received

BEGINNING = 60  # characters of an announcement that name it


async def announcement(update: Update, context: Context) -> int | None:
    """The number of the announcement this message replies to."""
    message = update.effective_message
    answered = message.reply_to_message if message else None
    if context.public or context.member is None or answered is None:
        return None
    return await context.read(received.of_message, context.member.id, answered.message_id)


def screen(context: Context, decision: Decision, number: int) -> Screen:
    translator = tongue(context, decision)
    text = translator.t(
        "You ask about announcement No. {number}. Shall a person read your question?", number=number
    )
    send = button(translator.label("Send"), "about", translator.code, number)
    look = button(translator.label("Look for an answer"), "faqb", translator.code, 0)
    rows = [[send], [look] if decision.hits else [], [main_menu(translator)]]
    return Screen(text, rows)


async def sent(update: Update, context: Context) -> None:
    """To staff, with the number and first words of the announcement above it."""
    code, number = pressed(update, 2)
    text, translator = replied_text(update), coded(context, code)
    if not text:
        gone = translator.t("This question is no longer here. Please type it again.")
        await say(update, context, Screen(gone))
        return
    country = context.country
    body = await bodies.answering(context.services, text, translator.language, None)
    async with context.services.database.begin() as tx:
        about = await _about(tx, context, row_number(number))
        whole = shortened("\n\n".join(filter(None, [about, text])))
        kept = await file(tx, update, context, whole, translator.language, country, body=body)
    await rebutton(update, keyboard([[main_menu(translator)]]))
    taken = translator.t("Question No. {number} was taken. The answer will come here.", number=kept)
    await say(update, context, Screen(taken))


async def _about(tx: AsyncConnection, context: Context, number: int) -> str:
    """The announcement by its number and first words; nothing of one that did not come to this member."""
    if context.member is None or not await received.came(tx, context.member.id, number):
        return ""
    broadcast = await broadcasts.get(tx, number)
    return f"📢 № {number}: {_named(broadcast.content if broadcast else {}, context.language)}"


def _named(content: dict[str, dict[str, str]], language: str) -> str:
    """The first words of an announcement, in the reader's language if it has that."""
    version = content.get(language) or next(iter(content.values()), {})
    return beginning(visible(version.get("text", "")), BEGINNING)


HANDLERS: list[Handler] = [Button("about", sent)]
