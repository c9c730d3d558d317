"""What a member adds to a question: a reply to its answer or its receipt, or an edit of what they sent.

It belongs to the same question: a reply opens it again, and staff get a new card. Mere thanks for it open nothing.
"""

from html import escape
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import Message, Update
from telegram.ext import ApplicationHandlerStop, MessageHandler, filters

from bot.context import Context
from bot.errors import BotError
from bot.faq.danger import danger_of
from bot.faq.intents import Intent, intent_of
from bot.inbox import lifecycle, office
from bot.inbox.answers import RATE
from bot.inbox.lifecycle import State, state_of
from bot.inbox.media import kind_of
from bot.text.markup import visible
from bot.text.translator import N_
from handlers.members.filing import words
from handlers.members.questions import my_questions_button
from handlers.routing import NEW, row_number
from handlers.screen import Screen, say
from storage.inbox import messages, questions
from storage.inbox.messages import Place
from storage.inbox.questions import Question

FURTHER_MOST = 10  # additions without an answer in between


async def followed(update: Update, context: Context) -> None:
    """A reply to an answer or a receipt asks further in the same question; any other message goes its usual way."""
    message = update.message
    if message is None or not (message.reply_to_message or message.media_group_id):
        return
    async with context.services.database.connect() as tx:
        begun = await _album(tx, message)
        question = await _replied(tx, message) if begun is None else None
    if begun is not None:
        async with context.services.database.begin() as tx:
            await messages.lie(tx, [Place(message.chat_id, message.message_id, begun.id, kind_of(message))])
            await questions.touch(tx, begun.question_id, carded_at=None, tried_at=None)
        raise ApplicationHandlerStop
    if question is None or state_of(question) in (State.WITHDRAWN, State.BLOCKED):
        return
    if state_of(question) is State.ANSWERED and intent_of(message.text or "") is Intent.THANKS:
        await _thanked(update, context, question, message)
    await _add(update, context, question, message)


async def _thanked(update: Update, context: Context, question: Question, message: Message) -> None:
    """Kept with the question, which stays answered; staff get no card."""
    text, now = escape(words(message), quote=False), context.services.clock()
    origin = {"chat_id": message.chat_id, "origin_id": message.message_id}
    await context.write(messages.add, question.id, "follow_up", text, now, **origin)
    said = context.t("You are welcome. If there is another question, just type it.")
    await say(update, context, Screen(said, [[my_questions_button(context.translator)]]), reply=True)
    raise ApplicationHandlerStop


async def _album(tx: AsyncConnection, message: Message) -> messages.Message | None:
    """The addition this is another file of."""
    if message.media_group_id is None:
        return None
    known = await messages.of_album(tx, message.chat_id, message.media_group_id)
    return known if known and known.kind == "follow_up" else None


async def _replied(tx: AsyncConnection, message: Message) -> Question | None:
    """The question whose answer or receipt this replies to. An answer that has just come may not be noted as lying
    there yet, nor is the copy of a process that died: its buttons name the question, too."""
    replied = message.reply_to_message
    if replied is None:
        return None
    laid = await messages.at(tx, message.chat_id, replied.message_id)
    number = laid[1].question_id if laid is not None and laid[1].kind == "answer" else _rated_in(replied)
    if number is None:
        return await questions.by_receipt(tx, message.chat_id, replied.message_id)
    question = await questions.get(tx, number)
    return question if question and question.chat_id == message.chat_id else None


def _rated_in(message: Message) -> int | None:
    """The number of the question whose answer can be rated in this message."""
    for row in message.reply_markup.inline_keyboard if message.reply_markup else ():
        for way in row:
            verb, _, pressed_ = str(way.callback_data or "").partition(":")
            if verb == RATE:
                return row_number(pressed_.partition(":")[0])
    return None


async def _add(update: Update, context: Context, question: Question, message: Message) -> None:
    """Kept, then said to be passed on; staff get a new card. Where it tells of danger it is urgent, and the emergency
    numbers follow by themselves."""
    services, now = context.services, context.services.clock()
    text = words(message)
    dangerous = danger_of(text) is not None
    origin = {"chat_id": message.chat_id, "origin_id": message.message_id, "album": message.media_group_id}
    async with services.database.begin() as tx:
        if await _too_many(tx, question):
            raise BotError(N_("You have added much already. Please wait for the answer."))
        urgent = {"urgent": True} if dangerous else {}
        # Holds the question, so that an answer that arrives just now is before this or knows of it.
        await questions.touch(tx, question.id, carded_at=None, tried_at=None, folded=None, **urgent)
        kept = await messages.add(tx, question.id, "follow_up", escape(text, quote=False), now, **origin)
        await messages.lie(tx, [Place(message.chat_id, message.message_id, kept.id, kind_of(message))])
        await lifecycle.reopen(tx, question.id, await office.promise(tx, services.config, question.body, now))
    said = context.t("Added to question No. {number}. The answer will come here.", number=question.id)
    await say(update, context, Screen(said, [[my_questions_button(context.translator)]]), reply=True)
    if not dangerous:
        raise ApplicationHandlerStop


async def _too_many(tx: AsyncConnection, question: Question) -> bool:
    thread = await messages.of_question(tx, question.id)
    kinds = [message.kind for message in thread if message.kind in ("follow_up", "answer")]
    return kinds[-FURTHER_MOST:] == ["follow_up"] * FURTHER_MOST


async def changed(update: Update, context: Context) -> None:
    """The member edited what they had sent: the open card follows; an answered question keeps its words."""
    message = update.edited_message
    if message is None:
        return
    async with context.services.database.connect() as tx:
        laid = await messages.at(tx, message.chat_id, message.message_id)
        question = await questions.get(tx, laid[1].question_id) if laid else None
    if laid is None or question is None or question.chat_id != message.chat_id or laid[1].kind == "answer":
        return
    _, kept = laid
    text = words(message)
    if state_of(question) is not State.OPEN:
        said = N_(
            "Question No. {number} is answered or closed; staff do not see this change. Reply to the answer."
        )
    elif visible(kept.text) == text:
        raise ApplicationHandlerStop
    else:
        said = N_("Question No. {number} was changed; staff see it as it is now.")
        await _reword(context, question, kept, text)
    await say(update, context, Screen(context.t(said, number=question.id)))
    raise ApplicationHandlerStop


async def _reword(context: Context, question: Question, kept: messages.Message, text: str) -> None:
    values: dict[str, Any] = {"edited_at": context.services.clock(), "folded": None}
    if kept.kind == "question":
        values["text"] = text
    if danger_of(text) is not None:
        values["urgent"] = True
    async with context.services.database.begin() as tx:
        await messages.update(tx, kept.id, text=escape(text, quote=False))
        await questions.touch(tx, question.id, **values)


# Go before conversations and search.
FOLLOW_UPS = MessageHandler(NEW & filters.ChatType.PRIVATE & ~filters.COMMAND, followed)
CHANGES = MessageHandler(filters.UpdateType.EDITED_MESSAGE & filters.ChatType.PRIVATE, changed)
