"""A staff group with forum topics: each question has a thread of its own there, and the thread's name, icon and
whether it is closed say what became of the question.

A process that dies between making a thread and writing it down leaves an empty one behind. Where the bot may not make
threads, cards lie in the group itself; `otandas check` names the right that is missing.
"""

from typing import Any

import structlog
from telegram import ForumTopic
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import ExtBot

from bot.delivery.pace import Lane
from bot.inbox.card import SIGNS
from bot.inbox.lifecycle import State, state_of
from bot.services import Services
from bot.text.markup import beginning, visible
from storage.inbox import question_cards, questions, threads
from storage.inbox.questions import Question
from storage.inbox.threads import Thread

log = structlog.get_logger()

NAME_MOST = 128  # characters, createForumTopic
MOST = 10  # threads brought up to date at one look
RED = 0xFB6F5F  # one of the six colours createForumTopic takes
URGENT = "🆘"
# Among Telegram's own icons for topics (getForumTopicIconStickers); one that is not there is left out.
ICONS = {
    State.OPEN: "❓",
    State.ANSWERED: "✅",
    State.CLOSED: "📁",
    State.WITHDRAWN: "📁",
    State.BLOCKED: "📁",
}
ENDED = (State.CLOSED, State.WITHDRAWN, State.BLOCKED)
DELETED = ("thread not found", "topic_id_invalid", "topic_deleted")
UNCHANGED = "topic_not_modified"


def is_deleted(refusal: TelegramError) -> bool:
    """Telegram's words for a thread that is no more."""
    return any(said in refusal.message.lower() for said in DELETED)


def name_of(question: Question) -> str:
    """Its sign, its number and its first words."""
    state = state_of(question)
    sign = URGENT if question.urgent and state is State.OPEN else SIGNS[state]
    return beginning(f"{sign} {question.id}. {visible(question.text)}".rstrip(". "), NAME_MOST)


async def opened(bot: ExtBot[Any], services: Services, chat: int, question: Question) -> int | None:
    """The thread of this question in this chat, made when there is none; None where there are no threads."""
    if chat > 0:
        return None
    known = await services.database.read(threads.get, question.id, chat)
    if known is not None:
        return known.thread_id
    made = await _made(bot, chat, question)
    if made is None:
        return None
    async with services.database.begin() as tx:
        await threads.add(tx, Thread(question.id, chat, made.message_thread_id, name_of(question)))
        kept = await threads.get(tx, question.id, chat)
    return kept.thread_id if kept else None


async def _made(bot: ExtBot[Any], chat: int, question: Question) -> ForumTopic | None:
    try:
        if not (await bot.get_chat(chat)).is_forum:
            return None
        icon = await _icon(bot, state_of(question))
        return await bot.create_forum_topic(
            chat,
            name_of(question),
            icon_color=RED if question.urgent else None,
            icon_custom_emoji_id=icon,
            rate_limit_args=Lane.BACKGROUND,
        )
    except TelegramError as refusal:
        log.warning("a question has no thread of its own", reason=type(refusal).__name__)
        return None


async def _icon(bot: ExtBot[Any], state: State) -> str | None:
    """The number of an icon, which Telegram alone gives out."""
    for sticker in await bot.get_forum_topic_icon_stickers():
        if sticker.emoji == ICONS[state]:
            return sticker.custom_emoji_id
    return None


async def refresh(bot: ExtBot[Any], services: Services) -> None:
    """Threads whose question has changed since show it as it is now."""
    now = services.clock()
    async with services.database.connect() as tx:
        if not await threads.stale(tx, now):  # nearly always; nobody's writing waits for this look
            return
    async with services.database.begin() as tx:
        stale = [
            (thread, await questions.get(tx, thread.question_id))
            for thread in await threads.take_stale(tx, now, MOST)
        ]
    for thread, question in stale:
        if question is not None:
            await _follow(bot, services, thread, question)


async def _follow(bot: ExtBot[Any], services: Services, thread: Thread, question: Question) -> None:
    """Name, icon and whether it is closed become those of the question's state; a deleted one is made anew with the
    question's next card. What Telegram will not do stays as it was until the question changes again."""
    chat, name, closed = thread.chat_id, name_of(question), state_of(question) in ENDED
    try:
        if name != thread.name:
            icon = await _icon(bot, state_of(question))
            await _tolerating(
                bot.edit_forum_topic(chat, thread.thread_id, name, icon, rate_limit_args=Lane.BACKGROUND)
            )
        if closed != thread.closed:
            switch = bot.close_forum_topic if closed else bot.reopen_forum_topic
            await _tolerating(switch(chat, thread.thread_id, rate_limit_args=Lane.BACKGROUND))
    except (BadRequest, Forbidden) as refusal:
        if is_deleted(refusal):
            return await deleted(services, chat, question)
        log.warning("a question's thread could not be brought up to date", reason=type(refusal).__name__)
        name, closed = thread.name, thread.closed
    except TelegramError as refusal:  # it passes: tried again when the claim has run out
        log.warning("a question's thread could not be brought up to date", reason=type(refusal).__name__)
        return None
    return await services.database.write(threads.shown, thread, name, closed, question.changes)


async def _tolerating(call: Any) -> None:
    """It is so already: a colleague closed or renamed it by hand."""
    try:
        await call
    except BadRequest as refusal:
        if UNCHANGED not in refusal.message.lower():
            raise


async def deleted(services: Services, chat: int, question: Question) -> None:
    """Somebody deleted the thread: an open question is laid before staff once more, in a new one."""
    async with services.database.begin() as tx:
        await threads.drop(tx, question.id, chat)
        await question_cards.lay_again(tx, question.id, chat)
