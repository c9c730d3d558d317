"""How a member's question becomes staff's: cut to length, counted, kept with its files and its promise.

Entered from `ask.py`, `replies.py` and `danger.py`.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from html import escape

from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import Message, Update

from bot.context import Context, chat_of
from bot.errors import BotError
from bot.inbox import office
from bot.text.translator import N_
from storage.inbox import blocks, messages, questions
from storage.inbox.messages import Place

LONGEST = 2000  # characters of a question; a card must hold it with room to spare
CUT = "…"
BEFORE = re.compile(r"/ask(@\w+)?\s+", re.IGNORECASE)  # a question that came with its command
FULL = N_(
    "Five of your questions wait for an answer already. The answers will come here; then you can ask the next one."
)
FICKLE = N_("You took back five questions within a day. You can ask the next one tomorrow.")
BLOCKED = N_("Staff take no questions from you any more. Reason: {reason}")
Written = Sequence[tuple[int, str]]  # numbers of the member's own messages, and what kind each is


def shortened(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + CUT


def words(message: Message) -> str:
    """The question this message says, cut to length."""
    text = (message.text or message.caption or "").strip()
    return shortened(text[command.end() :] if (command := BEFORE.match(text)) else text)


async def check_room(tx: AsyncConnection, chat: int, at: datetime, *, urgent: bool = False) -> None:
    """BotError when too many of this member's questions wait, or were taken back lately."""
    if await questions.full(tx, chat, at, urgent=urgent):
        raise BotError(FULL)
    if await questions.fickle(tx, chat, at, urgent=urgent):
        raise BotError(FICKLE)


async def file(
    tx: AsyncConnection,
    update: Update,
    context: Context,
    text: str,
    language: str,
    country: str | None,
    *,
    urgent: bool = False,
    written: Written = (),
    confidential: bool = False,
    name: str | None = None,
    category: str | None = None,
    body: str | None = None,
) -> int:
    """Keeps the question and returns its number; BotError when too many wait already, or staff take none from here;
    urgent ones they always take. `written`: where its words and files lie, so that files reach staff and edits
    follow. `confidential`: for named colleagues only; `name`: the member's, when they wish to be named;
    `category`: what they said it is about; `body`: whom it is for, by whose hours an answer is promised."""
    chat, at = chat_of(update), context.services.clock()
    if not urgent and (reason := await blocks.reason(tx, chat)):
        raise BotError(BLOCKED, reason=reason)
    await check_room(tx, chat, at, urgent=urgent)
    promised = None if urgent else await office.promise(tx, context.services.config, body, at)
    wished = {"confidential": confidential, "name": name, "category": category, "body": body}
    number = await questions.ask(
        tx, chat, text, language, country, at, urgent=urgent, promised=promised, **wished
    )
    if written:
        origin = {"chat_id": chat, "origin_id": written[0][0]}
        kept = await messages.add(tx, number, "question", escape(text, quote=False), at, **origin)
        if kept.question_id == number:  # else the same words were sent before
            await messages.lie(tx, [Place(chat, message, kept.id, kind) for message, kind in written])
    return number
