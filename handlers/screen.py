"""A screen is a value: text and buttons. Showing it edits the pressed message, or says something new."""

from dataclasses import dataclass

from telegram import InlineKeyboardMarkup, LinkPreviewOptions, Message, ReplyParameters, Update
from telegram.error import BadRequest

from bot.context import Context, chat_of

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
UNCHANGED = "message is not modified"
# What Telegram says of a message that can't take the new text: then it is said anew.
UNEDITABLE = ("message to edit not found", "message can't be edited", "there is no text in the message")


@dataclass(frozen=True, slots=True)
class Screen:
    """What a person reads, as Telegram HTML, and may press."""

    text: str
    buttons: InlineKeyboardMarkup | None = None


async def show(update: Update, context: Context, screen: Screen) -> None:
    """In place of the screen whose button was pressed, else as a new message."""
    if not await _edited(update, screen):
        await say(update, context, screen)


async def say(update: Update, context: Context, screen: Screen, *, reply: bool = False) -> Message:
    """As a new message; `reply` ties it to what the person wrote."""
    message = update.effective_message
    answered = (
        ReplyParameters(message.message_id, allow_sending_without_reply=True) if reply and message else None
    )
    return await context.bot.send_message(
        chat_of(update),
        screen.text,
        reply_markup=screen.buttons,
        reply_parameters=answered,
        link_preview_options=NO_PREVIEW,
        message_thread_id=message.message_thread_id if message and message.is_topic_message else None,
    )


async def _edited(update: Update, screen: Screen) -> bool:
    """Whether the pressed message now shows the screen."""
    query = update.callback_query
    if query is None or not isinstance(query.message, Message):  # too old to be reached, or inline
        return False
    try:
        await query.message.edit_text(
            screen.text, reply_markup=screen.buttons, link_preview_options=NO_PREVIEW
        )
    except BadRequest as refusal:
        return _tolerated(refusal)
    return True


async def rebutton(update: Update, buttons: InlineKeyboardMarkup | None) -> None:
    """Changes only the buttons under the pressed message; what it says stays."""
    query = update.callback_query
    if query is None or not isinstance(query.message, Message):
        return
    try:
        await query.message.edit_reply_markup(buttons)
    except BadRequest as refusal:
        _tolerated(refusal)


def _tolerated(refusal: BadRequest) -> bool:
    """True: nothing left to do. False: say it anew. Anything else is raised again."""
    words = refusal.message.lower()
    if words.startswith(UNEDITABLE):
        return False
    if words.startswith(UNCHANGED):
        return True
    raise refusal
