"""Questions' cards in staff's chats: laid there once, and kept as their questions are.

A question is a row first. `post_cards` shows every question staff have not seen yet, as cards or, when many wait,
as one digest; `refresh_cards` edits those whose question changed. Both are periodic work in the background lane, so
that no member waits for staff's group, which Telegram lets us write to twenty times a minute.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from html import escape
from typing import Any

import structlog
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError
from telegram.ext import ExtBot

from bot.delivery.pace import Lane
from bot.inbox import bodies, threads
from bot.inbox.card import Card, buttons, read, worded
from bot.inbox.chats import lost, moved, staff_chats, translator_in, try_again
from bot.services import Services
from bot.text.markup import beginning, visible
from bot.text.skeleton import skeletons
from bot.text.translator import Translator
from storage.inbox import listing, messages, question_cards, questions, reminders
from storage.inbox.questions import Question

log = structlog.get_logger()

EVERY = 2.0  # seconds between looks for questions staff have not seen
CARDS_MOST = 8  # more that wait at once become one digest
DIGEST_MOST = 40
CUT = 70  # characters of a question in a digest
SOON = timedelta(hours=3)  # before a promise breaks staff are reminded of it
REFRESHED_MOST = 10  # cards brought up to date at one look


class ThreadDeleted(Exception):
    """The thread a card was meant for is no more."""


async def post_cards(bot: ExtBot[Any], services: Services) -> None:
    """Lays every question staff have not seen before them, urgent ones first; each is taken up by one process, when its
    turn comes."""
    async with services.database.connect() as tx:
        apart = await question_cards.uncarded(tx, services.clock(), apart=True)
        waiting = await question_cards.uncarded(tx, services.clock())
    await _post_each(bot, services, apart)
    if len(waiting) > CARDS_MOST:
        return await _post_digest(bot, services, waiting[:DIGEST_MOST])
    return await _post_each(bot, services, waiting)


async def _post_each(bot: ExtBot[Any], services: Services, question_ids: list[int]) -> None:
    for question_id in question_ids:
        for question in await _taken(services, [question_id]):
            if laid := await _post_somewhere(bot, services, question):
                await _seen(services, [question], laid)


async def _post_somewhere(bot: ExtBot[Any], services: Services, question: Question) -> list[tuple[int, int]]:
    """Where its cards lie now. Where nobody of its body can be reached, or the group turns out not to be writable,
    whoever reads for staff now gets it at once."""
    question = await bodies.assigned(services, question)
    laid = await _post_to(bot, services, question, await bodies.chats(services, question))
    if question.confidential:
        return laid
    return laid or await _post_to(bot, services, question, await staff_chats(services))


async def _post_to(
    bot: ExtBot[Any], services: Services, question: Question, chats: list[int]
) -> list[tuple[int, int]]:
    posted = [await post_card(bot, services, chat, question) for chat in chats]
    return [card for card in posted if card is not None]


async def _post_digest(bot: ExtBot[Any], services: Services, waiting: list[int]) -> None:
    """One message for many questions; a button lays the card of each."""
    taken = await _taken(services, waiting)
    if not taken:  # another process was quicker
        return
    told = [
        await _send(bot, services, chat, lambda translator: digest(translator, taken))
        for chat in await staff_chats(services)
    ]
    if any(told):
        await _seen(services, taken, [])


async def _taken(services: Services, question_ids: list[int]) -> list[Question]:
    return await services.database.write(question_cards.take, question_ids, services.clock())


async def _seen(services: Services, taken: list[Question], cards: list[tuple[int, int]]) -> None:
    async with services.database.begin() as tx:
        for question in taken:
            await question_cards.carded(tx, question.id, cards, services.clock(), question.changes)


def digest(translator: Translator, waiting: list[Question]) -> tuple[str, InlineKeyboardMarkup]:
    """Numbers and first words of many questions, and a button for the card of each."""
    head = translator.tn("✍️ <b>{n} question waits</b>", "✍️ <b>{n} questions wait</b>", len(waiting))
    return _numbered(translator, head, waiting)


def _numbered(translator: Translator, head: str, waiting: list[Question]) -> tuple[str, InlineKeyboardMarkup]:
    lines = [f"{question.id}. {escape(beginning(question.text, CUT), quote=False)}" for question in waiting]
    hint = translator.t("Press a number to open a question and answer it.")
    numbers = [
        InlineKeyboardButton(str(question.id), callback_data=f"q:{question.id}") for question in waiting
    ]
    rows = [numbers[start : start + 4] for start in range(0, len(numbers), 4)]
    return "\n".join([head, "", *lines, "", hint]), InlineKeyboardMarkup(rows)


async def post_card(
    bot: ExtBot[Any], services: Services, chat: int, question: Question
) -> tuple[int, int] | None:
    """Its chat and message; None if this chat of staff can't be written to."""
    card = await services.database.read(read, question)
    sent = await _post_in_thread(bot, services, chat, card)
    if sent is None:
        return None
    await _post_files(bot, services, sent, question)
    return sent.chat_id, sent.message_id


async def _post_in_thread(bot: ExtBot[Any], services: Services, chat: int, card: Card) -> Message | None:
    """In the question's own thread where the chat has threads; one that was deleted is made anew."""

    def words(translator: Translator) -> tuple[str, InlineKeyboardMarkup]:
        return shown(services, translator, card, chat)

    thread = await threads.opened(bot, services, chat, card.question)
    try:
        return await _send(bot, services, chat, words, thread)
    except ThreadDeleted:
        await threads.deleted(services, chat, card.question)
        thread = await threads.opened(bot, services, chat, card.question)
        return await _send(bot, services, chat, words, thread)


