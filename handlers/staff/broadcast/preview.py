"""Seeing it before others do: each language exactly as members get it, to oneself or to the staff group."""

from collections.abc import Sequence
from typing import Any

from telegram import InputMediaDocument, InputMediaPhoto, InputMediaVideo, Update
from telegram.error import TelegramError

from bot.broadcasts.content import Content
from bot.context import Context, chat_of
from bot.delivery import rendering
from bot.delivery.rendering import Call
from handlers.buttons import keyboard
from handlers.screen import Screen, say, show
from handlers.staff.broadcast import wording
from handlers.staff.broadcast.card import back, part
from storage.broadcasts.broadcasts import Broadcast

ALBUM = {"photo": InputMediaPhoto, "video": InputMediaVideo, "document": InputMediaDocument}
NOTHING = 0  # the unsubscribe button of a preview belongs to no broadcast


async def preview(update: Update, context: Context, draft: Broadcast, *_: str) -> None:
    """Which language, or all, and to whom."""
    found = Content.of(draft.content).languages
    if not found:
        text = context.t("Nothing is written yet, so there is nothing to preview.")
        return await show(update, context, Screen(text, keyboard([[back(context, draft)]])))
    text = context.t("Each message comes exactly as members will see it. Only staff gets it.")
    each = [part(wording.titled(context.translator, one), draft, "see1", one) for one in found]
    everything = [part(context.label("All languages"), draft, "see1", "all")] if len(found) > 1 else []
    group = (
        [part(context.label("To the staff group"), draft, "test")]
        if context.services.config.staff.inbox_chat
        else []
    )
    return await show(
        update, context, Screen(text, keyboard([each, everything, group, [back(context, draft)]]))
    )


async def one(update: Update, context: Context, draft: Broadcast, language: str, *_: str) -> None:
    """Sends it to whoever pressed."""
    chosen = [one for one in Content.of(draft.content).languages if language in ("all", one)]
    if not chosen:
        return await preview(update, context, draft)
    return await _sent(
        update, context, draft, chosen, chat_of(update), context.t("That is how it will look.")
    )


async def to_group(update: Update, context: Context, draft: Broadcast, *_: str) -> None:
    """A test in the staff group, all languages."""
    group = context.services.config.staff.inbox_chat
    if group:
        languages = Content.of(draft.content).languages
        await _sent(update, context, draft, languages, group, context.t("Sent to the staff group."))


async def _sent(update: Update, context: Context, draft: Broadcast, languages: Sequence[str], chat: int,
                done: str) -> None:  # fmt: skip
    told = []
    for language in languages:
        refusal = await bring(context, draft, language, chat)
        if refusal:
            name = wording.titled(context.translator, language)
            told.append(context.t("{language}: Telegram refuses it: {reason}", language=name, reason=refusal))
    text = "\n".join(told) or done
    ways = [[part(context.label("Preview"), draft, "see"), back(context, draft)]]
    await say(update, context, Screen(text, keyboard(ways)))


async def bring(context: Context, draft: Broadcast, language: str, chat: int) -> str | None:
    """The same calls the engine will make, in the lane of replies; Telegram's words if it refuses them."""
    words = context.services.catalogs.words(language)
    try:
        for call in rendering.sends(Content.of(draft.content)[language], NOTHING, words):
            await _made(context.bot, call, chat)
    except TelegramError as error:
        return error.message
    return None


async def _made(bot: Any, call: Call, chat: int) -> None:
    """The engine's call through PTB; what it does not know by name goes as it is."""
    body = dict(call.body)
    mode = body.pop("parse_mode", None)
    if call.method == "sendMediaGroup":
        await bot.send_media_group(chat, [ALBUM[one["type"]](one["media"]) for one in body["media"]])
    elif call.method == "sendPoll":
        poll = {"question": body.pop("question"), "options": [one["text"] for one in body.pop("options")]}
        await bot.send_poll(chat, **poll, api_kwargs=body)
    elif call.method == "sendMessage":
        await bot.send_message(chat, body.pop("text"), parse_mode=mode, api_kwargs=body)
    else:
        kind, send = {"sendPhoto": ("photo", bot.send_photo), "sendVideo": ("video", bot.send_video),
                      "sendDocument": ("document", bot.send_document)}[call.method]  # fmt: skip
        await send(chat, body.pop(kind), parse_mode=mode, api_kwargs=body)
