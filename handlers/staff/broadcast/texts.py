"""One language's part: its text with the formatting as typed, its pictures or poll, its link buttons."""

from dataclasses import replace
from hashlib import sha256
from html import escape
from json import dumps
from typing import Final, Literal

from telegram import InlineKeyboardButton, Message, Update

from bot.broadcasts.content import Content, Media, Text
from bot.broadcasts.states import Kind
from bot.context import Context
from bot.errors import BotError
from bot.text.languages import LANGUAGES
from bot.text.translator import N_
from handlers.conversation import END
from handlers.screen import Screen, say, show, show_in
from handlers.staff.broadcast import reading, wording
from handlers.staff.broadcast.card import DRAFT, OUTDATED, back, part, saved, with_text
from storage.broadcasts import broadcasts
from storage.broadcasts.broadcasts import Broadcast

TEXT: Final = "text"
PIECE, PIECE_SECONDS = 3900, 2.0  # characters of a piece a client cuts; `message.date` is in whole seconds
ALREADY = N_("There is a text in {language} already.")
OVERTAKEN = N_("A colleague has just changed the text in {language}:")


async def text(update: Update, context: Context, draft: Broadcast, language: str, *_: str) -> Literal["text"]:
    """What is written in this language; what is sent next is for it, and replaces nothing unasked."""
    context.typed = {}
    await show(update, context, screen(context, draft, language))
    return _awaited(context, draft, language)


def _awaited(context: Context, draft: Broadcast, language: str) -> Literal["text"]:
    """What is typed next is for this text, as long as it is still the one that was shown."""
    seen = _mark(Content.of(draft.content)[language])
    DRAFT.await_typed(context, draft, language=language, seen=seen)
    return TEXT


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
        "A photo, video, document or album may be sent too."
    )
    asked = only_text if draft.kind == Kind.CORRECT else anything
    state = wording.part(context.translator, language, kept) + wording.whole(kept)
    if kept.length > kept.limit:
        long = N_("⚠️ Too long: {length} of {limit} characters")
        state += "\n" + context.t(long, length=kept.length, limit=kept.limit)
    ways = _ways(context, draft, language, content)
    return Screen(f"<b>{escape(name)}</b>\n{state}\n\n{asked}", ways)


def _ways(
    context: Context, draft: Broadcast, language: str, content: Content
) -> list[list[InlineKeyboardButton]]:
    kept, following = content[language], next((code for code in LANGUAGES if not content[code].written), None)
    rows = []
    if kept.written:
        rows.append([part("🔗 " + context.label("Link buttons"), draft, "ln", language)])
        if kept.text and not kept.parse_mode:
            rows.append([part("🕒 " + context.label("By each member's own clock"), draft, "clk", language)])
        rows.append([part("👁 " + context.label("Preview"), draft, "see1", language)])
    if draft.kind != Kind.CORRECT:
        rows += _file_ways(context, draft, language, content)
    if following and following != language and kept.written:
        name = context.translator.language_name(following)
        rows.append([part(context.label("Next: {language}", language=name), draft, "tx", following)])
    return [*rows, [back(context, draft)]]


def _file_ways(
    context: Context, draft: Broadcast, language: str, content: Content
) -> list[list[InlineKeyboardButton]]:
    """What a correction cannot do: other files, or none, or nothing in this language."""
    kept, rows = content[language], []
    if any(_wordless(content, other) != _wordless(content, language) for other in LANGUAGES) and kept.media:
        rows.append(
            [part("🖼 " + context.label("These files in all languages"), draft, "md", language, "all")]
        )
    for other in (code for code in LANGUAGES if code != language and content[code].media):
        name = context.translator.language_name(other)
        label = context.label("The same files as in {language}", language=name)
        rows.append([part(f"🖼 {label}", draft, "md", language, other)])
    if kept.media or kept.poll:
        rows.append([part(context.label("Without files and poll"), draft, "md", language, "none")])
    if kept.written:
        rows.append([part("🗑 " + context.label("Delete this text"), draft, "tx0", language)])
    return rows


async def typed(update: Update, context: Context) -> Literal["text"]:
    """A text, picture, album or poll for the language whose screen was opened."""
    message, asked = update.message, context.typed
    assert message is not None
    draft, language = await DRAFT.typed_for(context), asked["language"]
    kept, album = Content.of(draft.content)[language], message.media_group_id
    follows = album is not None and album == asked.get("album")
    goes_on = _goes_on(message, asked.get("piece"))
    try:
        fresh = reading.taken(message, kept, follows=follows, only_text=draft.kind == Kind.CORRECT)
    except BotError as refusal:
        await say(update, context, Screen(context.t(refusal.msgid, **refusal.places)), reply=True)
        return TEXT
    if asked["seen"] != _mark(kept) and fresh != kept:
        return await _ask(update, context, draft, language, fresh, OVERTAKEN)
    if goes_on:
        fresh = reading.appended(kept, fresh, reading.between(kept.text, fresh.text))
    elif not follows and await _replaces_writing(context, draft, language, fresh):
        return await _ask(update, context, draft, language, fresh, ALREADY)
    draft = await with_text(update, context, draft, language, fresh)
    shown = screen(context, draft, language)
    if not ((follows or goes_on) and await show_in(update, context, shown, asked.get("screen"))):
        asked["screen"] = (await say(update, context, shown)).message_id
    long = message.text is not None and len(message.text) >= PIECE
    asked["piece"] = message.date.timestamp() if long else None
    asked["album"], asked["message"] = album, None if goes_on else message.message_id
    return _awaited(context, draft, language)


