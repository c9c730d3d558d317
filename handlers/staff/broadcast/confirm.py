"""From a draft to a launch: the gate, what staff must have looked at, one screen with everything, and the word.

The button that sends carries the draft's version, and the row changes only if it still has that version: two
colleagues who press at once launch it once, and nobody sends what they have not read.
"""

from telegram import Update

from bot.broadcasts import checks
from bot.broadcasts.checks import Fault
from bot.broadcasts.content import Content
from bot.broadcasts.lifecycle import CHANGED, Kind, State
from bot.broadcasts.schedule import is_recurring
from bot.context import Context, chat_of
from bot.errors import BotError
from bot.text.translator import N_
from handlers.buttons import keyboard
from handlers.screen import Screen, show
from handlers.staff.broadcast import correcting, faults, review, wording
from handlers.staff.broadcast.card import back, described, part
from handlers.staff.broadcast.drafts import Counted, counted
from handlers.staff.broadcast.queue import queued
from handlers.staff.sent import screen as sent
from storage.broadcasts import broadcasts, posts
from storage.broadcasts.broadcasts import Broadcast


async def check(update: Update, context: Context, draft: Broadcast, *_: str) -> None:
    """Names the faults; without any, asks for the last word."""
    _check_open(draft)
    if draft.kind == Kind.CORRECT:
        await correcting.check_ready(context, draft)
    found = await _faults(context, draft)
    if not found:
        return await last_word(update, context, draft, str(draft.version))
    stops = any(fault.stops for fault in found)
    head = context.t("Not ready to be sent:") if stops else context.t("Please look at this before sending:")
    languages = Content.of(draft.content).languages
    written = [part(wording.titled(context.translator, code), draft, "tx", code) for code in languages]
    on = [] if stops else [part(context.label("I have checked this, go on"), draft, "sure", draft.version)]
    text = f"{head}\n\n{faults.worded(context.translator, found)}"
    return await show(update, context, Screen(text, keyboard([on, written, [back(context, draft)]])))


async def _faults(context: Context, draft: Broadcast, seen: Counted | None = None) -> list[Fault]:
    seen = seen or await counted(context, draft)
    reach = None if draft.kind == Kind.CORRECT else seen.reach
    return checks.faults(draft, reach, context.services.clock())


async def last_word(update: Update, context: Context, draft: Broadcast, version: str = "", *_: str) -> None:
    """Everything on one screen, and the button that sends."""
    _check_same(draft, version)
    seen = await counted(context, draft)
    if any(fault.stops for fault in await _faults(context, draft, seen)):
        return await check(update, context, draft)
    total = await _recipients(context, draft, seen)
    waits = await review.needed(context, draft, total)
    body = await described(context, draft, seen)
    head = context.t("<b>Please confirm</b>")
    tail = [context.t("More than {n} recipients: a colleague approves it before it is sent.",
                      n=context.services.config.delivery.approval_above)] if waits else []  # fmt: skip
    go = part(_label(context, draft, total, waits=waits), draft, "send", draft.version)
    rows = [[go], [part("👁 " + context.label("Preview"), draft, "see"), back(context, draft)]]
    return await show(update, context, Screen("\n\n".join([head, body, *tail]), keyboard(rows)))


def _label(context: Context, draft: Broadcast, total: int, *, waits: bool) -> str:
    if waits:
        return "👥 " + context.label("Send for approval")
    number = context.words.number(total)
    if draft.kind == Kind.CORRECT:
        return "✅ " + context.label("Correct the text (messages: {number})", number=number)
    if draft.due_at is None:
        return "✅ " + context.label("Send now to {number}", number=number)
    return "✅ " + context.label("Schedule for {number}", number=number)


async def send(update: Update, context: Context, draft: Broadcast, version: str = "", *_: str) -> None:
    """The word was given: to a colleague first if it is large, else into the queue."""
    _check_same(draft, version)
    _check_open(draft)
    seen = await counted(context, draft)
    if any(fault.stops for fault in await _faults(context, draft, seen)):
        return await check(update, context, draft)
    total = await _recipients(context, draft, seen)
    if await review.needed(context, draft, total):
        return await review.submit(update, context, draft, total)
    await queued(update, context, draft, total)
    return await follow(update, context, draft.id)


async def _recipients(context: Context, draft: Broadcast, seen: Counted) -> int:
    return await correcting.recipients(context, draft) if draft.kind == Kind.CORRECT else seen.reach.total


def _check_open(draft: Broadcast) -> None:
    """BotError when it waits for a colleague already: sending it again must not change who may approve it."""
    if draft.state == State.REVIEW:
        raise BotError(
            N_("It waits for a colleague's approval already. To change it, take it back with Undo.")
        )


def _check_same(draft: Broadcast, version: str) -> None:
    if version != str(draft.version):
        raise BotError(CHANGED)


async def follow(update: Update, context: Context, number: int) -> None:
    """The pressed message becomes the one that follows the broadcast from here on."""
    services = context.services
    async with services.database.connect() as tx:
        fresh = await broadcasts.get(tx, number)
    assert fresh is not None
    await show(update, context, await sent.screen(services, context.translator, fresh))
    pressed = update.effective_message
    if pressed is not None and not is_recurring(fresh.schedule):
        async with services.database.begin() as tx:
            await posts.put(tx, number, chat_of(update), pressed.message_id)
