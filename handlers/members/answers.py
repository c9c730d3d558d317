"""A question in one's own words: the answer when we are sure, up to three choices, or an honest "no".

The answer comes in the language and letters of the question. What was asked stays with Telegram: our message
replies to it, so buttons find its text there and nothing needs to be kept.

Those who want to be told of a later answer get it once, whichever process comes first: a chat is taken out of
`search_watchers` before the message is sent, so that a crash in between may cost this message and never sends it twice.
"""

import re
from datetime import timedelta
from typing import Any

import structlog
from telegram import Message, Update
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.context import Context, chat_of
from bot.delivery.pace import Lane
from bot.directory.gazetteer import Location
from bot.directory.locations import NOTHING, Matches
from bot.faq import asker
from bot.faq.decision import Decision, Verdict
from bot.faq.entry import Entry
from bot.faq.intents import destination
from bot.inbox.media import kind_of
from bot.services import Services
from bot.text.translator import N_, Translator
from handlers.members import danger, location, menu, places, replies, wishes
from handlers.members.ask import PASSED
from handlers.members.card import ask_button, coded, find, hits, listed, ref, replied_text, shown, tongue
from handlers.routing import Button, Handler, answer, pressed, row_number
from handlers.screen import Rows, Screen, button, keyboard, main_menu, rebutton, say, send, show
from storage.faq import searches
from storage.faq.searches import Asked, Search
from storage.members import members

log = structlog.get_logger()

LONGEST = 1200  # characters; a longer text is a letter, which people answer better
TELL_EVERY = 5.0  # seconds between looks for those who wait for an answer
TELL_MOST = 50  # told at one look, so that it is over soon when the bot stops
COUNT_EVERY, COUNTED = 3600.0, timedelta(days=90)  # seconds between counts of what is asked, and how far back
TELL_REST = 60.0  # seconds after Telegram could not be reached
NOTED = N_("Noted. When there is an answer, it will come here.")
NOT_ASKED = N_("This question is no longer here. Please type it again.")


async def typed(update: Update, context: Context) -> None:
    """A question: in private always; in a group when the bot is named or its message replied to. Changed afterwards it
    is answered anew. For pictures, voice and the rest a kind word."""
    message = update.effective_message
    if message is None or (update.edited_message and context.session.conversation):
        return
    if message.via_bot and (context.public or message.via_bot.id == context.bot.id):
        return  # what somebody shares by an inline bot is for the others; what they share by us is our answer
    text, named = unnamed(message.text or message.caption or "", context.bot.username)
    answered = message.reply_to_message
    ours = bool(answered and answered.from_user and answered.from_user.id == context.bot.id)
    if context.public and not named and not ours:
        return
    if not text and named and answered and not ours:
        text = answered.text or answered.caption or ""  # somebody points us at another's question
    if text:
        await asked(update, context, text)
    elif context.public:
        await say(update, context, menu.group_screen(context), reply=True)
    else:
        await say(update, context, _wordless(context, message), reply=True)


def _wordless(context: Context, message: Message) -> Screen:
    """Staff can be sent what the bot cannot read: a voice message, a picture."""
    hint, ways = (
        context.t("I can read text only for now. Please put your question in words."),
        [main_menu(context.translator)],
    )
    if kind_of(message) not in PASSED:
        return Screen(hint, [ways])
    hint = context.t(
        "I can read text only for now. Put your question in words, or send this message to a person."
    )
    return Screen(hint, [[ask_button(context.translator, context.bot.username, public=False)], ways])


def unnamed(text: str, username: str) -> tuple[str, int]:
    """The text without the bot's name, and how often that was in it."""
    rest, times = re.subn(rf"(?<![\w@])@{username}\b[.,:;!?]*", "", text, flags=re.IGNORECASE)
    return rest.strip(), times


async def asked(update: Update, context: Context, text: str) -> None:
    """Answers, and keeps what was asked without keeping who; danger goes before everything and is not kept."""
    decision = await context.services.faq.answer(text, context.language)
    if decision.danger:
        return await danger.met(update, context, decision)
    if len(text) > LONGEST:
        hint = context.t(
            "Your message is too long for me. Please ask one question in a few sentences, or send it to a person."
        )
        ask = ask_button(context.translator, context.bot.username, public=context.public)
        screen = danger.beside(context, tongue(context, decision), decision, Screen(hint, [[ask]]))
        await say(update, context, screen, reply=True)
        return None
    if decision.intent:
        return await wishes.met(update, context, decision.intent, decision)
    if (wished := destination(text)) != NOTHING:
        return await places.wished(update, context, wished)
    if number := await replies.announcement(update, context):
        await say(update, context, replies.screen(context, decision, number), reply=True)
        return None
    home = None if context.public or decision.decision is Verdict.ANSWER else location.only_named(text)
    if home is not None:
        return await _place(update, context, home)
    row = await _record(context, decision, text)
    translator = tongue(context, decision)
    screen = danger.beside(context, translator, decision, _answered(context, translator, decision, row))
    await say(update, context, screen, reply=True)
    return None


async def _place(update: Update, context: Context, home: Location) -> None:
    """Under a list of places those of the next city that is typed."""
    if location.listed_last(context, "pl:other"):
        return await places.wished(update, context, Matches(sure=home))
    return await location.named(update, context, home)


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
        asker=asker.mark(services.config.telegram.token, context.session.user_id),
    )
    return await context.write(searches.record, row, services.clock())


def _answered(context: Context, translator: Translator, decision: Decision, number: int) -> Screen:
    """`number` is the question's in `searches`; in doubt with a row of buttons less, for the one above."""
    entries, short = hits(context.library, decision), decision.doubt is not None
    if decision.decision is Verdict.ANSWER and entries:
        return shown(context, translator, entries[0], "q", short=short)
    if decision.decision is Verdict.CHOICES and entries:
        return _choices(translator, entries, number, short=short)
    return _unknown(context, translator, number, short=short)


