"""A new entry from the first question to the proposal: begun from a group in /stats, written part by part."""

from dataclasses import replace
from datetime import date
from html import escape
from io import BytesIO
from typing import Any

from telegram import InlineKeyboardMarkup, InputFile, Update

from bot.context import Context, chat_of
from bot.errors import BotError
from bot.faq import new_entry, toml_entry
from bot.faq.entry import Entry
from bot.faq.markup import fault
from bot.faq.typed import LISTS, PARTS, as_typed, changed, sources_as_typed, with_sources
from bot.stats.figures import unanswered
from bot.text.languages import LANGUAGES
from bot.text.translator import N_
from handlers.buttons import button, columns, keyboard
from handlers.routing import leave, pressed, stand
from handlers.screen import Screen, say, show
from handlers.staff import access
from handlers.staff.broadcast import wording
from handlers.staff.entries.draft_card import screen
from handlers.staff.stats import since
from storage.faq import new_entries
from storage.faq.new_entries import NewEntry

GONE = N_("This draft was changed or decided on meanwhile. See /entries")


async def begin(update: Update, context: Context) -> None:
    """The draft of a group of questions; one that was begun already is opened."""
    [first] = pressed(update, 1)
    groups = await unanswered(context.services.database, since(context))
    group = next((cluster for cluster in groups.large if first.isdigit() and int(first) in cluster.ids), None)
    if group is None:
        raise BotError(N_("These questions were answered meanwhile. See /stats"))
    services, library = context.services, context.services.faq.library
    asked = [(one.language, one.text) for one in groups.questions if one.id in group.ids]
    async with services.database.begin() as tx:
        rows = await new_entries.in_states(tx, *new_entries.STATES)
        known = next((one for one in rows if set(one.searches) & set(group.ids)), None)
        if known is None:
            slug = new_entry.slug_of(group.text, {*library.entries, *(one.slug for one in rows)})
            content = new_entry.stored(new_entry.begun(slug, asked, library))
            number = await new_entries.begin(
                tx, slug, content, list(group.ids), access.user_of(update), name_of(update), services.clock()
            )
            await access.note(tx, update, context, "entry.begun", slug)
            known = await new_entries.get(tx, number)
    assert known is not None
    await show(update, context, screen(context.translator, library, known, context.language))


async def view(update: Update, context: Context) -> None:
    number, language = pressed(update, 2)
    await _shown(update, context, await opened(context, number), language)


async def _shown(update: Update, context: Context, row: NewEntry, language: str = "") -> None:
    language = language if language in LANGUAGES else context.language
    await show(update, context, screen(context.translator, context.services.faq.library, row, language))


async def opened(context: Context, number: object) -> NewEntry:
    """The draft of this number; BotError when there is none any more."""
    async with context.services.database.connect() as tx:
        found = await new_entries.get(tx, int(str(number))) if str(number).isdigit() else None
    if found is None:
        raise BotError(GONE)
    return found


async def keep(context: Context, row: NewEntry, entry: Entry) -> NewEntry:
    """The changed draft, checked today."""
    content = new_entry.stored(replace(entry, checked_on=context.services.faq.library.today))
    async with context.services.database.begin() as tx:
        if not await new_entries.change(tx, row, content, context.services.clock()):
            raise BotError(GONE)
    return await opened(context, row.id)


async def ask_part(update: Update, context: Context) -> None:
    """The part as it is, and a wish for the new one."""
    number, language, part = pressed(update, 3)
    row = await opened(context, number)
    if language not in LANGUAGES or part not in PARTS:
        raise BotError(GONE)
    await stand(update, context, "ne.part", number=row.id, language=language, part=part)
    asked = context.t(
        "Send the new text of this part ({part}, {language}). It reads now:",
        part=context.label(PARTS[part]),
        language=wording.language(context.translator, language),
    )
    hint = context.t("One item on each line; - for none.") if part in LISTS else ""
    now = escape(as_typed(new_entry.read(row.slug, row.content).raw[language], part), quote=False)
    lines = [asked, f"<pre>{now}</pre>" if now else "", hint]
    await show(update, context, Screen("\n".join(filter(None, lines)), _back(context, row, language)))


def _back(context: Context, row: NewEntry, *language: str) -> InlineKeyboardMarkup:
    return keyboard([[button(context.label("Back"), "ne", row.id, *language)]])


