"""A screen is a value: text and buttons. Showing it edits the pressed message, or says something new.

Buttons carry their whole meaning: `data("faq", "kandas-apply", "kk")` is "faq:kandas-apply:kk". They work after a
restart and on any replica, since nothing else remembers what they meant. A verb with `+` before it ("+menu") stands
under an answer: what it opens is said below, so that the answer stays.
"""

import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
    Update,
)
from telegram.error import BadRequest
from telegram.ext import ExtBot

from bot.context import Context, chat_of
from bot.delivery.pace import Lane
from bot.text.markup import cut
from bot.text.translator import Translator
from handlers.typed_press import note

LIMIT = 64  # bytes of callback_data, Bot API InlineKeyboardButton
BELOW = "+"  # before a verb
LONGEST = 4096  # characters of a message
HALF = 13  # of a label in half the width of a phone, with room for a tick; a sign counts twice
SIGN = re.compile("[\u2600-\u27bf\U0001f300-\U0001faff]")
TICK = "✓ "
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
Rows = Sequence[Sequence[InlineKeyboardButton]]
UNCHANGED = "message is not modified"
MOMENT = re.compile(r"</?tg-time[^<>]*>")  # Bot API, date_time
# What Telegram says of a message that can't take the new text: then it is said anew.
UNEDITABLE = ("message to edit not found", "message can't be edited", "there is no text in the message")


@dataclass(frozen=True, slots=True)
class Screen:
    """What a person reads, as Telegram HTML, and the rows of what they may press; empty rows are left out."""

    text: str
    rows: Rows = ()

    @property
    def buttons(self) -> InlineKeyboardMarkup | None:
        return keyboard(self.rows) if any(self.rows) else None


async def show(update: Update, context: Context, screen: Screen, *, reply: bool = False) -> None:
    """In place of the screen whose button was pressed, unless an answer is to stay; else as a new message, with
    `reply` tied to what the person wrote."""
    await place(update, context, screen, reply=reply)


async def place(update: Update, context: Context, screen: Screen, *, reply: bool = False) -> Message:
    """The same; returns the message that shows it."""
    message, query = here(update), update.callback_query
    context.session.spoke = True
    below = context.session.in_words or (query and (query.data or "").startswith(BELOW))
    if query and message and not below:
        try:
            edited = partial(message.edit_text, reply_markup=screen.buttons, link_preview_options=NO_PREVIEW)
            await _taken(edited, screen)
            return note(context, message, screen.buttons)
        except BadRequest as refusal:
            if _tolerated(refusal):
                return note(context, message, screen.buttons)
    return await say(update, context, screen, reply=reply)


async def show_in(update: Update, context: Context, screen: Screen, number: int | None) -> bool:
    """In place of a message of ours, by its number; False where that is gone, so that it has to be said anew."""
    if number is None:
        return False
    try:
        await edit(context.bot, chat_of(update), number, screen)
    except BadRequest as refusal:
        return _tolerated(refusal)
    return True


async def say(update: Update, context: Context, screen: Screen, *, reply: bool = False) -> Message:
    """As a new message; `reply` ties it to what the person wrote, also where they pressed a button of its answer."""
    context.session.spoke = True
    message = here(update)
    written = written_by_them(update) if update.callback_query else message
    thread = topic_of(message) if message else None
    answered = under(written.message_id) if reply and written else None
    options: dict[str, Any] = {"message_thread_id": thread, "reply_parameters": answered}
    said = await send(context.bot, chat_of(update), screen, **options)
    return note(context, said, screen.buttons)


def topic_of(message: Message) -> int | None:
    """The topic of a group it stands in; None for the general one."""
    return message.message_thread_id if message.is_topic_message else None


def under(number: int) -> ReplyParameters:
    """As a reply to this message; by itself where that was deleted."""
    return ReplyParameters(number, allow_sending_without_reply=True)


async def send(
    bot: ExtBot[Any], chat_id: int, screen: Screen, lane: Lane | None = None, **options: Any
) -> Message:
    """To any chat; `lane`: another than that of replies."""
    options |= {"link_preview_options": NO_PREVIEW, "rate_limit_args": lane}
    sent: Message = await _taken(
        partial(bot.send_message, chat_id, reply_markup=screen.buttons, **options), screen
    )
    return sent


async def edit(bot: ExtBot[Any], chat_id: int, number: int, screen: Screen, lane: Lane | None = None) -> None:
    """A message of ours in any chat, by its number."""
    options: dict[str, Any] = {"link_preview_options": NO_PREVIEW, "rate_limit_args": lane}
    options |= {"chat_id": chat_id, "message_id": number, "reply_markup": screen.buttons}
    await _taken(partial(bot.edit_message_text, **options), screen)


