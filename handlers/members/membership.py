"""The member behind an update: made when needed, changed, by whom a group's choices may be, come and gone.

Blocked, unblocked, added to a group, removed, a group that moved: as Telegram tells it.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import Update
from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError
from telegram.ext import MessageHandler, filters

from bot.context import Context, chat_of
from bot.errors import BotError
from bot.inbox import chats
from bot.text.translator import N_
from handlers.members import menu
from handlers.routing import Handler
from handlers.screen import Screen, button, say
from storage.broadcasts import departures
from storage.members import forgotten, members
from storage.members.members import Chosen, Member

log = structlog.get_logger()

ANONYMOUS_ADMIN = 1087968824  # Telegram's GroupAnonymousBot: an administrator who hides their name
FIRST_STEP = "language"  # of the way through /start
ADMINISTRATORS = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)
THEIRS = {  # by whether it is a channel
    False: N_("Only administrators of this group can change this."),
    True: N_(
        "Only administrators of this channel can change this. To choose announcements for yourself, write to me: @{bot}"
    ),
}
ABSENT = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)
REACHABLE = {"blocked_at": None, "blocked_reason": None}
CHOICES = {
    "language": Chosen.LANGUAGE,
    "country": Chosen.COUNTRY,
    "timezone": Chosen.TIMEZONE,
    "city": Chosen.CITY,
    "onboarded_at": Chosen.TOPICS,
    "frequency": Chosen.FREQUENCY,
    "digest_at": Chosen.FREQUENCY,
    "paused_until": Chosen.FREQUENCY,
}


async def joined(update: Update, context: Context) -> Member:
    """The member of this chat, made now if there is none. A button from before somebody was forgotten makes them none:
    they stay so until they write."""
    if context.member is None:
        chat_id, now = chat_of(update), context.services.clock()
        kind = "group" if context.public else "person"
        async with context.services.database.begin() as tx:
            if _pressed_before(update, await forgotten.since(tx, chat_id)):
                raise BotError(
                    N_("Nothing is kept about you, so there is nothing to change. To begin anew: /start")
                )
            context.member = await members.join(tx, chat_id, context.language, now, kind)
    return context.member


def _pressed_before(update: Update, moment: datetime | None) -> bool:
    """Whether the pressed button stands under a message that is older than this."""
    message = update.callback_query.message if update.callback_query else None
    return moment is not None and message is not None and message.date <= moment


async def begin(update: Update, context: Context) -> Member:
    """/start: a new member begins at the first step; one who had blocked us is back."""
    chat_id, services, new = chat_of(update), context.services, context.member is None
    async with services.database.begin() as tx:
        await members.join(tx, chat_id, context.language, services.clock())
        if new:
            await members.update(tx, chat_id, start_step=FIRST_STEP)
        return await _reread(tx, update, context)


async def change(update: Update, context: Context, **values: Any) -> Member:
    """Sets columns of the member by their own word and speaks accordingly from now on."""
    await check_may_change(update, context)
    await joined(update, context)
    async with context.services.database.begin() as tx:
        await members.choose(tx, chat_of(update), _choice(values), **values)
        return await _reread(tx, update, context)


async def choose(update: Update, context: Context, add: Iterable[str], drop: Iterable[str]) -> Member:
    await check_may_change(update, context)
    member, add = await joined(update, context), list(add)
    async with context.services.database.begin() as tx:
        await departures.come_back(tx, member.id, add)
        await members.subscribe(tx, member.id, add)
        await members.unsubscribe(tx, member.id, drop)
        await members.choose(tx, chat_of(update), Chosen.TOPICS)
        return await _reread(tx, update, context)


def _choice(values: dict[str, Any]) -> Chosen:
    """What is chosen by these columns; whoever is at the end of /start has chosen topics, be it none."""
    choice = Chosen.NOTHING
    for column in values:
        choice |= CHOICES.get(column, Chosen.NOTHING)
    return choice


async def _reread(tx: AsyncConnection, update: Update, context: Context) -> Member:
    member = await members.by_chat(tx, chat_of(update))
    assert member is not None
    context.member = member
    context.translator = context.translator_for(member.language, member.script)
    return member


async def check_may_change(update: Update, context: Context) -> None:
    """In a group only its administrators choose; BotError for others."""
    chat, user, message = update.effective_chat, update.effective_user, update.message
    assert chat is not None and user is not None
    if not context.public or user.id == ANONYMOUS_ADMIN:
        return
    if message and message.sender_chat and message.sender_chat.id == chat.id:
        return
    member = await context.bot.get_chat_member(chat.id, user.id)
    if member.status not in ADMINISTRATORS:
        raise BotError(THEIRS[chat.type == chat.CHANNEL], bot=context.bot.username)


async def status_changed(update: Update, context: Context) -> None:
    """Our own standing in a person's chat or a group is another now; whoever was forgotten stays so until they say
    something."""
    news = update.my_chat_member
    if news is None:
        return
    if news.new_chat_member.status in ABSENT:
        reason = "removed" if context.public else "blocked"
        await context.write(members.gone, news.chat.id, reason, context.services.clock())
    elif not context.public:
        await context.write(members.update, news.chat.id, **REACHABLE)
    elif news.old_chat_member.status in ABSENT:
        await _added(update, context)


async def _added(update: Update, context: Context) -> None:
    """A group becomes a member, speaks the language of whoever added us, and hears how to go on."""
    await joined(update, context)
    await context.write(members.update, chat_of(update), **REACHABLE)
    hello = context.t("Hello! I bring announcements for Kazakhs abroad and answer questions.")
    ways = [button(context.label("Topics"), "top"), button(context.label("Language"), "lang")]
    await say(update, context, Screen(f"{hello}\n\n{menu.group_screen(context).text}", [ways]))
    if context.session.role is not None and chat_of(update) != context.services.config.staff.inbox_chat:
        await _tell_number(update, context)


async def _tell_number(update: Update, context: Context) -> None:
    """Whoever of the team added us reads the group's number, which the configuration of a staff group needs."""
    assert update.effective_chat is not None
    title, number = update.effective_chat.title or "", update.effective_chat.id
    text = context.t(
        "I am in the group “{title}” now. Its number is <code>{number}</code>. To make it the group where staff read "
        "members' questions, write that number into the configuration: staff.inbox_chat.",
        title=title,
        number=number,
    )
    try:
        await context.bot.send_message(context.session.user_id, text)
    except TelegramError as refusal:
        log.info("a colleague could not be told a group's number", reason=type(refusal).__name__)


async def moved(update: Update, context: Context) -> None:
    """A group became a supergroup: everything we know of it follows."""
    message = update.message
    if message is None:
        return
    old, new = message.migrate_from_chat_id or message.chat_id, message.migrate_to_chat_id or message.chat_id
    await context.write(members.move, old, new)
    await chats.moved(context.bot, context.services, old, new)


HANDLERS: list[Handler] = [
    MessageHandler(filters.StatusUpdate.MIGRATE, moved),
]
