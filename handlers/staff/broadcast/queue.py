"""Into the queue: the one place where a draft becomes due."""

from datetime import datetime

from telegram import Update

from bot.broadcasts.schedule import Schedule, next_due
from bot.context import Context
from bot.errors import BotError
from bot.text.translator import N_
from handlers.staff import access
from handlers.staff.broadcast import correcting
from storage.broadcasts import broadcasts
from storage.broadcasts.broadcasts import Broadcast
from storage.deliveries import launches


async def queued(update: Update, context: Context, draft: Broadcast, total: int, **approved: object) -> None:
    """Due now or at its time, in one transaction with the log; BotError when somebody was quicker."""
    services, now = context.services, context.services.clock()
    values = {"state": "scheduled", "due_at": due(draft, now), **approved}
    async with services.database.begin() as tx:
        if not await broadcasts.change(tx, draft.id, draft.version, now, **values):
            raise BotError(
                N_("A colleague has just sent or changed this draft. Nothing was sent twice. See /broadcasts")
            )
        if draft.kind == "correct":
            await correcting.rewords(tx, context, draft)
        if draft.audience_mode == "frozen" and draft.kind == "send" and not recurring(draft):
            await launches.begin(tx, draft.id)
        action = "approved" if approved else "urgent" if draft.urgent else "queued"
        reason = {"reason": draft.urgent_reason} if draft.urgent else {}
        await access.note(tx, update, context, f"broadcast.{action}", draft.id, recipients=total, **reason)
    services.engine.wake()


def due(draft: Broadcast, now: datetime) -> datetime:
    """Its time, or now; of a series the next one from now on."""
    if draft.schedule and recurring(draft):
        return next_due(Schedule.of(draft.schedule), now) or now
    return draft.due_at or now


def recurring(draft: Broadcast) -> bool:
    return bool(draft.schedule and Schedule.of(draft.schedule).recurring)
