"""An answer on its way to the member: typed as a reply to a card, or after the answer button; an edit follows it.

An album comes as several updates; its parts are gathered as rows, and `bring_albums` brings it when no more come.
"""

from datetime import timedelta
from typing import Any, Final

import structlog
from telegram import InlineKeyboardButton, Message, Update
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop, ExtBot, MessageHandler, filters

from bot.context import Context, chat_of
from bot.errors import BotError
from bot.inbox import answers
from bot.inbox.answers import End, Result
from bot.inbox.chats import translator_in
from bot.inbox.like import like
from bot.inbox.media import kind_of, media_of
from bot.services import Services
from bot.staff.permissions import Action
from bot.text.translator import N_, Translator
from handlers.routing import NEW, pressed, row_number
from handlers.screen import Screen, button, say, send, under
from handlers.staff import access
from handlers.staff.access import name_of, user_of
from handlers.staff.inbox.card import FOR_OTHERS, GONE
from handlers.staff.inbox.filters import may_read_confidential
from storage.inbox import messages, question_cards, questions
from storage.inbox.messages import Place
from storage.inbox.questions import Question

log = structlog.get_logger()

EVERY = 1.0  # seconds between looks for albums that are whole
GATHERED: Final = timedelta(seconds=2)  # after its last part an album is whole
OUTCOMES = {
    End.DELIVERED: N_("Delivered: the answer to question No. {number}."),
    End.HELD: N_("Not delivered: {name} is answering question No. {number}."),
    End.SETTLED: N_("Not delivered: question No. {number} has its answer already, or was closed."),
    End.LEFT: N_("Not delivered: the member cannot be reached any more. Your text stays here."),
    End.NO_VOICE: N_(
        "Not delivered: this member takes no voice or video messages. Please answer in writing; "
        "question No. {number} stays open."
    ),
    End.IN_PART: N_(
        "Not delivered: a part of the album was deleted. Send the whole of it again; question No. {number} stays open."
    ),
    End.REFUSED: N_("Not delivered: Telegram refuses it ({reason}). Question No. {number} stays open."),
    End.GONE: GONE,
}
AGAIN = (End.HELD, End.SETTLED)  # may be sent all the same


async def replied(update: Update, context: Context) -> None:
    """Delivers a reply to a card and says so; replies to anything else go their usual way."""
    message, services = update.message, context.services
    if message is None or not (message.media_group_id or message.reply_to_message):
        return
    async with services.database.connect() as tx:
        begun = await _gathering(tx, message)
        card = message.reply_to_message
        question = (
            await question_cards.on_card(tx, chat_of(update), card.message_id) if card and not begun else None
        )
    if begun is not None:
        await _gather(services, begun, message)
    elif question is None:
        return
    elif question.confidential and not await may_read_confidential(update, context):
        raise BotError(FOR_OTHERS)
    elif not access.may(context, Action.ANSWER_QUESTIONS):
        text = context.t(
            "Not delivered: only the team answers members. An owner can add you by /team; then reply again."
        )
        await say(update, context, Screen(text), reply=True)
    else:
        await answer(update, context, question)
    raise ApplicationHandlerStop


async def _gathering(tx: Any, message: Message) -> messages.Message | None:
    """The answer this is another part of."""
    if message.media_group_id is None:
        return None
    known = await messages.of_album(tx, message.chat_id, message.media_group_id)
    return known if known and known.kind == "answer" and known.due_at else None


async def _gather(services: Services, begun: messages.Message, message: Message) -> None:
    async with services.database.begin() as tx:
        await messages.lie(tx, [Place(message.chat_id, message.message_id, begun.id, kind_of(message))])
        await messages.update(tx, begun.id, due_at=services.clock() + GATHERED)


async def answer(update: Update, context: Context, question: Question) -> None:
    """Keeps what was written, then brings it; an album when it is whole."""
    message, services = update.message, context.services
    assert message is not None
    now, album = services.clock(), message.media_group_id
    async with services.database.begin() as tx:
        kept = await messages.add(
            tx,
            question.id,
            "answer",
            html_of(message),
            now,
            author_id=user_of(update),
            author_name=name_of(update),
            chat_id=message.chat_id,
            origin_id=message.message_id,
            album=album,
            due_at=now + GATHERED if album else None,
        )
        await messages.lie(tx, [Place(message.chat_id, message.message_id, kept.id, kind_of(message))])
    if album is None:
        result = await answers.bring(context.bot, services, kept)
        screen = await outcome(services, context.translator, result, message.chat_id)
        await say(update, context, screen, reply=True)


