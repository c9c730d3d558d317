"""Buttons that carry their whole meaning: `data("faq", "kandas-apply", "kk")` is "faq:kandas-apply:kk".

They work after a restart and on any replica, since nothing else remembers what they meant.
"""

from collections.abc import Iterable, Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.text.translator import Translator

LIMIT = 64  # bytes of callback_data, Bot API InlineKeyboardButton


def data(verb: str, *args: object) -> str:
    """Callback data within Telegram's 64 bytes; a longer one is a mistake of ours and raises ValueError."""
    joined = ":".join([verb, *(str(arg) for arg in args)])
    if len(joined.encode()) > LIMIT:
        raise ValueError(f"callback data over {LIMIT} bytes: {joined}")
    return joined


def args(pressed: str | None) -> list[str]:
    """The arguments of pressed data, without its verb; a number no database holds counts as left out."""
    return [arg if _holdable(arg) else "" for arg in (pressed or "").split(":")[1:]]


def _holdable(argument: str) -> bool:
    """Data can be forged: digits of other scripts and endless ones are no numbers of ours."""
    return not argument.isdigit() or (argument.isascii() and len(argument) < 19)


def button(text: str, verb: str, *values: object) -> InlineKeyboardButton:
    return InlineKeyboardButton(text, callback_data=data(verb, *values))


def link(text: str, url: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(text, url=url)


def keyboard(rows: Iterable[Sequence[InlineKeyboardButton]]) -> InlineKeyboardMarkup:
    """Rows as given, empty ones left out."""
    return InlineKeyboardMarkup([list(row) for row in rows if row])


def columns(buttons: Sequence[InlineKeyboardButton], width: int = 2) -> list[list[InlineKeyboardButton]]:
    """The buttons broken into rows of `width`."""
    return [list(buttons[start : start + width]) for start in range(0, len(buttons), width)]


def main_menu(translator: Translator) -> InlineKeyboardButton:
    return button(translator.label("Main menu"), "menu")


def back(translator: Translator, verb: str, *values: object) -> InlineKeyboardButton:
    return button(translator.label("Back"), verb, *values)


def pager(verb: str, page: int, pages: int, *values: object) -> list[InlineKeyboardButton]:
    """« 2/5 » for lists of several pages; pressing the middle changes nothing."""
    if pages < 2:
        return []
    before = [button("«", verb, *values, page - 1)] if page > 0 else []
    after = [button("»", verb, *values, page + 1)] if page + 1 < pages else []
    return [*before, button(f"{page + 1}/{pages}", "noop"), *after]


def page_of(wanted: str, pages: int) -> int:
    """The page a button asked for, kept within those there are now."""
    return min(max(int(wanted), 0), max(pages - 1, 0)) if wanted.isdigit() else 0
