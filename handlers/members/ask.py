"""A question to a person: typed or carried over from an answer, confirmed and kept (`bot/inbox` goes on)."""

from typing import Final, Literal

from telegram import InlineKeyboardButton, Update
from telegram.ext import filters

from bot.context import Context, chat_of
from bot.errors import BotError
from bot.faq.danger import danger_of
from bot.faq.decision import Verdict
from bot.text.translator import N_
from handlers.conversation import END, Conversation, command, end
from handlers.members import danger
from handlers.members.card import entry_button, hits, replied_text
from handlers.members.filing import BLOCKED, FULL, file, shortened
from handlers.members.membership import begin
from handlers.routing import EDITED, PRIVATE, Button, Command, Typed, pressed, typed_text
from handlers.screen import BELOW, Screen, button, keyboard, main_menu, say, show
from storage.inbox import blocks
from storage.inbox import questions as rows

QUESTION: Final = "question"
CONFIRM: Final = "confirm"
FROM_GROUP = PRIVATE & filters.Regex(r"^/start(@\w+)? ask$")  # what a link into the private chat makes of it


async def ask(update: Update, context: Context) -> Literal["question", "confirm"]:
    """Asks for the question, unless a button carries it over from what was typed before, or /ask brings it along."""
    async with context.services.database.connect() as tx:
        if reason := await blocks.reason(tx, chat_of(update)):
            raise BotError(BLOCKED, reason=reason)
        if await rows.full(tx, chat_of(update), context.services.clock()):
            raise BotError(FULL)
    if carried := _carried(update):
        return await _confirm(update, context, carried)
    text = context.t(
        "Write your question in one message. Please leave out document numbers; staff will not need them."
    )
    await show(update, context, Screen(text, keyboard([[_cancel(context)]])))
    return QUESTION


def _carried(update: Update) -> str:
    if pressed(update, 1) == ["c"]:
        return replied_text(update)
    return typed_text(update).partition(" ")[2].strip() if command(update) == "ask" else ""


async def ask_linked(update: Update, context: Context) -> Literal["question", "confirm"]:
    """From a group, where questions to staff are not taken, by a link into the private chat."""
    await begin(update, context)
    return await ask(update, context)


async def unsent(update: Update, context: Context) -> Literal["confirm"]:
    """Begun again, while a question waits to be sent: that one is shown, not forgotten."""
    return await _confirm(update, context, _carried(update) or context.typed["text"])


async def question(update: Update, context: Context) -> Literal["confirm"] | None:
    """The question, or, typed again before sending, its better wording."""
    if text := typed_text(update):
        return await _confirm(update, context, text)
    hint = context.t("Please write the question in words; pictures and voice cannot be passed on.")
    await say(update, context, Screen(hint, keyboard([[_cancel(context)]])))
    return None


async def _confirm(update: Update, context: Context, text: str) -> Literal["confirm"]:
    """Shows what will be sent, and an entry that may answer it at once."""
    text = shortened(text)
    context.typed = {"text": text}
    said = context.t(
        "Your question:\n<blockquote>{text}</blockquote>\n"
        "Staff will see the question, your language and country, but not your name. "
        "To change the wording, just type it again.",
        text=text,
    )
    ways = [button(context.label("Send"), "askyes"), _cancel(context)]
    screen = Screen(said, keyboard([_perhaps(context, text), ways]))
    await show(update, context, screen)
    return CONFIRM


def _perhaps(context: Context, text: str) -> list[InlineKeyboardButton]:
    """An entry that may answer it at once; where it tells of danger, the emergency numbers."""
    decision = context.services.faq.answer(text, context.language)
    if decision.danger:
        return [button(context.label("🆘 Emergency numbers"), "asksos", decision.danger)]
    entries = hits(context.library, decision)
    if decision.decision is not Verdict.ANSWER or not entries:
        return []
    label = context.label("💡 There is an answer to this")
    return [entry_button(context.translator, entries[0], label, below=BELOW)]


async def emergency(update: Update, context: Context) -> None:
    """The emergency numbers beside the question that is to be sent."""
    [kind] = pressed(update, 1)
    country = context.member.country if context.member else None
    await say(update, context, danger.screen(context, context.translator, danger.kind_of(kind), country))


async def send(update: Update, context: Context) -> Literal["end"]:
    """Kept first, then said to be taken, then shown to staff."""
    member, services = context.member, context.services
    text, country = context.typed["text"], member.country if member else None
    urgent = danger_of(text) is not None
    async with services.database.begin() as tx:
        number = await file(tx, update, context, text, context.language, country, urgent=urgent)
        await end(tx, context)
    said = context.t("Question No. {number} was taken. The answer will come here.", number=number)
    await show(update, context, Screen(said, keyboard([[main_menu(context.translator)]])))
    return END


async def settled(update: Update, context: Context) -> None:
    """The question this button meant was sent or canceled already."""
    text = context.t("This question was already sent or canceled. To ask another, press the button.")
    ways = [button(context.label("Ask a person"), "ask"), main_menu(context.translator)]
    await show(update, context, Screen(text, keyboard([ways])))


async def cancel(update: Update, context: Context) -> Literal["end"]:
    text = context.t(CONVERSATION.canceled)
    await show(update, context, Screen(text, keyboard([[main_menu(context.translator)]])))
    return END


def _cancel(context: Context) -> InlineKeyboardButton:
    return button(context.label("Cancel"), "askno")


CONVERSATION = Conversation(
    "ask",
    entry_points=[Command("ask", ask), Command("start", ask_linked, FROM_GROUP), Button("ask", ask)],
    states={
        QUESTION: [Typed(question)],
        CONFIRM: [
            Button("askyes", send),
            Button("asksos", emergency),
            Command("ask", unsent),
            Command("start", unsent, FROM_GROUP),
            Button("ask", unsent),
            Typed(question),
            Typed(question, EDITED),
        ],
    },
    fallbacks=[Button("askno", cancel), Button("askyes", settled)],
    canceled=N_("Your question was not sent. You can ask again any time."),
)
