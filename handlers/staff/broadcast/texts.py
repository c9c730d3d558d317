"""One language's part: its text with the formatting as typed, its pictures or poll, its link buttons."""

from hashlib import sha256
from html import escape
from json import dumps
from typing import Any

from telegram import Message, Update
from telegram.error import BadRequest

from bot.broadcasts.checks import length, limit, written
from bot.broadcasts.lifecycle import Kind
from bot.context import Context, chat_of
from bot.errors import BotError
from bot.text.languages import LANGUAGES
from bot.text.translator import N_
from handlers.buttons import keyboard
from handlers.routing import StepHandler, stand
from handlers.screen import Screen, say, show
from handlers.staff.broadcast import wording
from handlers.staff.broadcast.card import back, part
from handlers.staff.broadcast.drafts import OUTDATED, opened, with_part
from storage.broadcasts.broadcasts import Broadcast

ALBUM = 10  # sendMediaGroup


async def text(update: Update, context: Context, draft: Broadcast, language: str, *_: str) -> None:
    """What is written in this language; whatever is sent next becomes it."""
    await awaits(update, context, draft, language)
    await show(update, context, screen(context, draft, language))


async def awaits(update: Update, context: Context, draft: Broadcast, language: str, **more: Any) -> None:
    """What is typed next replaces this text, as long as it is still the one that was shown."""
    seen = _mark(draft.content.get(language) or {})
    await stand(update, context, "bc.text", draft=draft.id, language=language, seen=seen, **more)


def _mark(part: dict[str, Any]) -> str:
    """Tells one text from another after a restart, too."""
    return sha256(dumps(part, sort_keys=True).encode()).hexdigest()[:16]


def screen(context: Context, draft: Broadcast, language: str) -> Screen:
    kept = draft.content.get(language) or {}
    name = wording.titled(context.translator, language)
    only_text = context.t(
        "Send the corrected text; formatting is kept as you typed it. Files stay as they are."
    )
    asked = (
        only_text
        if draft.kind == Kind.CORRECT
        else context.t(
            "Send the text as members should read it; formatting is kept as you typed it. "
            "A photo, video, document, album or poll may be sent too. What you send replaces what was there."
        )
    )
    state = wording.part(context.translator, language, kept)
    if kept and length(kept) > limit(kept):
        state += "\n" + context.t(
            "⚠️ Too long: {length} of {limit} characters", length=length(kept), limit=limit(kept)
        )
    return Screen(
        f"<b>{escape(name)}</b>\n{state}\n\n{asked}", keyboard(_ways(context, draft, language, kept))
    )


def _ways(context: Context, draft: Broadcast, language: str, kept: dict[str, Any]) -> list[list[Any]]:
    others = [one for one in LANGUAGES if one != language and (draft.content.get(one) or {}).get("media")]
    following = next((one for one in LANGUAGES if not written(draft.content.get(one))), None)
    rows = [[part("🔗 " + context.label("Link buttons"), draft, "ln", language)]] if written(kept) else []
    for one in others if draft.kind != Kind.CORRECT else []:
        label = context.label(
            "The same files as in {language}", language=wording.language(context.translator, one)
        )
        rows.append([part(f"🖼 {label}", draft, "md", language, one)])
    if (kept.get("media") or kept.get("poll")) and draft.kind != Kind.CORRECT:
        rows.append([part(context.label("Without files and poll"), draft, "md", language, "none")])
    if written(kept) and draft.kind != Kind.CORRECT:
        rows.append([part("🗑 " + context.label("Delete this text"), draft, "tx0", language)])
    if following and following != language and written(kept):
        name = wording.language(context.translator, following)
        rows.append([part(context.label("Next: {language}", language=name), draft, "tx", following)])
    return [*rows, [back(context, draft)]]


async def typed(update: Update, context: Context, data: dict[str, Any]) -> None:
    """A text, picture, album or poll for the language whose screen was opened."""
    message, language = update.message, data["language"]
    assert message is not None
    draft = await opened(context, str(data["draft"]))
    kept = draft.content.get(language) or {}
    follows = message.media_group_id is not None and message.media_group_id == data.get("album")
    if data.get("seen", _mark(kept)) != _mark(kept):
        return await _overtaken(update, context, draft, language)
    try:
        fresh = taken(message, kept, follows=follows, only_text=draft.kind == Kind.CORRECT)
    except BotError as refusal:
        await say(update, context, Screen(context.t(refusal.msgid, **refusal.places)), reply=True)
        return None
    draft = await with_part(update, context, draft, language, fresh)
    return await _answered(update, context, draft, data | {"album": message.media_group_id}, follows=follows)


