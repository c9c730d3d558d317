"""The last resort: what a person reads when a handler failed for good. It logs and never raises.

What the person wrote is not logged, nor anything that holds the token: only the kind of error and its
place. An update that was given up is counted where it is set aside (`bot/updates`).
"""

import structlog
from telegram import Update
from telegram.error import TelegramError

from bot.context import Context
from bot.errors import BotError
from bot.updates.retry import describe
from handlers.routing import answer
from handlers.screen import Screen, say

log = structlog.get_logger()


async def apologise(update: object, context: Context) -> None:
    """Says that something went wrong, or the sentence a refusal brought along."""
    error = context.error
    if not isinstance(error, BotError):
        log.error("a handler failed for good", error=describe(error) if isinstance(error, Exception) else "?")
    if not isinstance(update, Update) or update.effective_chat is None:
        return
    try:
        await answer(update, context)
        await say(update, context, Screen(_words(context, error)))
    except TelegramError as refusal:
        log.warning("the member could not be told of a failure", reason=type(refusal).__name__)


def _words(context: Context, error: Exception | None) -> str:
    if isinstance(error, BotError):
        return context.t(error.msgid, **error.places)
    return context.t("Something went wrong on our side. Nothing was lost. Please try again in a minute.")
