"""Seeing it before others do: each language exactly as members get it, to oneself or to the staff group."""

from collections.abc import Sequence

from telegram import Update
from telegram.error import TelegramError

from bot.broadcasts.content import Content
from bot.context import Context, chat_of
from bot.delivery import rendering
from bot.delivery.rendering import CheckIn
from bot.text.translator import N_
from handlers.calls import made
from handlers.screen import Screen, say, show
from handlers.staff.broadcast import wording
from handlers.staff.broadcast.card import back, part
from storage.broadcasts.broadcasts import Broadcast

REFUSED = N_("{language}: Telegram refuses it: {reason}")
OF_ANOTHER = N_(
    "{language}: these files were uploaded to another bot, so this one cannot send them. Upload them again. ({reason})"
)
# Telegram's words for files of another bot (wrong file identifier, wrong remote file identifier, invalid file_id).
FOREIGN = ("file identifier", "file_id")
NOTHING = 0  # the buttons of a preview belong to no broadcast


async def preview(update: Update, context: Context, draft: Broadcast, *_: str) -> None:
    """Which language, or all, and to whom."""
    languages = Content.of(draft.content).languages
    if not languages:
        text = context.t("Nothing is written yet, so there is nothing to preview.")
        return await show(update, context, Screen(text, [[back(context, draft)]]))
    text = context.t("Each message comes exactly as members will see it. Only staff gets it.")
    single = [part(wording.titled(context.translator, code), draft, "see1", code) for code in languages]
    everything = [part(context.label("All languages"), draft, "see1", "all")] if len(languages) > 1 else []
    in_group = context.services.config.staff.inbox_chat
    group = [part(context.label("To the staff group"), draft, "test")] if in_group else []
    rows = [single, everything, group, [back(context, draft)]]
    return await show(update, context, Screen(text, rows))


async def to_presser(update: Update, context: Context, draft: Broadcast, language: str, *_: str) -> None:
    chosen = [code for code in Content.of(draft.content).languages if language in ("all", code)]
    if not chosen:
        return await preview(update, context, draft)
    return await _sent(update, context, draft, chosen, chat_of(update), N_("That is how it will look."))


async def to_group(update: Update, context: Context, draft: Broadcast, *_: str) -> None:
    """A test in the staff group, all languages."""
    group = context.services.config.staff.inbox_chat
    if group:
        languages = Content.of(draft.content).languages
        await _sent(update, context, draft, languages, group, N_("Sent to the staff group."))


async def _sent(
    update: Update, context: Context, draft: Broadcast, languages: Sequence[str], chat: int, done: str
) -> None:
    text = "\n".join(await brought(context, draft, languages, chat)) or context.t(done)
    ways = [[part(context.label("Preview"), draft, "see"), back(context, draft)]]
    await say(update, context, Screen(text, ways))


async def brought(context: Context, draft: Broadcast, languages: Sequence[str], chat: int) -> list[str]:
    """These languages as messages; a line for each that Telegram refuses."""
    refused = []
    for language in languages:
        refusal = await bring(context, draft, language, chat)
        if refusal:
            name = wording.titled(context.translator, language)
            foreign = any(words in refusal.lower() for words in FOREIGN)
            refused.append(context.t(OF_ANOTHER if foreign else REFUSED, language=name, reason=refusal))
    return refused


async def bring(context: Context, draft: Broadcast, language: str, chat: int) -> str | None:
    """The same calls the engine will make, in the lane of replies; Telegram's words if it refuses them."""
    translator = context.translator_for(language)
    check_in = CheckIn(NOTHING) if draft.check_in_id else None
    try:
        for call in rendering.sends(Content.of(draft.content)[language], NOTHING, translator, check_in):
            await made(context.bot, call, chat)
    except TelegramError as error:
        return error.message
    return None
