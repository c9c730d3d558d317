"""The application PTB runs our handlers in, fed by stored updates instead of PTB's own queue."""

from typing import Any

import orjson
import structlog
from telegram import Update
from telegram.error import TelegramError

from bot.errors import BotError
from bot.updates.retry import describe
from handlers.session import SessionApplication
from handlers.staff.notices import tell_staff, update_failed
from storage.updates.updates import StoredUpdate

log = structlog.get_logger()


class BotApplication(SessionApplication):
    """Lets a handler's failure out, so that its update is tried again; only refusals in words are said at once."""

    async def handle(self, row: StoredUpdate) -> None:
        update = parse(row, self.bot)
        if update is not None:
            await self.process_update(update)

    async def give_up(self, row: StoredUpdate, error: Exception) -> None:
        """The last word on an update that failed too often: what the error handlers say, and staff hear of it."""
        update = readable(row, self.bot)
        try:
            async with self.session(update):
                await super().process_error(update, error)
            await tell_staff(self, update_failed(row.update_id))
        except TelegramError as refused:
            log.warning("nobody could be told of an update set aside", reason=type(refused).__name__)

    async def process_error(self, update: object | None, error: Exception, *args: Any, **kwargs: Any) -> bool:
        if isinstance(error, BotError):
            return await super().process_error(update, error, *args, **kwargs)
        raise error


def parse(row: StoredUpdate, bot: object) -> Update | None:
    """The update as PTB reads it."""
    return Update.de_json(orjson.loads(row.body), bot)  # type: ignore[arg-type]


def readable(row: StoredUpdate, bot: object) -> Update | None:
    """The same, None for an update that PTB cannot read: that may be why it was given up."""
    try:
        return parse(row, bot)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        log.warning("an update is not as PTB knows it", update_id=row.update_id, error=describe(error))
        return None