async def _taken(post: Callable[[str], Awaitable[Any]], screen: Screen) -> Any:
    """Its text posted; a server that does not know Telegram's tag for moments gets it without."""
    text = fitting(screen)
    try:
        return await post(text)
    except BadRequest as refusal:
        if not MOMENT.search(text) or "parse entities" not in refusal.message:
            raise
        return await post(MOMENT.sub("", text))


def fitting(screen: Screen) -> str:
    """Its text, cut to what Telegram takes: a screen with too much on it is better than none."""
    return cut(screen.text, LONGEST)


def here(update: Update) -> Message | None:
    """The message that was typed or pressed; None if it is too old for Telegram to show it to us."""
    pressed = update.callback_query.message if update.callback_query else update.effective_message
    return pressed if isinstance(pressed, Message) else None


def written_by_them(update: Update) -> Message | None:
    """The person's own message that the pressed one replies to; None if it replies to none or to one of ours."""
    message = here(update) if update.callback_query else None
    original = message.reply_to_message if message else None
    ours = original is not None and original.from_user is not None and original.from_user.is_bot
    return None if ours else original


async def rebutton(update: Update, buttons: InlineKeyboardMarkup | None) -> None:
    """Changes only the buttons under the pressed message; what it says stays."""
    message = here(update)
    if update.callback_query is None or message is None:
        return
    try:
        await message.edit_reply_markup(buttons)
    except BadRequest as refusal:
        _tolerated(refusal)


async def rebutton_at(context: Context, chat_id: int, number: int, buttons: InlineKeyboardMarkup) -> None:
    """The same for a message of ours by its number; one that is gone from the chat stays gone."""
    try:
        await context.bot.edit_message_reply_markup(chat_id, number, reply_markup=buttons)
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


def data(verb: str, *args: object) -> str:
    """Callback data within Telegram's 64 bytes; a longer one is a mistake of ours and raises ValueError."""
    joined = ":".join([verb, *(str(arg) for arg in args)])
    if len(joined.encode()) > LIMIT:
        raise ValueError(f"callback data over {LIMIT} bytes: {joined}")
    return joined


def args(pressed: str | None) -> list[str]:
    """The arguments of pressed data, without its verb; a number no database holds counts as left out."""
    return [arg if holdable(arg) else "" for arg in (pressed or "").split(":")[1:]]


def holdable(argument: str) -> bool:
    """Data can be forged: digits of other scripts and endless ones are no numbers of ours."""
    return not argument.isdigit() or (argument.isascii() and len(argument) < 19)


def button(text: str, verb: str, *values: object) -> InlineKeyboardButton:
    return InlineKeyboardButton(text, callback_data=data(verb, *values))


def ticked(label: str, chosen: object) -> str:
    """A button's label, with the sign of what is chosen."""
    return (TICK if chosen else "") + label


def link(text: str, url: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(text, url=url)


def keyboard(rows: Iterable[Sequence[InlineKeyboardButton]]) -> InlineKeyboardMarkup:
    """Rows as given, empty ones left out."""
    return InlineKeyboardMarkup([list(row) for row in rows if row])


def columns(buttons: Sequence[InlineKeyboardButton], width: int = 2) -> list[list[InlineKeyboardButton]]:
    """Rows of so many; of two, one whose label is too long for half a phone stands alone."""
    rows = list[list[InlineKeyboardButton]]()
    for made in buttons:
        alone = width == 2 and (_long(made) or (rows and _long(rows[-1][0])))
        if alone or not rows or len(rows[-1]) == width:
            rows.append([])
        rows[-1].append(made)
    return rows


def _long(made: InlineKeyboardButton) -> bool:
    """Ticked or not, so that a tick moves nothing."""
    label = made.text.removeprefix(TICK)
    return len(label) + len(SIGN.findall(label)) > HALF


def which(
    translator: Translator,
    offered: Sequence[InlineKeyboardButton],
    nothing: str,
    *rows: Sequence[InlineKeyboardButton],
) -> Screen:
    """What typed words may mean, to choose from; `nothing` is said where they mean nothing."""
    return Screen(translator.t("Which of these?") if offered else nothing, [*columns(offered), *rows])


def main_menu(translator: Translator) -> InlineKeyboardButton:
    return button(translator.label("Main menu"), "menu")


def back(translator: Translator, verb: str, *values: object) -> InlineKeyboardButton:
    return button(translator.label("Back"), verb, *values)
