"""From a plan to what members hear: announced, changed, canceled, or a message to the guests, each as a broadcast.

The broadcast's own screens do the rest: what is wrong with it, to how many it goes, a colleague's approval, its report.
What nobody has to hear of, since nobody said yes or maybe, is done at once.
"""

from telegram import Update

from bot.context import Context
from bot.errors import BotError
from bot.events import announcement
from bot.events.announcement import REASON, Told
from bot.events.readiness import lacks
from bot.text.translator import N_
from handlers.screen import Screen, show
from handlers.staff import access
from handlers.staff.broadcast import card as composer
from handlers.staff.broadcast import sending
from handlers.staff.events import card
from handlers.staff.events.card import CHANGED, EVENT, back, check_changeable, faults, opened, part
from storage.broadcasts.broadcasts import Broadcast
from storage.events import announcements, events, responses
from storage.events.events import Event, State


def link_to(context: Context, event: Event) -> str:
    return f"https://t.me/{context.bot.username}?start=event_{event.id}"


async def announce(update: Update, context: Context, event: Event, version: str = "", *_: str) -> None:
    """The draft of its announcement, with what is to be looked at before it is sent."""
    EVENT.check_version(event, version)
    if event.state != State.DRAFT:
        raise BotError(CHANGED)
    if await _is_ready(update, context, event):
        told = announcement.announce(context.services.catalogs, event, link_to(context, event))
        await _check_and_send(update, context, event, "announce", told)


async def tell(update: Update, context: Context, event: Event, version: str = "", *_: str) -> None:
    """The draft of what changed, to those who said yes or maybe; without any, members see it at once."""
    EVENT.check_version(event, version)
    check_changeable(event, context)
    if not event.changes or not await _is_ready(update, context, event.changed):
        return
    services, coming = context.services, await _coming(context, event)
    if coming:
        args = (services.catalogs, event, link_to(context, event), services.clock(), _urgent(context, coming))
        await _check_and_send(update, context, event, "change", announcement.change(*args))
        return
    async with services.database.begin() as tx:
        await card.take_back(tx, context, event)
        await announcements.apply(tx, event.id, event.changes, services.clock())
        await access.note(tx, update, context, "event.published", event.id)
    await card.card(update, context, await opened(context, str(event.id)))


async def drop(update: Update, context: Context, event: Event, version: str = "", *_: str) -> None:
    """As members see it: the changes nobody was told are gone."""
    EVENT.check_version(event, version)
    values = {name: getattr(event, name) for name in event.changes or {}}
    await card.card(update, context, await card.saved(update, context, event, **values))


async def ask_cancel(update: Update, context: Context, event: Event, *_: str) -> None:
    check_changeable(event, context)
    coming = await _coming(context, event)
    text = context.tn(
        "Cancel event No. {number}? {n} member who said yes or maybe will be told. This cannot be undone.",
        "Cancel event No. {number}? {n} members who said yes or maybe will be told. This cannot be undone.",
        coming,
        number=event.id,
    )
    yes = part("❌ " + context.label("Cancel the event"), event, "off1", event.version)
    await show(update, context, Screen(text, [[yes, back(context, event)]]))


async def cancel(update: Update, context: Context, event: Event, version: str = "", *_: str) -> None:
    """The draft of its cancellation; where nobody would be told, it is canceled at once."""
    EVENT.check_version(event, version)
    check_changeable(event, context)
    services, coming = context.services, await _coming(context, event)
    if coming:
        told = announcement.cancel(services.catalogs, event, services.clock(), _urgent(context, coming))
        await _check_and_send(update, context, event, "cancel", told)
        return
    async with services.database.begin() as tx:
        await card.take_back(tx, context, event)
        await events.step(
            tx, event.id, State.ANNOUNCED, State.CANCELED, services.clock(), canceled_at=services.clock()
        )
        await access.note(tx, update, context, "event.canceled", event.id)
    await card.card(update, context, await opened(context, str(event.id)))


async def message(update: Update, context: Context, event: Event, *_: str) -> None:
    """An empty draft to those who said yes or maybe, in the composer."""
    if not await _coming(context, event):
        raise BotError(N_("Nobody has said yes or maybe yet."))
    draft = await _drafted(update, context, event, "message", announcement.message(event))
    await composer.card(update, context, draft)


async def _is_ready(update: Update, context: Context, event: Event) -> bool:
    """Whether nothing is missing; else it says what."""
    listed = lacks(event, context.services.clock())
    if listed:
        await show(update, context, Screen(faults(context, listed), [[back(context, event)]]))
    return not listed


async def _coming(context: Context, event: Event) -> int:
    async with context.services.database.connect() as tx:
        return (await responses.count(tx, event.id)).coming


def _urgent(context: Context, coming: int) -> str | None:
    """The reason to go past quiet hours; none where a colleague's approval would be spared by it."""
    return context.label(REASON) if coming <= context.services.config.delivery.approval_above else None


async def _check_and_send(update: Update, context: Context, event: Event, kind: str, told: Told) -> None:
    """The draft, then the composer's own last word on it."""
    await sending.check(update, context, await _drafted(update, context, event, kind, told))


async def _drafted(update: Update, context: Context, event: Event, kind: str, told: Told) -> Broadcast:
    """The draft; a pending one that says something else goes, unless it waits to be sent already."""
    async with context.services.database.begin() as tx:
        if kind != "message":
            await card.take_back(tx, context, event)
        values = {"content": told.content, "audience": told.audience, **told.values}
        draft = await composer.begun_for(tx, update, context, f"event.{kind}", event.id, **values)
        await announcements.add(tx, draft.id, event.id, kind, told.changes)
    return draft
