"""/entries: finding an entry, reading it as it is kept, its history, and its file for the repository."""

from html import escape
from io import BytesIO
from typing import Final, Literal

from telegram import InlineKeyboardButton, InputFile, Update

from bot.context import Context, chat_of
from bot.errors import GoneError
from bot.faq import toml_entry
from bot.faq.entry import Entry
from bot.faq.library import LOCALES
from bot.faq.typed import PARTS
from bot.text.languages import LANGUAGES
from bot.text.translator import N_
from handlers.routing import pressed, typed_text
from handlers.screen import Screen, button, columns, say, show
from handlers.staff.entries.texts import checked, cut, described, language_buttons, title
from storage import counts
from storage.faq import entry_edits, new_entries
from storage.faq.entry_edits import EditState
from storage.faq.new_entries import EntryState, NewEntry

SEARCH: Final = "search"
MOST = 8  # entries listed at once
SLUG = 40  # characters of a slug in a button
GONE = N_("There is no such entry any more. See /entries")


async def entries(update: Update, context: Context) -> Literal["search"]:
    """What waits for a decision, what is past its review, and a search."""
    async with context.services.database.connect() as tx:
        proposed = await entry_edits.waiting(tx)
        begun = await new_entries.in_states(tx, *new_entries.OPEN)
    overdue = context.library.overdue()
    lines = [
        context.t("<b>Entries</b>: {number}", number=len(context.library)),
        context.t("Type words of a question to find its entry, or send a changed TOML file of one."),
    ]
    if overdue:
        lines.append(context.t("Past their review date: {number}", number=len(overdue)))
    named = {edit.id: title(context.translator, context.library, edit.entry) for edit in proposed}
    rows = [[button(f"📝 {number}. {name}"[:60], "ep", number)] for number, name in named.items()]
    rows += [[button(f"🆕 {draft.slug}", "ne", draft.id)] for draft in begun]
    rows += [[link(context, entry)] for entry in overdue[:MOST]]
    await show(update, context, Screen("\n".join(lines), rows))
    return SEARCH


def link(context: Context, entry: Entry) -> InlineKeyboardButton:
    question = entry.texts[context.language].question
    return button(context.translator.letters(question)[:60], "en", entry.slug[:SLUG], context.language)


async def search(update: Update, context: Context) -> None:
    """Entries a typed question may mean, and those whose name holds the words."""
    typed = typed_text(update)
    named = [entry.slug for entry in context.library if typed.lower() in entry.slug]
    hits = [hit.entry for hit in (await context.services.faq.answer(typed, context.language)).hits]
    known = [entry for slug in dict.fromkeys([*named, *hits]) if (entry := context.library.get(slug))]
    text = context.t("Which of these?") if known else context.t("No entry was found. Try other words.")
    await say(update, context, Screen(text, [[link(context, entry)] for entry in known[:MOST]]))


def entry_of(context: Context, slug: str) -> Entry:
    """The entry of a button, where a long slug is cut; GoneError when there is none any more."""
    library = context.library
    entry = library.get(slug) or next((entry for entry in library if entry.slug[:SLUG] == slug), None)
    if entry is None:
        raise GoneError(GONE)
    return entry


async def entry(update: Update, context: Context) -> None:
    """One entry in one language as it is kept, with places for figures in braces."""
    slug, wanted = pressed(update, 2)
    chosen = entry_of(context, slug)
    async with context.services.database.connect() as tx:
        missed = await counts.remarks(tx, chosen.slug)
        row = await new_entries.by_slug(tx, chosen.slug)
    language = wanted if wanted in LANGUAGES else context.language
    lines = [
        f"<b>{escape(chosen.slug)}</b> ({context.translator.language_name(language)})",
        "",
        *described(context.translator, chosen.raw[language]),
        "",
        checked(context.translator, chosen),
    ]
    if missed:
        lines += ["", context.t("<b>What members found missing</b>")]
        lines += [f"• {escape(remark[:200], quote=False)}" for remark in missed]
    await show(update, context, Screen(cut(lines), _ways(context, chosen, language, row)))


def _ways(
    context: Context, entry: Entry, language: str, row: NewEntry | None
) -> list[list[InlineKeyboardButton]]:
    slug = entry.slug[:SLUG]
    parts = [button("✏️ " + context.label(name), "ened", slug, language, part) for part, name in PARTS.items()]
    more = [
        button("🕒 " + context.label("History"), "enhi", slug, language),
        button("📄 " + context.label("File (TOML)"), "entm", slug),
    ]
    withdraw = []
    # One that has a file by now is read from there, and not to be withdrawn here.
    filed = (LOCALES / "faq" / f"{entry.slug}.toml").exists()
    if row is not None and row.state == EntryState.PUBLISHED and not filed:
        withdraw = [button("↩️ " + context.label("Withdraw"), "newd", row.id)]
    languages = language_buttons(context.translator, language, "en", slug)
    return [languages, *columns(parts), more, withdraw, [button(context.label("Entries"), "ens")]]


async def history(update: Update, context: Context) -> None:
    """What was published and when; each may be proposed again."""
    slug, language = pressed(update, 2)
    chosen = entry_of(context, slug)
    edits = await context.read(entry_edits.history, chosen.slug, language)
    lines = [context.t("<b>History</b>: {entry}", entry=chosen.slug)]
    for edit in edits:
        when = context.words.time(edit.decided_at, context.zone) if edit.decided_at else ""
        lines.append(
            context.t("{number}. {when}, written by {name}", number=edit.id, when=when, name=edit.author_name)
        )
    if not edits:
        lines.append(context.t("The text is the same as in the file."))
    again = [button(f"↩️ {edit.id}", "enre", edit.id) for edit in edits if edit.state == EditState.REPLACED]
    own = [button(context.label("Propose the file's own text"), "enor", slug, language)] if edits else []
    back = [button(context.label("Back"), "en", slug, language)]
    await show(update, context, Screen("\n".join(lines), [*columns(again, 4), own, back]))


async def file(update: Update, context: Context) -> None:
    """The entry as its TOML file, so that the change can be brought to the repository."""
    [slug] = pressed(update, 1)
    await send_file(update, context, entry_of(context, slug))


async def send_file(update: Update, context: Context, entry: Entry) -> None:
    content = InputFile(BytesIO(toml_entry.write(entry).encode()), filename=f"{entry.slug}.toml")
    await context.bot.send_document(chat_of(update), content)
