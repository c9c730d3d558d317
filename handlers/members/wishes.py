"""Plain wishes lead to their screens; courtesies get a kind word. In a group what is one person's is left to the
private chat.
"""

from collections.abc import Awaitable, Callable

from telegram import Update

from bot.context import Context
from bot.faq.decision import Decision
from bot.faq.intents import Intent, intent_of
from bot.text.translator import N_
from handlers.members import ask, forgetting, menu, questions, settings, topics
from handlers.members.card import tongue
from handlers.routing import GROUP, Command, Handler
from handlers.screen import Screen, button, link, main_menu, say, show

KIND_WORDS = {
    Intent.THANKS: N_("You are welcome. If there is another question, just type it."),
    Intent.ABUSE: N_("I am sorry this is frustrating. Type what you need, and I will look for it."),
    Intent.GREETING: N_("Hello! Type your question, and I will look for the answer."),
    Intent.WHO: N_(
        "I am the Otandas bot, a program that answers questions of Kazakhs abroad. Type your question."
    ),
}


async def met(update: Update, context: Context, intent: Intent, decision: Decision) -> None:
    if intent in KIND_WORDS:
        return await _kindly(update, context, intent, decision)
    if context.public:
        return await WAYS_IN_A_GROUP.get(intent, in_private)(update, context)
    return await WAYS[intent](update, context)


async def _kindly(update: Update, context: Context, intent: Intent, decision: Decision) -> None:
    translator = tongue(context, decision)
    rows = [] if context.public else menu.screen(translator).rows
    await say(update, context, Screen(translator.t(KIND_WORDS[intent]), rows), reply=True)


async def leaving(update: Update, context: Context) -> None:
    """To stop all announcements or choose among them; whoever stopped them already reads so."""
    choose = button(context.label("Topics"), "top")
    if context.member and context.member.stopped_at:
        text = context.t("You have stopped all announcements. Questions are answered as before.")
        again = button(context.label("Receive announcements again"), "again")
        rows = [[again], [main_menu(context.translator)]]
    else:
        text = context.t("Which announcements should stop? All of them, or those on some topics.")
        stop = button(context.label("Stop all announcements"), "stop", 0)
        rows = [[stop], [choose], [main_menu(context.translator)]]
    await show(update, context, Screen(text, rows))


async def person(update: Update, context: Context) -> None:
    """The question to a person begins as with /ask."""
    state = await ask.ask(update, context)
    await context.write(ask.CONVERSATION.put, context, state)


async def in_private(update: Update, context: Context) -> None:
    """In a group: this is done in the private chat, with the way there."""
    text = context.t("This is between you and me: write to me in private.")
    url = f"https://t.me/{context.bot.username}"
    await say(update, context, Screen(text, [[link(context.label("Write to me in private"), url)]]))


PRIVATELY = ("ask", "settings", "mydata", "forget", "events", "poll", "contribute")
Way = Callable[[Update, Context], Awaitable[None]]
WAYS: dict[Intent, Way] = {
    Intent.UNSUBSCRIBE: leaving,
    Intent.LANGUAGE: settings.language,
    Intent.LETTERS: settings.language,
    Intent.QUESTIONS: questions.my_questions,
    Intent.PERSON: person,
    Intent.FORGET: forgetting.forget,
    Intent.MENU: menu.menu,
}


def leads_elsewhere(text: str) -> bool:
    """Whether this is a plain wish, which a screen of its own answers."""
    return intent_of(text) in WAYS


# What is a group's, its administrators choose.
WAYS_IN_A_GROUP: dict[Intent, Way] = {
    Intent.UNSUBSCRIBE: topics.topics,
    Intent.LANGUAGE: settings.language,
    Intent.LETTERS: settings.language,
    Intent.MENU: menu.menu,
}
HANDLERS: list[Handler] = [
    *(Command(name, in_private, GROUP) for name in PRIVATELY),
]
