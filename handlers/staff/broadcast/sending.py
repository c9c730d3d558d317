"""From a draft to a launch: what is wrong with it, one screen with everything, and the last word.

The button that sends carries the draft's version, and the row changes only if it still has that version: two
colleagues who press at the same time launch it once, and nobody sends what they have not read.
"""

from datetime import datetime

from telegram import Update

from bot.broadcasts import checks, corrections, diff, lifecycle
from bot.broadcasts.audience import Reach
from bot.broadcasts.checks import Fault
from bot.broadcasts.content import Content
from bot.broadcasts.schedule import Schedule, is_recurring, next_due
from bot.broadcasts.states import Kind, NotAllowed, State
from bot.context import Context, chat_of
from bot.errors import BotError
from bot.staff.permissions import needs_approval
from bot.text.translator import N_
from handlers.screen import Screen, say, show
from handlers.staff import access, posting
from handlers.staff.broadcast import objections, review, wording
from handlers.staff.broadcast.card import back, check_version, described, part, reach_of, trial_left
from handlers.staff.broadcast.preview import brought
from handlers.staff.sent import screen as sent
from storage.broadcasts import broadcasts, posts
from storage.broadcasts.broadcasts import Broadcast
from storage.deliveries import deliveries
from storage.members.audience import Audience

NO_ROOM = N_(
    "Trial mode: {left} more messages may go out today, and this broadcast has {total} recipients. "
    "Send it another day, or ask an owner to allow more or to go live: /team"
)


async def check(update: Update, context: Context, draft: Broadcast, *_: str) -> None:
    """Names the faults; without any, asks for the last word."""
    _check_open(draft)
    if draft.kind == Kind.CORRECT:
        await check_correction(context, draft)
    faults = checks.faults(draft, await reach_of(context, draft), context.services.clock())
    if not faults:
        return await last_word(update, context, draft, str(draft.version))
    stops = any(fault.stops for fault in faults)
    head = context.t("Not ready to be sent:") if stops else context.t("Please look at this before sending:")
    languages = Content.of(draft.content).languages
    texts = [part(wording.titled(context.translator, code), draft, "tx", code) for code in languages]
    on = [] if stops else [part(context.label("I have checked this, go on"), draft, "sure", draft.version)]
    text = f"{head}\n\n{objections.faults(context.translator, faults)}"
    return await show(update, context, Screen(text, [on, texts, [back(context, draft)]]))


async def last_word(update: Update, context: Context, draft: Broadcast, version: str = "", *_: str) -> None:
    """The texts as members will get them, then everything else on one screen, and the button that sends."""
    check_version(draft, version)
    reach = await reach_of(context, draft)
    if stopping(context, draft, reach):
        return await check(update, context, draft)
    refused = await brought(context, draft, Content.of(draft.content).languages, chat_of(update))
    if refused:
        head = context.t("Not ready to be sent:")
        text = "\n".join([head, *refused])
        await say(update, context, Screen(text, [[back(context, draft)]]))
        return None
    total = await recipients(context, draft, reach)
    await _check_room(context, draft, total)
    waits = await _waits(context, draft, reach)
    paragraphs = [context.t("<b>Please confirm</b>"), await described(context, draft, reach)]
    if waits:
        above = context.services.config.delivery.approval_above
        told = N_("More than {n} recipients: a colleague approves it before it is sent.")
        paragraphs.append(context.t(told, n=above))
    go = part(_label(context, draft, total, waits=waits), draft, "send", draft.version)
    rows = [[go], [back(context, draft)]]
    await say(update, context, Screen("\n\n".join(paragraphs), rows))
    return None


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
    check_version(draft, version)
    _check_open(draft)
    reach = await reach_of(context, draft)
    if stopping(context, draft, reach):
        return await check(update, context, draft)
    total = await recipients(context, draft, reach)
    if await _waits(context, draft, reach):
        return await review.submit(update, context, draft, total)
    await queue(update, context, draft, total)
    return await _follow(update, context, draft.id)


