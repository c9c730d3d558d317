"""What becomes of a new entry: proposed, published by a colleague, declined, withdrawn, discarded."""

from typing import Literal

from telegram import InlineKeyboardMarkup, Update

from bot.context import Context
from bot.errors import BotError
from bot.faq import new_entry
from bot.faq.rules import faults_of
from bot.staff.permissions import Action
from bot.text.translator import N_
from handlers.routing import END, pressed
from handlers.screen import Screen, button, keyboard, say, show
from handlers.staff import access
from handlers.staff.entries.draft_card import screen
from handlers.staff.entries.drafting import GONE, opened, shown
from handlers.staff.entries.texts import DECLINED, PUBLISHED, submit, tell_author
from storage.faq import entry_edits, new_entries, searches
from storage.faq.new_entries import NewEntry


async def propose(update: Update, context: Context) -> Literal["end"]:
    """Shown to whoever may publish it; its author is told what to do when nobody may."""
    row, services, author = await _seen(update, context), context.services, access.user_of(update)
    _check_whole(context, row)
    async with services.database.begin() as tx:
        if not await new_entries.propose(tx, row, author, access.name_of(update), services.clock()):
            raise BotError(GONE)
        await access.note(tx, update, context, "entry.proposed", row.slug)
    row, library = await opened(context, row.id), services.faq.library
    said = await submit(update, context, lambda reader: screen(reader, library, row, reader.language))
    await say(update, context, Screen(said, keyboard([[button(context.label("Back"), "ne", row.id)]])))
    return END


async def publish(update: Update, context: Context) -> Literal["end"]:
    """Read by everybody within seconds; those who asked are told, the author too."""
    row, services = await _decidable(update, context), context.services
    _check_whole(context, row)
    async with services.database.begin() as tx:
        if not await new_entries.publish(tx, row, access.user_of(update), services.clock()):
            raise BotError(GONE)
        waiting = len(await searches.waiting_for(tx, row.searches))
        await searches.settle(tx, row.searches, row.slug)
        await access.note(tx, update, context, "entry.published", row.slug)
    lines = [context.t("Published: {entry}. Members read it within seconds.", entry=row.slug)]
    if waiting:
        lines.append(
            context.tn("{n} person who asked is being told.", "{n} people who asked are being told.", waiting)
        )
    await show(update, context, Screen("\n".join(lines), _list(context)))
    await tell_author(context, row.author_id, PUBLISHED, lambda _: row.slug)
    return END


async def decline(update: Update, context: Context) -> Literal["end"]:
    row = await _decidable(update, context)
    async with context.services.database.begin() as tx:
        if not await new_entries.decline(tx, row, access.user_of(update)):
            raise BotError(GONE)
        await access.note(tx, update, context, "entry.declined", row.slug)
    await show(update, context, Screen(context.t("Declined. The author was told."), _list(context)))
    await tell_author(context, row.author_id, DECLINED, lambda _: row.slug)
    return END


async def withdraw(update: Update, context: Context) -> Literal["end"]:
    """Nobody reads it any more; as it read last it may be changed and proposed again."""
    [number] = pressed(update, 1)
    row, services = await opened(context, number), context.services
    async with services.database.begin() as tx:
        edits = await entry_edits.retire(tx, row.slug)
        texts = row.content["texts"] | {edit.language: edit.text for edit in edits}
        content = row.content | {"texts": texts}
        if not await new_entries.withdraw(tx, row, content, access.user_of(update), services.clock()):
            raise BotError(GONE)
        await access.note(tx, update, context, "entry.withdrawn", row.slug)
    return await shown(update, context, await opened(context, row.id))


async def discard(update: Update, context: Context) -> Literal["end"]:
    row = await _seen(update, context)
    async with context.services.database.begin() as tx:
        if not await new_entries.discard(tx, row):
            raise BotError(GONE)
        await access.note(tx, update, context, "entry.discarded", row.slug)
    await show(update, context, Screen(context.t("The draft was discarded."), _list(context)))
    return END


def _list(context: Context) -> InlineKeyboardMarkup:
    return keyboard([[button(context.label("Entries"), "ens")]])


async def _seen(update: Update, context: Context) -> NewEntry:
    """The draft as it was on the pressed card; BotError when it was changed since."""
    number, version = pressed(update, 2)
    row = await opened(context, number)
    if version != str(row.version):
        raise BotError(GONE)
    return row


async def _decidable(update: Update, context: Context) -> NewEntry:
    row = await _seen(update, context)
    access.check_approval(update, context, Action.APPROVE_ENTRIES, row.author_id)
    return row


def _check_whole(context: Context, row: NewEntry) -> None:
    """The rules may have changed since the card was shown: a figure ran out, a date passed."""
    if faults_of(new_entry.read(row.slug, row.content), context.services.faq.library):
        raise BotError(N_("Something is still missing. Open the draft again: /entries"))