def _choices(translator: Translator, entries: list[Entry], number: int, *, short: bool = False) -> Screen:
    code = translator.code
    lines, rows = listed(
        translator,
        entries,
        lambda label, entry: button(label, "faqp", ref(entry.slug), code, number),
        numbered=short,
    )
    none = [button(translator.label("None of these"), "faqn", code, number)]
    text = "\n\n".join([translator.t("Which of these do you mean?"), *lines])
    return Screen(text, [*rows, none])


def _unknown(context: Context, translator: Translator, number: int, *, short: bool = False) -> Screen:
    """By the question's `number` one can ask to be told of an answer."""
    text = translator.t(
        "I do not have a checked answer to this question, and I will not guess. "
        "You can send it to a person or look through the sections."
    )
    return Screen(text, _other_ways(context, translator, number, short=short))


def _other_ways(
    context: Context, translator: Translator, number: int | None = None, *, short: bool = False
) -> Rows:
    """`number`: of a question whose answer is not waited for yet."""
    ask = ask_button(translator, context.bot.username, public=context.public)
    browse = button(translator.label("Questions and answers"), "faq")
    if context.public:
        return [[ask], [browse]]
    label = translator.label("Tell me when there is an answer")
    tell = [] if number is None else [button(label, "tell", number)]
    out = main_menu(translator)
    return [[ask], tell, *([[browse, out]] if short else [[browse], [out]])]


async def picked(update: Update, context: Context) -> None:
    """One of the choices, in place of them."""
    wanted, code, number = pressed(update, 3)
    translator, entry = coded(context, code), find(context.library, wanted)
    if entry is None:
        return await show(update, context, _unknown(context, translator, row_number(number)))
    await context.write(searches.chosen, _put(update, context, number), entry.slug)
    return await show(update, context, shown(context, translator, entry, f"s{number}"))


async def none_of_these(update: Update, context: Context) -> None:
    code, number = pressed(update, 2)
    await context.write(searches.none_of_these, _put(update, context, number))
    await show(update, context, _unknown(context, coded(context, code), row_number(number)))


async def offered_again(update: Update, context: Context) -> None:
    """The choices once more, found anew from the question above; without it, the main menu."""
    code, number = pressed(update, 2)
    text, translator = replied_text(update), coded(context, code)
    if not text:
        return await menu.menu(update, context)
    entries = hits(context.library, await context.services.faq.answer(text, translator.language))
    return await show(update, context, _choices(translator, entries, row_number(number)))


async def tell(update: Update, context: Context) -> None:
    """Keeps that this chat wants to hear of an answer: the one time a question gets an asker."""
    [number] = pressed(update, 1)
    noted = await context.write(
        searches.agree, _put(update, context, number), chat_of(update), context.services.clock()
    )
    await rebutton(update, keyboard(_other_ways(context, context.translator)))
    said = NOTED if noted else NOT_ASKED
    await answer(update, context, context.label(said), alert=not noted)


def _put(update: Update, context: Context, number: str) -> Asked:
    """The question whose answer carries the pressed button, with its text as this person typed it."""
    words = replied_text(update)
    if words.startswith("/"):  # /faq and the question
        return Asked(row_number(number), " ".join(words.split()[1:]))
    return Asked(row_number(number), unnamed(words, context.bot.username)[0])


async def tell_waiting(bot: Any, services: Services) -> None:
    """Tells those who can be told now; an entry this process does not read yet waits for the next look."""
    waiting = await services.database.read(searches.untold, tuple(services.faq.library.entries), TELL_MOST)
    for chat, slug in waiting:
        if entry := services.faq.library.get(slug):
            await _tell(bot, services, chat, entry)


async def count_asked(services: Services) -> None:
    """The lists of entries follow what people ask for."""
    services.faq.asked = await services.database.read(searches.asked, services.clock() - COUNTED)


async def _tell(bot: Any, services: Services, chat: int, entry: Entry) -> None:
    async with services.database.begin() as tx:
        claimed = await searches.claim_telling(tx, chat, entry.slug)
        member = await members.by_chat(tx, chat)
    if not claimed or (member is not None and member.blocked_at is not None):
        return
    language, script = (
        (member.language, member.script) if member else (services.config.locale.default, "cyrl")
    )
    screen = _told(Translator.of(services.catalogs, language, script), entry)
    try:
        await send(bot, chat, screen, Lane.BACKGROUND)
    except RetryAfter:  # surely not sent: it waits again
        await services.database.write(searches.wait, claimed, chat, services.clock())
        raise
    except (Forbidden, BadRequest, ChatMigrated) as refusal:
        log.info("an asker is out of reach", reason=type(refusal).__name__)
    except TelegramError:
        log.warning("it is not known whether an asker was told; not repeated", entry=entry.slug)
        raise


def _told(translator: Translator, entry: Entry) -> Screen:
    """The opening of the answer and a way to the whole of it."""
    text = entry.texts[translator.language]
    told_of = translator.words.t("You asked, and there was no answer yet. Now there is one:")
    whole = translator.letters(f"{told_of}\n\n<b>{text.question}</b>\n\n{text.answer}")
    more = button(translator.label("Read in full"), "faqe", ref(entry.slug), translator.code, "")
    return Screen(whole, [[more]])


HANDLERS: list[Handler] = [
    Button("faqp", picked, public=True),
    Button("faqn", none_of_these, public=True),
    Button("faqb", offered_again, public=True),
    Button("tell", tell, answers=True),
]
