"""The member behind an update: made when needed, changed, and who may change a group's choices."""

from typing import Any

from telegram import Update
from telegram.constants import ChatMemberStatus

from bot.context import Context, chat_of
from bot.errors import BotError
from storage.members import members
from storage.members.members import Member

ANONYMOUS_ADMIN = 1087968824  # Telegram's GroupAnonymousBot: an administrator who hides their name

FIRST_STEP = "language"  # of the way through /start


async def joined(update: Update, context: Context) -> Member:
    """The member of this chat, made now if there is none."""
    if context.member is None:
        chat = update.effective_chat
        assert chat is not None
        kind = "person" if chat.type == chat.PRIVATE else "group"
        services = context.services
        async with services.database.begin() as tx:
            context.member = await members.join(tx, chat.id, context.language, services.clock(), kind)
    return context.member


async def begin(update: Update, context: Context) -> Member:
    """/start: a new member begins at the first step; one who had blocked us is back."""
    chat_id, services, new = chat_of(update), context.services, context.member is None
    async with services.database.begin() as tx:
        await members.join(tx, chat_id, context.language, services.clock())
        if new:
            await members.update(tx, chat_id, start_step=FIRST_STEP)
        member = await members.by_chat(tx, chat_id)
    assert member is not None
    context.member = member
    return member


async def change(update: Update, context: Context, **values: Any) -> Member:
    """Sets columns of the member and speaks accordingly from now on."""
    await check_may_change(update, context)
    await joined(update, context)
    chat_id = chat_of(update)
    async with context.services.database.begin() as tx:
        await members.update(tx, chat_id, **values)
        member = await members.by_chat(tx, chat_id)
    assert member is not None
    context.member = member
    context.translator = context.translator_for(member.language, member.script)
    return member


async def choose(update: Update, context: Context, add: list[str], drop: list[str]) -> Member:
    """Subscribes and unsubscribes."""
    await check_may_change(update, context)
    member = await joined(update, context)
    async with context.services.database.begin() as tx:
        await members.subscribe(tx, member.id, add)
        await members.unsubscribe(tx, member.id, drop)
        context.member = await members.by_chat(tx, member.chat_id)
    assert context.member is not None
    return context.member


async def check_may_change(update: Update, context: Context) -> None:
    """In a group only its administrators choose; BotError for others."""
    chat, user, message = update.effective_chat, update.effective_user, update.message
    assert chat is not None and user is not None
    if chat.type == chat.PRIVATE or user.id == ANONYMOUS_ADMIN:
        return
    if message and message.sender_chat and message.sender_chat.id == chat.id:
        return
    found = await context.bot.get_chat_member(chat.id, user.id)
    if found.status not in (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR):
        raise BotError("Only administrators of this group can change this.")
