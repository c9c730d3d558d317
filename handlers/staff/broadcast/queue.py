"""Into the queue: the one place where a draft becomes due."""

from datetime import datetime

from telegram import Update

from bot.broadcasts import lifecycle
from bot.broadcasts.lifecycle import NotAllowed, State
from bot.broadcasts.schedule import Schedule, is_recurring, next_due
from bot.context import Context
from bot.errors import BotError
from bot.text.translator import N_
from handlers.staff import access
from storage.broadcasts.broadcasts import Broadcast


async def queued(update: Update, context: Context, draft: Broadcast, total: int) -> None:
    """Due now or at its time, in one transaction with the log; BotError when somebody was quicker."""
    services, now = context.services, context.services.clock()
    approving = draft.state == State.REVIEW
    try:
        async with services.database.begin() as tx:
            if approving:
                await lifecycle.approve(tx, draft, due(draft, now), now, access.user_of(update))
            else:
                await lifecycle.schedule(tx, draft, due(draft, now), now)
            action = "approved" if approving else "urgent" if draft.urgent else "queued"
            reason = {"reason": draft.urgent_reason} if draft.urgent else {}
            await access.note(
                tx, update, context, f"broadcast.{action}", draft.id, recipients=total, **reason
            )
    except NotAllowed:
        raise BotError(
            N_("A colleague has just sent or changed this draft. Nothing was sent twice. See /broadcasts")
        ) from None
    services.engine.wake()


def due(draft: Broadcast, now: datetime) -> datetime:
    """Its time, or now; of a series the next one from now on."""
    if draft.schedule and is_recurring(draft.schedule):
        return next_due(Schedule.of(draft.schedule), now) or now
    return draft.due_at or now
