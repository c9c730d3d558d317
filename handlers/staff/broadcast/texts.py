"""One language's part: its text with the formatting as typed, its pictures or poll, its link buttons."""

from dataclasses import replace
from hashlib import sha256
from html import escape
from json import dumps
from typing import Any

from telegram import Message, Update
from telegram.error import BadRequest

from bot.broadcasts.content import Content, Media, Poll, Text
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
from handlers.staff.broadcast.drafts import OUTDATED, opened, with_text
from storage.broadcasts.broadcasts import Broadcast

ALBUM = 10  # sendMediaGroup
# Telegram finds links, mentions and hashtags again by itself.
BY_ITSELF = ("url", "mention", "hashtag", "cashtag", "bot_command", "email", "phone_number", "bank_card")


async def text(update: Update, context: Context, draft: Broadcast, language: str, *_: str) -> None:
    """What is written in this language; whatever is sent next becomes it."""
    await awaits(update, context, draft, language)
    await show(update, context, screen(context, draft, language))


async def awaits(update: Update, context: Context, draft: Broadcast, language: str, **more: Any) -> None:
    """What is typed next replaces this text, as long as it is still the one that was shown."""
    seen = _mark(Content.of(draft.content)[language])
    await stand(update, context, "bc.text", draft=draft.id, language=language, seen=seen, **more)


def _mark(text: Text) -> str:
    """Tells one text from another after a restart, too."""
    return sha256(dumps(text.as_json(), sort_keys=True).encode()).hexdigest()[:16]


def screen(context: Context, draft: Broadcast, language: str) -> Screen:
    content = Content.of(draft.content)
    kept, name = content[language], wording.titled(context.translator, language)
    only_text = context.t(
        "Send the corrected text; formatting is kept as you typed it. Files stay as they are."
    )
    anything = context.t(
        "Send the text as members should read it; formatting is kept as you typed it. "
        "A photo, video, document, album or poll may be sent too. What you send replaces what was there."
    )
    asked = only_text if draft.kind == Kind.CORRECT else anything
    state = wording.part(context.translator, language, kept)
    if kept.length > kept.limit:
        state += "\n" + context.t(
            "⚠️ Too long: {length} of {limit} characters", length=kept.length, limit=kept.limit
        )
    ways = keyboard(_ways(context, draft, language, content))
    return Screen(f"<b>{escape(name)}</b>\n{state}\n\n{asked}", ways)


def _ways(context: Context, draft: Broadcast, language: str, content: Content) -> list[list[Any]]:
    kept, following = content[language], next((code for code in LANGUAGES if not content[code].written), None)
    rows = []
    if kept.written:
        rows.append([part("🔗 " + context.label("Link buttons"), draft, "ln", language)])
    if draft.kind != Kind.CORRECT:
        rows += _file_ways(context, draft, language, content)
    if following and following != language and kept.written:
        name = wording.language(context.translator, following)
        rows.append([part(context.label("Next: {language}", language=name), draft, "tx", following)])
    return [*rows, [back(context, draft)]]


def _file_ways(context: Context, draft: Broadcast, language: str, content: Content) -> list[list[Any]]:
    """What a correction cannot do: other files, or none, or nothing in this language."""
    kept, rows = content[language], []
    for other in (code for code in LANGUAGES if code != language and content[code].media):
        name = wording.language(context.translator, other)
        label = context.label("The same files as in {language}", language=name)
        rows.append([part(f"🖼 {label}", draft, "md", language, other)])
    if kept.media or kept.poll:
        rows.append([part(context.label("Without files and poll"), draft, "md", language, "none")])
    if kept.written:
        rows.append([part("🗑 " + context.label("Delete this text"), draft, "tx0", language)])
    return rows


async def typed(update: Update, context: Context, data: dict[str, Any]) -> None:
    """A text, picture, album or poll for the language whose screen was opened."""
    message, language = update.message, data["language"]
    assert message is not None
    draft = await opened(context, str(data["draft"]))
    kept = Content.of(draft.content)[language]
    follows = message.media_group_id is not None and message.media_group_id == data.get("album")
    if data.get("seen", _mark(kept)) != _mark(kept):
        return await _overtaken(update, context, draft, language)
    try:
        fresh = taken(message, kept, follows=follows, only_text=draft.kind == Kind.CORRECT)
    except BotError as refusal:
        await say(update, context, Screen(context.t(refusal.msgid, **refusal.places)), reply=True)
        return None
    draft = await with_text(update, context, draft, language, fresh)
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


def taken(message: Message, kept: Text, *, follows: bool, only_text: bool = False) -> Text:
    """The text after this message; BotError when it brings nothing that can be sent."""
    if only_text:
        if message.text is None:
            raise BotError(N_("A correction changes the words only. Send them as a text."))
        return _said(message, kept)
    if message.poll is not None:
        options = tuple(option.text for option in message.poll.options)
        poll = Poll(message.poll.question, options, message.poll.allows_multiple_answers)
        return replace(kept, poll=poll, media=(), parse_mode=None)
    file = medium(message)
    if file is not None:
        media = (*kept.media, file) if follows else (file,)
        if len(media) > ALBUM:
            raise BotError(N_("An album holds ten files at most; this one was left out."))
        return replace(_said(message, kept), media=media, poll=None)
    if message.text is None:
        raise BotError(
            N_("This kind of message cannot be broadcast. Send a text, photo, video, document or poll.")
        )
    return _said(message, kept)


def _said(message: Message, kept: Text) -> Text:
    """Text and entities as typed; a file without a caption leaves the text alone."""
    text = message.text if message.text is not None else message.caption
    entities = message.entities if message.text is not None else message.caption_entities
    if text is None:
        return replace(kept, parse_mode=None)
    typed = tuple(entity.to_dict() for entity in entities if entity.type not in BY_ITSELF)
    return replace(kept, text=text, entities=typed, parse_mode=None)


def medium(message: Message) -> Media | None:
    """The file in a message."""
    if message.photo:
        return Media("photo", message.photo[-1].file_id)
    if message.video:
        return Media("video", message.video.file_id)
    return Media("document", message.document.file_id) if message.document else None


async def remove(update: Update, context: Context, draft: Broadcast, language: str, *_: str) -> None:
    _check_sendable(draft)
    draft = await with_text(update, context, draft, language, Text())
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
    content = Content.of(draft.content)
    files = () if source == "none" else content[source].media
    kept = replace(content[language], media=files, poll=None, parse_mode=None)
    await text(update, context, await with_text(update, context, draft, language, kept), language)


STEPS: dict[str, StepHandler] = {"bc.text": typed}
