"""Whoever types what stands on a button they were shown last presses it: every screen can be used without buttons.

The words become a press of that button before any handler sees them, so that no screen has to know of it. What it opens
is said below, not in place of the screen. Whole words only, however they are written: in any letters of Kazakh, without
the button's signs; "1" is the button "1", but for a dialogue that waits for words, which reads figures itself. A cry
for help is always heard as such.
"""

from datetime import datetime, timedelta

from telegram import Bot, CallbackQuery, InlineKeyboardMarkup, Message, Update

from bot.context import Context, Session
from bot.faq.danger import recogniser
from bot.text.skeleton import skeletons
from storage.members.screens import DAYS, Shown

LONGEST = 64  # characters of a label
FOR = timedelta(days=DAYS)


def of(update: object, session: Session, bot: Bot) -> Update | None:
    """The press that is meant by this update's words, if they mean any."""
    screen = session.screen
    if not isinstance(update, Update) or screen is None or session.public or session.at - screen.at >= FOR:
        return None
    message = update.message
    if message is None or message.from_user is None or not _is_said_to(screen, message):
        return None
    if session.conversation is not None and (message.text or "").strip().isdecimal():
        return None
    data = _named(screen, message.text or "")
    if data is None or recogniser().by_phrases(message.text or ""):
        return None
    session.in_words = True
    keyboard = InlineKeyboardMarkup.de_json({"inline_keyboard": screen.buttons}, bot)
    shown = Message(screen.message_id, screen.at, message.chat, reply_markup=keyboard)
    query = CallbackQuery("", message.from_user, "", message=shown, data=data)
    for part in (shown, query):
        part.set_bot(bot)
    return Update(update.update_id, callback_query=query)


def _is_said_to(screen: Shown, message: Message) -> bool:
    """Whether these are the member's own words, and not about another message."""
    replied = message.reply_to_message
    foreign = message.forward_origin is not None or message.via_bot is not None
    return not foreign and (replied is None or replied.message_id == screen.message_id)


def _named(screen: Shown, typed: str) -> str | None:
    """The data of the button whose label was typed; None where none was, or several do different things."""
    text = typed.strip()
    if not 0 < len(text) <= LONGEST or text.startswith("/"):
        return None
    labelled = [
        (button["text"], str(button["callback_data"]))
        for row in screen.buttons
        for button in row
        if button.get("callback_data")
    ]
    exact, keys = [data for label, data in labelled if label == text], skeletons(text)
    alike = exact or [data for label, data in labelled if keys and skeletons(label) == keys]
    return alike[0] if len(set(alike)) == 1 else None


def note(context: Context, message: Message, buttons: InlineKeyboardMarkup | None) -> Message:
    """The buttons a member sees now; a message without any leaves those before."""
    if context.member is not None and not context.public:
        shown = shown_by(message, buttons, context.session.at)
        context.session.shown = shown or context.session.shown
    return message


def shown_by(message: Message, buttons: InlineKeyboardMarkup | None, at: datetime) -> Shown | None:
    """What is kept of a message with these buttons; None without any."""
    rows = buttons.to_dict()["inline_keyboard"] if buttons else []
    return Shown(message.chat_id, message.message_id, rows, at) if rows else None
