"""@bot and a question in any chat: entries to choose from, said there as a card."""

from contextlib import suppress

from telegram import InlineQueryResultArticle, InlineQueryResultsButton, InputTextMessageContent, Update
from telegram.error import BadRequest
from telegram.ext import InlineQueryHandler

from bot.context import Context
from bot.faq.decision import Verdict
from bot.faq.entry import Entry
from bot.text.translator import Translator
from handlers.members.card import bare, deep_link, footer, source_buttons, tongue
from handlers.routing import Handler
from handlers.screen import NO_PREVIEW, columns, keyboard, link

SHOWN = 10
FRESH = 60  # seconds Telegram may show the same results again
LONGEST = 256  # characters of a description


async def offered(update: Update, context: Context) -> None:
    """What the typed words may mean, best first; nothing typed: the first entry of each section."""
    query = update.inline_query
    if query is None:
        return
    entries, translator = _found(context, query.query.strip())
    results = [_result(context, translator, entry) for entry in entries[:SHOWN]]
    more = InlineQueryResultsButton(context.label("Ask a person"), start_parameter="ask")
    with suppress(BadRequest):  # too late: whoever typed has typed on, and asks again
        await query.answer(results, cache_time=FRESH, is_personal=True, button=None if results else more)


def _found(context: Context, text: str) -> tuple[list[Entry], Translator]:
    library = context.services.faq.library
    if not text:
        first = {entry.category: entry for entry in reversed(list(library))}
        return [first[key] for key in library.categories if key in first], context.translator
    decision = context.services.faq.answer(text, context.language)
    if decision.decision is Verdict.UNKNOWN:
        return [], context.translator
    return [entry for hit in decision.hits if (entry := library.get(hit.entry))], tongue(context, decision)


def _result(context: Context, translator: Translator, entry: Entry) -> InlineQueryResultArticle:
    """The short answer with its source; the rest is a tap away in our chat."""
    text = entry.texts[translator.language]
    foot = footer(translator.words, context.services.faq.library, entry)
    said = translator.letters(f"<b>{text.question}</b>\n\n{text.answer}\n\n{foot}")
    more = link(translator.label("Read in full"), deep_link(context.bot.username, f"faq_{entry.slug}"))
    return InlineQueryResultArticle(
        id=f"{entry.slug}:{translator.code}"[-64:],
        title=translator.letters(text.question),
        description=translator.letters(bare(text.answer))[:LONGEST],
        input_message_content=InputTextMessageContent(said, link_preview_options=NO_PREVIEW),
        reply_markup=keyboard([*columns(source_buttons(entry)), [more]]),
    )


HANDLERS: list[Handler] = [InlineQueryHandler(offered)]
