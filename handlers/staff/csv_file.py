"""A table as a file that a spreadsheet of the reader's language opens."""

from collections.abc import Iterable, Sequence
from typing import Any

from telegram import InputFile, Update

from bot.context import Context, chat_of
from bot.errors import BotError
from bot.text import csv_table


def check_private(context: Context, refusal: str) -> None:
    """BotError in a group, where everybody would have it."""
    if context.public:
        raise BotError(refusal)


async def send(
    update: Update,
    context: Context,
    name: str,
    rows: Iterable[Sequence[Any]],
    language: str = "",
    **more: Any,
) -> None:
    content = csv_table.content(rows, delimiter=csv_table.delimiter(language or context.language))
    await context.bot.send_document(chat_of(update), InputFile(content, f"{name}.csv"), **more)
