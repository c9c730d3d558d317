"""An answer on its way to the member: only then the question counts as answered, and never by two at once.

1. The message is a row already; it takes the question, unless a colleague is answering or has answered.
2. A short text goes as one message with the question above it. Anything else is copied as it is, and its heading
   follows, so that nothing arrives by halves: what Telegram refuses was not begun.
3. That it arrived is written down; where it lies is kept, so that an edit can follow. What the member added meanwhile
   was read by nobody who answered: the question stays open.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from html import escape
from typing import Any

import structlog
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMedia,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import ExtBot

from bot.inbox import lifecycle, office
from bot.inbox.lifecycle import State, state_of
from bot.services import Services
from bot.text.markup import visible
from bot.text.translator import Translator
from storage.inbox import messages, questions
from storage.inbox.messages import Message, Place
from storage.inbox.questions import Question
from storage.members import members

log = structlog.get_logger()

LONGEST = 3000  # characters of a typed answer that go into one message with the question above it
QUOTED = 1000  # characters of the question above it
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
RATE = "qrate"  # of the buttons below an answer; whoever replies to it names the question by them
ANSWER = "answer"  # the kind of a copy that is one message with its heading
# Telegram's and TDLib's words for it, of persons and of groups.
NO_VOICE = (
    "voice_messages_forbidden",
    "restricted receiving of voice",
    "restricted receiving of video",
    "chat_send_voices_forbidden",
    "chat_send_roundvideos_forbidden",
    "rights to send voice notes",
    "rights to send video notes",
)
UNREACHABLE = ("chat not found", "user is deactivated", "peer_id_invalid", "user not found")


class End(Enum):
    """What became of an answer."""

    DELIVERED = "delivered"
    HELD = "held"
    """A colleague is answering."""
    SETTLED = "settled"
    """It was answered, closed or withdrawn meanwhile."""
    LEFT = "left"
    """The member has blocked the bot, or their account is gone."""
    NO_VOICE = "no voice"
    """The member takes no voice or video messages."""
    IN_PART = "in part"
    """A part of the album was deleted before it could be copied."""
    REFUSED = "refused"
    """Telegram refuses it for another reason."""
    GONE = "gone"
    """The question is no longer kept."""


class CopiedInPart(Exception):
    """Telegram leaves out of an album what is no longer there; what it did copy was taken back."""


@dataclass(frozen=True, slots=True)
class Result:
    """`question` is as it stands now; `reason` is Telegram's own words."""

    end: End
    message: Message
    question: Question | None = None
    reason: str = ""


async def bring(bot: ExtBot[Any], services: Services, message: Message, *, force: bool = False) -> Result:
    """Brings a kept message to the member. `force`: although a colleague holds the question or has answered it."""
    if message.delivered_at is not None:  # before the process died
        return Result(End.DELIVERED, message, await _question(services, message))
    begun = services.clock()
    question = await _begun(services, message, begun, force=force)
    if question is None:
        return await _too_late(services, message)
    async with services.database.connect() as tx:
        member = await members.by_chat(tx, question.chat_id)
        parts = await messages.parts(tx, message.id)
    translator = Translator.of(services.catalogs, question.language, member.script if member else "cyrl")
    try:
        laid, headed = await _sent(bot, translator, question, message, parts)
    except CopiedInPart:
        await _set_down(services, message, question)
        return Result(End.IN_PART, message, question)
    except (Forbidden, BadRequest) as refusal:
        return await _refused(services, message, question, refusal)
    now = services.clock()
    async with services.database.begin() as tx:
        await lifecycle.answered(tx, question.id, message.author_id, message.author_name, now)
        await messages.update(tx, message.id, delivered_at=now, due_at=None)
        await messages.lie(tx, laid)
        if await messages.added_since(tx, question.id, begun):
            promised = await office.promise(tx, services.config, question.body, now)
            await lifecycle.reopen(tx, question.id, promised)
    if not headed:
        await _head(bot, services, translator, question, message, laid)
    return Result(End.DELIVERED, message, question)


async def _begun(services: Services, message: Message, now: datetime, *, force: bool) -> Question | None:
    author = message.author_id or 0
    async with services.database.begin() as tx:
        if force:
            await lifecycle.free_for(tx, message.question_id)
        return await lifecycle.begin_answer(
            tx, message.question_id, message.id, author, message.author_name or "", now
        )


async def _question(services: Services, message: Message) -> Question | None:
    return await services.database.read(questions.get, message.question_id)


async def _too_late(services: Services, message: Message) -> Result:
    """The message stays, to be sent all the same if its author wishes."""
    async with services.database.begin() as tx:
        await messages.update(tx, message.id, due_at=None)
        question = await questions.get(tx, message.question_id)
    if question is None:
        return Result(End.GONE, message)
    return Result(End.HELD if state_of(question) is State.OPEN else End.SETTLED, message, question)


async def _refused(
    services: Services, message: Message, question: Question, refusal: TelegramError
) -> Result:
    """The question stays open, and whoever took it keeps it."""
    words = refusal.message
    log.info("an answer could not be delivered", question=question.id, reason=type(refusal).__name__)
    left = isinstance(refusal, Forbidden) or any(said in words.lower() for said in UNREACHABLE)
    await _set_down(services, message, question)
    if left:
        async with services.database.begin() as tx:
            await members.gone(tx, question.chat_id, words, services.clock())
            await questions.touch(tx, question.id)
        return Result(End.LEFT, message, question)
    no_voice = any(said in words.lower() for said in NO_VOICE)
    return Result(End.NO_VOICE if no_voice else End.REFUSED, message, question, words)


