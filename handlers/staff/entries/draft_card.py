"""The card of a new entry: what it says, what keeps it from being published, and what may be done with it."""

from html import escape

from telegram import InlineKeyboardButton

from bot.faq import new_entry
from bot.faq.check import faults_of
from bot.faq.entry import Entry
from bot.faq.library import Library
from bot.faq.typed import PARTS, sources_as_typed
from bot.text.languages import LANGUAGES
from bot.text.translator import N_, Translator
from handlers.buttons import button, columns, keyboard
from handlers.screen import Screen
from handlers.staff.broadcast import wording
from handlers.staff.entries import faults
from handlers.staff.entries.reading import cut, described
from storage.faq.new_entries import NewEntry

STATES = {
    "draft": N_("draft"), "review": N_("waits for approval"), "published": N_("published"),
    "withdrawn": N_("withdrawn"),
}  # fmt: skip


def screen(translator: Translator, library: Library, row: NewEntry, language: str) -> Screen:
    """One language of it at a time."""
    entry = new_entry.read(row.slug, row.content)
    missing = faults.of_draft(translator, faults_of(entry, library))
    head = translator.t(
        "🆕 <b>New entry {slug}</b>: {state}", slug=row.slug, state=translator.label(STATES[row.state])
    )
    lines = [head, *about(translator, library, entry)]
    if missing:
        lines += ["", translator.t("<b>Before it can be published</b>"), *(f"• {one}" for one in missing)]
    lines += [
        "",
        f"<b>{wording.titled(translator, language)}</b>",
        *described(translator, entry.raw[language]),
    ]
    return Screen(cut("\n".join(lines)), keyboard(_ways(translator, row, language, ready=not missing)))


def about(translator: Translator, library: Library, entry: Entry) -> list[str]:
    """Category, who answers for it, dates and sources."""
    category = library.categories.get(entry.category, {}).get(translator.language, "-")
    body = library.bodies.get(entry.owner)
    lines = [
        translator.t("Category: {name}", name=translator.letters(category)),
        translator.t("Responsible: {body}", body=translator.letters(body.names[translator.language]) if body else "-"),
        translator.t("Checked on {checked}, review by {review}", checked=translator.date(entry.checked_on),
                 review=translator.date(entry.review_by)),
    ]  # fmt: skip
    return [
        *lines,
        *(f"🔗 {escape(one, quote=False)}" for one in sources_as_typed(entry).splitlines()),
    ]


def _ways(
    translator: Translator, row: NewEntry, language: str, *, ready: bool
) -> list[list[InlineKeyboardButton]]:
    listed = [button(translator.label("Entries"), "ens")]
    tongues = [button(("✓ " if one == language else "") + wording.titled(translator, one), "ne", row.id, one)
               for one in LANGUAGES]  # fmt: skip
    filed = button("📄 " + translator.label("File (TOML)"), "nef", row.id)
    if row.state == "published":
        return [tongues, [filed, button("↩️ " + translator.label("Withdraw"), "newd", row.id)], listed]
    parts = [
        button("✏️ " + translator.label(label), "nep", row.id, language, name) for name, label in PARTS.items()
    ]
    fields = [
        button("✏️ " + translator.label("Category"), "nec", row.id),
        button("✏️ " + translator.label("Responsible body"), "neo", row.id),
        button("✏️ " + translator.label("Sources"), "nem", row.id, "sources"),
        button("✏️ " + translator.label("Review date"), "nem", row.id, "review"),
    ]
    decide = [
        button("✅ " + translator.label("Publish"), "neok", row.id, row.version),
        button("✖️ " + translator.label("Decline"), "neno", row.id, row.version),
    ]
    offer = [button("👥 " + translator.label("Propose"), "nes", row.id, row.version)] if ready else []
    gone = (
        [button("🗑 " + translator.label("Discard the draft"), "nex", row.id, row.version)]
        if not row.turns
        else []
    )
    last = decide if row.state == "review" else offer
    return [tongues, *columns([*parts, *fields]), last, [filed, *gone], listed]