def html_of(message: Message) -> str:
    return (message.text_html if message.text else message.caption_html if message.caption else "") or ""


async def outcome(services: Services, translator: Translator, result: Result, chat: int) -> Screen:
    """What became of an answer, and what can follow: a refused one is sent all the same, a delivered one is given to
    others who ask the same or becomes an entry."""
    question = result.question
    name = question and (question.taken_name if result.end is End.HELD else question.answered_name)
    places = {"number": result.message.question_id, "name": name or "—", "reason": result.reason}
    text, ways = translator.t(OUTCOMES[result.end], **places), list[list[InlineKeyboardButton]]()
    if result.end in AGAIN:
        ways = [[button(translator.label("Send it all the same"), "qforce", result.message.id)]]
    elif result.end is End.DELIVERED and question and chat > 0 and not question.confidential:
        ways = await _after(services, translator, question)
    return Screen(text, ways)


async def _after(
    services: Services, translator: Translator, question: Question
) -> list[list[InlineKeyboardButton]]:
    alike = len(await like(services, question))
    others = button(translator.label("🔗 Questions like it: {number}", number=alike), "qlike", question.id)
    entry = button(translator.label("🆕 Make an entry of it"), "neq", question.id)
    return [*([[others]] if alike else []), [entry]]


async def send_kept(update: Update, context: Context) -> None:
    """A stock answer that was looked at goes to the member."""
    await _send(update, context, force=False)


async def force(update: Update, context: Context) -> None:
    """Although a colleague is at it, or was quicker."""
    await _send(update, context, force=True)


async def _send(update: Update, context: Context, *, force: bool) -> None:
    [number] = pressed(update, 1)
    kept = await context.read(messages.get, row_number(number))
    if kept is None or kept.kind != "answer":
        raise BotError(GONE)
    if kept.author_id != user_of(update):
        raise BotError(N_("Only whoever wrote this answer can send it."))
    result = await answers.bring(context.bot, context.services, kept, force=force)
    await say(update, context, await outcome(context.services, context.translator, result, chat_of(update)))


async def edited(update: Update, context: Context) -> None:
    """An answer that was edited is edited where the member reads it; any other edit goes its usual way."""
    message, services = update.edited_message, context.services
    if message is None:
        return
    laid = await context.read(messages.at, message.chat_id, message.message_id)
    if laid is None or laid[1].kind != "answer":
        return
    place, kept = laid
    if access.may(context, Action.ANSWER_QUESTIONS):
        text = html_of(message)
        refusal = await answers.follow(context.bot, services, place, kept, text, media_of(message, text))
        if kept.delivered_at is not None:
            said = N_("The answer to question No. {number} was changed for the member, too.")
            if refusal is not None:
                said = N_(
                    "The member still reads the answer as it was: Telegram refuses the change ({reason})."
                )
            told = context.t(said, number=kept.question_id, reason=refusal)
            await say(update, context, Screen(told), reply=True)
    raise ApplicationHandlerStop


async def bring_albums(bot: ExtBot[Any], services: Services) -> None:
    """Answers in several files whose last part came a moment ago; their authors read what became of them."""
    now = services.clock()
    due = await services.database.write(messages.take_due, now, now + questions.LEASE)
    for message in due:
        result = await answers.bring(bot, services, message)
        assert message.chat_id is not None
        translator = await translator_in(services, message.chat_id)
        screen = await outcome(services, translator, result, message.chat_id)
        try:
            await send(bot, message.chat_id, screen, reply_parameters=under(message.origin_id or 0))
        except TelegramError as refusal:
            log.warning("staff could not be told of their answer", reason=type(refusal).__name__)


# Goes before everything else staff or members type.
REPLIES = MessageHandler(NEW & ~filters.COMMAND, replied)
EDITS = MessageHandler(filters.UpdateType.EDITED_MESSAGE, edited)
