"""An announcement in the reader's letters, by one tap under it, and back as it was written.

The message is changed in its place, so that what corrects or recalls the announcement still reaches it. Numbers of
orders and forms, telephones, addresses and names in Latin letters stay as they are (`bot/text/scripts.py`).
"""

from collections.abc import Sequence
from html import escape

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, MessageEntity, Update
from telegram.error import BadRequest

from bot.broadcasts.content import CAPTION, TEXT, Content
from bot.context import Context
from bot.text.markup import visible
from bot.text.translator import N_, converted
from handlers.routing import Button, Handler, answer, pressed
from handlers.screen import UNCHANGED, Screen, button, here, say
from storage.broadcasts import broadcasts
from storage.members import received

GONE = N_("This message is too old to be changed.")
SAME = N_("You read Cyrillic letters now: this is how it was written.")
WRITTEN_IN = "kk"  # only Kazakh has other letters


async def turned(update: Update, context: Context) -> None:
    """The pressed announcement in the letters the member reads now; one that would grow too long comes below it."""
    message, member = here(update), context.member
    if message is None or member is None or not (message.text or message.caption):
        return await answer(update, context, context.label(GONE), alert=True)
    if member.script == "cyrl":
        return await answer(update, context, context.label(SAME), alert=True)
    whole = converted(message.caption_html if message.caption else message.text_html, member.script)
    if len(visible(whole)) <= (CAPTION if message.caption else TEXT):
        back = button(context.label("As it was written"), "asis", pressed(update, 1)[0])
        return await _put(message, whole, _replaced(update, message, back))
    for part in _parts(whole):
        await say(update, context, Screen(part))
    return None


async def as_written(update: Update, context: Context) -> None:
    """What this very message said when it came, with its corrections since."""
    message, member = here(update), context.member
    stored = None
    if message is not None and member is not None:
        async with context.services.database.connect() as tx:
            number = await received.of_message(tx, member.id, message.message_id)
            stored = await broadcasts.get(tx, number) if number is not None else None
    if message is None or stored is None:
        return await answer(update, context, context.label(GONE), alert=True)
    text = Content.of(stored.content)[WRITTEN_IN]
    again = button(context.label("In my letters"), "let", pressed(update, 1)[0])
    entities = MessageEntity.de_list(list(text.entities), context.bot)
    await _put(message, text.text, _replaced(update, message, again), entities, html=bool(text.parse_mode))
    return None


async def _put(
    message: Message,
    text: str,
    buttons: InlineKeyboardMarkup,
    entities: Sequence[MessageEntity] | None = None,
    *,
    html: bool = True,
) -> None:
    """In place of what the message says; without `html` the text is plain, with its entities."""
    mode, marked = ("HTML", None) if html else (None, entities)
    try:
        if message.caption:
            await message.edit_caption(
                caption=text, parse_mode=mode, caption_entities=marked, reply_markup=buttons
            )
        else:
            await message.edit_text(text, parse_mode=mode, entities=marked, reply_markup=buttons)
    except BadRequest as refusal:  # pressed twice
        if not refusal.message.lower().startswith(UNCHANGED):
            raise


def _parts(whole: str) -> list[str]:
    """A text that no message holds, line by line in several, without its markup."""
    if len(visible(whole)) <= TEXT:
        return [whole]
    parts = [""]
    for line in visible(whole).splitlines(keepends=True):
        for piece in (line[start : start + TEXT] for start in range(0, len(line), TEXT)):
            if len(parts[-1]) + len(piece) > TEXT:
                parts.append("")
            parts[-1] += piece
    return [escape(part, quote=False) for part in parts if part.strip()]


def _replaced(update: Update, message: Message, ours: InlineKeyboardButton) -> InlineKeyboardMarkup:
    """The message's buttons with ours in the place of the pressed one."""
    query = update.callback_query
    pressed_data = query.data if query else None
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    return InlineKeyboardMarkup(
        [[ours if other.callback_data == pressed_data else other for other in row] for row in rows]
    )


HANDLERS: list[Handler] = [
    Button("let", turned, aside=True, answers=True, public=True),
    Button("asis", as_written, aside=True, answers=True, public=True),
]
