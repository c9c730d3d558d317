"""Changing an entry: a part is typed anew and proposed, a colleague compares and publishes."""

import asyncio
from dataclasses import asdict
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import structlog
from telegram import Document, Update
from telegram.error import TelegramError

from bot.broadcasts.diff import words
from bot.context import Context
from bot.errors import BotError
from bot.faq import toml_entry
from bot.faq.check import faults_in
from bot.faq.entry import Entry, Text
from bot.faq.library import Library
from bot.faq.new_entry import read_text
from bot.faq.toml_entry import LibraryError
from bot.faq.typed import LISTS, PARTS, as_typed, changed
from bot.staff.permissions import Action
from bot.text.languages import LANGUAGES
from bot.text.translator import N_, Translator
from handlers.buttons import button, keyboard
from handlers.routing import pressed, stand
from handlers.screen import Screen, say, show
from handlers.staff import access
from handlers.staff.broadcast import wording
from handlers.staff.broadcast.review import MARKS
from handlers.staff.entries import drafting, faults
from handlers.staff.entries.reading import cut, entry_of, searched, title
from storage.faq import entry_edits
from storage.faq.entry_edits import Edit

log = structlog.get_logger()

LARGEST = 200_000  # bytes of a file with an entry


async def ask(update: Update, context: Context) -> None:
    """The present part to copy, and a wish for the new one."""
    slug, language, part = pressed(update, 3)
    found = entry_of(context, slug)
    if language not in LANGUAGES or part not in PARTS:
        raise BotError(N_("There is no such entry any more. See /entries"))
    await stand(update, context, "en.part", entry=found.slug, language=language, part=part)
    asked = context.t(
        "Send the new text of this part ({part}, {language}). It reads now:",
        part=context.label(PARTS[part]),
        language=wording.language(context.translator, language),
    )
    hint = context.t("One item on each line; - for none.") if part in LISTS else ""
    now = f"<pre>{escape(as_typed(found.raw[language], part), quote=False)}</pre>"
    back = button(context.label("Back"), "en", found.slug[:40], language)
    await show(update, context, Screen("\n".join(filter(None, [asked, now, hint])), keyboard([[back]])))


async def typed(update: Update, context: Context, data: dict[str, Any]) -> None:
    """The new part: checked, and proposed to those who may publish it."""
    found = entry_of(context, data["entry"])
    message = update.message
    words_typed = (message.text or "") if message else ""
    # Tags typed by hand are meant as tags; formatting done in the messenger becomes them.
    html = words_typed if "<" in words_typed else (message.text_html if message and message.text else "")
    text = changed(
        found.raw[data["language"]], data["part"], html.replace("&quot;", '"').replace("&#x27;", "'")
    )
    wrong = faults_in(text, data["language"], context.services.faq.library)
    if wrong:
        await say(update, context, Screen(faults.of_text(context.translator, wrong[0])), reply=True)
        return
    await propose(update, context, found, data["language"], text)


async def found_or_filed(update: Update, context: Context, data: dict[str, Any]) -> None:
    """At /entries: words to search by, or an entry's TOML file to propose from."""
    message = update.message
    if message is None or message.document is None:
        return await searched(update, context, data)
    try:
        filed = await _read_file(message.document)
    except LibraryError as error:
        text = context.t("The file could not be read: {reason}", reason=error)
        await say(update, context, Screen(text), reply=True)
        return None
    if not await drafting.filed(update, context, filed):
        await _propose_all(update, context, filed)
    return None


async def _read_file(document: Document) -> Entry:
    """The entry of a file that was sent; LibraryError names what is wrong with it."""
    if (document.file_size or 0) > LARGEST:
        raise LibraryError(f"{document.file_name}: larger than an entry can be")
    content = await (await document.get_file()).download_as_bytearray()
    with TemporaryDirectory() as folder:
        place = Path(folder) / (Path(document.file_name or "").name or "entry.toml")
        place.write_bytes(content)
        return toml_entry.read(place)


async def _propose_all(update: Update, context: Context, filed: Entry) -> None:
    """Each language that differs from what is read now."""
    found = entry_of(context, filed.slug)
    different = [one for one in LANGUAGES if filed.raw[one] != found.raw[one]]
    for language in different:
        wrong = faults_in(filed.raw[language], language, context.services.faq.library)
        if wrong:
            await say(update, context, Screen(faults.of_text(context.translator, wrong[0])), reply=True)
        else:
            await propose(update, context, found, language, filed.raw[language])
    if not different:
        await say(update, context, Screen(context.t("It reads the same as now.")), reply=True)


async def propose(update: Update, context: Context, found: Entry, language: str, text: Text) -> None:
    """Keeps the proposal and lays it before whoever may publish it."""
    services, user_id = context.services, access.user_of(update)
    name = update.effective_user.full_name if update.effective_user else ""
    async with services.database.begin() as tx:
        number = await entry_edits.propose(
            tx, found.slug, language, asdict(text), user_id, name, services.clock()
        )
        await access.note(tx, update, context, "entry.proposed", found.slug, language=language)
        edit = await entry_edits.get(tx, number)
    assert edit is not None
    approvers = await access.approvers(services, Action.APPROVE_ENTRIES, user_id)
    told = [person for person in approvers if await _brought(context, edit, person.user_id)]
    if told:
        said = context.tn(
            "Proposed to {n} colleague, who can publish it.",
            "Proposed to {n} colleagues, who can publish it.",
            len(told),
        )
    else:
        said = context.t(
            "Proposed. A second approver or owner has to publish it; add one with /team if there is none."
        )
    back = button(context.label("Back"), "en", found.slug[:40], language)
    await say(update, context, Screen(said, keyboard([[back]])))


