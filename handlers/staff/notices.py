"""What the house tells its staff without being asked, in the staff chat or the owners' private chats."""

from collections.abc import Callable
from typing import Any

import structlog
from telegram.error import TelegramError
from telegram.ext import Application

from bot import inbox
from bot.broadcasts.notice import Notice
from bot.text.translator import Translator
from handlers.buttons import button, columns, keyboard
from handlers.screen import Screen
from handlers.staff import access
from handlers.staff.broadcast import wording
from handlers.staff.sent.screen import VERB, cause, way

log = structlog.get_logger()

Worded = Callable[[Translator], str]  # for one reader, as HTML
ASKS = {"overdue": ("now", "later", "drop"), "paused": ("resume", "cancel")}


def update_held(update_id: int) -> Worded:
    """An update that failed too often was set aside."""
    return lambda translator: translator.t(
        "⚠️ Update {number} failed three times and was set aside. The member was told; see the log for the reason.",
        number=update_id,
    )


async def tell_staff(application: Application[Any, Any, Any, Any, Any, Any], notice: Worded | Notice) -> None:
    """To each of staff's chats in its language; one that can't be reached does not keep it from the others."""
    services = application.bot_data
    for chat in inbox.staff_chats(services):
        translator = await access.translator_in(services, chat)
        screen = worded(translator, notice) if isinstance(notice, Notice) else Screen(notice(translator))
        if screen is None:
            return
        try:
            await application.bot.send_message(chat, screen.text, reply_markup=screen.buttons)
        except TelegramError as refusal:
            log.warning("staff could not be told", reason=type(refusal).__name__)


def worded(translator: Translator, notice: Notice) -> Screen | None:
    """A notice of the engine's or the schedule's; None for what the cards show already."""
    text = _text(translator, notice)
    if text is None:
        return None
    if notice.broadcast is None:
        return Screen(text)
    number = notice.broadcast.id
    fixed = notice.broadcast.launch_until is not None
    asked = [name for name in ASKS.get(notice.kind, ()) if not (fixed and name == "later")]
    ways = columns([way(translator, name, number) for name in asked])
    card = button(translator.label("Broadcast No. {number}", number=number), VERB, number)
    return Screen(text, keyboard([*ways, [card]]))


def _text(translator: Translator, notice: Notice) -> str | None:
    number = notice.broadcast.id if notice.broadcast else 0
    if notice.kind == "paused":
        reason = cause(translator, str(notice.facts.get("reason", "")))
        return translator.t(
            "⏸ Broadcast No. {number} paused itself: {reason}. Look into it, then resume or cancel it.",
            number=number,
            reason=reason,
        )
    if notice.kind == "overdue":
        late = wording.duration(translator, _seconds(notice, "late_seconds"))
        return translator.t(
            "❗ Broadcast No. {number} should have gone out {time} ago, while the bot was not running. "
            "It was not sent. What should be done?",
            number=number,
            time=late,
        )
    if notice.kind == "expired":
        return translator.t(
            "⌛ Broadcast No. {number} reached its end: whoever did not have it by then will not get it.",
            number=number,
        )
    if notice.kind == "parked":
        time = wording.duration(translator, _seconds(notice, "seconds"))
        return translator.t(
            "⏳ Telegram asks us to wait {time}. Broadcasts go on by themselves after that; "
            "answers to members are not held up.",
            time=time,
        )
    if notice.kind == "stuck":
        return translator.t(
            "⚠️ The database cannot be written to. Broadcasts wait and nothing is lost; check its disk."
        )
    if notice.kind == "flowing":
        return translator.t("✅ The database can be written to again. Broadcasts go on.")
    if notice.kind == "done" and notice.broadcast and notice.broadcast.author_id is None:
        return translator.t("✅ Broadcast No. {number} was sent to the end.", number=number)
    return None


def _seconds(notice: Notice, name: str) -> float:
    value = notice.facts.get(name, 0.0)
    return float(value) if isinstance(value, (int, float)) else 0.0
