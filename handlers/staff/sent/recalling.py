"""A recall: what it is, why it is made, and whose word it needs.

One's own of few messages is confirmed and made. A colleague's, or one of many, has a reason; of many a colleague
approves it, unless it cannot wait: then it is made at once, and owners and approvers are told.
"""

from functools import partial
from typing import Final, Literal

from telegram import Update

from bot.broadcasts import recalls
from bot.broadcasts.states import Kind, NotAllowed, Release, State
from bot.context import Context
from bot.errors import BotError
from bot.staff.permissions import Action
from bot.text.translator import N_
from handlers.conversation import END, keep
from handlers.screen import Screen, button, say, show
from handlers.staff import access
from handlers.staff.access import user_of
from handlers.staff.broadcast import recall_card
from handlers.staff.broadcast.options import typed_reason
from handlers.staff.sent.doing import done, opened, view
from handlers.staff.sent.screen import VERB
from storage.broadcasts import broadcasts
from storage.broadcasts.broadcasts import Broadcast
from storage.deliveries import deliveries

REASON: Final = "reason"
WORD: Final = "word"
LONGEST = 300  # characters of a reason
DELETABLE_HOURS = 48  # Bot API deleteMessage


async def recall(
    update: Update, context: Context, broadcast: Broadcast, sure: str = "", *_: str
) -> Literal["reason", "end"]:
    """Says what it is; asks for a word, or for the reason first."""
    many = await _many(context, broadcast)
    own = broadcast.author_id == user_of(update)
    if own and not many and sure == "1":
        await _recall(update, context, broadcast, Release.OWN, None)
        return END
    told = context.t(
        "Recall broadcast No. {number}?\nMessages younger than {hours} hours are deleted. Telegram does not allow "
        "it later: those members get a note that the announcement was withdrawn.",
        number=broadcast.id,
        hours=DELETABLE_HOURS,
    )
    back = button(context.label("Back"), VERB, broadcast.id)
    if own and not many:
        yes = button("↩️ " + context.label("Recall"), VERB, broadcast.id, "recall", 1)
        await show(update, context, Screen(told, [[yes, back]]))
        return END
    context.typed["broadcast"] = broadcast.id
    asked = context.t(
        "Why? Type the reason in a sentence: owners and approvers read it, and the log keeps it."
    )
    await show(update, context, Screen(f"{told}\n\n{asked}", [[back]]))
    return REASON


async def reason_typed(update: Update, context: Context) -> Literal["word"] | None:
    """With its reason: made, or whose word it still needs."""
    broadcast, reason = (
        await opened(context, str(context.typed["broadcast"])),
        await typed_reason(update, context),
    )
    if reason is None:
        return None
    context.typed["reason"] = reason
    messages = await _messages(context, broadcast)
    told = context.tn("{n} message would be taken back.", "{n} messages would be taken back.", messages)
    rows = [[button("↩️ " + context.label("Recall"), VERB, broadcast.id, "rcnow")]]
    if await _many(context, broadcast):
        told += "\n" + context.t(
            "A colleague has to approve it, and meanwhile nobody else gets the broadcast. If it cannot wait, recall "
            "it now: owners and approvers are told at once."
        )
        ask = button("👥 " + context.label("Send for approval"), VERB, broadcast.id, "rcask")
        now = button("⚡ " + context.label("It is urgent: recall now"), VERB, broadcast.id, "rcnow")
        rows = [[ask], [now]]
    back = [button(context.label("Back"), VERB, broadcast.id)]
    await say(update, context, Screen(told, [*rows, back]))
    return WORD


async def now(update: Update, context: Context, broadcast: Broadcast, *_: str) -> Literal["end"]:
    """By one's own word; past a colleague's approval as an urgent one."""
    reason = _reason(context, broadcast)
    release = Release.URGENT if await _many(context, broadcast) else Release.OWN
    await _recall(update, context, broadcast, release, reason)
    return END


async def ask(update: Update, context: Context, broadcast: Broadcast, *_: str) -> Literal["end"]:
    """To those who may approve it."""
    services, user_id = context.services, user_of(update)
    notes = {"submitted_by": user_id, "submitted_name": access.name_of(update), "hand": None}
    notes["reason"] = _reason(context, broadcast)
    colleagues = await access.approvers(services, Action.APPROVE_BROADCASTS, user_id)
    if not colleagues:
        raise BotError(
            N_("Nobody else may approve it. If it cannot wait, recall it as urgent: owners are told at once.")
        )
    try:
        async with services.database.begin() as tx:
            job = await recalls.ask(tx, broadcast, services.clock(), recalls.note(services.catalogs), notes)
            await access.note(tx, update, context, "recall.asked", broadcast.id, reason=notes["reason"])
            await keep(tx, context)
    except NotAllowed as refusal:
        raise BotError(refusal.msgid) from None
    services.engine.wake()
    told = sum([await recall_card.brought(context, job, colleague.user_id) for colleague in colleagues])
    text = access.sent_for_approval(context, told)
    way = button(context.label("Broadcast No. {number}", number=broadcast.id), VERB, broadcast.id)
    await show(update, context, Screen(text, [[way]]))
    return END


async def _recall(
    update: Update, context: Context, broadcast: Broadcast, release: Release, reason: str | None
) -> None:
    if broadcast.state == State.RECALLED:  # done already: pressed twice, or handled again after a crash
        return await view(update, context, await _job(context, broadcast))
    content = recalls.note(context.services.catalogs)
    verb = partial(recalls.recall, content=content, author_id=user_of(update), release=release, reason=reason)
    detail = {"reason": reason} if reason else {}
    return await done(update, context, broadcast, "broadcast.recalled", verb, broadcast, **detail)


async def _job(context: Context, broadcast: Broadcast) -> Broadcast:
    """What takes it back; itself where nothing does."""
    async with context.services.database.connect() as tx:
        jobs = [job for job in await broadcasts.jobs_of(tx, broadcast.id) if job.kind == Kind.RECALL]
    return jobs[-1] if jobs else broadcast


def _reason(context: Context, broadcast: Broadcast) -> str:
    """BotError where it was typed for another one, or an old button asks for none."""
    if context.typed.get("broadcast") != broadcast.id or "reason" not in context.typed:
        raise BotError(N_("This button is out of date. Open the list again: /broadcasts"))
    return str(context.typed["reason"])


async def _many(context: Context, broadcast: Broadcast) -> bool:
    """Whether it takes back more than one may without a colleague."""
    return await _messages(context, broadcast) > context.services.config.delivery.approval_above


async def _messages(context: Context, broadcast: Broadcast) -> int:
    counted = await context.read(deliveries.count, broadcast.id)
    return counted.sent + counted.unknown + counted.sending
