"""No answer: said plainly, with what can be done instead."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update

from bot.context import Context, chat_of
from bot.text.translator import Translator
from handlers.buttons import button, keyboard, link, main_menu
from handlers.members.card import deep_link
from handlers.routing import Button, Handler, answer, pressed, public
from handlers.screen import Screen, rebutton
from storage.faq import searches


def screen(update: Update, context: Context, translator: Translator, number: int) -> Screen:
    """`number` is the question's in `asked`, by which one can ask to be told of an answer."""
    text = translator.t(
        "I do not have a checked answer to this question, and I will not guess. "
        "You can send it to a person or look through the sections."
    )
    tell = (
        []
        if public(update)
        else [button(translator.label("Tell me when there is an answer"), "tell", number)]
    )
    return Screen(text, _buttons(update, context, translator, tell))


def ask_button(update: Update, context: Context, translator: Translator) -> InlineKeyboardButton:
    """To a person: in a private chat with the question's text, from a group by way of the private chat."""
    if public(update):
        return link(translator.label("Ask a person"), deep_link(context.bot.username, "ask"))
    return button(translator.label("Ask a person"), "ask", "c")


async def tell(update: Update, context: Context) -> None:
    """Keeps that this chat wants to hear of an answer: the one time a question gets an asker."""
    [number] = pressed(update, 1)
    services = context.services
    async with services.database.begin() as tx:
        await searches.agree(tx, number_of(number), chat_of(update), services.clock())
    await rebutton(update, _buttons(update, context, context.translator, []))
    await answer(update, context, context.label("Noted. When there is an answer, it will come here."))


def number_of(text: str) -> int:
    """The question's number in a button; 0, which is no question's, for anything else."""
    return int(text) if text.isdigit() else 0


def _buttons(
    update: Update, context: Context, translator: Translator, tell: list[InlineKeyboardButton]
) -> InlineKeyboardMarkup:
    browse = [button(translator.label("Questions and answers"), "faq")]
    out = [] if public(update) else [main_menu(translator)]
    return keyboard([[ask_button(update, context, translator)], tell, browse, out])


HANDLERS: list[Handler] = [Button("tell", tell, answers=True)]