async def _follow(update: Update, context: Context, number: int) -> None:
    """The pressed message becomes the one that follows the broadcast from here on."""
    services, pressed = context.services, update.effective_message
    broadcast = await context.read(broadcasts.get, number)
    assert broadcast is not None
    reader = access.user_of(update)
    await show(update, context, await sent.screen(services, context.translator, broadcast, reader))
    if pressed is not None and not is_recurring(broadcast.schedule):
        await context.write(posts.put, number, chat_of(update), pressed.message_id)


async def queue(update: Update, context: Context, draft: Broadcast, total: int) -> None:
    """Due now or at its time, in one transaction with the log; BotError when somebody was quicker."""
    services, now = context.services, context.services.clock()
    posting.check(context, Audience.of(draft.audience).topics)
    await _check_room(context, draft, total)
    approving = draft.state == State.REVIEW
    action = "approved" if approving else "urgent" if draft.urgent else "queued"
    reason = {"reason": draft.urgent_reason} if draft.urgent else {}
    try:
        async with services.database.begin() as tx:
            if approving:
                await lifecycle.approve(tx, draft, _due(draft, now), now, access.user_of(update))
            else:
                await lifecycle.schedule(tx, draft, _due(draft, now), now)
            await access.note(
                tx, update, context, f"broadcast.{action}", draft.id, recipients=total, **reason
            )
    except NotAllowed:
        raise BotError(
            N_("A colleague has just sent or changed this draft. Nothing was sent twice. See /broadcasts")
        ) from None
    services.engine.wake()


async def _check_room(context: Context, draft: Broadcast, total: int) -> None:
    """BotError when it is for now and a trial has no room for it today; for later the launch asks."""
    at_once = draft.due_at is None or draft.due_at <= context.services.clock()
    if draft.kind != Kind.SEND or not at_once or is_recurring(draft.schedule):
        return
    current, left = await trial_left(context)
    if current is not None and total > left:
        raise BotError(NO_ROOM, left=left, total=total)


def _due(draft: Broadcast, now: datetime) -> datetime:
    """Its time, or now; of a series the next one from now on."""
    if draft.schedule and is_recurring(draft.schedule):
        following = next_due(Schedule.of(draft.schedule), now)
        if following is None:
            raise BotError(objections.NEVER)
        return following
    return draft.due_at or now


def stopping(context: Context, draft: Broadcast, reach: Reach) -> list[Fault]:
    """The faults it cannot be sent with."""
    return [fault for fault in checks.faults(draft, reach, context.services.clock()) if fault.stops]


async def recipients(context: Context, draft: Broadcast, reach: Reach) -> int:
    """How many get it; of a correction, how many messages it changes."""
    if draft.kind == Kind.SEND:
        return reach.total
    async with context.services.database.connect() as tx:
        return (await deliveries.count(tx, draft.target_id or 0)).sent


async def check_correction(context: Context, draft: Broadcast) -> None:
    """BotError while its broadcast is on its way, or when nothing was changed yet."""
    target = await context.read(broadcasts.get, draft.target_id or 0)
    assert target is not None
    corrections.check_correctable(target)
    if target.state == State.SENDING:
        raise BotError(corrections.NOW_SENDING, number=target.id)
    if not diff.between({"content": target.content}, {"content": {**target.content, **draft.content}}):
        raise BotError(N_("The text is the same as before. Change it first, then send the correction."))


async def _waits(context: Context, draft: Broadcast, reach: Reach) -> bool:
    """Whether a colleague must approve it. A correction is read by those who have the message and by those who
    still wait for it, and what a colleague approved is changed with a colleague's approval only."""
    above = context.services.config.delivery.approval_above
    if draft.kind != Kind.CORRECT:
        return needs_approval(reach.total, above, urgent=draft.urgent)
    async with context.services.database.connect() as tx:
        target = await broadcasts.get(tx, draft.target_id or 0)
        counted = await deliveries.count(tx, draft.target_id or 0)
    assert target is not None
    if target.launching or corrections.asks_again(target):  # its ledger is not whole yet, so not counted
        return True
    return needs_approval(counted.sent + counted.unknown + counted.open, above, urgent=False)


def _check_open(draft: Broadcast) -> None:
    """BotError when it waits for a colleague already: sending it again must not change who may approve it."""
    if draft.state == State.REVIEW:
        raise BotError(
            N_("It waits for a colleague's approval already. To change it, take it back with Undo.")
        )
