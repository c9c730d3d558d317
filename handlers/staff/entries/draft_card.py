"""The card of a new entry: what it says, what keeps it from being published, and what may be done with it."""

import re
from html import escape

from telegram import InlineKeyboardButton

from bot.faq import fresh
from bot.faq.check import ANSWER, PHRASINGS, QUESTION, Fault, faults_of
from bot.faq.entry import LANGUAGES, Entry
from bot.faq.library import Library
from bot.speech import N_, Speech
from handlers.buttons import button, columns, keyboard
from handlers.screen import Screen
from handlers.staff.broadcast import wording
from handlers.staff.entries.reading import cut, described
from handlers.staff.entries.texts import PARTS
from storage.new_entries import NewEntry

STATES = {
    "draft": N_("draft"), "review": N_("waits for approval"), "published": N_("published"),
    "withdrawn": N_("withdrawn"),
}  # fmt: skip
FAULTS = {
    "category": N_("Choose a category."),
    "owner": N_("Choose the responsible body."),
    "related": N_("A related entry does not exist. Correct it in the TOML file and send that at /entries."),
    "review_by": N_("The review date is past."),
    "checked_on": N_("The date of checking is in the future. Correct it in the TOML file and send that at /entries."),
    "sources": N_("At least one source is needed."),
    "sources.url": N_("Each source needs a web address."),
    "question": N_("{language}: a question is needed, {limit} characters at most, its formatting whole."),
    "answer": N_("{language}: an answer is needed, {limit} characters at most, its formatting whole."),
    "phrasings": N_("{language}: at least {number} other ways of asking are needed."),
}  # fmt: skip
NUMBERS = N_("{language}: the numbers differ from Kazakh. Only here: {here}. Only there: {there}.")
LISTS = N_("{language}: {part}: as many lines as in Kazakh, none empty, formatting whole.")
FIGURE = N_("A figure is unknown or out of date: {name}")


def screen(speech: Speech, library: Library, row: NewEntry, language: str) -> Screen:
    """One language of it at a time."""
    entry = fresh.read(row.slug, row.content)
    missing = said(speech, faults_of(entry, library))
    head = speech.t(
        "🆕 <b>New entry {slug}</b>: {state}", slug=row.slug, state=speech.label(STATES[row.state])
    )
    lines = [head, *about(speech, library, entry)]
    if missing:
        lines += ["", speech.t("<b>Before it can be published</b>"), *(f"• {one}" for one in missing)]
    lines += ["", f"<b>{wording.titled(speech, language)}</b>", *described(speech, entry.raw[language])]
    return Screen(cut("\n".join(lines)), keyboard(_ways(speech, row, language, ready=not missing)))


def about(speech: Speech, library: Library, entry: Entry) -> list[str]:
    """Category, who answers for it, dates and sources."""
    category = library.categories.get(entry.category, {}).get(speech.language, "-")
    body = library.bodies.get(entry.owner)
    lines = [
        speech.t("Category: {name}", name=speech.letters(category)),
        speech.t("Responsible: {body}", body=speech.letters(body.names[speech.language]) if body else "-"),
        speech.t("Checked on {checked}, review by {review}", checked=speech.date(entry.checked_on),
                 review=speech.date(entry.review_by)),
    ]  # fmt: skip
    return [*lines, *(f"🔗 {escape(one, quote=False)}" for one in fresh.sources_typed(entry).splitlines())]


def said(speech: Speech, faults: list[Fault]) -> list[str]:
    """The checker's faults in the reader's language, each once."""
    return list(dict.fromkeys(_said(speech, one) for one in faults if not one.warning))


def _said(speech: Speech, fault: Fault) -> str:
    language, _, part = fault.key.partition(".")
    if language not in LANGUAGES:
        known = FAULTS.get(fault.key)
        return speech.t(known) if known else speech.t(FIGURE, name=fault.key)
    spoken = wording.titled(speech, language)
    if not part:
        here, there = re.findall(r"\[(.*?)\]", fault.reason)
        return speech.t(NUMBERS, language=spoken, here=here or "-", there=there or "-")
    unknown = re.match(r"\{\w+\}(?= is not in figures)", fault.reason)
    if unknown:
        return speech.t(FIGURE, name=unknown[0])
    if part in ("question", "answer"):
        return speech.t(FAULTS[part], language=spoken, limit=QUESTION if part == "question" else ANSWER)
    if part == "phrasings":
        return speech.t(FAULTS[part], language=spoken, number=PHRASINGS)
    return speech.t(LISTS, language=spoken, part=speech.label(PARTS[part]))


def _ways(speech: Speech, row: NewEntry, language: str, *, ready: bool) -> list[list[InlineKeyboardButton]]:
    listed = [button(speech.label("Entries"), "ens")]
    tongues = [button(("✓ " if one == language else "") + wording.titled(speech, one), "ne", row.id, one)
               for one in LANGUAGES]  # fmt: skip
    filed = button("📄 " + speech.label("File (TOML)"), "nef", row.id)
    if row.state == "published":
        return [tongues, [filed, button("↩️ " + speech.label("Withdraw"), "newd", row.id)], listed]
    parts = [
        button("✏️ " + speech.label(label), "nep", row.id, language, name) for name, label in PARTS.items()
    ]
    fields = [
        button("✏️ " + speech.label("Category"), "nec", row.id),
        button("✏️ " + speech.label("Responsible body"), "neo", row.id),
        button("✏️ " + speech.label("Sources"), "nem", row.id, "sources"),
        button("✏️ " + speech.label("Review date"), "nem", row.id, "review"),
    ]
    decide = [
        button("✅ " + speech.label("Publish"), "neok", row.id, row.version),
        button("✖️ " + speech.label("Decline"), "neno", row.id, row.version),
    ]
    offer = [button("👥 " + speech.label("Propose"), "nes", row.id, row.version)] if ready else []
    gone = (
        [button("🗑 " + speech.label("Discard the draft"), "nex", row.id, row.version)]
        if not row.turns
        else []
    )
    last = decide if row.state == "review" else offer
    return [tongues, *columns([*parts, *fields]), last, [filed, *gone], listed]
