"""An entry as a card: the short answer first, then how and with what, folded, then who says so.

A reader's translator, an entry and where they came from give a `Screen`. `Way` travels in the buttons. What a card
leads to is said below it, so that an answer stays where it was read; only the way back is taken in its place.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import blake2s
from html import escape

from telegram import InlineKeyboardButton, Update

from bot.context import Context
from bot.faq.decision import Decision
from bot.faq.entry import Entry, Source, Standing
from bot.faq.library import Library
from bot.text.catalogs import Words
from bot.text.languages import NAMES
from bot.text.markup import visible
from bot.text.translator import N_, Translator
from handlers.screen import BELOW, Screen, back, button, columns, link, written_by_them

# Where cards are opened from, as `Way` says; forged buttons say something else.
ORIGIN = re.compile(r"q|c[0-9]{1,3}|s[0-9]{1,18}|m~[0-9a-f]{6}|m[a-z0-9-]{1,20}")
LONG_SLUG = 32  # longer ones go into buttons by their mark
LABEL = 38  # characters of a button as wide as a phone; Telegram cuts the rest
NUMBERS = 4  # buttons with a number in a row
SOURCES = 4
STANDING = {
    Standing.SIGNED_OFF: N_("✔️ Confirmed"),
    Standing.OFFICIAL: N_("Draft: official sources"),
    Standing.PRESS: N_("Draft: press"),
}
Opens = Callable[[str, Entry], InlineKeyboardButton]  # a label and the entry it opens


@dataclass(frozen=True, slots=True)
class Way:
    """Where a card was opened from: `origin` is "" (a link or nothing), q (a typed question), c<page> (its category's
    list), s<asked id> (offered choices) or m<ref> (what is like another entry). `public`: in a group, where nothing
    personal is asked. `own`: the code of the reader's own translator, offered where the card speaks another. `short`:
    with a row of buttons less."""

    origin: str = ""
    public: bool = False
    rated: bool = False
    own: str = ""
    short: bool = False


def mark(slug: str) -> str:
    """Six characters that stand for a slug where it would not fit."""
    return "~" + blake2s(slug.encode(), digest_size=3).hexdigest()


def ref(slug: str) -> str:
    return slug if len(slug.encode()) <= LONG_SLUG else mark(slug)


def beside(entry: Entry) -> str:
    """The origin of a card that was opened as being like this one."""
    return f"m{mark(entry.slug)}"


def find(library: Library, wanted: str) -> Entry | None:
    """The entry a button means, None if there is no such entry any more."""
    if wanted.startswith("~"):
        return next((entry for entry in library if mark(entry.slug) == wanted), None)
    return library.get(wanted)


def card(translator: Translator, library: Library, entry: Entry, username: str, way: Way) -> Screen:
    """The whole entry; `bot.faq.rules.WHOLE` keeps it within one message."""
    words, text = translator.words, entry.texts[translator.language]
    folded = _folded(words, entry)
    below = f"{folded}\n{footer(words, library, entry)}" if folded else footer(words, library, entry)
    shown = f"<b>{text.question}</b>\n\n{text.answer}\n\n{below}"
    return Screen(translator.letters(shown), _rows(translator, entry, username, way))


def _folded(words: Words, entry: Entry) -> str:
    """Steps, documents and warnings in a quotation that opens when touched; one, so that the buttons stay in view."""
    text = entry.texts[words.language]
    parts = (
        (words.t("Steps"), [f"{number}. {step}" for number, step in enumerate(text.steps, 1)]),
        (words.t("Documents needed"), [f"• {document}" for document in text.documents]),
        (words.t("Please note"), [f"• {warning}" for warning in text.warnings]),
    )
    folded = "\n".join("\n".join([f"<b>{heading}</b>", *lines]) for heading, lines in parts if lines)
    return f"<blockquote expandable>{folded}</blockquote>" if folded else ""


def footer(words: Words, library: Library, entry: Entry) -> str:
    """Who answers for it and whether they signed it off, when it was checked and against what, and whether that is
    too long ago."""
    body = library.bodies.get(entry.owner)
    parts = [
        words.t("Responsible: {body}", body=escape(body.names[words.language], quote=False)) if body else "",
        words.t(STANDING[library.standing(entry)]),
        words.t("Checked on: {date}", date=words.date(entry.checked_on)),
        *_links(entry.sources_for(words.language)),
    ]
    line = f"<i>{' · '.join(part for part in parts if part)}</i>"
    warning = _warning(words, entry)
    return f"{line}\n{warning}" if warning else line


def _warning(words: Words, entry: Entry) -> str:
    """One line at most: the whole answer is due to be checked, or only figures in it."""
    if entry.overdue:
        return words.t(
            "⚠️ The date for checking this answer again has passed. Please verify it at the source."
        )
    if entry.stale:
        return words.t("⚠️ Some amounts here are of an earlier year. Please verify today's at the source.")
    return ""


def _links(sources: Iterable[Source]) -> list[str]:
    """The sources, each address once; one without an address by its title alone."""
    titles = {source.url or source.title: escape(source.title, quote=False) for source in sources}
    return [
        f'<a href="{escape(url)}">{title}</a>' if url.startswith("http") else title
        for url, title in list(titles.items())[:SOURCES]
    ]


def shown(
    context: Context,
    translator: Translator,
    entry: Entry,
    origin: str = "",
    *,
    rated: bool = False,
    short: bool = False,
) -> Screen:
    """The card for whoever speaks; members who set a language may read it in that one too."""
    own = context.translator.code if context.member is not None else ""
    way = Way(origin if ORIGIN.fullmatch(origin) else "", context.public, rated, own, short)
    return card(translator, context.library, entry, context.bot.username, way)


def deep_link(username: str, payload: str) -> str:
    return f"https://t.me/{username}?start={payload}"


def _rows(translator: Translator, entry: Entry, username: str, way: Way) -> list[list[InlineKeyboardButton]]:
    """At most four: helped or not; something else, or for others; a person; the ways out, or another language."""
    wanted, code = ref(entry.slug), translator.code
    asked = way.origin[:1] in ("q", "s")
    other = translator.label("Not this?") if asked else translator.label("Similar questions")
    opinion = [
        button(translator.label("👍 Helped"), "faqr", 1, wanted, code, way.origin),
        button(translator.label("👎 Did not help"), "faqr", 0, wanted, code, way.origin),
    ]
    share = f"https://t.me/share/url?url={deep_link(username, f'faq_{entry.slug}')}"
    like, ask = (
        button(other, f"{BELOW}faqm", wanted, code),
        ask_button(translator, username, public=way.public),
    )
    further = [[like, ask]] if way.short else [[like, link(translator.label("Share"), share)], [ask]]
    return [
        [] if way.public or way.rated else opinion,
        *further,
        [
            *_ways_out(translator, entry, way),
            *([] if way.public else [button(translator.label("Menu"), f"{BELOW}menu")]),
        ],
    ]


def _ways_out(translator: Translator, entry: Entry, way: Way) -> list[InlineKeyboardButton]:
    """Where the reader came from, and their own language; without either the entry's section."""
    kind, rest = way.origin[:1], way.origin[1:]
    if kind == "c":
        ways = [back(translator, "faqc", entry.category, rest)]
    elif kind == "s":
        ways = [back(translator, "faqb", translator.code, rest)]
    elif kind == "m":
        ways = [back(translator, "faqm", rest, translator.code)]
    else:
        ways = []
    if way.own not in ("", translator.code):
        ways.append(button(f"🌐 {NAMES[way.own]}", "faqe", ref(entry.slug), way.own, way.origin))
    return ways or [button(translator.label("Section"), f"{BELOW}faqc", entry.category, 0)]


