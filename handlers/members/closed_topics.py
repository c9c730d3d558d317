"""The administrators of a group none of whose topics takes announcements hear what to do, in private, once.

Only those can be told who have started the bot; `storage/deliveries/closed_topics.py` keeps whom that concerns.
"""

from functools import partial
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import ChatFullInfo
from telegram.error import BadRequest, Forbidden
from telegram.ext import ExtBot

from bot.delivery.pace import Lane
from bot.services import Services
from bot.text.translator import Translator
from handlers import notices as queue
from handlers.screen import Screen, send
from storage.deliveries.closed_topics import QUEUE, ClosedTopic
from storage.members import members
from storage.members.members import Member

log = structlog.get_logger()

EVERY = 20.0  # seconds between looks


async def bring(bot: ExtBot[Any], services: Services) -> None:
    await queue.bring(services, QUEUE, partial(_bring, bot, services))


async def _bring(bot: ExtBot[Any], services: Services, closed: ClosedTopic) -> None:
    group = await services.database.read(members.get, closed.member_id)
    if group is None:  # removed, and its row with it
        return None
    try:
        chat = await bot.get_chat(group.chat_id)
        ids = [admin.user.id for admin in await bot.get_chat_administrators(group.chat_id)]
    except (BadRequest, Forbidden) as refusal:
        return await queue.finish(services, QUEUE, closed, type(refusal).__name__)
    readers = await services.database.read(_reachable, ids)
    return await queue.deliver(services, QUEUE, closed, partial(_tell, bot, services, chat, readers))


async def _reachable(tx: AsyncConnection, chat_ids: list[int]) -> list[Member]:
    """Who among these has started the bot and not blocked it."""
    known = [await members.by_chat(tx, chat_id) for chat_id in chat_ids]
    return [member for member in known if member is not None and member.blocked_at is None]


async def _tell(bot: ExtBot[Any], services: Services, chat: ChatFullInfo, readers: list[Member]) -> None:
    """Each by themself: somebody who blocked the bot just now keeps the news from nobody else."""
    for reader in readers:
        translator = Translator.of(services.catalogs, reader.language, reader.script)
        text = translator.t(
            "⚠️ Announcements cannot be written to the group “{title}”: its topic is closed. Open it again, or write "
            "/topics@{bot} in another topic of the group: from then on they come there.",
            title=chat.title or "",
            bot=bot.username,
        )
        try:
            await send(bot, reader.chat_id, Screen(text), Lane.BACKGROUND)
        except (BadRequest, Forbidden) as refusal:
            log.info("an administrator is out of reach", reason=type(refusal).__name__)
