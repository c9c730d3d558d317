"""A member's question to staff: its card in staff's chats, and the way of their reply back to the member.

A question is a row first. `post_cards` shows every question staff have not seen yet; called after each new
one and by the schedule, so what failed is tried again. `answer` brings a reply to the member and only then
counts the question as answered.
"""

from html import escape
from typing import Any

import structlog
from telegram import LinkPreviewOptions, Message, ReplyParameters
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import ExtBot

from bot.directory import countries
from bot.services import Services
from bot.text.translator import Translator
from storage.faq import searches
from storage.inbox import questions
from storage.inbox.questions import Question
from storage.members import members

log = structlog.get_logger()

EVERY = 60.0  # seconds between looks at what was left over
LONGEST = 3000  # characters of a typed reply that go into one message with the question above it


async def look(bot: ExtBot[Any], services: Services) -> None:
    """Cards that could not be posted are tried again, and old texts of searches are dropped."""
    await post_cards(bot, services)
    async with services.database.begin() as tx:
        await searches.expire(tx, services.clock())


async def post_cards(bot: ExtBot[Any], services: Services) -> None:
    """A card for every question that has none; each is taken up by one process."""
    async with services.database.begin() as tx:
        waiting = await questions.take_uncarded(tx, services.clock())
    for question in waiting:
        posted = [await _post_card(bot, services, chat, question) for chat in staff_chats(services)]
        if cards := [card for card in posted if card is not None]:
            async with services.database.begin() as tx:
                await questions.carded(tx, question.id, cards, services.clock())


def staff_chats(services: Services) -> list[int]:
    """The staff group, or else the owners' private chats."""
    staff = services.config.staff
    return [staff.inbox_chat] if staff.inbox_chat else list(staff.owners)


def card(translator: Translator, question: Question) -> str:
    """What staff read: the question and whatever they need to answer it, nothing about who asked."""
    known = countries.name(question.country, translator.language) if question.country else None
    return translator.t(
        "✍️ <b>Question No. {number}</b>\nCountry: {country}\nLanguage: {language}\n\n"
        "<blockquote>{text}</blockquote>\n\nReply to this message to answer; the member will read your reply.",
        number=question.id,
        country=known or translator.label("not given"),
        language=translator.language_name(question.language),
        text=question.text,
    )


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


async def _post_card(
    bot: ExtBot[Any], services: Services, chat: int, question: Question
) -> tuple[int, int] | None:
    """Its chat and message; None if this chat of staff can't be written to."""
    async with services.database.connect() as tx:
        reader = await members.by_chat(tx, chat)
    language = reader.language if reader else services.config.locale.default
    try:
        sent = await bot.send_message(chat, card(Translator.of(services.catalogs, language), question))
    except TelegramError as refusal:
        log.warning("a card could not be posted", question=question.id, reason=type(refusal).__name__)
        return None
    return chat, sent.message_id
