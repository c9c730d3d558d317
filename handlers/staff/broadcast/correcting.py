"""A correction's own rules: what may be corrected, when it may begin, and how many messages it changes.

From the moment it is queued the broadcast itself says the corrected text: whatever still waits goes out with
it, and the next correction, a copy or a template begins from it.
"""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.broadcasts import diff
from bot.context import Context
from bot.errors import BotError
from bot.text.translator import N_
from storage.broadcasts import broadcasts
from storage.broadcasts.broadcasts import Broadcast
from storage.deliveries import deliveries

STILL = ("paused", "done", "canceled", "expired")  # nothing of it is on its way
OPEN = ("sending", *STILL)
NOW_SENDING = N_(
    "Broadcast No. {number} is being sent at this moment. Pause it first: then what was sent is corrected, and "
    "the rest goes out with the corrected text."
)


def check_may(broadcast: Broadcast) -> None:
    """BotError unless something of it was sent that can be changed."""
    if broadcast.kind != "send" or broadcast.state not in OPEN or broadcast.launched_at is None:
        raise BotError(
            N_("There is nothing to correct: it was not sent, or it was recalled. See /broadcasts")
        )
    if any(part.get("poll") for part in broadcast.content.values()):
        raise BotError(
            N_("Telegram does not let a poll be changed after sending. Recall it and send a new one instead.")
        )


async def check_ready(context: Context, draft: Broadcast) -> None:
    """BotError while its broadcast is on its way, or when nothing was changed yet."""
    async with context.services.database.connect() as tx:
        target = await broadcasts.get(tx, draft.target_id or 0)
    assert target is not None
    check_may(target)
    if target.state == "sending":
        raise BotError(NOW_SENDING, number=target.id)
    if not diff.between({"content": target.content}, {"content": whole(target, draft)}):
        raise BotError(N_("The text is the same as before. Change it first, then send the correction."))


async def recipients(context: Context, draft: Broadcast) -> int:
    """How many messages it changes."""
    async with context.services.database.connect() as tx:
        return (await deliveries.count(tx, draft.target_id or 0)).sent


def whole(target: Broadcast, draft: Broadcast) -> dict[str, Any]:
    """The corrected languages and, as they were, the others."""
    return {**target.content, **draft.content}


async def rewords(tx: AsyncConnection, context: Context, draft: Broadcast) -> None:
    """In the transaction that queues it: the broadcast says the new text from now on."""
    target = await broadcasts.get(tx, draft.target_id or 0)
    assert target is not None
    content, now = whole(target, draft), context.services.clock()
    if not await broadcasts.reword(tx, target.id, STILL, content, now):
        raise BotError(NOW_SENDING, number=target.id)
    await broadcasts.reword(tx, draft.id, ("scheduled",), content, now)
