"""Language and, for Kazakh, its letters: /language, and the same choice for a group."""

from telegram import InlineKeyboardButton, Update

from bot.context import Context
from bot.text.languages import CODES, NAMES
from bot.text.translator import Translator
from handlers.buttons import back, button, keyboard, main_menu
from handlers.members.membership import change, check_may_change
from handlers.routing import GROUP, PRIVATE, Button, Command, Handler, pressed, public
from handlers.screen import Screen, show


def screen(translator: Translator, *, public: bool = False) -> Screen:
    text = translator.t(
        "Choose a language. Kazakh can be read in Cyrillic, Latin or Arabic letters: "
        "answers and buttons follow your choice."
    )
    out = [] if public else [back(translator, "set"), main_menu(translator)]
    return Screen(text, keyboard([*choices(translator, "lang"), out]))


def choices(translator: Translator, verb: str) -> list[list[InlineKeyboardButton]]:
    """Buttons of all languages, the present one ticked."""
    made = [
        button(("✓ " if code == translator.code else "") + name, verb, code) for code, name in NAMES.items()
    ]
    return [made[:3], made[3:]]


async def language(update: Update, context: Context) -> None:
    """The choice of languages; pressed with one, speaks it at once."""
    await check_may_change(update, context)
    await choose(update, context, pressed(update, 1)[0])
    await show(update, context, screen(context.translator, public=public(update)))


async def choose(update: Update, context: Context, choice: str) -> None:
    """Keeps the language of a pressed button; a button without one changes nothing."""
    if choice in CODES:
        spoken, script = CODES[choice]
        await change(update, context, language=spoken, script=script)


HANDLERS: list[Handler] = [Command("language", language, PRIVATE | GROUP), Button("lang", language)]
