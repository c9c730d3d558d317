"""What the house tells its staff without being asked, in the staff chat or the owners' private chats."""

from collections.abc import Callable
from typing import Any

import structlog
from telegram.error import TelegramError
from telegram.ext import Application

from bot import inbox
from bot.speech import Speech
from storage import members

log = structlog.get_logger()

Notice = Callable[[Speech], str]  # worded for one reader, as HTML


def update_held(update_id: int) -> Notice:
    """An update that failed too often was set aside."""
    return lambda speech: speech.t(
        "⚠️ Update {number} failed three times and was set aside. The member was told; see the log for the reason.",
        number=update_id,
    )


async def tell_staff(application: Application[Any, Any, Any, Any, Any, Any], notice: Notice) -> None:
    """To each of staff's chats in its language; one that can't be reached does not keep it from the others."""
    services = application.bot_data
    for chat in inbox.staff_chats(services):
        async with services.database.connect() as tx:
            reader = await members.by_chat(tx, chat)
        language = reader.language if reader else services.config.locale.default
        speech = Speech.of(services.catalogs, language, reader.script if reader else "cyrl")
        try:
            await application.bot.send_message(chat, notice(speech))
        except TelegramError as refusal:
            log.warning("staff could not be told", reason=type(refusal).__name__)
