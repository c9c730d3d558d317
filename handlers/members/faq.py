"""The entries read: by category, as cards with their readers' opinions, and from any chat by @bot and a question."""

from contextlib import suppress
from typing import Final, Literal

from telegram import InlineQueryResultArticle, InlineQueryResultsButton, InputTextMessageContent, Update
from telegram.error import BadRequest
from telegram.ext import InlineQueryHandler

from bot.context import Context
from bot.faq.decision import Verdict
from bot.faq.entry import Entry
from bot.text.markup import visible
from bot.text.translator import N_, Translator
from handlers.conversation import END, Conversation
from handlers.members import answers
from handlers.members.card import (
    ask_button,
    beside,
    coded,
    deep_link,
    entry_button,
    find,
    footer,
    hits,
    listed,
    replied_text,
    shown,
    tongue,
)
from handlers.page import Page
from handlers.routing import GROUP, PRIVATE, Button, Command, Handler, Typed, answer, pressed, typed_text
from handlers.screen import NO_PREVIEW, Screen, back, button, keyboard, link, main_menu, rebutton, say, show
from storage.faq import ratings
from storage.faq.ratings import Rating

ON_PAGE = 8  # entries of a category
CANDIDATES, OTHERS = 2, 3  # a question's next ones, and all that is like an entry
COMMENT = 1000  # characters of what was missing
MISSING: Final = "missing"
INLINE_ENTRIES = 10
INLINE_DESCRIPTION = 256  # characters
INLINE_CACHE = 60  # seconds Telegram may show the same results again


async def faq(update: Update, context: Context) -> None:
    """The categories; `/faq some words` is a question."""
    if context.args and update.message:
        return await answers.asked(update, context, " ".join(context.args))
    return await show(update, context, categories(context))


def categories(context: Context) -> Screen:
    library, translator = context.library, context.translator
    used = {entry.category for entry in library}
    rows = [
        [button(translator.letters(names[translator.language]), "faqc", key, 0)]
        for key, names in library.categories.items()
        if key in used
    ]
    text = translator.t("Choose a section, or type your question in your own words.")
    return Screen(text, [*rows, [] if context.public else [main_menu(translator)]])


async def category(update: Update, context: Context) -> None:
    key, wanted = pressed(update, 2)
    library, translator = context.library, context.translator
    entries = context.services.faq.in_category(key)
    if not entries:
        return await show(update, context, categories(context))
    page = Page.of(wanted, len(entries), ON_PAGE)
    lines, rows = listed(
        translator,
        page.cut(entries),
        lambda label, entry: entry_button(translator, entry, label, f"c{page.at}"),
    )
    ways = [back(translator, "faq"), *([] if context.public else [main_menu(translator)])]
    title = f"<b>{translator.letters(library.categories[key][translator.language])}</b>"
    number = translator.tn("{n} question", "{n} questions", len(entries))
    text = "\n\n".join([f"{title}\n{number}", *lines])
    return await show(update, context, Screen(text, [*rows, page.turns("faqc", key), ways]))


async def entry(update: Update, context: Context) -> None:
    """A card, in the language it was offered in."""
    wanted, code, origin = pressed(update, 3)
    await show(update, context, _card(context, wanted, coded(context, code), origin))


async def similar(update: Update, context: Context) -> None:
    """What else a typed question may have meant, and what belongs to an entry."""
    wanted, code = pressed(update, 2)
    translator, entry = coded(context, code), find(context.library, wanted)
    if entry is None:
        return await show(update, context, _gone(context))
    others = await _others(context, translator.language, entry, replied_text(update))
    lines, rows = listed(
        translator,
        others,
        lambda label, other: entry_button(translator, other, label, beside(entry)),
    )
    said = translator.t("Perhaps one of these?") if others else translator.t("There is nothing like it yet.")
    ask = ask_button(translator, context.bot.username, public=context.public)
    ways = [ask, *([] if context.public else [main_menu(translator)])]
    return await show(update, context, Screen("\n\n".join([said, *lines]), [*rows, ways]), reply=True)


async def _others(context: Context, language: str, entry: Entry, question: str) -> list[Entry]:
    """The next candidates for the question, then related entries."""
    meant = hits(context.library, await context.services.faq.answer(question, language)) if question else []
    candidates = [other for other in meant if other.slug != entry.slug][:CANDIDATES]
    related = [other for other in context.library.related(entry.slug) if other not in candidates]
    return [*candidates, *related][:OTHERS]


async def linked(update: Update, context: Context, slug: str) -> None:
    await say(update, context, _card(context, slug, context.translator))


