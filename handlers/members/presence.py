"""Coming and going as Telegram tells it: blocked, unblocked, added to a group, removed, a group that moved."""

from telegram import ChatMemberUpdated, Update
from telegram.constants import ChatMemberStatus
from telegram.ext import ChatMemberHandler, MessageHandler, filters

from bot.context import Context
from bot.text.languages import guess
from handlers.buttons import button, keyboard
from handlers.members import group
from handlers.members.membership import joined
from handlers.routing import Handler
from handlers.screen import Screen, say
from storage.members import members

PRESENT = (
    ChatMemberStatus.MEMBER,
    ChatMemberStatus.ADMINISTRATOR,
    ChatMemberStatus.OWNER,
    ChatMemberStatus.RESTRICTED,
)


async def changed(update: Update, context: Context) -> None:
    """Our own standing in a chat is another now."""
    news = update.my_chat_member
    if news is None or news.chat.type == news.chat.CHANNEL:
        return
    here, was = (one.status in PRESENT for one in (news.new_chat_member, news.old_chat_member))
    if not here:
        await _gone(context, news)
    elif news.chat.type == news.chat.PRIVATE:
        await _back(context, news)
    elif not was:
        await _added(update, context, news)


async def moved(update: Update, context: Context) -> None:
    """A group became a supergroup: everything we know of it follows."""
    message = update.message
    if message is None:
        return
    old, new = message.migrate_from_chat_id or message.chat_id, message.migrate_to_chat_id or message.chat_id
    async with context.services.database.begin() as tx:
        await members.move(tx, old, new)


async def _gone(context: Context, news: ChatMemberUpdated) -> None:
    reason = "blocked" if news.chat.type == news.chat.PRIVATE else "removed"
    async with context.services.database.begin() as tx:
        await members.gone(tx, news.chat.id, reason, context.services.clock())


async def _back(context: Context, news: ChatMemberUpdated) -> None:
    """Reachable again; whoever was forgotten stays so until they say something."""
    async with context.services.database.begin() as tx:
        await members.update(tx, news.chat.id, blocked_at=None, blocked_reason=None)


async def _added(update: Update, context: Context, news: ChatMemberUpdated) -> None:
    """A group becomes a member, speaks the language of whoever added us, and hears how to go on."""
    services = context.services
    if context.member is None:
        context.language = guess(news.from_user.language_code, services.config.locale.default)
    await joined(update, context)
    async with services.database.begin() as tx:
        await members.update(tx, news.chat.id, blocked_at=None, blocked_reason=None)
    hello = context.t("Hello! I bring announcements for Kazakhs abroad and answer questions.")
    ways = [button(context.label("Topics"), "top"), button(context.label("Language"), "lang")]
    await say(update, context, Screen(f"{hello}\n\n{group.screen(context).text}", keyboard([ways])))


HANDLERS: list[Handler] = [
    ChatMemberHandler(changed, ChatMemberHandler.MY_CHAT_MEMBER),
    MessageHandler(filters.StatusUpdate.MIGRATE, moved),
]
