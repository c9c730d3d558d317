"""A new entry: begun from a group of questions in /stats, written part by part, proposed, published by a colleague,
declined, withdrawn, discarded.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final, Literal

from telegram import InlineKeyboardButton, Update

from bot.context import Context
from bot.errors import BotError
from bot.faq import new_entry
from bot.faq.entry import Entry
from bot.faq.rules import faults_of
from bot.faq.typed import PARTS, changed, sources_as_typed, with_sources
from bot.staff.permissions import Action
from bot.text.languages import LANGUAGES
from bot.text.markup import fault
from bot.text.translator import N_
from handlers.conversation import END, Conversation
from handlers.routing import pressed, row_of, typed_text
from handlers.screen import Rows, Screen, button, columns, say, show
from handlers.staff import access
from handlers.staff.access import staff_button, staff_typed
from handlers.staff.entries import beginning
from handlers.staff.entries.beginning import shown
from handlers.staff.entries.draft_card import screen
from handlers.staff.entries.reading import send_file
from handlers.staff.entries.texts import (
    DECLINED,
    PUBLISHED,
    html_of,
    prompt,
    submit,
    tell_author,
    with_present,
)
from storage.faq import entry_edits, new_entries, searches
from storage.faq.new_entries import EntryState, NewEntry

PART: Final = "part"
FIELD: Final = "field"
GONE = N_("This draft was changed or decided on meanwhile. See /entries")


async def view(update: Update, context: Context) -> None:
    number, language = pressed(update, 2)
    return await shown(update, context, await opened(context, number), language)


async def opened(context: Context, number: str | int) -> NewEntry:
    """The draft of this number; GoneError when there is none any more."""
    return await row_of(context, new_entries.get, str(number), GONE)


async def keep(context: Context, row: NewEntry, entry: Entry) -> NewEntry:
    """The changed draft, checked today; when it reads so already, as it is."""
    content = new_entry.stored(replace(entry, checked_on=context.library.today))
    if content == row.content:
        return row
    async with context.services.database.begin() as tx:
        writer = context.session.user_id
        if not await new_entries.change(tx, row, content, writer, context.services.clock()):
            raise BotError(GONE)
    return await opened(context, row.id)


async def ask_part(update: Update, context: Context) -> Literal["part"]:
    number, language, part = pressed(update, 3)
    row = await opened(context, number)
    if language not in LANGUAGES or part not in PARTS:
        raise BotError(GONE)
    context.typed = {"number": row.id, "language": language, "part": part}
    text = new_entry.read(row.slug, row.content).raw[language]
    await show(update, context, prompt(context, text, language, part, _back(context, row, language)))
    return PART


def _back(context: Context, row: NewEntry, *language: str) -> InlineKeyboardButton:
    return button(context.label("Back"), "ne", row.id, *language)


async def part(update: Update, context: Context) -> Literal["end"] | None:
    row = await opened(context, context.typed["number"])
    entry, language = new_entry.read(row.slug, row.content), context.typed["language"]
    text = changed(entry.raw[language], context.typed["part"], html_of(update))
    faults = [reason for typed in (text.question, *text.parts) if (reason := fault(typed))]
    if faults:
        wrong = context.t("The formatting is broken: {reason}", reason=faults[0])
        await say(update, context, Screen(wrong), reply=True)
        return None
    row = await keep(context, row, replace(entry, raw={**entry.raw, language: text}))
    await shown(update, context, row, language)
    return END


async def ask_field(update: Update, context: Context) -> Literal["field"]:
    """Sources or the review date, typed."""
    number, name = pressed(update, 2)
    row = await opened(context, number)
    entry = new_entry.read(row.slug, row.content)
    if name == "sources":
        asked = context.t("Send the sources: on each line a title and its web address.")
        present = sources_as_typed(entry)
    else:
        asked, present = context.t("Send the review date as YYYY-MM-DD."), entry.review_by.isoformat()
    context.typed = {"number": row.id, "field": name}
    await show(update, context, with_present(asked, present, "", _back(context, row)))
    return FIELD


async def field(update: Update, context: Context) -> Literal["end"] | None:
    row = await opened(context, context.typed["number"])
    entry = new_entry.read(row.slug, row.content)
    typed = typed_text(update)
    if context.typed["field"] == "sources":
        entry = with_sources(entry, typed)
    else:
        try:
            entry = replace(entry, review_by=date.fromisoformat(typed))
        except ValueError:
            wrong = context.t("Send the review date as YYYY-MM-DD.")
            await say(update, context, Screen(wrong), reply=True)
            return None
    await shown(update, context, await keep(context, row, entry))
    return END


async def category(update: Update, context: Context) -> None:
    return await _chosen(update, context, "nec", "category", context.library.categories)


async def owner(update: Update, context: Context) -> None:
    """The body that answers for the entry."""
    bodies = context.library.bodies.items()
    return await _chosen(update, context, "neo", "owner", {key: body.names for key, body in bodies})


async def _chosen(
    update: Update, context: Context, verb: str, field: str, named: Mapping[str, Mapping[str, str]]
) -> None:
    """A choice first, then the chosen one is kept."""
    number, chosen = pressed(update, 2)
    row = await opened(context, number)
    if chosen in named:
        values: dict[str, Any] = {field: chosen}
        entry = replace(new_entry.read(row.slug, row.content), **values)
        return await shown(update, context, await keep(context, row, entry))
    ways = [
        button(context.translator.letters(names[context.language])[:60], verb, row.id, key)
        for key, names in named.items()
    ]
    rows = [*columns(ways), [_back(context, row)]]
    return await show(update, context, Screen(context.t("Choose one:"), rows))


async def file(update: Update, context: Context) -> None:
    """The draft as its TOML file: what no button changes is completed there."""
    [number] = pressed(update, 1)
    row = await opened(context, number)
    await send_file(update, context, new_entry.read(row.slug, row.content))


async def filed(update: Update, context: Context, entry: Entry) -> bool:
    """A draft's file that was sent back becomes the draft; False when it is of no draft."""
    row = await context.read(new_entries.by_slug, entry.slug)
    if row is None or row.state == EntryState.PUBLISHED:
        return False
    await shown(update, context, await keep(context, row, entry))
    return True