def _card(context: Context, wanted: str, translator: Translator, origin: str = "") -> Screen:
    entry = find(context.library, wanted)
    return _gone(context) if entry is None else shown(context, translator, entry, origin)


def _gone(context: Context) -> Screen:
    """An entry that is gone says so and leads to the categories."""
    text = context.t("This question is no longer here. Choose a section, or type your question.")
    return Screen(text, categories(context).rows)


async def rate(update: Update, context: Context) -> Literal["missing", "end"]:
    """Keeps the opinion in place of an earlier one, not who has it, thanks, and after a 👎 asks what was missing."""
    helpful, wanted, code, origin = pressed(update, 4)
    translator, entry = coded(context, code), find(context.library, wanted)
    if entry is None:
        return END
    await _keep(update, context, Rating(entry.slug, translator.language, helpful == "1"))
    await answer(update, context, translator.label("Thank you for your opinion."))
    await rebutton(update, shown(context, translator, entry, origin, rated=True).buttons)
    if helpful == "1":
        return END
    text = translator.t("What was missing? Write it in one message, without names or document numbers.")
    await say(update, context, Screen(text, [[button(translator.label("Skip"), "faqs")]]))
    return MISSING


async def _keep(update: Update, context: Context, rating: Rating) -> None:
    """With the question what was missing, which remembers the press: handled again it rates no second time."""
    query, opened = update.callback_query, context.session.conversation
    press = query.id if query else ""
    if opened and opened.data.get("press") == press:
        context.typed = opened.data
        return
    async with context.services.database.begin() as tx:
        number = await ratings.rate(tx, rating, context.session.user_id, context.services.clock())
        if not rating.helpful:
            context.typed = {"rating": number, "press": press}
            await RATING.put(tx, context, MISSING)


async def missing(update: Update, context: Context) -> Literal["end"]:
    await context.write(ratings.missed, int(context.typed["rating"]), typed_text(update))
    said = context.t("Thank you, this will help to improve the answer. If you still need help, ask a person.")
    await _rated(update, context, said)
    return END


async def skipped(update: Update, context: Context) -> None:
    return await _rated(update, context, context.t("All right. If you still need help, ask a person."))


async def _rated(update: Update, context: Context, text: str) -> None:
    ways = [button(context.label("Ask a person"), "ask"), main_menu(context.translator)]
    await show(update, context, Screen(text, [ways]))


RATING = Conversation(
    "rating",
    entry_points=[Button("faqr", rate, answers=True)],
    states={MISSING: [Typed(missing, longest=COMMENT)]},
    exits=[Button("faqs", skipped)],
    canceled=N_("All right, no comment was kept."),
)


async def offered(update: Update, context: Context) -> None:
    """What the words typed after @bot may mean, best first; nothing typed: the first entry of each section."""
    query = update.inline_query
    if query is None:
        return
    text, library, translator = query.query.strip(), context.library, context.translator
    if text:
        decision = await context.services.faq.answer(text, context.language)
        entries = [] if decision.decision is Verdict.UNKNOWN else hits(library, decision)
        translator = tongue(context, decision) if entries else translator
    else:
        first = {entry.category: entry for entry in reversed(list(library))}
        entries = [first[key] for key in library.categories if key in first]
    results = [_result(context, translator, entry) for entry in entries[:INLINE_ENTRIES]]
    more = InlineQueryResultsButton(context.label("Ask a person"), start_parameter="ask")
    with suppress(BadRequest):  # too late: whoever typed has typed on, and asks again
        await query.answer(
            results, cache_time=INLINE_CACHE, is_personal=True, button=None if results else more
        )


def _result(context: Context, translator: Translator, entry: Entry) -> InlineQueryResultArticle:
    """The short answer with its source; the rest is a tap away in our chat."""
    text = entry.texts[translator.language]
    foot = footer(translator.words, context.library, entry)
    said = translator.letters(f"<b>{text.question}</b>\n\n{text.answer}\n\n{foot}")
    more = link(translator.label("Read in full"), deep_link(context.bot.username, f"faq_{entry.slug}"))
    return InlineQueryResultArticle(
        id=f"{entry.slug}:{translator.code}"[-64:],
        title=translator.letters(text.question),
        description=translator.letters(visible(text.answer))[:INLINE_DESCRIPTION],
        input_message_content=InputTextMessageContent(said, link_preview_options=NO_PREVIEW),
        reply_markup=keyboard([[more]]),
    )


HANDLERS: list[Handler] = [
    Command("faq", faq, PRIVATE | GROUP),
    Button("faq", faq, public=True),
    Button("faqc", category, public=True),
    Button("faqe", entry, public=True),
    Button("faqm", similar, public=True),
    InlineQueryHandler(offered),
]
