"""Browsing the entries: categories, the entries of one, and an entry's card."""

from telegram import InlineKeyboardButton, Update

from bot.context import Context
from bot.faq.entry import Entry
from bot.speech import Speech
from handlers.buttons import back, button, keyboard, main_menu, page_of, pager
from handlers.doors import GROUP, PRIVATE, Handler, command, press, pressed, public
from handlers.members import answer
from handlers.members.card import Way, card, find, ref
from handlers.members.reader import coded, way
from handlers.screen import Screen, say, show

ON_PAGE = 8


def categories(context: Context, *, public: bool = False) -> Screen:
    """The categories that have entries."""
    library, speech = context.services.faq.library, context.speech
    used = {entry.category for entry in library}
    rows = [
        [button(speech.letters(names[speech.language]), "faqc", key, 0)]
        for key, names in library.categories.items()
        if key in used
    ]
    text = speech.t("Choose a section, or type your question in your own words.")
    return Screen(text, keyboard([*rows, [] if public else [main_menu(speech)]]))


def listed(context: Context, category: str, wanted: str, *, public: bool = False) -> Screen:
    """The category's entries, eight a page."""
    library, speech = context.services.faq.library, context.speech
    entries = library.in_category(category)
    if not entries:
        return categories(context, public=public)
    pages = -(-len(entries) // ON_PAGE)
    page = page_of(wanted, pages)
    rows = [[_entry_button(speech, entry, page)] for entry in entries[page * ON_PAGE :][:ON_PAGE]]
    ways = [back(speech, "faq")] if public else [back(speech, "faq"), main_menu(speech)]
    title = f"<b>{speech.letters(library.categories[category][speech.language])}</b>"
    number = speech.tn("{n} question", "{n} questions", len(entries))
    return Screen(f"{title}\n{number}", keyboard([*rows, pager("faqc", page, pages, category), ways]))


def shown(context: Context, wanted: str, speech: Speech, way: Way) -> Screen:
    """The card of an entry; one that is gone says so and leads to the categories."""
    library = context.services.faq.library
    entry = find(library, wanted)
    if entry is None:
        return missing(context)
    return card(speech, library, entry, context.bot.username, way)


def missing(context: Context) -> Screen:
    text = context.t("This question is no longer here. Choose a section, or type your question.")
    return Screen(text, categories(context).buttons)


async def faq(update: Update, context: Context) -> None:
    """The categories; `/faq some words` is a question."""
    if context.args and update.message:
        return await answer.asked(update, context, " ".join(context.args))
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
    await say(update, context, shown(context, slug, context.speech, way(update, context)))


def _entry_button(speech: Speech, entry: Entry, page: int) -> InlineKeyboardButton:
    question = speech.letters(entry.texts[speech.language].question)
    return button(question, "faqe", ref(entry.slug), speech.code, f"c{page}", 0)


HANDLERS: list[Handler] = [
    command("faq", faq, PRIVATE | GROUP),
    press("faq", faq),
    press("faqc", category),
    press("faqe", entry),
]
