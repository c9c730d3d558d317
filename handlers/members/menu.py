"""The main menu, /help, and what is said to buttons and commands nobody knows."""

from telegram import Update

from bot.context import Context
from bot.surveys.wording import SIGN
from bot.text.translator import Translator
from handlers.routing import GROUP, PRIVATE, Button, Command, Handler
from handlers.screen import Screen, button, main_menu, say, show

ENTRIES, ASK, EVENTS, CONTRIBUTE, PLACES, TOPICS, SETTINGS, HELP = (
    "❓",
    "✍️",
    "📅",
    "🤝",
    "📍",
    "🔔",
    "⚙️",
    "ℹ️",
)  # the same sign for the same thing


def screen(translator: Translator, *, unfinished: bool = False) -> Screen:
    """`unfinished`: the way through /start was left somewhere and may be gone on with."""
    resume = [button(translator.label("Finish setting up"), "resume")] if unfinished else []
    rows = [
        resume,
        [button(f"{ENTRIES} {translator.label('Questions and answers')}", "faq")],
        [button(f"{ASK} {translator.label('Ask a person')}", "ask")],
        [
            button(f"{TOPICS} {translator.label('Topics')}", "top", "s"),
            button(f"{SETTINGS} {translator.label('Settings')}", "set"),
        ],
        [
            button(f"{EVENTS} {translator.label('Events')}", "ev"),
            button(f"{SIGN} {translator.label('Surveys')}", "sv"),
        ],
        [
            button(f"{CONTRIBUTE} {translator.label('Contribute')}", "cb"),
            button(f"{PLACES} " + translator.label("Places"), "pl"),
        ],
        [button(f"{HELP} {translator.label('Help')}", "help")],
    ]
    return Screen(translator.t("Type your question here or choose a section."), rows)


def of(context: Context, text: str | None = None) -> Screen:
    """The menu for whoever speaks, under these words or its own; in a group how the bot is spoken to there."""
    if context.public:
        return group_screen(context)
    unfinished = context.member is not None and context.member.start_step is not None
    shown = screen(context.translator, unfinished=unfinished)
    return Screen(text or shown.text, shown.rows)


def group_screen(context: Context) -> Screen:
    """How the bot is spoken to in a group, and who chooses its topics and language."""
    text = context.t(
        "In a group I answer when you mention @{bot}, reply to my message or use /faq. "
        "Administrators choose topics with /topics and the language with /language.",
        bot=context.bot.username,
    )
    return Screen(text)


async def menu(update: Update, context: Context) -> None:
    """The main menu in place of the present screen."""
    await show(update, context, of(context))


async def cancel(update: Update, context: Context) -> None:
    """With nothing open; what is open was ended before (`handlers.conversation.Interruption`)."""
    text = context.t("Nothing was going on, so there is nothing to cancel.")
    await say(update, context, of(context, text))


async def unknown_command(update: Update, context: Context) -> None:
    """A hint; the same for a command that isn't there and one that isn't theirs."""
    text = context.t("There is no such command. Type your question in your own words or choose a section.")
    await show(update, context, of(context, text))


async def stale(update: Update, context: Context) -> None:
    """A button of an older version: the menu instead."""
    text = context.t("This button is out of date. Here is the main menu.")
    await show(update, context, of(context, text))


async def noop(update: Update, context: Context) -> None:
    """A label that looks like a button."""


async def help_(update: Update, context: Context) -> None:
    if context.public:
        return await show(update, context, group_screen(context))
    text = context.t(
        "<b>What I can do</b>\n"
        "• Answer questions. Type them in your own words, in Kazakh, Russian or English, in any letters.\n"
        "• /faq: all questions and answers by section\n"
        "• /ask: send a question to a person; your questions and their answers\n"
        "• /events: what is coming, and whether you are\n"
        "• /poll: surveys that are open\n"
        "• /contribute: what you offer compatriots or look for among them\n"
        "• /places: embassies, consulates and Kazakh centres near you\n"
        "• /topics: choose announcements\n"
        "• /language: language and letters\n"
        "• /settings: country, time zone, quiet hours\n"
        "• /mydata and /forget: see or delete what is kept about you\n"
        "• /cancel: stop what was begun\n"
        "• Instead of pressing a button you can type what stands on it\n\n"
        "Under each answer stand who is responsible, the sources and the day it was checked. “Confirmed”: that body "
        "has confirmed it. “Draft”: it was put together from official sources or the press and is not confirmed yet."
    )
    rows = [
        [button(f"{ENTRIES} {context.label('Questions and answers')}", "faq")],
        [button(f"{ASK} {context.label('Ask a person')}", "ask")],
        [main_menu(context.translator)],
    ]
    return await show(update, context, Screen(text, rows))


HANDLERS: list[Handler] = [
    Command("cancel", cancel),
    Button("menu", menu),
    Button("noop", noop, aside=True, public=True),
    Command("help", help_, PRIVATE | GROUP),
    Button("help", help_),
]
