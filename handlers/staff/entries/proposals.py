"""Changing an entry: a part is typed anew and proposed, a colleague compares and publishes."""

import asyncio
from typing import Final, Literal

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
from bot.file_faults import Fault
from bot.staff.permissions import Action
from bot.text.languages import LANGUAGES
from bot.text.translator import N_
from handlers.conversation import Conversation
from handlers.routing import pressed, row_of
from handlers.screen import Screen, button, say, show
from handlers.staff import access, file_faults
from handlers.staff.access import staff_button, staff_command, staff_typed
from handlers.staff.entries import drafts, reading
from handlers.staff.entries.proposal_card import (
    beside_texts,
    card,
    carried_over,
    present_text,
    unlike,
    version,
)
from handlers.staff.entries.reading import GONE, SLUG, entry_of
from handlers.staff.entries.texts import (
    DECLINED,
    PUBLISHED,
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
LARGE = N_("the file is larger than an entry can be")
DECIDED = N_("A colleague has decided on this already. See /entries")


async def ask(update: Update, context: Context) -> Literal["part"]:
    slug, language, part = pressed(update, 3)
    entry = entry_of(context, slug)
    if language not in LANGUAGES or part not in PARTS:
        raise BotError(GONE)
    context.typed = {
        "entry": entry.slug,
        "language": language,
        "part": part,
        "base": kept(entry.raw[language]),
    }
    back = _back(context, entry, language)
    await show(update, context, prompt(context, entry.raw[language], language, part, back))
    return PART


def _back(context: Context, entry: Entry, language: str) -> InlineKeyboardButton:
    return button(context.label("Back"), "en", entry.slug[:SLUG], language)


async def typed(update: Update, context: Context) -> None:
    """The new part: checked, and proposed to those who may publish it, with the text they were shown."""
    entry, language = entry_of(context, context.typed["entry"]), context.typed["language"]
    shown = context.typed.get("base")
    base = read_text(shown) if shown else entry.raw[language]
    text = changed(base, context.typed["part"], html_of(update))
    await _check_and_propose(update, context, entry, language, text, base)


async def search_or_file(update: Update, context: Context) -> None:
    """At /entries: words to search by, or an entry's TOML file to propose from."""
    message = update.message
    if message is None or message.document is None:
        return await reading.search(update, context)
    try:
        filed = await _read_file(message.document)
    except LibraryError as error:
        await say(update, context, Screen(file_faults.told(context, [error.fault])), reply=True)
        return None
    if not await drafts.filed(update, context, filed):
        await _propose_all(update, context, filed)
    return None


async def _read_file(document: Document) -> Entry:
    """The entry of a file that was sent; LibraryError names what is wrong with it."""
    if (document.file_size or 0) > LARGEST:
        raise LibraryError(f"{document.file_name}: larger than an entry can be", Fault(LARGE))
    content = await (await document.get_file()).download_as_bytearray()
    return await asyncio.to_thread(toml_entry.parse, document.file_name or "entry.toml", bytes(content))


async def _propose_all(update: Update, context: Context, filed: Entry) -> None:
    """Each language that differs from what is read now."""
    entry = entry_of(context, filed.slug)
    different = [language for language in LANGUAGES if filed.raw[language] != entry.raw[language]]
    for language in different:
        await _check_and_propose(update, context, entry, language, filed.raw[language], entry.raw[language])
    if not different:
        await say(update, context, Screen(context.t("Nothing differs from the present text.")), reply=True)


async def _check_and_propose(
    update: Update, context: Context, entry: Entry, language: str, text: Text, base: Text
) -> None:
    wrong = faults_in(text, language, context.library)
    if wrong:
        await say(update, context, Screen(fault_of_text(context.translator, wrong[0])), reply=True)
    else:
        await _propose(update, context, entry, language, text, base)


async def _propose(
    update: Update, context: Context, entry: Entry, language: str, text: Text, base: Text
) -> None:
    """Keeps the proposal and shows it to whoever may publish it."""
    services, user_id, name = context.services, access.user_of(update), access.name_of(update)
    async with services.database.begin() as tx:
        edit, new = await entry_edits.propose(
            tx, entry.slug, language, kept(text), user_id, name, services.clock(), kept(base)
        )
        present = await present_text(tx, context.library, edit.entry, edit.language)
        beside = await beside_texts(tx, context.library, edit)
        if new:
            await access.note(tx, update, context, "entry.proposed", entry.slug, language=language)
    said = await submit(update, context, lambda reader: card(reader, context.library, edit, present, beside))
    after = carried_over(edit, present).text
    warned = unlike(context.translator, context.library, language, after, beside)
    await say(update, context, Screen("\n".join([said, *warned]), [[_back(context, entry, language)]]))


async def proposal(update: Update, context: Context) -> None:
    edit = await _opened(update, context)
    async with context.services.database.connect() as tx:
        present = await present_text(tx, context.library, edit.entry, edit.language)
        beside = await beside_texts(tx, context.library, edit)
    await show(update, context, card(context.translator, context.library, edit, present, beside))


async def publish(update: Update, context: Context) -> None:
    """Read by everybody within seconds; the author hears of it. Where the entry is not any more what the card compared
    with, the card is shown anew and nothing is published."""
    edit, services = await _opened(update, context), context.services
    _check_decidable(update, context, edit)
    async with services.database.begin() as tx:
        present = await present_text(tx, context.library, edit.entry, edit.language)
        beside = await beside_texts(tx, context.library, edit)
        seen = pressed(update, 2)[1] == version(present)
        if seen:
            text = carried_over(edit, present).text
            _check_rules(context, edit, text)
            if not await entry_edits.publish(
                tx, edit.id, access.user_of(update), services.clock(), kept(text)
            ):
                raise BotError(DECIDED)
            await access.note(tx, update, context, "entry.published", edit.entry, language=edit.language)
    if not seen:
        return await show(
            update, context, card(context.translator, context.library, edit, present, beside, anew=True)
        )
    name = title(context.translator, context.library, edit.entry)
    said = context.t("Published: {entry}. Members read it within seconds.", entry=name)
    await show(update, context, Screen(said, [[button(context.label("Entries"), "ens")]]))
    return await tell_author(context, edit.author_id, PUBLISHED, edit.entry)


def _check_rules(context: Context, edit: Edit, text: Text) -> None:
    """Carried over into another text, or later than it was written, it may not fit any more."""
    if faults_in(text, edit.language, context.library):
        raise BotError(N_("It does not fit the entry any more. Decline it, and propose it anew: /entries"))


async def decline(update: Update, context: Context) -> None:
    edit = await _opened(update, context)
    _check_decidable(update, context, edit)
    async with context.services.database.begin() as tx:
        if not await entry_edits.decline(tx, edit.id, access.user_of(update), context.services.clock()):
            raise BotError(DECIDED)
        await access.note(tx, update, context, "entry.declined", edit.entry, language=edit.language)
    await show(update, context, Screen(context.t("Declined. The author was told.")))
    await tell_author(context, edit.author_id, DECLINED, edit.entry)


def _check_decidable(update: Update, context: Context, edit: Edit) -> None:
    """BotError unless whoever presses may decide on it and nobody did before."""
    if edit.state != EditState.PROPOSED:
        raise BotError(DECIDED)
    access.check_approval(update, context, Action.APPROVE_ENTRIES, edit.author_id)


async def _opened(update: Update, context: Context) -> Edit:
    [number] = pressed(update, 1)
    return await row_of(context, entry_edits.get, number, DECIDED)


async def again(update: Update, context: Context) -> None:
    """An earlier text, proposed anew."""
    edit = await _opened(update, context)
    entry = entry_of(context, edit.entry)
    await _propose(update, context, entry, edit.language, read_text(edit.text), entry.raw[edit.language])


async def original(update: Update, context: Context) -> None:
    """The text of its file, or the one it was first published with, proposed anew."""
    slug, language = pressed(update, 2)
    entry = entry_of(context, slug)
    own = (await asyncio.to_thread(Library.load)).get(entry.slug) or await drafts.first(context, entry.slug)
    if own is None or language not in LANGUAGES:
        raise BotError(GONE)
    await _propose(update, context, entry, language, own.raw[language], entry.raw[language])


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
    exits=[
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
