"""What may be done to a broadcast: each a step from the states it is allowed in, so pressing twice does it once."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import Update

from bot.broadcasts import lifecycle
from bot.broadcasts.lifecycle import EDITABLE, Kind, NotAllowed, State
from bot.broadcasts.schedule import is_recurring
from bot.context import Context, chat_of
from bot.errors import BotError
from bot.text.translator import N_
from handlers.buttons import button, keyboard
from handlers.screen import Screen, show
from handlers.staff import access
from handlers.staff.access import user_of
from handlers.staff.broadcast import card, deciding, preview, wording
from handlers.staff.sent import templates
from handlers.staff.sent.screen import VERB, screen
from storage.broadcasts import broadcasts, drafts, posts
from storage.broadcasts.broadcasts import Broadcast

Verbed = Callable[[AsyncConnection], Awaitable[None]]
FOLLOWED = (State.SCHEDULED, State.SENDING, State.PAUSED)
DELETABLE_HOURS = 48  # Bot API deleteMessage


async def opened(context: Context, number: str) -> Broadcast:
    async with context.services.database.connect() as tx:
        found = await broadcasts.get(tx, int(number)) if number.isdigit() else None
    if found is None:
        raise BotError(N_("There is no such broadcast any more. See /broadcasts"))
    return found


async def view(update: Update, context: Context, broadcast: Broadcast, *_: str) -> None:
    """Its card; a draft opens in the composer. From now on the card follows it."""
    if broadcast.template:
        return await templates.card(update, context, broadcast)
    if broadcast.state in EDITABLE:
        return await deciding.opened_card(update, context, broadcast)
    await show(update, context, await screen(context.services, context.translator, broadcast))
    return await follow(update, context, broadcast)


async def follow(update: Update, context: Context, broadcast: Broadcast) -> None:
    """The pressed message goes on showing how far a broadcast is."""
    message = update.effective_message
    if broadcast.state in FOLLOWED and update.callback_query and message:
        async with context.services.database.begin() as tx:
            await posts.put(tx, broadcast.id, chat_of(update), message.message_id)


async def moved(update: Update, context: Context, broadcast: Broadcast, action: str, verb: Verbed) -> None:
    """The verb, its line in the log, and the card as it is then, also when a colleague was quicker."""
    services = context.services
    with suppress(NotAllowed):
        async with services.database.begin() as tx:
            await verb(tx)
            await access.note(tx, update, context, action, broadcast.id)
    services.engine.wake()
    await view(update, context, await opened(context, str(broadcast.id)))


async def pause(update: Update, context: Context, broadcast: Broadcast, *_: str) -> None:
    now = context.services.clock()
    await moved(
        update, context, broadcast, "broadcast.paused", lambda tx: lifecycle.pause(tx, broadcast.id, now)
    )


async def resume(update: Update, context: Context, broadcast: Broadcast, *_: str) -> None:
    now = context.services.clock()
    await moved(
        update, context, broadcast, "broadcast.resumed", lambda tx: lifecycle.resume(tx, broadcast.id, now)
    )


async def cancel(update: Update, context: Context, broadcast: Broadcast, sure: str = "", *_: str) -> None:
    """Asks first: what was not sent by then never will be."""
    if sure != "1":
        text = context.t("Cancel it? What has not been sent yet will not be sent any more.")
        yes = button("✖️ " + context.label("Cancel it"), VERB, broadcast.id, "cancel", 1)
        return await show(update, context, Screen(text, keyboard([[yes, _back(context, broadcast)]])))
    now = context.services.clock()
    return await moved(
        update, context, broadcast, "broadcast.canceled", lambda tx: lifecycle.cancel(tx, broadcast.id, now)
    )


async def to_draft(update: Update, context: Context, broadcast: Broadcast, *_: str) -> None:
    """A scheduled or overdue one becomes a draft again, to be changed and confirmed anew."""
    services, now = context.services, context.services.clock()
    async with services.database.begin() as tx:
        await lifecycle.to_draft(tx, broadcast, now)
        await access.note(tx, update, context, "broadcast.drafted", broadcast.id)
    await card.card(update, context, await opened(context, str(broadcast.id)))


async def now(update: Update, context: Context, broadcast: Broadcast, sure: str = "", *_: str) -> None:
    """At once: an overdue one on staff's word, a scheduled one before its time if they are sure."""
    if broadcast.state == State.SCHEDULED and not is_recurring(broadcast.schedule) and sure != "1":
        return await _ask_now(update, context, broadcast)
    moment = context.services.clock()
    return await moved(
        update, context, broadcast, "broadcast.sent_now", lambda tx: lifecycle.send_now(tx, broadcast, moment)
    )


async def _ask_now(update: Update, context: Context, broadcast: Broadcast) -> None:
    zone = context.services.config.locale.zone
    when = "\n".join(wording.when(context.translator, broadcast, zone))
    text = context.t("Send it now instead of at its time?") + f"\n🕒 {when}"
    yes = button("📤 " + context.label("Send now"), VERB, broadcast.id, "now", 1)
    await show(update, context, Screen(text, keyboard([[yes, _back(context, broadcast)]])))


async def correct(update: Update, context: Context, broadcast: Broadcast, *_: str) -> None:
    """A draft of the corrected text; one begun already is opened again."""
    lifecycle.check_correctable(broadcast)
    services = context.services
    async with services.database.begin() as tx:
        jobs = await broadcasts.jobs_of(tx, broadcast.id)
        begun = [job for job in jobs if job.kind == Kind.CORRECT and job.state in EDITABLE]
        draft = begun[0] if begun else await drafts.begin(
            tx, user_of(update), services.clock(), content=broadcast.content, audience=broadcast.audience,
            kind=Kind.CORRECT, target_id=broadcast.id)  # fmt: skip
    await card.card(update, context, draft)


async def recall(update: Update, context: Context, broadcast: Broadcast, sure: str = "", *_: str) -> None:
    """Asks first, with Telegram's rule: within 48 hours it is deleted, later it gets a note."""
    if sure != "1":
        text = context.t(
            "Recall broadcast No. {number}?\nMessages younger than {hours} hours are deleted. Telegram does not allow "
            "it later: those members get a note that the announcement was withdrawn.",
            number=broadcast.id, hours=DELETABLE_HOURS,
        )  # fmt: skip
        yes = button("↩️ " + context.label("Recall"), VERB, broadcast.id, "recall", 1)
        return await show(update, context, Screen(text, keyboard([[yes, _back(context, broadcast)]])))
    services, shown = context.services, broadcast.id
    with suppress(NotAllowed):
        async with services.database.begin() as tx:
            note = lifecycle.recall_note(services.catalogs)
            shown = await lifecycle.recall(tx, broadcast, note, services.clock(), user_of(update))
            await access.note(tx, update, context, "broadcast.recalled", broadcast.id)
    services.engine.wake()
    return await view(update, context, await opened(context, str(shown)))


async def see(update: Update, context: Context, broadcast: Broadcast, *_: str) -> None:
    """The messages as members get them."""
    chat = chat_of(update)
    for language in broadcast.content:
        await preview.bring(context, broadcast, language, chat)


def _back(context: Context, broadcast: Broadcast) -> Any:
    return button(context.label("Back"), VERB, broadcast.id)
