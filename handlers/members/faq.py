"""Browsing the entries: categories, the entries of one, and an entry's card."""

from telegram import Update

from bot.context import Context
from bot.text.translator import Translator
from handlers.members import answers
from handlers.members.card import Way, card, coded, entry_button, find, way
from handlers.routing import GROUP, PRIVATE, Button, Command, Handler, pressed, public
from handlers.screen import Screen, back, button, keyboard, main_menu, page_of, pager, say, show

ON_PAGE = 8


def categories(context: Context, *, public: bool = False) -> Screen:
    """The categories that have entries."""
    library, translator = context.services.faq.library, context.translator
    used = {entry.category for entry in library}
    rows = [
        [button(translator.letters(names[translator.language]), "faqc", key, 0)]
        for key, names in library.categories.items()
        if key in used
    ]
    text = translator.t("Choose a section, or type your question in your own words.")
    return Screen(text, keyboard([*rows, [] if public else [main_menu(translator)]]))


def listed(context: Context, category: str, wanted: str, *, public: bool = False) -> Screen:
    """The category's entries, eight a page."""
    library, translator = context.services.faq.library, context.translator
    entries = library.in_category(category)
    if not entries:
        return categories(context, public=public)
    pages = -(-len(entries) // ON_PAGE)
    page = page_of(wanted, pages)
    rows = [[entry_button(translator, entry, f"c{page}")] for entry in entries[page * ON_PAGE :][:ON_PAGE]]
    ways = [back(translator, "faq")] if public else [back(translator, "faq"), main_menu(translator)]
    title = f"<b>{translator.letters(library.categories[category][translator.language])}</b>"
    number = translator.tn("{n} question", "{n} questions", len(entries))
    return Screen(f"{title}\n{number}", keyboard([*rows, pager("faqc", page, pages, category), ways]))


def shown(context: Context, wanted: str, translator: Translator, way: Way) -> Screen:
    """The card of an entry; one that is gone says so and leads to the categories."""
    library = context.services.faq.library
    entry = find(library, wanted)
    if entry is None:
        return missing(context)
    return card(translator, library, entry, context.bot.username, way)


def missing(context: Context) -> Screen:
    text = context.t("This question is no longer here. Choose a section, or type your question.")
    return Screen(text, categories(context).buttons)


async def faq(update: Update, context: Context) -> None:
    """The categories; `/faq some words` is a question."""
    if context.args and update.message:
        return await answers.asked(update, context, " ".join(context.args))
    return await show(update, context, categories(context, public=public(update)))


async def category(update: Update, context: Context) -> None:
    """A category's list."""
    key, page = pressed(update, 2)
    await show(update, context, listed(context, key, page, public=public(update)))


async def entry(update: Update, context: Context) -> None:
    """A card, in the language it was offered in."""
    wanted, code, origin, page = pressed(update, 4)
    opened = way(update, context, origin, page)
    await show(update, context, shown(context, wanted, coded(context, code), opened))


async def linked(update: Update, context: Context, slug: str) -> None:
    """A card as the answer to a shared link."""
    await say(update, context, shown(context, slug, context.translator, way(update, context)))


HANDLERS: list[Handler] = [
    Command("faq", faq, PRIVATE | GROUP),
    Button("faq", faq),
    Button("faqc", category),
    Button("faqe", entry),
]
