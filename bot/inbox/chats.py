"""Where questions are laid before staff, and in whose words.

That is the staff group of the configuration, wherever it is now: one that became a supergroup is followed and
remembered. While it cannot be written to, questions come to the owners' private chats, who are told once, and again
when it can.
"""

from typing import Any

import structlog
from telegram.constants import ChatAction
from telegram.error import ChatMigrated, Forbidden, TelegramError
from telegram.ext import ExtBot

from bot.delivery.pace import Lane
from bot.services import Services
from bot.text.translator import N_, Translator
from storage.inbox import question_cards, staff_group
from storage.members import members

log = structlog.get_logger()

# Telegram's words for a chat that takes no message from us; https://core.telegram.org/api/errors
UNWRITABLE = (
    "chat not found",
    "no rights",
    "not enough rights",
    "write_forbidden",
    "deactivated",
    "topic_closed",
)
LOST = N_(
    "⚠️ The staff group cannot be written to: {reason}. Questions come to the owners' private chats until it can. "
    "Is the bot in the group, and may it write there? Is staff.inbox_chat right?"
)
BACK = N_("✅ The staff group can be written to again. Questions go there.")
MOVED = N_(
    "ℹ️ The staff group became a supergroup; its number is {number} now. The bot follows it; please put that number "
    "into the configuration (staff.inbox_chat)."
)


async def staff_chats(services: Services) -> list[int]:
    """The staff group, or else the owners' private chats."""
    staff = services.config.staff
    if not staff.inbox_chat:
        return list(staff.owners)
    group = await services.database.read(staff_group.get, staff.inbox_chat)
    return [group.chat_id] if group.failed_at is None else list(staff.owners)


async def translator_in(services: Services, chat_id: int) -> Translator:
    """The language this chat reads: the member's, or the configured one."""
    reader = await services.database.read(members.by_chat, chat_id)
    if reader is None:
        return Translator.of(services.catalogs, services.config.locale.default)
    return Translator.of(services.catalogs, reader.language, reader.script)


async def moved(bot: ExtBot[Any], services: Services, old: int, new: int) -> None:
    """The staff group has another number: remembered, and its open questions get new cards there."""
    configured = services.config.staff.inbox_chat
    async with services.database.begin() as tx:
        group = await staff_group.get(tx, configured)
        followed = old == group.chat_id and await staff_group.follow(tx, configured, new)
        if followed:
            await question_cards.lay_anew(tx, old)
    if followed:
        await _tell_owners(bot, services, MOVED, number=new)


async def lost(bot: ExtBot[Any], services: Services, chat: int, refusal: TelegramError) -> None:
    """A chat of staff refused a message; if it is the group that cannot be written to, owners are told, once."""
    configured, reason = services.config.staff.inbox_chat, refusal.message
    if not isinstance(refusal, Forbidden) and not any(said in reason.lower() for said in UNWRITABLE):
        return
    async with services.database.begin() as tx:
        ours = configured and chat == (await staff_group.get(tx, configured)).chat_id
        new = bool(ours) and await staff_group.fail(tx, configured, services.clock())
    if new:
        await _tell_owners(bot, services, LOST, reason=reason)


async def try_again(bot: ExtBot[Any], services: Services) -> None:
    """A group that could not be written to is tried now and then, without a word in it."""
    configured = services.config.staff.inbox_chat
    if not configured:
        return
    async with services.database.connect() as tx:
        if (await staff_group.get(tx, configured)).failed_at is None:
            return
    async with services.database.begin() as tx:
        if not await staff_group.take_try(tx, configured, services.clock()):
            return
        group = await staff_group.get(tx, configured)
    try:
        await bot.send_chat_action(group.chat_id, ChatAction.TYPING)
    except ChatMigrated as migrated:
        await moved(bot, services, group.chat_id, migrated.new_chat_id)
        return
    except TelegramError as refusal:
        log.warning("the staff group cannot be written to", reason=type(refusal).__name__)
        return
    back = await services.database.write(staff_group.follow, configured, group.chat_id)
    if back:
        await _tell_owners(bot, services, BACK)


async def _tell_owners(bot: ExtBot[Any], services: Services, msgid: str, **places: Any) -> None:
    for owner in services.config.staff.owners:
        text = (await translator_in(services, owner)).t(msgid, **places)
        try:
            await bot.send_message(owner, text, rate_limit_args=Lane.BACKGROUND)
        except TelegramError as refusal:
            log.warning("an owner could not be told of the staff group", reason=type(refusal).__name__)
