"""Changing an entry: a part is typed anew and proposed, a colleague compares and publishes."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final, Literal

from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import Document, InlineKeyboardButton, Update

from bot.context import Context
from bot.errors import BotError
from bot.faq import toml_entry
from bot.faq.entry import Entry, Text
from bot.faq.library import Library
from bot.faq.new_entry import kept, read_text
from bot.faq.rules import faults_in
from bot.faq.toml_entry import LibraryError
from bot.faq.typed import PARTS, changed
from bot.staff.permissions import Action
from bot.text.languages import LANGUAGES
from bot.text.translator import N_, Translator
from handlers.conversation import END, Conversation
from handlers.routing import pressed, row_number
from handlers.screen import Screen, button, keyboard, say, show
from handlers.staff import access
from handlers.staff.access import staff_button, staff_command, staff_typed
from handlers.staff.entries import drafts, reading
from handlers.staff.entries.reading import GONE, SLUG, entry_of
from handlers.staff.entries.texts import (
    DECLINED,
    PUBLISHED,
    compared,
    cut,
    fault_of_text,
    html_of,
    prompt,
    submit,
    tell_author,
    title,
)
from storage.faq import entry_edits
from storage.faq.entry_edits import Edit, EditState

PART: Final = "part"
LARGEST = 200_000  # bytes of a file with an entry
Decide = Callable[[AsyncConnection, int, int, datetime], Awaitable[bool]]
DECIDED = N_("A colleague has decided on this already. See /entries")


async def ask(update: Update, context: Context) -> Literal["part"]:
    slug, language, part = pressed(update, 3)
    entry = entry_of(context, slug)
    if language not in LANGUAGES or part not in PARTS:
        raise BotError(GONE)
    context.typed = {"entry": entry.slug, "language": language, "part": part}
    back = _back(context, entry, language)
    await show(update, context, prompt(context, entry.raw[language], language, part, back))
    return PART


def _back(context: Context, entry: Entry, language: str) -> InlineKeyboardButton:
    return button(context.label("Back"), "en", entry.slug[:SLUG], language)


async def typed(update: Update, context: Context) -> None:
    """The new part: checked, and proposed to those who may publish it."""
    entry, language = entry_of(context, context.typed["entry"]), context.typed["language"]
    text = changed(entry.raw[language], context.typed["part"], html_of(update))
    await _check_and_propose(update, context, entry, language, text)


async def search_or_file(update: Update, context: Context) -> None:
    """At /entries: words to search by, or an entry's TOML file to propose from."""
    message = update.message
    if message is None or message.document is None:
        return await reading.search(update, context)
    try:
        filed = await _read_file(message.document)
    except LibraryError as error:
        text = context.t("The file could not be read: {reason}", reason=error)
        await say(update, context, Screen(text), reply=True)
        return None
    if not await drafts.filed(update, context, filed):
        await _propose_all(update, context, filed)
    return None


async def _read_file(document: Document) -> Entry:
    """The entry of a file that was sent; LibraryError names what is wrong with it."""
    if (document.file_size or 0) > LARGEST:
        raise LibraryError(f"{document.file_name}: larger than an entry can be")
    content = await (await document.get_file()).download_as_bytearray()
    return toml_entry.parse(document.file_name or "entry.toml", bytes(content))


async def _propose_all(update: Update, context: Context, filed: Entry) -> None:
    """Each language that differs from what is read now."""
    entry = entry_of(context, filed.slug)
    different = [language for language in LANGUAGES if filed.raw[language] != entry.raw[language]]
    for language in different:
        await _check_and_propose(update, context, entry, language, filed.raw[language])
    if not different:
        await say(update, context, Screen(context.t("Nothing differs from the present text.")), reply=True)


async def _check_and_propose(
    update: Update, context: Context, entry: Entry, language: str, text: Text
) -> None:
    wrong = faults_in(text, language, context.library)
    if wrong:
        await say(update, context, Screen(fault_of_text(context.translator, wrong[0])), reply=True)
    else:
        await _propose(update, context, entry, language, text)


async def _propose(update: Update, context: Context, entry: Entry, language: str, text: Text) -> None:
    """Keeps the proposal and shows it to whoever may publish it."""
    services, user_id, name = context.services, access.user_of(update), access.name_of(update)
    async with services.database.begin() as tx:
        edit, new = await entry_edits.propose(
            tx, entry.slug, language, kept(text), user_id, name, services.clock()
        )
        if new:
            await access.note(tx, update, context, "entry.proposed", entry.slug, language=language)
    said = await submit(update, context, lambda reader: _card(reader, context.library, edit))
    await say(update, context, Screen(said, keyboard([[_back(context, entry, language)]])))