def entry_button(
    translator: Translator, entry: Entry, label: str, origin: str = "", below: str = ""
) -> InlineKeyboardButton:
    """Opens the entry's card in the translator's language."""
    return button(label, f"{below}faqe", ref(entry.slug), translator.code, origin)


def listed(
    translator: Translator, entries: list[Entry], opens: Opens, *, numbered: bool = False
) -> tuple[list[str], list[list[InlineKeyboardButton]]]:
    """Lines for the text, and rows of buttons: one a question, or, where a label would be cut or all are to be in
    one row, the questions numbered in the text and a button for each number."""
    questions = [translator.letters(entry.texts[translator.language].question) for entry in entries]
    labels = [visible(question) for question in questions]
    if not numbered and all(len(label) <= LABEL for label in labels):
        return [], [[opens(label, entry)] for label, entry in zip(labels, entries, strict=True)]
    lines = [f"<b>{number}.</b> {question}" for number, question in enumerate(questions, 1)]
    buttons = [opens(str(number), entry) for number, entry in enumerate(entries, 1)]
    return lines, columns(buttons, NUMBERS)


def ask_button(translator: Translator, username: str, *, public: bool) -> InlineKeyboardButton:
    """To a person: in a private chat with the question's text, from a group by way of the private chat."""
    if public:
        return link(translator.label("Ask a person"), deep_link(username, "ask"))
    return button(translator.label("Ask a person"), f"{BELOW}ask", "c")


def hits(library: Library, decision: Decision) -> list[Entry]:
    """The entries a question may mean, best first."""
    return [entry for hit in decision.hits if (entry := library.get(hit.entry))]


def tongue(context: Context, decision: Decision) -> Translator:
    """The question's language; its letters too, unless it is Cyrillic and the reader chose others, or its words are
    shared by languages ("kandas"). A wish in Cyrillic, too short to tell, is answered in the reader's own."""
    member, script = context.member, decision.script
    if decision.intent and script == "cyrl":
        return context.translator
    if member is not None and (script == "cyrl" or decision.shared):
        script = member.script
    return context.translator_for(decision.language, script)


def coded(context: Context, code: str) -> Translator:
    """The translator a button names, else the reader's own."""
    return Translator.coded(context.services.catalogs, code) or context.translator


def replied_text(update: Update) -> str:
    """What the person wrote, which the pressed message replies to; empty if they deleted it."""
    original = written_by_them(update)
    return (original.text or original.caption or "") if original else ""