def _goes_on(message: Message, piece: float | None) -> bool:
    """Whether it is the next piece of a text that the sender's client cut, sent right after the one before."""
    return (
        piece is not None and message.text is not None and message.date.timestamp() - piece <= PIECE_SECONDS
    )


async def _replaces_writing(context: Context, draft: Broadcast, language: str, fresh: Text) -> bool:
    """Whether words somebody wrote would be lost. What a correction begins with was sent, and is to be replaced."""
    kept = Content.of(draft.content)[language]
    if not kept.text.strip() or fresh.text == kept.text:
        return False
    if draft.kind != Kind.CORRECT:
        return True
    target = await context.read(broadcasts.get, draft.target_id or 0)
    return target is None or Content.of(target.content)[language].text != kept.text


async def _ask(
    update: Update, context: Context, draft: Broadcast, language: str, fresh: Text, head: str
) -> Literal["text"]:
    """A text is there already, perhaps a colleague's: nothing of it goes unasked."""
    context.typed["fresh"], mark = fresh.as_json(), _mark(fresh)
    told = context.t(head, language=context.translator.language_name(language))
    kept = wording.whole(Content.of(draft.content)[language]) if head == OVERTAKEN else ""
    asked = context.t("What should become of what you have just sent?")
    rows = [
        [part(context.label("Put it in place of the text"), draft, "put", language, "all", mark)],
        [part(context.label("Add it below the text"), draft, "put", language, "more", mark)],
        [part(context.label("It is not for the draft"), draft, "put", language, "no", mark)],
    ]
    text = f"{told}{kept}\n{asked}{wording.first_lines(fresh.shown, wording.EXCERPT)}"
    await say(update, context, Screen(text, rows), reply=True)
    return _awaited(context, draft, language)


async def put(
    update: Update, context: Context, draft: Broadcast, language: str, choice: str, mark: str = "", *_: str
) -> Literal["text", "end"]:
    """In place of the text, below it, or not at all."""
    if choice == "no":
        unchanged = Screen(context.t("The draft stays as it was."), [[back(context, draft)]])
        await show(update, context, unchanged)
        return END
    kept, asked = Content.of(draft.content)[language], context.typed
    fresh = Text.of(asked.get("fresh") or {})
    if _mark(fresh) != mark:
        raise BotError(N_("What you sent is not at hand any more. Open the language and send it again."))
    if asked["seen"] != _mark(kept):
        return await _ask(update, context, draft, language, fresh, OVERTAKEN)
    if choice == "more":
        fresh = reading.appended(kept, fresh, "\n\n")
    draft = await with_text(update, context, draft, language, fresh)
    return await text(update, context, draft, language)


async def edited(update: Update, context: Context) -> Literal["text"]:
    """Whoever edits the message a text came with edits the text."""
    message, asked = update.edited_message, context.typed
    assert message is not None
    draft, language = await DRAFT.typed_for(context), asked["language"]
    kept = Content.of(draft.content)[language]
    if message.message_id != asked.get("message") or asked["seen"] != _mark(kept):
        text = context.t("The draft did not follow this edit. Send the text anew to change it.")
        await say(update, context, Screen(text, [[back(context, draft)]]))
        return TEXT
    draft = await with_text(update, context, draft, language, reading.worded(message, kept))
    if not await show_in(update, context, screen(context, draft, language), asked.get("screen")):
        await say(update, context, screen(context, draft, language))
    return _awaited(context, draft, language)


async def remove(
    update: Update, context: Context, draft: Broadcast, language: str, *_: str
) -> Literal["text"]:
    _check_sendable(draft)
    return await text(update, context, await with_text(update, context, draft, language, Text()), language)


def _check_sendable(draft: Broadcast) -> None:
    """BotError for a correction, which changes the words of messages and nothing else."""
    if draft.kind == Kind.CORRECT:
        raise BotError(OUTDATED)


async def media(
    update: Update, context: Context, draft: Broadcast, language: str, source: str, *_: str
) -> Literal["text"]:
    """The files of another language, or none."""
    _check_sendable(draft)
    content = Content.of(draft.content)
    if source == "all":
        return await _everywhere(update, context, draft, language)
    files = () if source == "none" else _wordless(content, source)
    kept = replace(content[language], media=files, poll=None, parse_mode=None)
    return await text(update, context, await with_text(update, context, draft, language, kept), language)


async def _everywhere(update: Update, context: Context, draft: Broadcast, language: str) -> Literal["text"]:
    """The files of this language in all of them, in one step; words that stand under single files do not go along."""
    content = Content.of(draft.content)
    files = _wordless(content, language)
    for other in LANGUAGES:
        if _wordless(content, other) != files:
            content = content.with_text(other, replace(content[other], media=files, poll=None))
    draft = await saved(update, context, draft, content=content.as_json())
    return await text(update, context, draft, language)


def _wordless(content: Content, language: str) -> tuple[Media, ...]:
    return tuple(file.wordless for file in content[language].media)
