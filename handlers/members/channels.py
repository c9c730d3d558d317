"""Channels as subscribers: announcements are posted there, in the channel's language.

Nobody presses commands in a channel, so its administrators choose topics and language in their private chat with us.
Whoever presses there is asked of Telegram each time. Without the right to post a channel counts as one we are not in.
"""

import re

import structlog
from telegram import Chat, ChatMemberAdministrator, Update
from telegram.error import BadRequest, Forbidden
from telegram.ext import ChatMemberHandler

from bot.context import Context
from bot.errors import BotError
from bot.text.languages import LANGUAGES
from bot.text.translator import N_, Translator
from handlers.members import membership
from handlers.members.membership import ADMINISTRATORS, REACHABLE
from handlers.routing import Button, Handler, pressed
from handlers.screen import Screen, back, button, columns, main_menu, show, ticked
from storage.broadcasts import departures
from storage.members import members
from storage.members.members import Chosen, Member

log = structlog.get_logger()

MOST = 30  # channels that are looked at for one administrator
CHAT_ID = re.compile(r"-[0-9]{1,18}")
GONE = N_("I am not in this channel any more, or may not post there.")
FOREIGN = N_("Only administrators of the channel can change this.")


async def status_changed(update: Update, context: Context) -> None:
    """Our own standing in a chat is another now; a channel takes part as long as we may post there."""
    news = update.my_chat_member
    if news is None or news.chat.type != Chat.CHANNEL:
        return await membership.status_changed(update, context)
    ours, services = news.new_chat_member, context.services
    posts = isinstance(ours, ChatMemberAdministrator) and bool(ours.can_post_messages)
    async with services.database.begin() as tx:
        known = await members.by_chat(tx, news.chat.id)
        if not posts:
            await members.gone(tx, news.chat.id, "removed", services.clock())
        elif known is None:
            adder = await members.by_chat(tx, news.from_user.id)
            language = adder.language if adder else context.language
            await members.join(tx, news.chat.id, language, services.clock(), kind="group")
            await members.update(tx, news.chat.id, channel=True)
        else:
            await members.update(tx, news.chat.id, channel=True, **REACHABLE)
        channel, adder = await members.by_chat(tx, news.chat.id), await members.by_chat(tx, news.from_user.id)
    translator = context.translator_for(adder.language, adder.script) if adder else context.translator
    if posts and channel is not None and (known is None or known.blocked_at is not None):
        await _tell(context, news.from_user.id, _screen(context, translator, channel, news.chat.title or ""))
    elif isinstance(ours, ChatMemberAdministrator) and not posts:
        text = translator.t(
            "I am an administrator of the channel “{title}”, but may not post there. Give me the right to post "
            "messages; then announcements can come to it.",
            title=news.chat.title or "",
        )
        await _tell(context, news.from_user.id, Screen(text))
    return None


async def _tell(context: Context, user_id: int, screen: Screen) -> None:
    """Whoever changed our standing; somebody who never wrote to us finds the channel under /topics."""
    try:
        await context.bot.send_message(user_id, screen.text, reply_markup=screen.buttons)
    except (BadRequest, Forbidden) as refusal:
        log.info("an administrator of a channel could not be told", reason=type(refusal).__name__)


def _screen(context: Context, translator: Translator, channel: Member, title: str) -> Screen:
    """The channel's topics and language, each a button that says what pressing does."""
    known = context.services.topics
    offered = {
        slug: topic
        for slug, topic in known.items()
        if slug in channel.topics or topic.is_for(channel.country)
    }
    topics = [
        button(
            ticked(translator.letters(topic.title(translator.language)), slug in channel.topics),
            "cht",
            channel.chat_id,
            ("-" if slug in channel.topics else "+") + slug,
        )
        for slug, topic in offered.items()
    ]
    languages = [
        button(ticked(translator.language_name(code), code == channel.language), "chl", channel.chat_id, code)
        for code in LANGUAGES
    ]
    text = translator.t(
        "📢 <b>{title}</b>\nAnnouncements on the ticked topics are posted in this channel, in its language; those for "
        "everyone, too. To end it, remove me from the channel.",
        title=title,
    )
    return Screen(text, [*columns(topics), languages, [back(translator, "top"), main_menu(translator)]])


async def listed(update: Update, context: Context) -> None:
    known = await context.read(members.channels, MOST)
    user_id = context.session.user_id
    rows = [
        [button("📢 " + await _title(context, chat_id), "ch", chat_id)]
        for chat_id in known
        if await _administers(context, chat_id, user_id)
    ]
    text = (
        context.t("Which channel?")
        if rows
        else context.t(
            "You administer no channel that gets announcements. Add me to yours as an administrator who may post."
        )
    )
    ways = [back(context.translator, "top"), main_menu(context.translator)]
    await show(update, context, Screen(text, [*rows, ways]))


async def _administers(context: Context, chat_id: int, user_id: int) -> bool:
    """False also where Telegram does not say so: we left, or the channel is no more."""
    try:
        return (await context.bot.get_chat_member(chat_id, user_id)).status in ADMINISTRATORS
    except (BadRequest, Forbidden) as refusal:
        log.info("a channel could not be asked", reason=type(refusal).__name__)
        return False


async def _theirs(context: Context, chat: str) -> Member:
    """The channel of a button; BotError unless the presser administers it and we may post there."""
    chat_id = int(chat) if CHAT_ID.fullmatch(chat) else 0
    channel = await context.read(members.by_chat, chat_id)
    if channel is None or not channel.channel or channel.blocked_at is not None:
        raise BotError(GONE)
    if not await _administers(context, chat_id, context.session.user_id):
        raise BotError(FOREIGN)
    return channel


async def opened(update: Update, context: Context) -> None:
    channel = await _theirs(context, pressed(update, 1)[0])
    await _show(update, context, channel.chat_id)


async def topic(update: Update, context: Context) -> None:
    """What the topic's button says; a topic that is no more changes nothing."""
    chat, choice = pressed(update, 2)
    channel, sign, slug = await _theirs(context, chat), choice[:1], choice[1:]
    if slug in context.services.topics:
        async with context.services.database.begin() as tx:
            if sign == "+":
                await departures.come_back(tx, channel.id, [slug])
                await members.subscribe(tx, channel.id, [slug])
            else:
                await members.unsubscribe(tx, channel.id, [slug])
            await members.choose(tx, channel.chat_id, Chosen.TOPICS)
    await _show(update, context, channel.chat_id)


async def language(update: Update, context: Context) -> None:
    chat, code = pressed(update, 2)
    channel = await _theirs(context, chat)
    if code in LANGUAGES:
        await context.write(members.choose, channel.chat_id, Chosen.LANGUAGE, language=code)
    await _show(update, context, channel.chat_id)


async def _show(update: Update, context: Context, chat_id: int) -> None:
    channel = await context.read(members.by_chat, chat_id)
    if channel is None:
        raise BotError(GONE)
    title = await _title(context, chat_id)
    await show(update, context, _screen(context, context.translator, channel, title))


async def _title(context: Context, chat_id: int) -> str:
    """As Telegram has it now, or else its number."""
    try:
        return (await context.bot.get_chat(chat_id)).title or str(chat_id)
    except (BadRequest, Forbidden) as refusal:
        log.info("a channel's name is not to be had", reason=type(refusal).__name__)
        return str(chat_id)


HANDLERS: list[Handler] = [
    ChatMemberHandler(status_changed, ChatMemberHandler.MY_CHAT_MEMBER),
    Button("chs", listed),
    Button("ch", opened),
    Button("cht", topic),
    Button("chl", language),
]
