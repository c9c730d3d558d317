"""A question in one's own words: the answer when we are sure, up to three choices, or an honest "no".

The answer comes in the language and letters of the question. What was asked stays with Telegram: our
message replies to it, so buttons find its text there and nothing needs to be kept.
"""

from telegram import Message, Update

from bot.context import Context
from bot.faq.decision import Decision, Verdict
from bot.text.translator import Translator
from handlers.buttons import keyboard, main_menu
from handlers.members import menu, smalltalk, unknown
from handlers.members.card import card
from handlers.members.choices import choices
from handlers.members.reader import tongue, way
from handlers.routing import public
from handlers.screen import Screen, say
from storage.faq import searches
from storage.faq.searches import Search

LONGEST = 1200  # characters; a longer text is a letter, which people answer better


async def typed(update: Update, context: Context) -> None:
    """A question: in private always; in a group when the bot is named or its message replied to."""
    message = update.message
    if message is None or message.via_bot:
        return
    if not public(update) or named(message, context.bot.username) or _replied(message, context.bot.id):
        await question(update, context)


def named(message: Message, username: str) -> bool:
    """Whether the text mentions @username."""
    mentions = (message.text or message.caption or "").lower().split()
    return any(word.strip(".,!?:;()«»\"'") == f"@{username.lower()}" for word in mentions)


def _replied(message: Message, bot_id: int) -> bool:
    answered = message.reply_to_message
    return bool(answered and answered.from_user and answered.from_user.id == bot_id)


async def question(update: Update, context: Context) -> None:
    """Any text that is no command; for pictures, voice and the rest a kind word."""
    message = update.message
    text = written(message, context.bot.username) if message else ""
    if text:
        return await asked(update, context, text)
    if public(update):
        return None
    hint = context.t("I can read text only for now. Please put your question in words.")
    await say(update, context, Screen(hint, keyboard([[main_menu(context.translator)]])), reply=True)
    return None


async def asked(update: Update, context: Context, text: str) -> None:
    """Answers, and keeps what was asked without keeping who."""
    if len(text) > LONGEST:
        return await _too_long(update, context)
    decision = context.services.faq.answer(text, context.language)
    translator = tongue(context, decision)
    if decision.smalltalk:
        buttons = None if public(update) else menu.screen(translator).buttons
        screen = Screen(smalltalk.words(translator, decision.smalltalk), buttons)
    else:
        number = await _record(context, decision, text)
        screen = _answered(update, context, translator, decision, number)
    await say(update, context, screen, reply=True)
    return None


def written(message: Message, username: str) -> str:
    """The text without the bot's name in it."""
    words = (message.text or message.caption or "").split(" ")
    return " ".join(word for word in words if word.strip(",.:!?").lower() != f"@{username.lower()}").strip()


def _answered(
    update: Update, context: Context, translator: Translator, decision: Decision, number: int
) -> Screen:
    library = context.services.faq.library
    entry = library.get(decision.hits[0].entry) if decision.hits else None
    if decision.decision is Verdict.ANSWER and entry:
        return card(translator, library, entry, context.bot.username, way(update, context))
    if decision.decision is Verdict.CHOICES and entry:
        return choices(context, translator, decision, number)
    return unknown.screen(update, context, translator, number)


async def _record(context: Context, decision: Decision, text: str) -> int:
    member, services = context.member, context.services
    sure = decision.decision is Verdict.ANSWER and bool(decision.hits)
    row = Search(
        language=decision.language,
        script=decision.script,
        country=member.country if member else None,
        decision=decision.decision,
        entry=decision.hits[0].entry if sure else None,
        text=text,
    )
    async with services.database.begin() as tx:
        return await searches.record(tx, row, services.clock())


async def _too_long(update: Update, context: Context) -> None:
    hint = context.t(
        "That is a long story. Please ask one question in a few sentences, or send it to a person."
    )
    ask = unknown.ask_button(update, context, context.translator)
    await say(update, context, Screen(hint, keyboard([[ask]])), reply=True)
