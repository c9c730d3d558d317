"""/help: what the bot can do, and how."""

from telegram import Update

from bot.context import Context
from handlers.buttons import button, keyboard, main_menu
from handlers.members import group
from handlers.members.menu import ASK, ENTRIES
from handlers.routing import GROUP, PRIVATE, Button, Command, Handler, public
from handlers.screen import Screen, show


def screen(context: Context) -> Screen:
    text = context.t(
        "<b>What I can do</b>\n"
        "• Answer questions. Type them in your own words, in Kazakh, Russian or English, in any letters.\n"
        "• /faq: all questions and answers by section\n"
        "• /ask: send a question to a person\n"
        "• /topics: choose announcements\n"
        "• /language: language and letters\n"
        "• /settings: country, time zone, quiet hours\n"
        "• /mydata and /forget: see or delete what is kept about you\n"
        "• /cancel: stop what was begun\n\n"
        "Answers are checked against official sources, and each one shows its source and date."
    )
    rows = [
        [button(f"{ENTRIES} {context.label('Questions and answers')}", "faq")],
        [button(f"{ASK} {context.label('Ask a person')}", "ask")],
        [main_menu(context.translator)],
    ]
    return Screen(text, keyboard(rows))


async def help_(update: Update, context: Context) -> None:
    await show(update, context, group.screen(context) if public(update) else screen(context))


HANDLERS: list[Handler] = [Command("help", help_, PRIVATE | GROUP), Button("help", help_)]