async def first(context: Context, slug: str) -> Entry | None:
    """A new entry as it was published, before later edits; None when it began as a file."""
    row = await context.read(new_entries.by_slug, slug)
    return new_entry.read(slug, row.content) if row else None


async def propose(update: Update, context: Context) -> None:
    """Shown to whoever may publish it; its author is told what to do when nobody may."""
    row, services, author = await _seen(update, context), context.services, access.user_of(update)
    _check_whole(context, row)
    async with services.database.begin() as tx:
        if not await new_entries.propose(tx, row, author, access.name_of(update), services.clock()):
            raise BotError(GONE)
        await access.note(tx, update, context, "entry.proposed", row.slug)
    row = await opened(context, row.id)
    said = await submit(
        update, context, lambda reader: screen(reader, context.library, row, reader.language), *row.writers
    )
    await say(update, context, Screen(said, [[button(context.label("Back"), "ne", row.id)]]))


async def publish(update: Update, context: Context) -> None:
    """Read by everybody within seconds; those who asked are told, the author too."""
    row, services = await _decidable(update, context), context.services
    _check_whole(context, row)
    async with services.database.begin() as tx:
        if not await new_entries.publish(tx, row, access.user_of(update), services.clock()):
            raise BotError(GONE)
        waiting = len(await searches.waiting_for(tx, row.searches))
        await searches.settle(tx, row.searches, row.slug)
        await access.note(tx, update, context, "entry.published", row.slug)
    lines = [context.t("Published: {entry}. Members read it within seconds.", entry=row.slug)]
    if waiting:
        lines.append(
            context.tn("{n} person who asked is being told.", "{n} people who asked are being told.", waiting)
        )
    await show(update, context, Screen("\n".join(lines), _list(context)))
    await tell_author(context, row.author_id, PUBLISHED, row.slug)


