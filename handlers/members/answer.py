"""A question in one's own words: the answer when we are sure, up to three choices, or an honest "no".

The answer comes in the language and letters of the question. What was asked stays with Telegram: our
message replies to it, so buttons find its text there and nothing needs to be kept.
"""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update

from bot.context import Context
from bot.faq.search import Decision
from bot.speech import Speech
from handlers.buttons import button, keyboard, link, main_menu
from handlers.doors import Handler, press, pressed, public
from handlers.members import menu
from handlers.members.card import Way, card, deep_link, find, ref
from handlers.screen import Screen, rebutton, say, show
from storage import questions
from storage.questions import Asked

LONGEST = 1200  # characters; a longer text is a letter, which people answer better


async def question(update: Update, context: Context) -> None:
    """Any text that is no command; for pictures, voice and the rest a kind word."""
    message = update.message
    text = written(message, context.bot.username) if message else ""
    if text:
        return await asked(update, context, text)
    hint = context.t("I can read text only for now. Please put your question in words.")
    await say(update, context, Screen(hint, keyboard([[main_menu(context.speech)]])), reply=True)
    return None


async def asked(update: Update, context: Context, text: str) -> None:
    """Answers, and keeps what was asked without keeping who."""
    if len(text) > LONGEST:
        return await say_too_long(update, context)
    decision = context.services.faq.answer(text, context.language)
    speech = tongue(context, decision)
    if decision.smalltalk:
        screen = Screen(small_talk(speech, decision.smalltalk), menu.screen(speech).buttons)
    else:
        number = await _record(context, decision, text)
        screen = _answered(update, context, speech, decision, number)
    await say(update, context, screen, reply=True)
    return None


async def say_too_long(update: Update, context: Context) -> None:
    hint = context.t(
        "That is a long story. Please ask one question in a few sentences, or send it to a person."
    )
    await say(update, context, Screen(hint, keyboard([_ask(update, context, context.speech)])), reply=True)


def tongue(context: Context, decision: Decision) -> Speech:
    """The question's language; its letters too, unless it is Cyrillic and the reader chose others."""
    member = context.member
    script = decision.script
    if script == "cyrl" and member is not None:
        script = member.script
    return context.speaking(decision.language, script)


def written(message: Message, username: str) -> str:
    """The text without the bot's name in it."""
    words = (message.text or message.caption or "").split(" ")
    return " ".join(word for word in words if word.strip(",.:!?").lower() != f"@{username.lower()}").strip()


def small_talk(speech: Speech, kind: str) -> str:
    """A short answer in kind, and back to what we are here for."""
    if kind == "thanks":
        return speech.t("You are welcome. If there is another question, just type it.")
    if kind == "abuse":
        return speech.t("I am sorry this is frustrating. Type what you need, and I will look for it.")
    if kind == "greeting":
        return speech.t("Hello! Type your question, and I will look for the answer.")
    return speech.t(
        "I am the Otandas bot, a program that answers questions of Kazakhs abroad. Type your question."
    )


def choices(update: Update, context: Context, speech: Speech, decision: Decision, number: int) -> Screen:
    """Up to three entries it may be, and none of them."""
    library = context.services.faq.library
    offered = [entry for hit in decision.hits if (entry := library.get(hit.entry))]
    rows = [
        [
            button(
                speech.letters(entry.texts[speech.language].question),
                "faqp",
                ref(entry.slug),
                speech.code,
                number,
            )
        ]
        for entry in offered
    ]
    none = [button(speech.label("None of these"), "faqn", speech.code, number)]
    return Screen(speech.t("Which of these do you mean?"), keyboard([*rows, none]))


def unknown(update: Update, context: Context, speech: Speech, number: int) -> Screen:
    """No answer, and what can be done instead."""
    text = speech.t(
        "I do not have a checked answer to this question, and I will not guess. "
        "You can send it to a person or look through the sections."
    )
    tell = [] if public(update) else [button(speech.label("Tell me when there is an answer"), "tell", number)]
    return Screen(text, _unknown_buttons(update, context, speech, [tell]))


