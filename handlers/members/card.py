"""An entry as a card: the short answer first, then how, then where from; long ones on several pages.

A reader's translator, an entry and where they came from give a `Screen`. `Way` travels in the buttons.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import blake2s
from html import escape

from telegram import InlineKeyboardButton, Update

from bot.context import Context
from bot.faq.decision import Decision
from bot.faq.entry import Entry
from bot.faq.library import Library
from bot.text.catalogs import Words
from bot.text.languages import NAMES
from bot.text.translator import Translator
from handlers.routing import row_number
from handlers.screen import Screen, back, button, columns, here, keyboard, link, main_menu, page_of, pager

PAGE = 1100  # characters of a card's body that one reads at once
LONG_SLUG = 32  # longer ones go into buttons by their mark
SOURCES, RELATED = 4, 3


@dataclass(frozen=True, slots=True)
class Way:
    """Where a card was opened from: `origin` is "" (by itself), c<page> (its category's list), s<asked id>
    (offered choices) or r<mark> (a related entry). `public`: in a group, where nothing personal is asked.
    `own`: the code of the reader's own translator, offered where the card speaks another."""

    origin: str = ""
    page: int = 0
    public: bool = False
    rated: bool = False
    own: str = ""


def mark(slug: str) -> str:
    """Six characters that stand for a slug where it would not fit."""
    return "~" + blake2s(slug.encode(), digest_size=3).hexdigest()


def ref(slug: str) -> str:
    return slug if len(slug.encode()) <= LONG_SLUG else mark(slug)


def find(library: Library, wanted: str) -> Entry | None:
    """The entry a button means, None if there is no such entry any more."""
    if wanted.startswith("~"):
        return next((entry for entry in library if mark(entry.slug) == wanted), None)
    return library.get(wanted)


def card(translator: Translator, library: Library, entry: Entry, username: str, way: Way) -> Screen:
    """The card on page `way.page` (kept within the pages there are)."""
    words, pages = translator.words, list(_pages(translator.words, entry))
    way = replace(way, page=page_of(str(way.page), len(pages)))
    opinion = words.t("Thank you for your opinion.") if way.rated else words.t("Was this helpful?")
    title = f"<b>{entry.texts[translator.language].question}</b>"
    lines = [title, pages[way.page], footer(words, library, entry), *([] if way.public else [opinion])]
    text = "\n\n".join(lines)
    return Screen(
        translator.letters(text), keyboard(_rows(translator, library, entry, username, way, len(pages)))
    )


def footer(words: Words, library: Library, entry: Entry) -> str:
    """Who answers for it, when it was checked, and whether that is too long ago."""
    body = library.bodies.get(entry.owner)
    owner = (
        words.t("Responsible: {body}", body=escape(body.names[words.language], quote=False)) if body else ""
    )
    checked = words.t("Checked on: {date}", date=words.date(entry.checked_on))
    overdue = words.t("⚠️ The date for checking this answer again has passed. Please verify it at the source.")
    lines = [f"<i>{line}</i>" for line in (owner, checked) if line]
    return "\n".join([*lines, overdue] if entry.overdue else lines)


def shown(
    context: Context,
    translator: Translator,
    entry: Entry,
    origin: str = "",
    page: str = "",
    *,
    rated: bool = False,
) -> Screen:
    """The card for whoever speaks; members who set a language may read it in that one too."""
    own = context.translator.code if context.member is not None else ""
    way = Way(origin, row_number(page), context.public, rated, own)
    return card(translator, context.library, entry, context.bot.username, way)


def deep_link(username: str, payload: str) -> str:
    return f"https://t.me/{username}?start={payload}"


def source_buttons(entry: Entry) -> list[InlineKeyboardButton]:
    """A link for each source, each address once."""
    sources = {source.url: source for source in entry.sources}
    return [link(f"🔗 {source.title}", source.url) for source in list(sources.values())[:SOURCES]]


def _pages(words: Words, entry: Entry) -> Iterator[str]:
    """The answer and what belongs to it, broken where a page is full; a heading stands again on a new page."""
    text = entry.texts[words.language]
    page = text.answer
    for heading, lines in (
        (words.t("Steps"), [f"{number}. {step}" for number, step in enumerate(text.steps, 1)]),
        (words.t("Documents needed"), [f"• {document}" for document in text.documents]),
        (words.t("Please note"), [f"• {warning}" for warning in text.warnings]),
    ):
        said = ""
        for line in lines:
            if len(page) + len(line) > PAGE:
                yield page
                page, said = "", ""
            page += ("\n" if said else "\n\n" * bool(page) + f"<b>{heading}</b>\n") + line
            said = heading
    yield page


def _rows(
    translator: Translator, library: Library, entry: Entry, username: str, way: Way, pages: int
) -> list[list[InlineKeyboardButton]]:
    here, code = ref(entry.slug), translator.code
    related = [
        [entry_button(translator, other, f"r{mark(entry.slug)}", "➜ ")]
        for other in library.related(entry.slug)[:RELATED]
    ]
    opinion = [
        button("👍", "faqr", here, code, way.origin, way.page, 1),
        button("👎", "faqr", here, code, way.origin, way.page, 0),
    ]
    share = link(
        translator.label("Share"),
        f"https://t.me/share/url?url={deep_link(username, f'faq_{entry.slug}')}",
    )
    return [
        pager("faqe", way.page, pages, here, code, way.origin),
        [button(f"🌐 {NAMES[way.own]}", "faqe", here, way.own, way.origin, 0)]
        if way.own not in ("", code)
        else [],
        *columns(source_buttons(entry)),
        *related,
        [] if way.public or way.rated else opinion,
        [share, ask_button(translator, username, public=way.public)],
        _ways_out(translator, library, entry, way),
    ]


def entry_button(
    translator: Translator, entry: Entry, origin: str = "", sign: str = ""
) -> InlineKeyboardButton:
    """Opens the entry's card in the translator's language."""
    question = translator.letters(entry.texts[translator.language].question)
    return button(f"{sign}{question}", "faqe", ref(entry.slug), translator.code, origin, 0)


def _ways_out(translator: Translator, library: Library, entry: Entry, way: Way) -> list[InlineKeyboardButton]:
    kind, rest = way.origin[:1], way.origin[1:]
    if kind == "c":
        first = back(translator, "faqc", entry.category, rest)
    elif kind == "s":
        first = back(translator, "faqb", translator.code, rest)
    elif kind == "r":
        first = back(translator, "faqe", rest, translator.code, "", 0)
    else:
        category = library.categories[entry.category][translator.language]
        first = button(f"📂 {translator.letters(category)}", "faqc", entry.category, 0)
    return [first] if way.public else [first, main_menu(translator)]


def ask_button(translator: Translator, username: str, *, public: bool) -> InlineKeyboardButton:
    """To a person: in a private chat with the question's text, from a group by way of the private chat."""
    if public:
        return link(translator.label("Ask a person"), deep_link(username, "ask"))
    return button(translator.label("Ask a person"), "ask", "c")


def hits(library: Library, decision: Decision) -> list[Entry]:
    """The entries a question may mean, best first."""
    return [entry for hit in decision.hits if (entry := library.get(hit.entry))]


def tongue(context: Context, decision: Decision) -> Translator:
    """The question's language; its letters too, unless it is Cyrillic and the reader chose others. Small
    talk in Cyrillic, too short to tell its language, is answered in the reader's own."""
    member, script = context.member, decision.script
    if decision.smalltalk and script == "cyrl":
        return context.translator
    if script == "cyrl" and member is not None:
        script = member.script
    return context.translator_for(decision.language, script)


def coded(context: Context, code: str) -> Translator:
    """The translator a button names, else the reader's own."""
    return Translator.coded(context.services.catalogs, code) or context.translator


def replied_text(update: Update) -> str:
    """What the person wrote, which the pressed message replies to; empty if they deleted it."""
    message = here(update) if update.callback_query else None
    original = message.reply_to_message if message else None
    return (original.text or original.caption or "") if original else ""