async def decline(update: Update, context: Context) -> None:
    row = await _decidable(update, context)
    async with context.services.database.begin() as tx:
        if not await new_entries.decline(tx, row, access.user_of(update)):
            raise BotError(GONE)
        await access.note(tx, update, context, "entry.declined", row.slug)
    await show(update, context, Screen(context.t("Declined. The author was told."), _list(context)))
    await tell_author(context, row.author_id, DECLINED, row.slug)


async def withdraw(update: Update, context: Context) -> None:
    """Nobody reads it any more; as it read last it may be changed and proposed again."""
    [number] = pressed(update, 1)
    row, services = await opened(context, number), context.services
    async with services.database.begin() as tx:
        edits = await entry_edits.retire(tx, row.slug)
        texts = row.content["texts"] | {edit.language: edit.text for edit in edits}
        content = row.content | {"texts": texts}
        if not await new_entries.withdraw(tx, row, content, access.user_of(update), services.clock()):
            raise BotError(GONE)
        await access.note(tx, update, context, "entry.withdrawn", row.slug)
    return await shown(update, context, await opened(context, row.id))


async def discard(update: Update, context: Context) -> None:
    row = await _seen(update, context)
    async with context.services.database.begin() as tx:
        if not await new_entries.discard(tx, row):
            raise BotError(GONE)
        await access.note(tx, update, context, "entry.discarded", row.slug)
    await show(update, context, Screen(context.t("The draft was discarded."), _list(context)))


def _list(context: Context) -> Rows:
    return [[button(context.label("Entries"), "ens")]]


async def _seen(update: Update, context: Context) -> NewEntry:
    """The draft as it was on the pressed card; BotError when it was changed since."""
    number, version = pressed(update, 2)
    row = await opened(context, number)
    if version != str(row.version):
        raise BotError(GONE)
    return row


async def _decidable(update: Update, context: Context) -> NewEntry:
    row = await _seen(update, context)
    access.check_approval(update, context, Action.APPROVE_ENTRIES, row.author_id, *row.writers)
    return row


def _check_whole(context: Context, row: NewEntry) -> None:
    """The rules may have changed since the card was shown: a figure ran out, a date passed."""
    if faults_of(new_entry.read(row.slug, row.content), context.library):
        raise BotError(N_("Something is still missing. Open the draft again: /entries"))


CONVERSATION = Conversation(
    "new_entry",
    entry_points=[
        staff_button("nep", Action.WRITE_ENTRIES, ask_part),
        staff_button("nem", Action.WRITE_ENTRIES, ask_field),
    ],
    states={
        PART: [staff_typed(Action.WRITE_ENTRIES, part)],
        FIELD: [staff_typed(Action.WRITE_ENTRIES, field)],
    },
    exits=[
        staff_button("neq", Action.ANSWER_QUESTIONS, beginning.from_question),
        staff_button("nenew", Action.WRITE_ENTRIES, beginning.from_searches),
        staff_button("ne", Action.WRITE_ENTRIES, view),
        staff_button("nec", Action.WRITE_ENTRIES, category),
        staff_button("neo", Action.WRITE_ENTRIES, owner),
        staff_button("nef", Action.WRITE_ENTRIES, file),
        staff_button("nes", Action.WRITE_ENTRIES, propose),
        staff_button("nex", Action.WRITE_ENTRIES, discard),
        staff_button("neok", Action.APPROVE_ENTRIES, publish),
        staff_button("neno", Action.APPROVE_ENTRIES, decline),
        staff_button("newd", Action.APPROVE_ENTRIES, withdraw),
    ],
    canceled=N_("Stopped. The draft stays as it was: /entries"),
)