async def _overtaken(update: Update, context: Context, draft: Broadcast, language: str) -> None:
    """A colleague wrote this text meanwhile: it is not replaced before it was seen."""
    told = context.t(
        "A colleague has just changed this text, so yours was not taken. Look at theirs under Preview; "
        "to replace it, send yours once more."
    )
    shown = screen(context, draft, language)
    await awaits(update, context, draft, language)
    ways = [[part("👁 " + context.label("Preview"), draft, "see1", language)]]
    buttons = keyboard([*ways, *(shown.buttons.inline_keyboard if shown.buttons else ())])
    await say(update, context, Screen(f"{told}\n\n{shown.text}", buttons), reply=True)


async def _answered(update: Update, context: Context, draft: Broadcast, data: dict[str, Any], *,
                    follows: bool) -> None:  # fmt: skip
    """The screen as it is now; the further pictures of an album change it in place."""
    shown = screen(context, draft, data["language"])
    album, language = data["album"], data["language"]
    if follows and data.get("screen"):
        await awaits(update, context, draft, language, album=album, screen=data["screen"])
        try:
            await context.bot.edit_message_text(
                shown.text, chat_of(update), data["screen"], reply_markup=shown.buttons
            )
        except BadRequest:
            await say(update, context, shown)
        return
    sent = await say(update, context, shown)
    await awaits(update, context, draft, language, album=album, screen=sent.message_id)


def taken(
    message: Message, kept: dict[str, Any], *, follows: bool, only_text: bool = False
) -> dict[str, Any]:
    """The part after this message; BotError when it brings nothing that can be sent."""
    if message.poll is not None and not only_text:
        options = [one.text for one in message.poll.options]
        poll = {
            "question": message.poll.question,
            "options": options,
            "multiple": message.poll.allows_multiple_answers,
        }
        return {**_bare(kept), "poll": poll, "media": []}
    found = medium(message)
    if found is not None and not only_text:
        media = [*(kept.get("media") or []), found] if follows else [found]
        if len(media) > ALBUM:
            raise BotError(N_("An album holds ten files at most; this one was left out."))
        return {**_bare(kept), **_said(message), "media": media, "poll": None}
    if message.text is None and only_text:
        raise BotError(N_("A correction changes the words only. Send them as a text."))
    if message.text is None:
        raise BotError(
            N_("This kind of message cannot be broadcast. Send a text, photo, video, document or poll.")
        )
    return {**_bare(kept), **_said(message)}


def _bare(kept: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in kept.items() if key != "parse_mode"}


def _said(message: Message) -> dict[str, Any]:
    """Text and entities as typed; a file without a caption leaves the text alone."""
    text = message.text if message.text is not None else message.caption
    entities = message.entities if message.text is not None else message.caption_entities
    if text is None:
        return {}
    # Telegram finds links, mentions and hashtags again by itself.
    found = ("url", "mention", "hashtag", "cashtag", "bot_command", "email", "phone_number", "bank_card")
    return {"text": text, "entities": [one.to_dict() for one in entities if one.type not in found]}


def medium(message: Message) -> dict[str, str] | None:
    """The file in a message, as content keeps it."""
    if message.photo:
        return {"type": "photo", "file_id": message.photo[-1].file_id}
    if message.video:
        return {"type": "video", "file_id": message.video.file_id}
    return {"type": "document", "file_id": message.document.file_id} if message.document else None


async def remove(update: Update, context: Context, draft: Broadcast, language: str, *_: str) -> None:
    _check_sendable(draft)
    draft = await with_part(update, context, draft, language, {})
    await text(update, context, draft, language)


def _check_sendable(draft: Broadcast) -> None:
    """BotError for a correction, which changes the words of messages and nothing else."""
    if draft.kind == Kind.CORRECT:
        raise BotError(OUTDATED)


async def media(
    update: Update, context: Context, draft: Broadcast, language: str, source: str, *_: str
) -> None:
    """The files of another language, or none."""
    _check_sendable(draft)
    files = [] if source == "none" else (draft.content.get(source) or {}).get("media") or []
    kept = _bare(draft.content.get(language) or {}) | {"media": files, "poll": None}
    await text(update, context, await with_part(update, context, draft, language, kept), language)


STEPS: dict[str, StepHandler] = {"bc.text": typed}
