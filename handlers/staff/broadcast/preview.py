"""Seeing it before others do: each language exactly as members get it, to oneself or to the staff group."""

from telegram import Update
from telegram.error import TelegramError

from bot.broadcasts import message
from bot.broadcasts.trilingual import written
from bot.context import Context, chat_of
from handlers.buttons import keyboard
from handlers.screen import Screen, say, show
from handlers.staff.broadcast import wording
from handlers.staff.broadcast.card import back, part
from handlers.staff.broadcast.drafts import languages_of
from storage.broadcasts import Broadcast

NOTHING = 0  # the unsubscribe button of a preview belongs to no broadcast


async def preview(update: Update, context: Context, draft: Broadcast, *_: str) -> None:
    """Which language, or all, and to whom."""
    found = languages_of(draft)
    if not found:
        text = context.t("Nothing is written yet, so there is nothing to preview.")
        return await show(update, context, Screen(text, keyboard([[back(context, draft)]])))
    text = context.t("Each message comes exactly as members will see it. Only staff gets it.")
    each = [part(wording.language(context.speech, one), draft, "see1", one) for one in found]
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
    chosen = languages_of(draft) if language == "all" else [language]
    await _sent(update, context, draft, chosen, chat_of(update))


async def to_group(update: Update, context: Context, draft: Broadcast, *_: str) -> None:
    """A test in the staff group, all languages."""
    group = context.services.config.staff.inbox_chat
    if group:
        await _sent(update, context, draft, languages_of(draft), group)


async def _sent(update: Update, context: Context, draft: Broadcast, languages: list[str], chat: int) -> None:
    told = []
    for language in (one for one in languages if written(draft.content.get(one))):
        refusal = await bring(context, draft, language, chat)
        if refusal:
            name = wording.language(context.speech, language)
            told.append(context.t("{language}: Telegram refuses it: {reason}", language=name, reason=refusal))
    text = "\n".join(told) or context.t("That is how it will look.")
    ways = [[part(context.label("Preview"), draft, "see"), back(context, draft)]]
    await say(update, context, Screen(text, keyboard(ways)))


async def bring(context: Context, draft: Broadcast, language: str, chat: int) -> str | None:
    """The same calls the engine will make; Telegram's words if it refuses them."""
    words = context.services.catalogs.words(language)
    try:
        for call in message.sends(draft.content[language], NOTHING, words):
            await context.bot.do_api_request(call.method, call.to(chat))
    except TelegramError as error:
        return error.message
    return None
