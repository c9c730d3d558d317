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
    message = here(update)
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


def here(update: Update) -> Message | None:
    """The message that was typed or pressed; None if it is too old for Telegram to show it to us."""
    pressed = update.callback_query.message if update.callback_query else update.message
    return pressed if isinstance(pressed, Message) else None


async def _edited(update: Update, screen: Screen) -> bool:
    """Whether the pressed message now shows the screen."""
    message = here(update)
    if update.callback_query is None or message is None:
        return False
    try:
        await message.edit_text(screen.text, reply_markup=screen.buttons, link_preview_options=NO_PREVIEW)
    except BadRequest as refusal:
        return _tolerated(refusal)
    return True


async def rebutton(update: Update, buttons: InlineKeyboardMarkup | None) -> None:
    """Changes only the buttons under the pressed message; what it says stays."""
    message = here(update)
    if update.callback_query is None or message is None:
        return
    try:
        await message.edit_reply_markup(buttons)
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