async def part_typed(update: Update, context: Context, data: dict[str, Any]) -> None:
    row = await opened(context, data["number"])
    entry, language, part = new_entry.read(row.slug, row.content), data["language"], data["part"]
    text = changed(entry.raw[language], part, html_of(update))
    faults = [reason for one in (text.question, *text.parts) if (reason := fault(one))]
    if faults:
        wrong = context.t("The formatting is broken: {reason}", reason=faults[0])
        await say(update, context, Screen(wrong), reply=True)
        return
    await leave(update, context)
    await _shown(
        update, context, await keep(context, row, replace(entry, raw={**entry.raw, language: text})), language
    )


def html_of(update: Update) -> str:
    """Tags typed by hand are meant as tags; formatting done in the messenger becomes them."""
    message = update.message
    if message is None or not message.text:
        return ""
    html = message.text if "<" in message.text else message.text_html
    return html.replace("&quot;", '"').replace("&#x27;", "'")


async def ask_field(update: Update, context: Context) -> None:
    """Sources or the review date, typed."""
    number, field = pressed(update, 2)
    row = await opened(context, number)
    entry = new_entry.read(row.slug, row.content)
    if field == "sources":
        asked = context.t("Send the sources: on each line a title and its web address.")
        now = sources_as_typed(entry)
    else:
        asked, now = context.t("Send the review date as YYYY-MM-DD."), entry.review_by.isoformat()
    await stand(update, context, "ne.field", number=row.id, field=field)
    shown = f"<pre>{escape(now, quote=False)}</pre>" if now else ""
    await show(update, context, Screen("\n".join(filter(None, [asked, shown])), _back(context, row)))


async def field_typed(update: Update, context: Context, data: dict[str, Any]) -> None:
    row = await opened(context, data["number"])
    entry = new_entry.read(row.slug, row.content)
    typed = ((update.message.text if update.message else None) or "").strip()
    if data["field"] == "sources":
        entry = with_sources(entry, typed)
    else:
        try:
            entry = replace(entry, review_by=date.fromisoformat(typed))
        except ValueError:
            wrong = context.t("Send the review date as YYYY-MM-DD.")
            await say(update, context, Screen(wrong), reply=True)
            return
    await leave(update, context)
    await _shown(update, context, await keep(context, row, entry))


async def category(update: Update, context: Context) -> None:
    """A choice of categories, then the chosen one."""
    number, chosen = pressed(update, 2)
    row, known = await opened(context, number), context.services.faq.library.categories
    if chosen in known:
        entry = replace(new_entry.read(row.slug, row.content), category=chosen)
        return await _shown(update, context, await keep(context, row, entry))
    names = [(key, titles[context.language]) for key, titles in known.items()]
    return await _choice(update, context, row, "nec", names)


async def owner(update: Update, context: Context) -> None:
    """A choice of the bodies that answer for entries, then the chosen one."""
    number, chosen = pressed(update, 2)
    row, known = await opened(context, number), context.services.faq.library.bodies
    if chosen in known:
        entry = replace(new_entry.read(row.slug, row.content), owner=chosen)
        return await _shown(update, context, await keep(context, row, entry))
    names = [(key, body.names[context.language]) for key, body in known.items()]
    return await _choice(update, context, row, "neo", names)


async def _choice(
    update: Update, context: Context, row: NewEntry, verb: str, names: list[tuple[str, str]]
) -> None:
    ways = [button(context.translator.letters(name)[:60], verb, row.id, key) for key, name in names]
    back = [button(context.label("Back"), "ne", row.id)]
    await show(update, context, Screen(context.t("Choose one:"), keyboard([*columns(ways), back])))


async def file(update: Update, context: Context) -> None:
    """The draft as its TOML file: what no button changes is completed there."""
    [number] = pressed(update, 1)
    row = await opened(context, number)
    content = toml_entry.write(new_entry.read(row.slug, row.content)).encode()
    await context.bot.send_document(chat_of(update), InputFile(BytesIO(content), filename=f"{row.slug}.toml"))


async def filed(update: Update, context: Context, entry: Entry) -> bool:
    """A draft's file that was sent back becomes the draft; False when it is of no draft."""
    async with context.services.database.connect() as tx:
        row = await new_entries.by_slug(tx, entry.slug)
    if row is None or row.state == "published":
        return False
    await _shown(update, context, await keep(context, row, entry))
    return True


async def first(context: Context, slug: str) -> Entry | None:
    """A new entry as it was published, before later edits; None when it began as a file."""
    async with context.services.database.connect() as tx:
        row = await new_entries.by_slug(tx, slug)
    return new_entry.read(slug, row.content) if row else None


def name_of(update: Update) -> str:
    return update.effective_user.full_name if update.effective_user else ""
