"""What only a correction asks: whether it may begin, and how many messages it changes."""

from bot.broadcasts import diff, lifecycle
from bot.broadcasts.lifecycle import State
from bot.context import Context
from bot.errors import BotError
from bot.text.translator import N_
from storage.broadcasts import broadcasts
from storage.broadcasts.broadcasts import Broadcast
from storage.deliveries import deliveries


async def check_ready(context: Context, draft: Broadcast) -> None:
    """BotError while its broadcast is on its way, or when nothing was changed yet."""
    async with context.services.database.connect() as tx:
        target = await broadcasts.get(tx, draft.target_id or 0)
    assert target is not None
    lifecycle.check_correctable(target)
    if target.state == State.SENDING:
        raise BotError(lifecycle.NOW_SENDING, number=target.id)
    if not diff.between({"content": target.content}, {"content": {**target.content, **draft.content}}):
        raise BotError(N_("The text is the same as before. Change it first, then send the correction."))


async def recipients(context: Context, draft: Broadcast) -> int:
    """How many messages it changes."""
    async with context.services.database.connect() as tx:
        return (await deliveries.count(tx, draft.target_id or 0)).sent
