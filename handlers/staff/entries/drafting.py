"""A new entry from the first question to the proposal: begun from a group in /stats, written part by part."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final, Literal

from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import InlineKeyboardButton, Update

from bot.context import Context
from bot.errors import BotError, GoneError
from bot.faq import new_entry
from bot.faq.entry import Entry
from bot.faq.typed import PARTS, changed, sources_as_typed, with_sources
from bot.stats.figures import Cluster, unanswered
from bot.text.languages import LANGUAGES
from bot.text.markup import fault
from bot.text.translator import N_
from handlers.routing import END, pressed
from handlers.screen import Screen, button, columns, keyboard, say, show
from handlers.staff import access
from handlers.staff.entries.draft_card import screen
from handlers.staff.entries.reading import send_file
from handlers.staff.entries.texts import html_of, prompt, quoted
from storage.faq import new_entries
from storage.faq.new_entries import EntryState, NewEntry

PART: Final = "part"
FIELD: Final = "field"
GONE = N_("This draft was changed or decided on meanwhile. See /entries")


async def begin(update: Update, context: Context) -> Literal["end"]:
    """The draft of a group of questions; one that was begun already is opened."""
    [first] = pressed(update, 1)
    clusters = await unanswered(context.services.database, context.services.clock())
    cluster = next((cluster for cluster in clusters.large if first in map(str, cluster.ids)), None)
    if cluster is None:
        raise BotError(N_("These questions were answered meanwhile. See /stats"))
    asked = [
        (question.language, question.text) for question in clusters.questions if question.id in cluster.ids
    ]
    async with context.services.database.begin() as tx:
        drafts = await new_entries.in_states(tx, *EntryState)
        draft = next((draft for draft in drafts if set(draft.searches) & set(cluster.ids)), None)
        if draft is None:
            taken = {draft.slug for draft in drafts} | set(context.services.faq.library.entries)
            draft = await _begun(tx, update, context, cluster, asked, new_entry.slug_of(cluster.text, taken))
    return await shown(update, context, draft)


async def _begun(
    tx: AsyncConnection,
    update: Update,
    context: Context,
    cluster: Cluster,
    asked: list[tuple[str, str]],
    slug: str,
) -> NewEntry:
    services, author, name = context.services, access.user_of(update), access.name_of(update)
    content = new_entry.stored(new_entry.begun(slug, asked, services.faq.library))
    await access.note(tx, update, context, "entry.begun", slug)
    return await new_entries.begin(tx, slug, content, list(cluster.ids), author, name, services.clock())


async def view(update: Update, context: Context) -> Literal["end"]:
    number, language = pressed(update, 2)
    return await shown(update, context, await opened(context, number), language)


async def shown(update: Update, context: Context, row: NewEntry, language: str = "") -> Literal["end"]:
    language = language if language in LANGUAGES else context.language
    await show(update, context, screen(context.translator, context.services.faq.library, row, language))
    return END


async def opened(context: Context, number: object) -> NewEntry:
    """The draft of this number; GoneError when there is none any more."""
    async with context.services.database.connect() as tx:
        row = await new_entries.get(tx, int(str(number))) if str(number).isdigit() else None
    if row is None:
        raise GoneError(GONE)
    return row


async def keep(context: Context, row: NewEntry, entry: Entry) -> NewEntry:
    """The changed draft, checked today; when it reads so already, as it is."""
    content = new_entry.stored(replace(entry, checked_on=context.services.faq.library.today))
    if content == row.content:
        return row
    async with context.services.database.begin() as tx:
        if not await new_entries.change(tx, row, content, context.services.clock()):
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
    return await shown(update, context, row, language)


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
    text = "\n".join(filter(None, [asked, quoted(present)]))
    await show(update, context, Screen(text, keyboard([[_back(context, row)]])))
    return FIELD


async def field(update: Update, context: Context) -> Literal["end"] | None:
    row = await opened(context, context.typed["number"])
    entry = new_entry.read(row.slug, row.content)
    typed = ((update.message.text if update.message else None) or "").strip()
    if context.typed["field"] == "sources":
        entry = with_sources(entry, typed)
    else:
        try:
            entry = replace(entry, review_by=date.fromisoformat(typed))
        except ValueError:
            wrong = context.t("Send the review date as YYYY-MM-DD.")
            await say(update, context, Screen(wrong), reply=True)
            return None
    return await shown(update, context, await keep(context, row, entry))


async def category(update: Update, context: Context) -> Literal["end"]:
    return await _chosen(update, context, "nec", "category", context.services.faq.library.categories)


async def owner(update: Update, context: Context) -> Literal["end"]:
    """The body that answers for the entry."""
    bodies = context.services.faq.library.bodies.items()
    return await _chosen(update, context, "neo", "owner", {key: body.names for key, body in bodies})


async def _chosen(
    update: Update, context: Context, verb: str, field: str, named: Mapping[str, Mapping[str, str]]
) -> Literal["end"]:
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
    await show(update, context, Screen(context.t("Choose one:"), keyboard(rows)))
    return END


async def file(update: Update, context: Context) -> Literal["end"]:
    """The draft as its TOML file: what no button changes is completed there."""
    [number] = pressed(update, 1)
    row = await opened(context, number)
    await send_file(update, context, new_entry.read(row.slug, row.content))
    return END


async def filed(update: Update, context: Context, entry: Entry) -> bool:
    """A draft's file that was sent back becomes the draft; False when it is of no draft."""
    async with context.services.database.connect() as tx:
        row = await new_entries.by_slug(tx, entry.slug)
    if row is None or row.state == EntryState.PUBLISHED:
        return False
    await shown(update, context, await keep(context, row, entry))
    return True


async def first(context: Context, slug: str) -> Entry | None:
    """A new entry as it was published, before later edits; None when it began as a file."""
    async with context.services.database.connect() as tx:
        row = await new_entries.by_slug(tx, slug)
    return new_entry.read(slug, row.content) if row else None