async def picked(update: Update, context: Context) -> None:
    """One of the choices, in place of them."""
    wanted, code, number = pressed(update, 3)
    entry = find(context.services.faq.library, wanted)
    speech = Speech.coded(context.services.catalogs, code) or context.speech
    if entry is None:
        return await show(update, context, unknown(update, context, speech, int(number or 0)))
    if number.isdigit():
        async with context.services.database.begin() as tx:
            await questions.chosen(tx, int(number), entry.slug)
    way = Way(f"s{number}", 0, public(update))
    username = context.bot.username
    return await show(update, context, card(speech, context.services.faq.library, entry, username, way))


async def none_of_these(update: Update, context: Context) -> None:
    code, number = pressed(update, 2)
    speech = Speech.coded(context.services.catalogs, code) or context.speech
    if number.isdigit():
        async with context.services.database.begin() as tx:
            await questions.none_of_these(tx, int(number))
    await show(update, context, unknown(update, context, speech, int(number or 0)))


async def back_to_choices(update: Update, context: Context) -> None:
    """The choices again, found anew from the question above; without it, the main menu."""
    code, number = pressed(update, 2)
    text = replied_text(update)
    if not text:
        return await menu.menu(update, context)
    speech = Speech.coded(context.services.catalogs, code) or context.speech
    decision = context.services.faq.answer(text, speech.language)
    return await show(update, context, choices(update, context, speech, decision, int(number or 0)))


async def tell(update: Update, context: Context) -> str:
    """Keeps that this chat wants to hear of an answer: the one time a question gets an asker."""
    [number] = pressed(update, 1)
    services, chat = context.services, update.effective_chat
    assert chat is not None
    async with services.database.begin() as tx:
        await questions.agree(tx, int(number) if number.isdigit() else 0, chat.id, services.clock())
    await rebutton(update, _unknown_buttons(update, context, context.speech, []))
    return context.label("Noted. When there is an answer, it will come here.")


def replied_text(update: Update) -> str:
    """What the person wrote, which the pressed message replies to; empty if they deleted it."""
    query = update.callback_query
    message = query.message if query else None
    original = message.reply_to_message if isinstance(message, Message) else None
    return (original.text or original.caption or "") if original else ""


def _answered(update: Update, context: Context, speech: Speech, decision: Decision, number: int) -> Screen:
    library = context.services.faq.library
    entry = library.get(decision.hits[0].entry) if decision.hits else None
    if decision.decision == "answer" and entry:
        return card(speech, library, entry, context.bot.username, Way(public=public(update)))
    if decision.decision == "choices" and entry:
        return choices(update, context, speech, decision, number)
    return unknown(update, context, speech, number)


async def _record(context: Context, decision: Decision, text: str) -> int:
    member, services = context.member, context.services
    sure = decision.decision == "answer" and bool(decision.hits)
    row = Asked(
        language=decision.language,
        script=decision.script,
        country=member.country if member else None,
        decision=decision.decision,
        entry=decision.hits[0].entry if sure else None,
        text=text,
    )
    async with services.database.begin() as tx:
        return await questions.record(tx, row, services.clock())


def _ask(update: Update, context: Context, speech: Speech) -> list[InlineKeyboardButton]:
    if public(update):
        return [link(speech.label("Ask a person"), deep_link(context.bot.username, "ask"))]
    return [button(speech.label("Ask a person"), "ask", "c")]


def _unknown_buttons(
    update: Update, context: Context, speech: Speech, more: list[list[InlineKeyboardButton]]
) -> InlineKeyboardMarkup:
    ways = [button(speech.label("Questions and answers"), "faq")]
    return keyboard(
        [_ask(update, context, speech), *more, ways, [] if public(update) else [main_menu(speech)]]
    )


HANDLERS: list[Handler] = [
    press("faqp", picked),
    press("faqn", none_of_these),
    press("faqb", back_to_choices),
    press("tell", tell, tells=True),
]
