"""What becomes of a new entry: proposed, published by a colleague, declined, withdrawn, discarded."""

import structlog
from telegram import InlineKeyboardMarkup, Update
from telegram.error import TelegramError

from bot.context import Context
from bot.errors import BotError
from bot.faq import new_entry
from bot.faq.check import faults_of
from bot.staff.permissions import Action
from bot.text.translator import N_
from handlers.buttons import button, keyboard
from handlers.routing import pressed
from handlers.screen import Screen, say, show
from handlers.staff import access
from handlers.staff.entries.draft_card import screen
from handlers.staff.entries.drafting import GONE, name_of, opened
from storage.faq import entry_edits, new_entries, searches
from storage.faq.new_entries import NewEntry

log = structlog.get_logger()


async def propose(update: Update, context: Context) -> None:
    """Laid before whoever may publish it; told what to do when nobody may."""
    row, services, user = await _seen(update, context), context.services, access.user_of(update)
    _check_whole(context, row)
    async with services.database.begin() as tx:
        if not await new_entries.propose(tx, row, user, name_of(update), services.clock()):
            raise BotError(GONE)
        await access.note(tx, update, context, "entry.proposed", row.slug)
    row = await opened(context, row.id)
    others = [one.user_id for one in await access.approvers(services, Action.APPROVE_ENTRIES, user)]
    told = [chat for chat in others if await _brought(context, row, chat)]
    if told:
        said = context.tn("Proposed to {n} colleague, who can publish it.",
                          "Proposed to {n} colleagues, who can publish it.", len(told))  # fmt: skip
    else:
        said = context.t(
            "Proposed. A second approver or owner has to publish it; add one with /team if there is none."
        )
    await say(update, context, Screen(said, keyboard([[button(context.label("Back"), "ne", row.id)]])))


async def publish(update: Update, context: Context) -> None:
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
    await _tell_author(context, row, N_("✅ Your text was published: {entry}"))


async def decline(update: Update, context: Context) -> None:
    row = await _decidable(update, context)
    async with context.services.database.begin() as tx:
        if not await new_entries.decline(tx, row, access.user_of(update)):
            raise BotError(GONE)
        await access.note(tx, update, context, "entry.declined", row.slug)
    await show(update, context, Screen(context.t("Declined. The author was told."), _list(context)))
    await _tell_author(context, row, N_("✖️ Your text was not published: {entry}"))


async def withdraw(update: Update, context: Context) -> None:
    """Nobody reads it any more; as it read last it may be changed and proposed again."""
    [number] = pressed(update, 1)
    row, services = await opened(context, number), context.services
    async with services.database.begin() as tx:
        edits = await entry_edits.retire(tx, row.slug)
        texts = row.content["texts"] | {one.language: one.text for one in edits}
        content = row.content | {"texts": texts}
        if not await new_entries.withdraw(tx, row, content, access.user_of(update), services.clock()):
            raise BotError(GONE)
        await access.note(tx, update, context, "entry.withdrawn", row.slug)
    row = await opened(context, row.id)
    await show(update, context, screen(context.translator, services.faq.library, row, context.language))


async def discard(update: Update, context: Context) -> None:
    row = await _seen(update, context)
    async with context.services.database.begin() as tx:
        if not await new_entries.discard(tx, row):
            raise BotError(GONE)
        await access.note(tx, update, context, "entry.discarded", row.slug)
    await show(update, context, Screen(context.t("The draft was discarded."), _list(context)))


def _list(context: Context) -> InlineKeyboardMarkup:
    return keyboard([[button(context.label("Entries"), "ens")]])


async def _seen(update: Update, context: Context) -> NewEntry:
    """The draft as it stood on the pressed card; BotError when it was changed since."""
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


async def _brought(context: Context, row: NewEntry, chat: int) -> bool:
    translator = await access.translator_in(context.services, chat)
    shown = screen(translator, context.services.faq.library, row, translator.language)
    try:
        await context.bot.send_message(chat, shown.text, reply_markup=shown.buttons)
    except TelegramError as error:
        log.info("an approver could not be reached", reason=type(error).__name__)
        return False
    return True


async def _tell_author(context: Context, row: NewEntry, msgid: str) -> None:
    translator = await access.translator_in(context.services, row.author_id)
    try:
        await context.bot.send_message(row.author_id, translator.t(msgid, entry=row.slug))
    except TelegramError as error:
        log.info("an author could not be told", reason=type(error).__name__)
