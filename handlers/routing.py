"""How handlers are declared: typed commands, pressed buttons, typed text.

Each says a refusal (`BotError`) in its reader's language; a `GoneError` also ends the conversation it was raised
in. A pressed button is always answered: before its callback in private chats, where only its presser waits,
after it in groups, or by the callback itself (`answers=True`) where words pop up.
"""

from collections.abc import Awaitable, Callable
from html import escape
from typing import Any, Final, TypeVar

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import Update
from telegram.error import BadRequest
from telegram.ext import (
    Application,
    BaseHandler,
    CallbackQueryHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from bot.context import Context
from bot.errors import BotError, GoneError
from bot.text.translator import N_
from handlers.screen import BELOW, Screen, args, here, holdable, say

log = structlog.get_logger()

Handler = BaseHandler[Update, Context, Any]
App = Application[Any, Context, Any, Any, Any, Any]
Callback = Callable[[Update, Context], Any]
Row = TypeVar("Row")

END: Final = "end"  # what a callback returns to end its conversation
NEW = filters.UpdateType.MESSAGE
EDITED = filters.UpdateType.EDITED_MESSAGE & filters.TEXT & ~filters.COMMAND  # only words are answered anew
CHANGED = filters.UpdateType.EDITED_MESSAGE & filters.ChatType.PRIVATE
PRIVATE = NEW & filters.ChatType.PRIVATE
GROUP = NEW & filters.ChatType.GROUPS
TYPED = NEW & ~filters.COMMAND & ~filters.StatusUpdate.ALL
LONGEST = 4096  # characters, a message of Telegram
ANSWER_LIMIT = 200  # characters, answerCallbackQuery


class Refusing(BaseHandler[Update, Context, Any]):
    """Says what its callback refuses, or what is refused before it is called."""

    def check(self, update: Update) -> None:
        """BotError when this update is refused whatever the callback would say."""

    async def handle_update(
        self, update: Update, application: App, check_result: object, context: Context
    ) -> Any:
        try:
            self.check(update)
            return await super().handle_update(update, application, check_result, context)
        except BotError as refusal:
            if update.callback_query and not context.session.answered:
                await answer(update, context, context.label(refusal.msgid, **refusal.places), alert=True)
            else:
                await say(update, context, Screen(context.t(refusal.msgid, **refusal.places)))
            return END if isinstance(refusal, GoneError) else None


class Command(Refusing, CommandHandler[Context, Any]):
    """`/name`, also written `/name@bot`; in groups only where `filters` allows it."""

    def __init__(self, name: str, callback: Callback, filters: filters.BaseFilter = PRIVATE) -> None:
        super().__init__(name, callback, filters=filters)


class Button(Refusing, CallbackQueryHandler[Context, Any]):
    """A button of this verb, or of a verb with its first arguments ("cty:other").

    `aside`: pressing it does not interrupt an open conversation. `answers`: the callback calls `answer` itself.
    `public`: it works in groups, too, where everybody sees what it shows and it changes what is everybody's.
    """

    def __init__(
        self,
        verb: str,
        callback: Callback,
        *,
        aside: bool = False,
        answers: bool = False,
        public: bool = False,
    ) -> None:
        super().__init__(callback, pattern=rf"^\{BELOW}?{verb}(:|$)")
        self.verb = verb
        self.aside = aside
        self.answers = answers
        self.public = public

    def check(self, update: Update) -> None:
        """A changed Telegram app presses what stands nowhere; in a group the message would be everybody's."""
        chat = update.effective_chat
        if chat is not None and chat.type != chat.PRIVATE:
            if not self.public:
                raise BotError(N_("This button works in our private chat only."))
            if not _stands(update):
                raise BotError(N_("This button is out of date."))

    async def handle_update(
        self, update: Update, application: App, check_result: object, context: Context
    ) -> Any:
        chat = update.effective_chat
        if chat is None:
            return await answer(update, context)
        if chat.type == chat.PRIVATE and not self.answers:
            await answer(update, context)
        returned = await super().handle_update(update, application, check_result, context)
        await answer(update, context)
        return returned


class Typed(Refusing, MessageHandler[Context, Any]):
    """Text, pictures and the rest, unless it is a command. More than the `longest` text is refused in words."""

    def __init__(
        self, callback: Callback, filters: filters.BaseFilter = TYPED, *, longest: int = LONGEST
    ) -> None:
        super().__init__(filters, callback)
        self.longest = longest

    def check(self, update: Update) -> None:
        length = len(typed_text(update))
        if length > self.longest:
            raise BotError(
                N_("Too long: {length} characters, {most} at most. Please send it shorter."),
                length=length,
                most=self.longest,
            )


class Edited(Typed):
    """What was sent before and is changed now."""

    def __init__(self, callback: Callback, among: filters.BaseFilter = filters.ALL) -> None:
        super().__init__(callback, CHANGED & among)


def pressed(update: Update, number: int) -> list[str]:
    """So many arguments of the pressed button, missing ones empty."""
    query = update.callback_query
    return [*(args(query.data) if query else []), *[""] * number][:number]


def verb(update: Update) -> str:
    """The pressed button's, whether it shows in place of its screen or below it."""
    query = update.callback_query
    return ((query.data if query else None) or "").removeprefix(BELOW).partition(":")[0]


def typed_text(update: Update) -> str:
    """What was typed, also under a picture or file; empty for anything without words."""
    message = update.message or update.edited_message
    return (message.text or message.caption or "").strip() if message else ""


def row_number(text: str) -> int:
    """The number of a row in a button or a link; 0, which is no row's, for anything else."""
    return int(text) if text.isdigit() and holdable(text) else 0


async def row_of(
    context: Context, get: Callable[[AsyncConnection, int], Awaitable[Row | None]], number: str, gone: str
) -> Row:
    """The row of a button's number; GoneError where there is none any more, so that nothing typed is awaited for it."""
    row = await context.read(get, row_number(number))
    if row is None:
        raise GoneError(gone)
    return row


def _stands(update: Update) -> bool:
    """Whether the pressed button is one of its message's; of one that Telegram shows no more nobody knows."""
    query, message = update.callback_query, here(update)
    if query is None or message is None:
        return True
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    return any(button.callback_data == query.data for row in rows for button in row)


async def answer(update: Update, context: Context, text: str | None = None, *, alert: bool = False) -> None:
    """Stops the button's clock, once; one that ran out already is no news."""
    query = update.callback_query
    if query is None or context.session.answered:
        return
    context.session.answered = True
    if context.session.in_words:  # nothing waits for it; words that would pop up are said
        if text:
            await say(update, context, Screen(escape(text, quote=False)))
        return
    try:
        await query.answer(text[:ANSWER_LIMIT] if text else None, show_alert=alert)
    except BadRequest as refusal:
        if "query" not in refusal.message.lower():
            raise
        log.info("a button was answered too late")
