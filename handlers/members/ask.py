"""A question to a person: typed or carried over from an answer, confirmed, kept, and laid before staff."""

from typing import Any

from telegram import InlineKeyboardButton, Update

from bot import inbox
from bot.context import Context, chat_of
from bot.faq.decision import Verdict
from handlers.buttons import button, keyboard, main_menu
from handlers.members.card import ref
from handlers.members.reader import replied_text
from handlers.routing import Handler, StepHandler, command, press, pressed, stand
from handlers.screen import Screen, say, show
from storage.inbox import questions as rows
from storage.members import conversations

LONGEST = 2000  # characters of a question; a card must hold it with room to spare
CUT = "…"


async def ask(update: Update, context: Context) -> None:
    """Asks for the question, unless a button carries it over from what was typed before."""
    carried = replied_text(update) if pressed(update, 1) == ["c"] else ""
    if carried:
        return await confirm(update, context, carried)
    await stand(update, context, "ask.text")
    text = context.t(
        "Write your question in one message. Please leave out document numbers; staff will not need them."
    )
    return await show(update, context, Screen(text, keyboard([[button(context.label("Cancel"), "askno")]])))


async def typed(update: Update, context: Context, data: dict[str, Any]) -> None:
    """The question, or, typed again before sending, its better wording."""
    message = update.message
    text = (message.text or message.caption or "").strip() if message else ""
    if not text:
        hint = context.t("Please write the question in words; pictures and voice cannot be passed on.")
        await say(update, context, Screen(hint, keyboard([[button(context.label("Cancel"), "askno")]])))
    else:
        await confirm(update, context, text)


async def confirm(update: Update, context: Context, text: str) -> None:
    """Shows what will be sent, and an entry that may answer it at once."""
    text = text if len(text) <= LONGEST else text[: LONGEST - 1] + CUT
    await stand(update, context, "ask.confirm", text=text)
    said = context.t(
        "Your question:\n<blockquote>{text}</blockquote>\n"
        "Staff will see the question, your language and country, but not your name. "
        "To change the wording, just type it again.",
        text=text,
    )
    ways = [button(context.label("Send"), "askyes"), button(context.label("Cancel"), "askno")]
    await say_or_show(update, context, Screen(said, keyboard([_perhaps(context, text), ways])))


async def say_or_show(update: Update, context: Context, screen: Screen) -> None:
    """An answer that was found stays in the chat; other screens are replaced."""
    if pressed(update, 1) == ["c"]:
        await say(update, context, screen)
    else:
        await show(update, context, screen)


async def send(update: Update, context: Context) -> None:
    """Kept first, then said to be taken, then shown to staff."""
    step = context.step
    if step is None or step.name != "ask.confirm":
        return await ask_again(update, context)
    member, services, chat = context.member, context.services, chat_of(update)
    country = member.country if member else None
    async with services.database.begin() as tx:
        number = await rows.ask(tx, chat, step.data["text"], context.language, country, services.clock())
        await conversations.leave(tx, chat, chat)
    text = context.t("Question No. {number} was taken. The answer will come here.", number=number)
    await show(update, context, Screen(text, keyboard([[main_menu(context.translator)]])))
    await inbox.lay_cards(context.bot, services)
    return None


async def ask_again(update: Update, context: Context) -> None:
    """The question this button meant was sent or canceled already."""
    text = context.t("This question was already sent or canceled. To ask another, press the button.")
    ways = [button(context.label("Ask a person"), "ask"), main_menu(context.translator)]
    await show(update, context, Screen(text, keyboard([ways])))


async def cancel(update: Update, context: Context) -> None:
    text = context.t("Your question was not sent. You can ask again any time.")
    await show(update, context, Screen(text, keyboard([[main_menu(context.translator)]])))


def _perhaps(context: Context, text: str) -> list[InlineKeyboardButton]:
    decision = context.services.faq.answer(text, context.language)
    entry = context.services.faq.library.get(decision.hits[0].entry) if decision.hits else None
    if decision.decision is not Verdict.ANSWER or entry is None:
        return []
    question = context.translator.letters(entry.texts[context.language].question)
    return [button(f"💡 {question}", "faqe", ref(entry.slug), context.translator.code, "", 0)]


HANDLERS: list[Handler] = [
    command("ask", ask),
    press("ask", ask),
    press("askyes", send, keeps=True),
    press("askno", cancel),
]
STEPS: dict[str, StepHandler] = {"ask.text": typed, "ask.confirm": typed}