async def proposal(update: Update, context: Context) -> Literal["end"]:
    """A proposal, compared with what is read now."""
    edit = await _opened(update, context)
    await show(update, context, _card(context.translator, context.library, edit))
    return END


def _card(translator: Translator, library: Library, edit: Edit) -> Screen:
    entry = library.get(edit.entry)
    before = entry.raw.get(edit.language) if entry else None
    head = translator.t(
        "📝 <b>Proposal No. {number}</b>\n{entry} ({language})\nFrom: {name}",
        number=edit.id,
        entry=title(translator, library, edit.entry),
        language=translator.language_name(edit.language),
        name=edit.author_name,
    )
    ways = [
        button("✅ " + translator.label("Publish"), "epok", edit.id),
        button("✖️ " + translator.label("Decline"), "epno", edit.id),
    ]
    text = cut([head, "", *compared(translator, before, read_text(edit.text))])
    return Screen(text, keyboard([ways] if edit.state == EditState.PROPOSED else []))


async def publish(update: Update, context: Context) -> Literal["end"]:
    """Read by everybody within seconds; the author hears of it."""
    edit = await _decided(update, context, entry_edits.publish, "entry.published")
    name = title(context.translator, context.library, edit.entry)
    text = context.t("Published: {entry}. Members read it within seconds.", entry=name)
    await show(update, context, Screen(text, keyboard([[button(context.label("Entries"), "ens")]])))
    await tell_author(context, edit.author_id, PUBLISHED, edit.entry)
    return END


async def decline(update: Update, context: Context) -> Literal["end"]:
    edit = await _decided(update, context, entry_edits.decline, "entry.declined")
    await show(update, context, Screen(context.t("Declined. The author was told.")))
    await tell_author(context, edit.author_id, DECLINED, edit.entry)
    return END


async def _decided(update: Update, context: Context, decide: Decide, action: str) -> Edit:
    """BotError unless whoever presses may decide on it and nobody did before."""
    edit, services = await _opened(update, context), context.services
    if edit.state != EditState.PROPOSED:
        raise BotError(DECIDED)
    access.check_approval(update, context, Action.APPROVE_ENTRIES, edit.author_id)
    async with services.database.begin() as tx:
        if not await decide(tx, edit.id, access.user_of(update), services.clock()):
            raise BotError(DECIDED)
        await access.note(tx, update, context, action, edit.entry, language=edit.language)
    return edit


async def _opened(update: Update, context: Context) -> Edit:
    [number] = pressed(update, 1)
    async with context.services.database.connect() as tx:
        edit = await entry_edits.get(tx, row_number(number))
    if edit is None:
        raise BotError(DECIDED)
    return edit


async def again(update: Update, context: Context) -> Literal["end"]:
    """An earlier text, proposed anew."""
    edit = await _opened(update, context)
    await _propose(update, context, entry_of(context, edit.entry), edit.language, read_text(edit.text))
    return END


async def original(update: Update, context: Context) -> Literal["end"]:
    """The text of its file, or the one it was first published with, proposed anew."""
    slug, language = pressed(update, 2)
    entry = entry_of(context, slug)
    own = (await asyncio.to_thread(Library.load)).get(entry.slug) or await drafts.first(context, entry.slug)
    if own is None or language not in LANGUAGES:
        raise BotError(GONE)
    await _propose(update, context, entry, language, own.raw[language])
    return END


CONVERSATION = Conversation(
    "entry",
    entry_points=[
        staff_command("entries", Action.WRITE_ENTRIES, reading.entries),
        staff_button("ens", Action.WRITE_ENTRIES, reading.entries),
        staff_button("ened", Action.WRITE_ENTRIES, ask),
    ],
    states={
        reading.SEARCH: [staff_typed(Action.WRITE_ENTRIES, search_or_file)],
        PART: [staff_typed(Action.WRITE_ENTRIES, typed)],
    },
    fallbacks=[
        staff_button("en", Action.WRITE_ENTRIES, reading.entry),
        staff_button("enhi", Action.WRITE_ENTRIES, reading.history),
        staff_button("entm", Action.WRITE_ENTRIES, reading.file),
        staff_button("enre", Action.WRITE_ENTRIES, again),
        staff_button("enor", Action.WRITE_ENTRIES, original),
        staff_button("ep", Action.WRITE_ENTRIES, proposal),
        staff_button("epok", Action.APPROVE_ENTRIES, publish),
        staff_button("epno", Action.APPROVE_ENTRIES, decline),
    ],
    canceled=N_("You left the entries. To go on: /entries"),
)
