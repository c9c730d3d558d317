"""How a button of a broadcast's card is done: the verb, its line in the log, and the card as it is then."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from telegram import Update

from bot.broadcasts.states import EDITABLE, NotAllowed, State
from bot.context import Context, chat_of
from bot.text.translator import N_
from handlers.routing import row_of
from handlers.screen import show
from handlers.staff import access
from handlers.staff.broadcast import approval
from handlers.staff.sent import templates
from handlers.staff.sent.screen import screen
from storage.broadcasts import broadcasts, posts
from storage.broadcasts.broadcasts import Broadcast

Verb = Callable[..., Awaitable[int | None]]
GONE = N_("There is no such broadcast any more. See /broadcasts")
FOLLOWED = (State.SCHEDULED, State.SENDING, State.PAUSED)


async def opened(context: Context, number: str) -> Broadcast:
    return await row_of(context, broadcasts.get, number, GONE)


async def view(update: Update, context: Context, broadcast: Broadcast, *_: str) -> None:
    """Its card; a draft opens in the composer. From now on the card follows it."""
    if broadcast.template:
        return await templates.card(update, context, broadcast)
    if broadcast.state in EDITABLE:
        return await approval.opened_card(update, context, broadcast)
    reader = access.user_of(update)
    await show(update, context, await screen(context.services, context.translator, broadcast, reader))
    return await follow(update, context, broadcast)


async def follow(update: Update, context: Context, broadcast: Broadcast) -> None:
    """The pressed message goes on showing how far a broadcast is."""
    message = update.effective_message
    if broadcast.state in FOLLOWED and update.callback_query and message:
        await context.write(posts.put, broadcast.id, chat_of(update), message.message_id)


async def done(
    update: Update,
    context: Context,
    broadcast: Broadcast,
    action: str,
    verb: Verb,
    subject: int | Broadcast,
    **detail: Any,
) -> None:
    """The verb, its line in the log, and the card as it is then, also when a colleague was quicker.

    A verb that makes a job returns its id, and the job's card is shown.
    """
    services, shown = context.services, broadcast.id
    with suppress(NotAllowed):
        async with services.database.begin() as tx:
            shown = await verb(tx, subject, services.clock()) or broadcast.id
            await access.note(tx, update, context, action, broadcast.id, **detail)
    services.engine.wake()
    await view(update, context, await opened(context, str(shown)))
