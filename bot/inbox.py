"""A member's question to staff: its card in staff's chats, and the way of their reply back to the member.

A question is a row first. `post_cards` shows every question staff have not seen yet, as cards or, when many wait,
as one digest; it is periodic work of its own in the background lane, so that no member waits for staff's group, which
Telegram lets us write to twenty times a minute. `answer` brings a reply to the member and only then counts the question
as answered.
"""

from collections.abc import Callable
from html import escape
from typing import Any

import structlog
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Message, ReplyParameters
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import ExtBot

from bot.delivery.pace import Lane
from bot.directory import countries
from bot.services import Services
from bot.text.translator import N_, Translator
from storage.inbox import questions
from storage.inbox.questions import Question
from storage.members import members

log = structlog.get_logger()

URGENT = N_("🆘 <b>Urgent: this person may be in danger. Please answer first.</b>")
EVERY = 2.0  # seconds between looks for questions staff have not seen
CARDS_MOST = 8  # more that wait at once become one digest
DIGEST_MOST = 40
CUT = 70  # characters of a question in a digest
LONGEST = 3000  # characters of a typed reply that go into one message with the question above it


async def post_cards(bot: ExtBot[Any], services: Services) -> None:
    """Lays every question staff have not seen before them, urgent ones first; each is taken up by one process, when its
    turn comes."""
    async with services.database.connect() as tx:
        urgent = await questions.uncarded(tx, services.clock(), urgent=True)
        waiting = await questions.uncarded(tx, services.clock())
    await _post_each(bot, services, urgent)
    if len(waiting) > CARDS_MOST:
        return await _post_digest(bot, services, waiting[:DIGEST_MOST])
    return await _post_each(bot, services, waiting)


async def _post_each(bot: ExtBot[Any], services: Services, question_ids: list[int]) -> None:
    for question_id in question_ids:
        for question in await _taken(services, [question_id]):
            posted = [await post_card(bot, services, chat, question) for chat in staff_chats(services)]
            if cards := [card for card in posted if card is not None]:
                await _seen(services, [question], cards)


async def _post_digest(bot: ExtBot[Any], services: Services, waiting: list[int]) -> None:
    """One message for many questions; a button lays the card of each."""
    taken = await _taken(services, waiting)
    if not taken:  # another process was quicker
        return
    told = [
        await _send(bot, services, chat, lambda translator: digest(translator, taken))
        for chat in staff_chats(services)
    ]
    if any(told):
        await _seen(services, taken, [])


async def _taken(services: Services, question_ids: list[int]) -> list[Question]:
    async with services.database.begin() as tx:
        return await questions.take(tx, question_ids, services.clock())


async def _seen(services: Services, taken: list[Question], cards: list[tuple[int, int]]) -> None:
    async with services.database.begin() as tx:
        for question in taken:
            await questions.carded(tx, question.id, cards, services.clock())


def staff_chats(services: Services) -> list[int]:
    """The staff group, or else the owners' private chats."""
    staff = services.config.staff
    return [staff.inbox_chat] if staff.inbox_chat else list(staff.owners)


def card(translator: Translator, question: Question) -> str:
    """What staff read: the question and whatever they need to answer it, nothing about who asked."""
    known = countries.name(question.country, translator.language) if question.country else None
    text = translator.t(
        "✍️ <b>Question No. {number}</b>\nCountry: {country}\nLanguage: {language}\n\n"
        "<blockquote>{text}</blockquote>\n\nReply to this message to answer; the member will read your reply.",
        number=question.id,
        country=known or translator.label("not given"),
        language=translator.language_name(question.language),
        text=question.text,
    )
    return f"{translator.t(URGENT)}\n\n{text}" if question.urgent else text


async def answer(bot: ExtBot[Any], services: Services, question: Question, reply: Message) -> bool:
    """Brings the reply to the member; False if they can't be reached any more."""
    async with services.database.connect() as tx:
        member = await members.by_chat(tx, question.chat_id)
    translator = Translator.of(services.catalogs, question.language, member.script if member else "cyrl")
    try:
        await _deliver(bot, translator, question, reply)
    except (Forbidden, BadRequest) as refusal:
        log.info("an answer could not be delivered", question=question.id, reason=type(refusal).__name__)
        return False
    async with services.database.begin() as tx:
        await questions.answered(tx, question.id, services.clock())
    return True


async def _deliver(bot: ExtBot[Any], translator: Translator, question: Question, reply: Message) -> None:
    """A short text comes with the question it answers; anything else follows a line that says so."""
    head = translator.t("✍️ <b>Answer to your question No. {number}</b>", number=question.id)
    quoted = f"<blockquote expandable>{escape(question.text, quote=False)}</blockquote>"
    if reply.text and len(reply.text) + len(question.text) <= LONGEST:
        text = f"{head}\n{quoted}\n\n{reply.text_html}"
        await bot.send_message(
            question.chat_id, text, link_preview_options=LinkPreviewOptions(is_disabled=True)
        )
        return
    sent = await bot.send_message(question.chat_id, f"{head}\n{quoted}")
    under = ReplyParameters(sent.message_id, allow_sending_without_reply=True)
    await bot.copy_message(question.chat_id, reply.chat_id, reply.message_id, reply_parameters=under)


def digest(translator: Translator, waiting: list[Question]) -> tuple[str, InlineKeyboardMarkup]:
    """Numbers and first words of many questions, and a button for the card of each."""
    head = translator.tn("✍️ <b>{n} question waits</b>", "✍️ <b>{n} questions wait</b>", len(waiting))
    lines = [f"{question.id}. {escape(_beginning(question.text), quote=False)}" for question in waiting]
    hint = translator.t("Press a number to open a question and answer it.")
    buttons = [
        InlineKeyboardButton(str(question.id), callback_data=f"q:{question.id}") for question in waiting
    ]
    rows = [buttons[start : start + 4] for start in range(0, len(buttons), 4)]
    return "\n".join([head, "", *lines, "", hint]), InlineKeyboardMarkup(rows)


def _beginning(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= CUT else f"{line[: CUT - 1]}…"


async def post_card(
    bot: ExtBot[Any], services: Services, chat: int, question: Question
) -> tuple[int, int] | None:
    """Its chat and message; None if this chat of staff can't be written to."""
    sent = await _send(bot, services, chat, lambda translator: (card(translator, question), None))
    return (chat, sent.message_id) if sent else None


async def _send(
    bot: ExtBot[Any],
    services: Services,
    chat: int,
    words: Callable[[Translator], tuple[str, InlineKeyboardMarkup | None]],
) -> Message | None:
    """In the language this chat of staff reads, after everything that members wait for."""
    async with services.database.connect() as tx:
        reader = await members.by_chat(tx, chat)
    language, script = (
        (reader.language, reader.script) if reader else (services.config.locale.default, "cyrl")
    )
    text, buttons = words(Translator.of(services.catalogs, language, script))
    try:
        return await bot.send_message(chat, text, reply_markup=buttons, rate_limit_args=Lane.BACKGROUND)
    except TelegramError as refusal:
        log.warning("a question could not be shown to staff", reason=type(refusal).__name__)
        return None
