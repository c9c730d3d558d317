"""A line of a digest opened in full: the announcement as it is now, sent as itself below the digest."""

from contextlib import suppress

from telegram import Update
from telegram.error import BadRequest

from bot.broadcasts.content import Content
from bot.broadcasts.states import State
from bot.context import Context, chat_of
from bot.delivery import rendering
from bot.delivery.digest import OPENS
from bot.delivery.rendering import Call
from handlers.calls import made
from handlers.routing import Button, Handler, pressed, row_number
from handlers.screen import Screen, say
from storage.broadcasts import broadcasts
from storage.deliveries import digests
from storage.deliveries.digests import Copy


async def opened(update: Update, context: Context) -> None:
    """Only of a digest of one's own; an earlier copy goes, so that a recall finds the one there is."""
    number, member, chat = row_number(pressed(update, 1)[0]), context.member, chat_of(update)
    async with context.services.database.connect() as tx:
        broadcast = await broadcasts.get(tx, number)
        copy = await digests.shown(tx, number, member.id) if member else None
    if broadcast is None or member is None or copy is None:
        await say(update, context, Screen(context.t("This announcement can no longer be opened here.")))
        return
    if broadcast.state == State.RECALLED:
        withdrawn = context.t("This announcement has been withdrawn. Please do not rely on it.")
        await say(update, context, Screen(withdrawn))
        return
    text = Content.of(broadcast.content)[copy.variant]
    translator = context.translator_for(copy.variant, member.script)
    *album, last = [await _brought(context, call, chat) for call in rendering.sends(text, number, translator)]
    ids = ",".join(str(message) for messages in album for message in messages)
    await context.write(digests.opened, number, member.id, last[-1], ids or None)
    await _taken_away(context, chat, copy)


async def _brought(context: Context, call: Call, chat: int) -> list[int]:
    """As it was written; without what Telegram refuses of it."""
    try:
        return await made(context.bot, call, chat)
    except BadRequest:
        return await made(context.bot, rendering.plain(rendering.unlinked(call)), chat)


async def _taken_away(context: Context, chat: int, copy: Copy) -> None:
    """A copy too old to be deleted stays."""
    if copy.message_id is not None:
        album = [int(number) for number in (copy.album_ids or "").split(",") if number]
        with suppress(BadRequest):
            await context.bot.delete_messages(chat, [*album, copy.message_id])


HANDLERS: list[Handler] = [Button(OPENS, opened, aside=True, public=True)]