async def _brought(context: Context, edit: Edit, chat: int) -> bool:
    translator = await access.translator_in(context.services, chat)
    shown = screen(translator, context, edit)
    try:
        await context.bot.send_message(chat, shown.text, reply_markup=shown.buttons)
    except TelegramError as error:
        log.info("an approver could not be reached", reason=type(error).__name__)
        return False
    return True


async def proposal(update: Update, context: Context) -> None:
    """A proposal, compared with what is read now."""
    await show(update, context, screen(context.translator, context, await _opened(update, context)))


def screen(translator: Translator, context: Context, edit: Edit) -> Screen:
    found = context.services.faq.library.get(edit.entry)
    before = found.raw.get(edit.language) if found else None
    head = translator.t(
        "📝 <b>Proposal No. {number}</b>\n{entry} ({language})\nFrom: {name}",
        number=edit.id,
        entry=title(translator, context, edit.entry),
        language=wording.language(translator, edit.language),
        name=edit.author_name,
    )
    lines = [head, "", *compared(translator, before, read_text(edit.text))]
    ways = [
        button("✅ " + translator.label("Publish"), "epok", edit.id),
        button("✖️ " + translator.label("Decline"), "epno", edit.id),
    ]
    return Screen(cut("\n".join(lines)), keyboard([ways] if edit.state == "proposed" else []))


def compared(translator: Translator, before: Text | None, after: Text) -> list[str]:
    """Each part that differs, word by word."""
    lines = []
    for part, label in PARTS.items():
        old, new = as_typed(before, part) if before else "", as_typed(after, part)
        if old != new:
            runs = (MARKS[kind].format(escape(text, quote=False)) for kind, text in words(old, new))
            lines += [f"<i>{translator.t(label)}</i>", "".join(runs)]
    return lines or [translator.t("It reads the same as now.")]


async def publish(update: Update, context: Context) -> None:
    """Read by everybody within seconds; the author hears of it."""
    edit = await _decidable(update, context)
    services = context.services
    async with services.database.begin() as tx:
        if not await entry_edits.publish(tx, edit.id, access.user_of(update), services.clock()):
            raise BotError(DECIDED)
        await access.note(tx, update, context, "entry.published", edit.entry, language=edit.language)
    text = context.t(
        "Published: {entry}. Members read it within seconds.",
        entry=title(context.translator, context, edit.entry),
    )
    await show(update, context, Screen(text, keyboard([[button(context.label("Entries"), "ens")]])))
    await _tell_author(context, edit, N_("✅ Your text was published: {entry}"))


async def decline(update: Update, context: Context) -> None:
    edit = await _decidable(update, context)
    services = context.services
    async with services.database.begin() as tx:
        if not await entry_edits.decline(tx, edit.id, access.user_of(update), services.clock()):
            raise BotError(DECIDED)
        await access.note(tx, update, context, "entry.declined", edit.entry, language=edit.language)
    await show(update, context, Screen(context.t("Declined. The author was told.")))
    await _tell_author(context, edit, N_("✖️ Your text was not published: {entry}"))


DECIDED = N_("A colleague has decided on this already. See /entries")


async def _opened(update: Update, context: Context) -> Edit:
    [number] = pressed(update, 1)
    async with context.services.database.connect() as tx:
        found = await entry_edits.get(tx, int(number)) if number.isdigit() else None
    if found is None:
        raise BotError(DECIDED)
    return found


async def _decidable(update: Update, context: Context) -> Edit:
    """BotError unless whoever presses may decide on it."""
    edit = await _opened(update, context)
    if edit.state != "proposed":
        raise BotError(DECIDED)
    access.check_approval(update, context, Action.APPROVE_ENTRIES, edit.author_id)
    return edit


async def _tell_author(context: Context, edit: Edit, msgid: str) -> None:
    translator = await access.translator_in(context.services, edit.author_id)
    try:
        text = translator.t(msgid, entry=title(translator, context, edit.entry))
        await context.bot.send_message(edit.author_id, text)
    except TelegramError as error:
        log.info("an author could not be told", reason=type(error).__name__)


async def again(update: Update, context: Context) -> None:
    """An earlier text, proposed anew."""
    edit = await _opened(update, context)
    await propose(update, context, entry_of(context, edit.entry), edit.language, read_text(edit.text))


async def original(update: Update, context: Context) -> None:
    """The text of its file, or the one it was first published with, proposed anew."""
    slug, language = pressed(update, 2)
    found = entry_of(context, slug)
    own = (await asyncio.to_thread(Library.load)).get(found.slug) or await drafting.first(context, found.slug)
    if own is None or language not in LANGUAGES:
        raise BotError(N_("There is no such entry any more. See /entries"))
    await propose(update, context, found, language, own.raw[language])
