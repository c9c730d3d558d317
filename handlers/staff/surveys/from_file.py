"""A survey from a TOML file: sent at /poll, it becomes a draft."""

import asyncio
from typing import Final, Literal

from telegram import Update

from bot.context import Context
from bot.surveys import toml_file
from bot.surveys.toml_file import SurveyFileError
from handlers.conversation import keep
from handlers.screen import Screen, button, say, show
from handlers.staff import access, file_faults
from handlers.staff.surveys import card
from storage.surveys import surveys

FILE: Final = "file"
LARGEST = 200_000  # bytes


async def ask(update: Update, context: Context) -> Literal["file"]:
    text = context.t("Send the survey as a TOML file. The documentation shows one.")
    await show(update, context, Screen(text, [[button(context.label("Back"), "sul", 0)]]))
    return FILE


async def sent(update: Update, context: Context) -> Literal["file"] | None:
    """The draft, or what is wrong with the file; handled again after a crash, it is the same draft."""
    services, document = context.services, update.message.document if update.message else None
    if document is None or (document.file_size or 0) > LARGEST:
        told = context.t("Send the survey as a TOML file. The documentation shows one.")
        await say(update, context, Screen(told), reply=True)
        return None
    try:
        content = bytes(await (await document.get_file()).download_as_bytearray())
        values = await asyncio.to_thread(toml_file.read, content, services.topics)
    except SurveyFileError as error:
        await say(update, context, Screen(file_faults.told(context, error.faults)), reply=True)
        return None
    made = context.typed.get(document.file_unique_id)
    if made is None:
        async with services.database.begin() as tx:
            made = (await surveys.create(tx, access.user_of(update), services.clock(), **values)).id
            await access.note(tx, update, context, "survey.begun", made)
            context.typed[document.file_unique_id] = made
            await keep(tx, context)
    shown = await card.screen(context, await card.opened(context, str(made)))
    await say(update, context, shown)
    return FILE
