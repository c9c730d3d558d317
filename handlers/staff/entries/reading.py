"""/entries: finding an entry, reading it as it is kept, its history, and its file for the repository."""

from html import escape
from io import BytesIO

from telegram import InlineKeyboardButton, InputFile, Update

from bot.context import Context, chat_of
from bot.errors import BotError
from bot.faq import toml_entry
from bot.faq.entry import Entry, Text
from bot.faq.library import LOCALES
from bot.faq.typed import PARTS
from bot.text.languages import LANGUAGES
from bot.text.translator import N_, Translator
from handlers.buttons import button, columns, keyboard
from handlers.routing import pressed, stand
from handlers.screen import Screen, say, show
from handlers.staff.broadcast import wording
from handlers.staff.broadcast.drafts import zone_of
from storage import counts
from storage.faq import entry_edits, new_entries

FOUND = 8
LONGEST = 3500  # characters of an entry on one screen


async def entries(update: Update, context: Context) -> None:
    """What waits for a decision, what is past its review, and a search."""
    await stand(update, context, "en.search")
    async with context.services.database.connect() as tx:
        waiting = await entry_edits.waiting(tx)
        begun = await new_entries.in_states(tx, *new_entries.OPEN)
    overdue = context.services.faq.library.overdue()
    lines = [context.t("<b>Entries</b>: {number}", number=len(context.services.faq.library)),
             context.t("Type words of a question to find its entry, or send a changed TOML file of one.")]  # fmt: skip
    if overdue:
        lines.append(context.t("Past their review date: {number}", number=len(overdue)))
    proposals = [
        [button(f"📝 {one.id}. {title(context.translator, context, one.entry)}"[:60], "ep", one.id)]
        for one in waiting
    ]
    proposals += [[button(f"🆕 {one.slug}", "ne", one.id)] for one in begun]
    late = [[link(context, one)] for one in overdue[:FOUND]]
    await show(update, context, Screen("\n".join(lines), keyboard([*proposals, *late])))


def title(translator: Translator, context: Context, slug: str) -> str:
    entry = context.services.faq.library.get(slug)
    return translator.letters(entry.texts[translator.language].question) if entry else slug


def link(context: Context, entry: Entry) -> InlineKeyboardButton:
    """A button to an entry, by its place in the library where its slug is too long for a button."""
    question = entry.texts[context.language].question
    return button(context.translator.letters(question)[:60], "en", entry.slug[:40], context.language)


async def searched(update: Update, context: Context, data: dict[str, object]) -> None:
    """Entries a typed question may mean, and those whose name holds the words."""
    typed = ((update.message.text if update.message else None) or "").strip()
    library = context.services.faq.library
    hits = [hit.entry for hit in context.services.faq.answer(typed, context.language).hits]
    named = [one.slug for one in library if typed.lower() in one.slug]
    found = [entry for slug in dict.fromkeys([*named, *hits]) if (entry := library.get(slug))][:FOUND]
    text = context.t("Which of these?") if found else context.t("No entry was found. Try other words.")
    await stand(update, context, "en.search")
    await say(update, context, Screen(text, keyboard([[link(context, one)] for one in found])))


def entry_of(context: Context, slug: str) -> Entry:
    """The entry of a button; BotError when there is none any more."""
    library = context.services.faq.library
    found = library.get(slug) or next((one for one in library if one.slug[:40] == slug), None)
    if found is None:
        raise BotError(N_("There is no such entry any more. See /entries"))
    return found


async def entry(update: Update, context: Context) -> None:
    """One entry in one language as it is kept, with places for figures in braces."""
    slug, wanted = pressed(update, 2)
    found = entry_of(context, slug)
    language = wanted if wanted in LANGUAGES else context.language
    await show(update, context, await screen(context, found, language))


async def screen(context: Context, found: Entry, language: str) -> Screen:
    async with context.services.database.connect() as tx:
        missed = await counts.remarks(tx, found.slug)
        row = await new_entries.by_slug(tx, found.slug)
    lines = [f"<b>{escape(found.slug)}</b> ({wording.language(context.translator, language)})", "",
             *described(context.translator, found.raw[language]), "",
             context.t("Checked on {checked}, review by {review}", checked=context.translator.date(found.checked_on),
                       review=context.translator.date(found.review_by))]  # fmt: skip
    if missed:
        lines += [
            "",
            context.t("<b>Readers missed</b>"),
            *(f"• {escape(one[:200], quote=False)}" for one in missed),
        ]
    slug = found.slug[:40]
    tongues = [button(("✓ " if one == language else "") + wording.titled(context.translator, one), "en", slug, one)
               for one in LANGUAGES]  # fmt: skip
    parts = [
        button("✏️ " + context.label(label), "ened", slug, language, name) for name, label in PARTS.items()
    ]
    more = [button("🕒 " + context.label("History"), "enhi", slug, language),
            button("📄 " + context.label("File (TOML)"), "entm", slug)]  # fmt: skip
    # One that came home as a file is read from there and is no longer ours to withdraw.
    ours = (
        row is not None and row.state == "published" and not (LOCALES / "faq" / f"{row.slug}.toml").exists()
    )
    own = [button("↩️ " + context.label("Withdraw"), "newd", row.id)] if row and ours else []
    rows = [tongues, *columns(parts), more, own, [button(context.label("Entries"), "ens")]]
    return Screen(cut("\n".join(lines)), keyboard(rows))


def described(translator: Translator, text: Text) -> list[str]:
    """Every part under its name, as typed."""
    found = []
    for name, label in PARTS.items():
        value = getattr(text, name)
        lines = [value] if isinstance(value, str) else [f"• {one}" for one in value]
        if any(lines):
            found += [f"<i>{translator.t(label)}</i>", *(escape(one, quote=False) for one in lines if one)]
    return found


def cut(text: str) -> str:
    """Whole lines up to what fits on a screen."""
    if len(text) <= LONGEST:
        return text
    return text[:LONGEST].rsplit("\n", 1)[0] + "\n…"


async def history(update: Update, context: Context) -> None:
    """What was published and when; each may be proposed again."""
    slug, language = pressed(update, 2)
    found = entry_of(context, slug)
    async with context.services.database.connect() as tx:
        known = await entry_edits.history(tx, found.slug, language)
    lines = [context.t("<b>History</b>: {entry}", entry=found.slug)]
    for one in known:
        when = context.words.time(one.decided_at, zone_of(context)) if one.decided_at else ""
        lines.append(
            context.t("{number}. {when}, written by {name}", number=one.id, when=when, name=one.author_name)
        )
    if not known:
        lines.append(context.t("It still reads as in its file."))
    again = [button(f"↩️ {one.id}", "enre", one.id) for one in known if one.state == "replaced"]
    origin = [button(context.label("Propose the file's own text"), "enor", slug, language)] if known else []
    rows = [*columns(again, 4), origin, [button(context.label("Back"), "en", slug, language)]]
    await show(update, context, Screen("\n".join(lines), keyboard(rows)))


async def file(update: Update, context: Context) -> None:
    """The entry as its TOML file, so that the change can come home to the repository."""
    [slug] = pressed(update, 1)
    found = entry_of(context, slug)
    content = InputFile(BytesIO(toml_entry.write(found).encode()), filename=f"{found.slug}.toml")
    await context.bot.send_document(chat_of(update), content)
