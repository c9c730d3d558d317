"""A question in one's own words: the answer when we are sure, up to three choices, or an honest "no".

The answer comes in the language and letters of the question. What was asked stays with Telegram: our message
replies to it, so buttons find its text there and nothing needs to be kept.
"""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update

from bot.context import Context, chat_of
from bot.faq.decision import Decision, Verdict
from bot.text.translator import Translator
from handlers.members import menu
from handlers.members.card import card, coded, deep_link, find, ref, replied_text, tongue, way
from handlers.routing import Button, Handler, answer, pressed, public
from handlers.screen import Screen, button, keyboard, link, main_menu, rebutton, say, show
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
        screen = Screen(smalltalk(translator, decision.smalltalk), buttons)
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
    return unknown(update, context, translator, number)


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
    ask = ask_button(update, context, context.translator)
    await say(update, context, Screen(hint, keyboard([[ask]])), reply=True)


def choices(context: Context, translator: Translator, decision: Decision, number: int) -> Screen:
    """The hits, and none of them; `number` is the question's in `asked`."""
    library = context.services.faq.library
    offered = [entry for hit in decision.hits if (entry := library.get(hit.entry))]
    code, language = translator.code, translator.language
    rows = [
        [button(translator.letters(entry.texts[language].question), "faqp", ref(entry.slug), code, number)]
        for entry in offered
    ]
    none = [button(translator.label("None of these"), "faqn", translator.code, number)]
    return Screen(translator.t("Which of these do you mean?"), keyboard([*rows, none]))


async def picked(update: Update, context: Context) -> None:
    """One of the choices, in place of them."""
    wanted, code, number = pressed(update, 3)
    library, translator = context.services.faq.library, coded(context, code)
    entry = find(library, wanted)
    if entry is None:
        return await show(update, context, unknown(update, context, translator, number_of(number)))
    async with context.services.database.begin() as tx:
        await searches.chosen(tx, number_of(number), entry.slug)
    opened = way(update, context, f"s{number}")
    return await show(update, context, card(translator, library, entry, context.bot.username, opened))


async def none_of_these(update: Update, context: Context) -> None:
    code, number = pressed(update, 2)
    async with context.services.database.begin() as tx:
        await searches.none_of_these(tx, number_of(number))
    await show(update, context, unknown(update, context, coded(context, code), number_of(number)))


async def offered_again(update: Update, context: Context) -> None:
    """The choices once more, found anew from the question above; without it, the main menu."""
    code, number = pressed(update, 2)
    text = replied_text(update)
    if not text:
        return await menu.menu(update, context)
    translator = coded(context, code)
    decision = context.services.faq.answer(text, translator.language)
    return await show(update, context, choices(context, translator, decision, number_of(number)))


def unknown(update: Update, context: Context, translator: Translator, number: int) -> Screen:
    """`number` is the question's in `asked`, by which one can ask to be told of an answer."""
    text = translator.t(
        "I do not have a checked answer to this question, and I will not guess. "
        "You can send it to a person or look through the sections."
    )
    tell = button(translator.label("Tell me when there is an answer"), "tell", number)
    return Screen(text, _unknown_buttons(update, context, translator, [] if public(update) else [tell]))


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
    await rebutton(update, _unknown_buttons(update, context, context.translator, []))
    await answer(update, context, context.label("Noted. When there is an answer, it will come here."))


def number_of(text: str) -> int:
    """The question's number in a button; 0, which is no question's, for anything else."""
    return int(text) if text.isdigit() else 0


def _unknown_buttons(
    update: Update, context: Context, translator: Translator, tell: list[InlineKeyboardButton]
) -> InlineKeyboardMarkup:
    browse = [button(translator.label("Questions and answers"), "faq")]
    out = [] if public(update) else [main_menu(translator)]
    return keyboard([[ask_button(update, context, translator)], tell, browse, out])


def smalltalk(translator: Translator, kind: str) -> str:
    if kind == "thanks":
        return translator.t("You are welcome. If there is another question, just type it.")
    if kind == "abuse":
        return translator.t("I am sorry this is frustrating. Type what you need, and I will look for it.")
    if kind == "greeting":
        return translator.t("Hello! Type your question, and I will look for the answer.")
    return translator.t(
        "I am the Otandas bot, a program that answers questions of Kazakhs abroad. Type your question."
    )


HANDLERS: list[Handler] = [
    Button("faqp", picked),
    Button("faqn", none_of_these),
    Button("faqb", offered_again),
    Button("tell", tell, answers=True),
]
