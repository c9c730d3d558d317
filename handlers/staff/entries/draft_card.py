"""The card of a new entry: what it says, what keeps it from being published, and what may be done with it."""

from html import escape

from telegram import InlineKeyboardButton

from bot.faq import new_entry
from bot.faq.library import Library
from bot.faq.rules import faults_of
from bot.faq.typed import PARTS, sources_as_typed
from bot.text.translator import N_, Translator
from handlers.screen import Screen, button, columns
from handlers.staff.broadcast import wording
from handlers.staff.entries.texts import checked, cut, described, differing, faults_of_draft, language_buttons
from storage.faq.new_entries import EntryState, NewEntry

STATES = {
    EntryState.DRAFT: N_("draft"),
    EntryState.REVIEW: N_("waits for approval"),
    EntryState.PUBLISHED: N_("published"),
    EntryState.WITHDRAWN: N_("withdrawn"),
}


def screen(translator: Translator, library: Library, row: NewEntry, language: str) -> Screen:
    """One language of it at a time."""
    entry = new_entry.read(row.slug, row.content)
    missing = faults_of_draft(translator, faults_of(entry, library))
    state = translator.label(STATES[EntryState(row.state)])
    category = library.categories.get(entry.category, {}).get(translator.language, "-")
    known = library.bodies.get(entry.owner)
    body = translator.letters(known.names[translator.language]) if known else "-"
    lines = [
        translator.t("🆕 <b>New entry {slug}</b>: {state}", slug=row.slug, state=state),
        translator.t("Category: {name}", name=translator.letters(category)),
        translator.t("Responsible: {body}", body=body),
        checked(translator, entry),
        *(f"🔗 {escape(source, quote=False)}" for source in sources_as_typed(entry).splitlines()),
    ]
    if missing:
        lines += ["", translator.t("<b>Before it can be published</b>"), *(f"• {fault}" for fault in missing)]
    lines += differing(translator, library, entry.raw)
    name = wording.titled(translator, language)
    lines += ["", f"<b>{name}</b>", *described(translator, entry.raw[language])]
    return Screen(cut(lines), _ways(translator, row, language, ready=not missing))


def _ways(
    translator: Translator, row: NewEntry, language: str, *, ready: bool
) -> list[list[InlineKeyboardButton]]:
    label, card = translator.label, (row.id, row.version)
    languages = language_buttons(translator, language, "ne", row.id)
    entries = [button(label("Entries"), "ens")]
    last = [button("📄 " + label("File (TOML)"), "nef", row.id)]
    if row.state == EntryState.PUBLISHED:
        last.append(button("↩️ " + label("Withdraw"), "newd", row.id))
        return [languages, last, entries]
    if not row.turns:
        last.append(button("🗑 " + label("Discard the draft"), "nex", *card))
    changes = [
        *(button("✏️ " + label(name), "nep", row.id, language, part) for part, name in PARTS.items()),
        button("✏️ " + label("Category"), "nec", row.id),
        button("✏️ " + label("Responsible body"), "neo", row.id),
        button("✏️ " + label("Sources"), "nem", row.id, "sources"),
        button("✏️ " + label("Review date"), "nem", row.id, "review"),
    ]
    decisions = [button("👥 " + label("Propose"), "nes", *card)] if ready else []
    if row.state == EntryState.REVIEW:
        decisions = [
            button("✅ " + label("Publish"), "neok", *card),
            button("✖️ " + label("Decline"), "neno", *card),
        ]
    return [languages, *columns(changes), decisions, last, entries]
