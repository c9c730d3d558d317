"""The country one lives in: common ones as buttons, any other by its typed name in any of our languages."""

from typing import Final, Literal

from telegram import InlineKeyboardButton, Update

from bot.context import Context
from bot.directory import countries, zones
from bot.text.translator import N_, Translator
from handlers.buttons import back, button, columns, keyboard, main_menu
from handlers.conversation import END, Conversation
from handlers.members.membership import change
from handlers.routing import Button, Typed, pressed
from handlers.screen import Screen, say, show

NAME: Final = "name"


def screen(translator: Translator, country: str | None) -> Screen:
    text = translator.t("Which country do you live in? You will also get announcements meant for it.")
    none = [button(translator.label("Do not say"), "cty", "none")] if country else []
    return Screen(
        text,
        keyboard(
            [*choices(translator, "cty", country), none, [back(translator, "set"), main_menu(translator)]]
        ),
    )


def choices(
    translator: Translator, verb: str, country: str | None = None
) -> list[list[InlineKeyboardButton]]:
    """The common countries, the present one ticked and added if it is another, and a way to all the others."""
    listed = list(dict.fromkeys([*countries.COMMON, *([country] if country else [])]))
    other = [button(translator.label("Another country"), verb, "other")]
    return [*columns([_named(translator, verb, code, country) for code in listed]), other]


def prompt(translator: Translator, verb: str) -> Screen:
    """Asks for a typed name; `verb` alone leads back to the buttons."""
    return Screen(
        translator.t("Type the name of the country, for example: Poland."),
        keyboard([[back(translator, verb)]]),
    )


def found(translator: Translator, verb: str, codes: list[str]) -> Screen:
    """What the typed name may mean."""
    if not codes:
        text = translator.t(
            "No country of that name was found. Try writing it another way, or go back to the list."
        )
    else:
        text = translator.t("Which of these?")
    named = columns([_named(translator, verb, code, None) for code in codes])
    return Screen(text, keyboard([*named, [back(translator, verb)]]))


def searched(text: str | None) -> list[str]:
    """Countries a typed name may mean, however it is spelt."""
    return countries.search(text or "")


async def keep(update: Update, context: Context, code: str | None) -> None:
    """Keeps the country, and its time zone where the whole country has one."""
    zone = zones.only(code, context.services.clock())
    await change(update, context, country=code, timezone=zone)


async def country(update: Update, context: Context) -> Literal["end"]:
    """The countries; pressed with one, keeps it and goes back to the settings' line."""
    [choice] = pressed(update, 1)
    if choice == "none":
        await keep(update, context, None)
    elif choice in countries.codes():
        await keep(update, context, choice)
    chosen = context.member.country if context.member else None
    await show(update, context, screen(context.translator, chosen))
    return END


async def ask_name(update: Update, context: Context) -> Literal["name"]:
    await show(update, context, prompt(context.translator, "cty"))
    return NAME


async def name(update: Update, context: Context) -> Literal["name"]:
    """What the typed name may mean; another try is awaited meanwhile."""
    message = update.message
    codes = searched(message.text if message else None)
    await say(update, context, found(context.translator, "cty", codes))
    return NAME


def _named(translator: Translator, verb: str, code: str, chosen: str | None) -> InlineKeyboardButton:
    tick = "✓ " if code == chosen else ""
    name = translator.letters(countries.name(code, translator.language))
    return button(f"{tick}{countries.flag(code)} {name}", verb, code)


CONVERSATION = Conversation(
    "country",
    entry_points=[Button("cty:other", ask_name)],
    states={NAME: [Typed(name)]},
    fallbacks=[Button("cty", country)],
    canceled=N_("Choosing a country was canceled."),
)
