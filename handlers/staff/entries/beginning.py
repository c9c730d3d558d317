"""How a new entry begins: from questions without an answer (/stats), or from one that staff answered (/inbox)."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import Update

from bot.context import Context
from bot.errors import BotError, GoneError
from bot.faq import new_entry
from bot.inbox.like import like
from bot.staff.permissions import Action, may
from bot.stats.figures import unanswered
from bot.text.languages import LANGUAGES
from bot.text.markup import visible
from bot.text.translator import N_, Translator
from handlers.routing import pressed, row_number
from handlers.screen import Screen, button, say, show
from handlers.staff import access
from handlers.staff.entries.draft_card import screen
from storage.faq import new_entries, searches
from storage.faq.new_entries import EntryState, NewEntry
from storage.faq.searches import Search
from storage.inbox import messages, questions
from storage.inbox.questions import Question

ASKED_MOST = 300  # characters of a question to staff that are kept with whoever waits for its entry


async def from_searches(update: Update, context: Context) -> None:
    """The draft of a group of questions; one that was begun already is opened."""
    [first] = pressed(update, 1)
    clusters = await unanswered(context.services.database, context.services.clock())
    cluster = next((cluster for cluster in clusters.large if first in map(str, cluster.ids)), None)
    if cluster is None:
        raise BotError(N_("These questions were answered meanwhile. See /stats"))
    asked = [
        (question.language, question.text) for question in clusters.questions if question.id in cluster.ids
    ]
    services = context.services
    async with services.database.begin() as tx:
        drafts = await new_entries.in_states(tx, *EntryState)
        draft = next((draft for draft in drafts if set(draft.searches) & set(cluster.ids)), None)
        if draft is None:
            library, taken = services.faq.library, {draft.slug for draft in drafts}
            slug = new_entry.slug_of(cluster.text, taken | set(library.entries))
            content = new_entry.stored(new_entry.begun(slug, asked, library))
            author, name, now = access.user_of(update), access.name_of(update), services.clock()
            await access.note(tx, update, context, "entry.begun", slug)
            draft = await new_entries.begin(tx, slug, content, list(cluster.ids), author, name, now)
    return await shown(update, context, draft)


async def from_question(update: Update, context: Context) -> None:
    """The draft of a question to staff, with the answer it got; its asker, and those who wait with a like one, are told
    when the entry is there. One that was begun already is opened. Whoever writes no entries hands it to who does."""
    [number] = pressed(update, 1)
    services, now = context.services, context.services.clock()
    async with services.database.connect() as tx:
        question = await questions.get(tx, row_number(number))
        said = await messages.of_question(tx, question.id) if question else []
        drafts = await new_entries.in_states(tx, *EntryState)
    if question is None or question.confidential:
        raise GoneError(N_("This question is no longer kept."))
    draft = next((draft for draft in drafts if draft.question_id == question.id), None)
    if draft is not None:
        if access.may(context, Action.WRITE_ENTRIES):
            return await shown(update, context, draft)
        raise BotError(N_("An entry is being made of this question already."))
    alike = [question, *await like(services, question)]
    library, taken = services.faq.library, {draft.slug for draft in drafts}
    words = visible(question.text)
    slug = new_entry.slug_of(words, taken | set(library.entries))
    entry = new_entry.begun(slug, [(other.language, visible(other.text)) for other in alike], library)
    brought = [message.text for message in said if message.kind == "answer" and message.delivered_at]
    if brought and question.language in entry.raw:
        text = replace(entry.raw[question.language], answer=brought[-1])
        entry = replace(entry, raw={**entry.raw, question.language: text})
    author, name = access.user_of(update), access.name_of(update)
    async with services.database.begin() as tx:
        waited = [await _awaited(tx, other, now) for other in alike]
        content = new_entry.stored(entry)
        await access.note(tx, update, context, "entry.begun", slug)
        draft = await new_entries.begin(tx, slug, content, waited, author, name, now, question_id=question.id)
    if access.may(context, Action.WRITE_ENTRIES):
        return await shown(update, context, draft)
    return await _handed_on(update, context, draft)


async def _handed_on(update: Update, context: Context, draft: NewEntry) -> None:
    """Those who write entries read that a colleague began it, and open it with a tap."""
    name = access.name_of(update)

    def worded(reader: Translator) -> Screen:
        text = reader.t("🆕 {name} began an entry of an answer: {entry}", name=name, entry=draft.slug)
        return Screen(text, [[button(reader.label("Open the draft"), "ne", draft.id)]])

    services = context.services
    writers = [
        person.user_id for person in await access.team(services) if may(person.role, Action.WRITE_ENTRIES)
    ]
    told = sum([await access.tell(context.bot, services, writer, worded) for writer in writers])
    text = context.tn(
        "The draft of an entry was begun with this answer. {n} colleague who writes entries was told.",
        "The draft of an entry was begun with this answer. {n} colleagues who write entries were told.",
        told,
    )
    await say(update, context, Screen(text))


async def _awaited(tx: AsyncConnection, question: Question, now: datetime) -> int:
    """Its asker waits for the entry as whoever asked the bot for one does."""
    asked = Search(question.language, "cyrl", question.country, "unknown", text=question.text[:ASKED_MOST])
    number = await searches.record(tx, asked, now)
    await searches.wait(tx, [number], question.chat_id, now)
    return number


async def shown(update: Update, context: Context, row: NewEntry, language: str = "") -> None:
    language = language if language in LANGUAGES else context.language
    await show(update, context, screen(context.translator, context.library, row, language))
