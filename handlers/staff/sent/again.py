"""Using a broadcast again: a copy to change, or the same for those who joined since."""

from typing import Any

from telegram import Update

from bot.context import Context
from bot.errors import BotError
from bot.text.translator import N_
from handlers.staff import access
from handlers.staff.access import user_of
from handlers.staff.broadcast import card
from storage.broadcasts import drafts
from storage.broadcasts.broadcasts import Broadcast
from storage.deliveries import launches
from storage.members.audience import Audience


async def copy(update: Update, context: Context, broadcast: Broadcast, *_: str) -> None:
    """A new draft with the same texts and recipients."""
    await _begun(update, context, broadcast, broadcast.audience)


async def newcomers(update: Update, context: Context, broadcast: Broadcast, *_: str) -> None:
    """A new draft for those of the audience who joined after it went out."""
    if broadcast.launched_at is None:
        raise BotError(N_("It has not been sent yet, so nobody has missed it."))
    async with context.services.database.connect() as tx:
        since = await launches.closed_at(tx, broadcast) or broadcast.launched_at
    audience = Audience.of({**broadcast.audience, "joined_after": since.isoformat()})
    await _begun(update, context, broadcast, audience.as_json())


async def _begun(update: Update, context: Context, like: Broadcast, audience: dict[str, Any]) -> None:
    services = context.services
    async with services.database.begin() as tx:
        draft = await drafts.begin(tx, user_of(update), services.clock(), content=like.content, audience=audience,
                                   fallback=like.fallback, policy=like.policy)  # fmt: skip
        await access.note(tx, update, context, "draft.begun", draft.id, like=like.id)
    await card.card(update, context, draft)
