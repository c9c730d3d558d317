"""How handlers are hung: typed commands, pressed buttons, typed text, each with its manners.

A command in a private chat; in a group only where it makes sense there. A pressed button is always
answered, also when it is refused, and a button that waits for nothing typed ends what was awaited.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from telegram import Update
from telegram.error import BadRequest
from telegram.ext import BaseHandler, CallbackQueryHandler, CommandHandler, filters

from bot.context import Context, chat_of
from bot.errors import BotError
from handlers.buttons import args
from handlers.screen import Screen, say
from storage.members import conversations

log = structlog.get_logger()

Handler = BaseHandler[Update, Context, Any]
Act = Callable[[Update, Context], Awaitable[str | None]]
StepHandler = Callable[[Update, Context, dict[str, Any]], Awaitable[None]]

NEW = filters.UpdateType.MESSAGE  # edited messages were answered when they were new
PRIVATE = NEW & filters.ChatType.PRIVATE
GROUP = NEW & filters.ChatType.GROUPS
ANSWER_LIMIT = 200  # characters, answerCallbackQuery


def command(name: str, act: Act, where: filters.BaseFilter = PRIVATE) -> Handler:
    """`/name`, also written `/name@bot`."""

    async def typed(update: Update, context: Context) -> None:
        try:
            await act(update, context)
        except BotError as refusal:
            await say(update, context, Screen(context.t(refusal.msgid, **refusal.places)))

    return CommandHandler(name, typed, filters=where)


def press(verb: str, act: Act, *, keeps: bool = False, tells: bool = False) -> Handler:
    """A button of this verb. `keeps`: what was awaited goes on being awaited. `tells`: what `act` returns
    pops up; such a button, and any in a group, is answered after it is done, others before."""

    async def handle(update: Update, context: Context) -> None:
        chat = update.effective_chat
        if chat is None:
            return await answer(update)
        early = not tells and chat.type == chat.PRIVATE
        if early:
            await answer(update)
        try:
            told = await act(update, context)
        except BotError as refusal:
            return await _refused(update, context, refusal, answered=early)
        if not keeps and context.step is not None:
            await leave(update, context)
        if not early:
            await answer(update, told)
        return None

    return CallbackQueryHandler(handle, pattern=rf"^{verb}(:|$)")


def pressed(update: Update, number: int) -> list[str]:
    """So many arguments of the pressed button, missing ones empty."""
    query = update.callback_query
    return [*(args(query.data) if query else []), *[""] * number][:number]


def public(update: Update) -> bool:
    """Whether this is said in a group, where everybody reads it."""
    chat = update.effective_chat
    return chat is not None and chat.type != chat.PRIVATE


async def answer(update: Update, text: str | None = None, *, alert: bool = False) -> None:
    """Stops the button's clock; one that ran out already is no news."""
    query = update.callback_query
    if query is None:
        return
    try:
        await query.answer(text[:ANSWER_LIMIT] if text else None, show_alert=alert)
    except BadRequest as refusal:
        if "query" not in refusal.message.lower():
            raise
        log.info("a button was answered too late")


async def stand(update: Update, context: Context, step: str, **data: Any) -> None:
    """The next thing this person types here belongs to `step`."""
    context.step = None
    services, user = context.services, update.effective_user
    assert user is not None
    async with services.database.begin() as tx:
        await conversations.stand(tx, chat_of(update), user.id, step, data, services.clock())


async def leave(update: Update, context: Context) -> bool:
    """Nothing typed is awaited any more; True if something was."""
    context.step = None
    user = update.effective_user
    assert user is not None
    async with context.services.database.begin() as tx:
        return await conversations.leave(tx, chat_of(update), user.id)


async def _refused(update: Update, context: Context, refusal: BotError, *, answered: bool) -> None:
    if answered:
        await say(update, context, Screen(context.t(refusal.msgid, **refusal.places)))
    else:
        await answer(update, context.label(refusal.msgid, **refusal.places), alert=True)