async def _post_files(bot: ExtBot[Any], services: Services, card: Message, question: Question) -> None:
    """What the member sent with it and this chat does not have yet, below the card; a reply to it answers, too."""
    chat, under = card.chat_id, ReplyParameters(card.message_id, allow_sending_without_reply=True)
    missing = await services.database.read(messages.files, question.id, not_in=chat)
    for file in missing:
        try:
            copy = await bot.copy_message(
                chat,
                file.chat_id,
                file.message_id,
                reply_parameters=under,
                message_thread_id=card.message_thread_id,
                rate_limit_args=Lane.BACKGROUND,
            )
        except BadRequest as refusal:  # the member has deleted it
            log.info("a file of a question is no longer there", reason=type(refusal).__name__)
            continue
        except TelegramError as refusal:
            log.warning("a file of a question could not be shown to staff", reason=type(refusal).__name__)
            return
        async with services.database.begin() as tx:
            await messages.lie(
                tx, [replace(file, chat_id=chat, message_id=copy.message_id, copy_of=file.message_id)]
            )
            await question_cards.lay(tx, chat, copy.message_id, question.id)


def shown(
    services: Services, translator: Translator, card: Card, chat: int
) -> tuple[str, InlineKeyboardMarkup]:
    """The card's text and buttons as this chat of staff has them, by the clock staff plan by."""
    body = bodies.name(services, translator, card.question.body)
    category = bodies.category(services, translator, card.question)
    text = worded(translator, card, services.config.locale.zone, services.clock(), body, category)
    return text, buttons(translator, card, private=chat > 0)


async def refresh_cards(bot: ExtBot[Any], services: Services) -> None:
    """Cards whose question has changed since they were shown show it as it is now."""
    now = services.clock()
    async with services.database.connect() as tx:
        if not await question_cards.stale_cards(tx, now):  # nearly always; no writing waits for this look
            return
    stale = await services.database.write(question_cards.take_stale, now, REFRESHED_MOST)
    for chat, message, question_id in stale:
        await _refresh(bot, services, chat, message, question_id)


async def _refresh(bot: ExtBot[Any], services: Services, chat: int, message: int, question_id: int) -> None:
    async with services.database.connect() as tx:
        question = await questions.get(tx, question_id)
        card = await read(tx, question) if question else None
    if question is None or card is None:
        return
    if not await bodies.reads(services, chat, question):
        await services.database.write(question_cards.lift, chat, message)
        return
    text, markup = shown(services, await translator_in(services, chat), card, chat)
    try:
        await bot.edit_message_text(text, chat, message, reply_markup=markup, rate_limit_args=Lane.BACKGROUND)
    except (BadRequest, Forbidden) as refusal:
        if "not modified" not in refusal.message.lower():
            log.info("a card is no longer there", reason=type(refusal).__name__)
            await services.database.write(question_cards.lift, chat, message)
            return
    except TelegramError as refusal:  # it passes: tried again when the claim has run out
        log.warning("a card could not be brought up to date", reason=type(refusal).__name__)
        return
    await services.database.write(question_cards.refreshed, chat, message, card.question.changes)


async def look(bot: ExtBot[Any], services: Services) -> None:
    """One look: new questions are laid before staff, and cards follow what became of theirs."""
    await try_again(bot, services)
    await post_cards(bot, services)
    await refresh_cards(bot, services)
    await threads.refresh(bot, services)
    await remind(bot, services)
    await fold_words(services)


async def remind(bot: ExtBot[Any], services: Services) -> None:
    """Whoever has a question's card reads once that its promise breaks soon, with a button for each question."""
    now = services.clock()
    async with services.database.connect() as tx:
        if not await reminders.due(tx, now + SOON, now):
            return
    promised = await services.database.write(reminders.take, now + SOON, now)
    told: dict[int, list[Question]] = {}
    for question in promised:
        for chat in await bodies.chats(services, question):
            told.setdefault(chat, []).append(question)
    for chat, listed in told.items():
        for start in range(0, len(listed), DIGEST_MOST):
            page = listed[start : start + DIGEST_MOST]
            if await _send(bot, services, chat, partial(_reminder, promised=page)):
                await services.database.write(reminders.done, page, now)


def _reminder(translator: Translator, promised: list[Question]) -> tuple[str, InlineKeyboardMarkup]:
    head = translator.tn(
        "⏰ <b>{n} question has been promised an answer soon</b>",
        "⏰ <b>{n} questions have been promised an answer soon</b>",
        len(promised),
    )
    return _numbered(translator, head, promised)


async def fold_words(services: Services) -> None:
    """What was asked or changed lately becomes searchable."""
    texts = await services.database.read(listing.unfolded)
    for number, text in texts.items():
        await services.database.write(listing.fold, number, " ".join(skeletons(visible(text))))


async def _send(
    bot: ExtBot[Any],
    services: Services,
    chat: int,
    words: Callable[[Translator], tuple[str, InlineKeyboardMarkup | None]],
    thread: int | None = None,
) -> Message | None:
    """In the language this chat of staff reads, after everything that members wait for; ThreadDeleted if this thread
    is no more."""
    text, markup = words(await translator_in(services, chat))
    try:
        return await bot.send_message(
            chat, text, reply_markup=markup, message_thread_id=thread, rate_limit_args=Lane.BACKGROUND
        )
    except ChatMigrated as migrated:
        await moved(bot, services, chat, migrated.new_chat_id)
        return await _send(bot, services, migrated.new_chat_id, words)
    except (BadRequest, Forbidden) as refusal:
        if thread is not None and threads.is_deleted(refusal):
            raise ThreadDeleted from refusal
        log.warning("a question could not be shown to staff", reason=type(refusal).__name__)
        await lost(bot, services, chat, refusal)
        return None
    except TelegramError as refusal:
        log.warning("a question could not be shown to staff", reason=type(refusal).__name__)
        return None