async def _set_down(services: Services, message: Message, question: Question) -> None:
    """It is on its way no more."""
    async with services.database.begin() as tx:
        await questions.set_down(tx, question.id, message.id)
        await messages.update(tx, message.id, due_at=None)


async def _sent(
    bot: ExtBot[Any], translator: Translator, question: Question, message: Message, parts: list[Place]
) -> tuple[list[Place], bool]:
    """Where it lies now, and whether its heading is there already."""
    to = question.chat_id
    if _short(message, parts):
        text = whole(translator, question, message.text)
        sent = await bot.send_message(
            to, text, link_preview_options=NO_PREVIEW, reply_markup=opinion(translator, question)
        )
        origin = message.origin_id or 0
        return [Place(to, sent.message_id, message.id, ANSWER, origin)], True
    assert message.chat_id is not None
    ids = sorted(part.message_id for part in parts)
    copies = await _copied(bot, to, message.chat_id, ids)
    kinds = {part.message_id: part.kind for part in parts}
    pairs = zip(ids, copies, strict=True)
    return [Place(to, copy, message.id, kinds[origin], origin) for origin, copy in pairs], False


async def _copied(bot: ExtBot[Any], to: int, origin: int, ids: list[int]) -> list[int]:
    """The copies, in order: all of them or none, CopiedInPart."""
    if len(ids) == 1:
        return [(await bot.copy_message(to, origin, ids[0])).message_id]
    copies = [copy.message_id for copy in await bot.copy_messages(to, origin, ids)]
    if len(copies) < len(ids):
        await bot.delete_messages(to, copies)
        raise CopiedInPart
    return copies


def _short(message: Message, parts: list[Place]) -> bool:
    """Whether it goes into one message with its question; a stock answer, which lies nowhere yet, always does."""
    if any(part.kind != "text" for part in parts):
        return False
    return not parts or len(visible(message.text)) <= LONGEST - QUOTED


async def _head(
    bot: ExtBot[Any],
    services: Services,
    translator: Translator,
    question: Question,
    message: Message,
    laid: list[Place],
) -> None:
    """Says under what was copied which question it answers; the answer is there even if this fails."""
    under = ReplyParameters(laid[0].message_id, allow_sending_without_reply=True) if laid else None
    buttons = opinion(translator, question)
    try:
        sent = await bot.send_message(
            question.chat_id, _heading(translator, question), reply_parameters=under, reply_markup=buttons
        )
    except TelegramError as refusal:
        log.warning("an answer has no heading", question=question.id, reason=type(refusal).__name__)
        return
    await services.database.write(
        messages.lie, [Place(question.chat_id, sent.message_id, message.id, "heading", 0)]
    )


async def follow(
    bot: ExtBot[Any],
    services: Services,
    place: Place,
    message: Message,
    text: str,
    media: InputMedia | None = None,
) -> str | None:
    """Changes the member's copy as its original was changed, its file (`media`) too; Telegram's own words if it
    refuses."""
    async with services.database.begin() as tx:
        if place.kind == "text" or place.message_id == message.origin_id:
            await messages.update(tx, message.id, text=text)
        copies = await messages.parts(tx, message.id, copies=True)
        question = await questions.get(tx, message.question_id)
        member = await members.by_chat(tx, question.chat_id) if question else None
    if question is None:
        return None
    translator = Translator.of(services.catalogs, question.language, member.script if member else "cyrl")
    try:
        for copy in copies:
            if copy.copy_of == place.message_id:
                await _change(bot, translator, question, copy, text, media)
    except (Forbidden, BadRequest) as refusal:
        return None if "not modified" in refusal.message.lower() else refusal.message
    return None


async def _change(
    bot: ExtBot[Any],
    translator: Translator,
    question: Question,
    copy: Place,
    text: str,
    media: InputMedia | None,
) -> None:
    if copy.kind == ANSWER:
        said, buttons = whole(translator, question, text), opinion(translator, question)
        await bot.edit_message_text(
            said, copy.chat_id, copy.message_id, reply_markup=buttons, link_preview_options=NO_PREVIEW
        )
    elif copy.kind == "text":
        await bot.edit_message_text(text, copy.chat_id, copy.message_id)
    elif media is not None:
        await bot.edit_message_media(media, copy.chat_id, copy.message_id)
    else:
        await bot.edit_message_caption(copy.chat_id, copy.message_id, caption=text)


def whole(translator: Translator, question: Question, answer: str) -> str:
    """A short answer (HTML) under the question it answers."""
    return f"{_heading(translator, question)}\n\n{answer}"


def _heading(translator: Translator, question: Question) -> str:
    head = translator.t("✍️ <b>Answer to your question No. {number}</b>", number=question.id)
    quoted = escape(question.text[:QUOTED], quote=False)
    return f"{head}\n<blockquote expandable>{quoted}</blockquote>" if quoted else head


def opinion(translator: Translator, question: Question) -> InlineKeyboardMarkup:
    """Whether it helped; the member's answer is kept with the question."""
    helped = InlineKeyboardButton(translator.label("👍 Helped"), callback_data=f"{RATE}:{question.id}:1")
    not_helped = InlineKeyboardButton(
        translator.label("👎 Did not help"), callback_data=f"{RATE}:{question.id}:0"
    )
    return InlineKeyboardMarkup([[helped, not_helped]])
