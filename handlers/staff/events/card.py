"""An event as staff work on it: opened, changed by whoever is first, and its card with a way to each part."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import InlineKeyboardButton, Update

from bot.broadcasts import lifecycle
from bot.broadcasts.checks import Fault
from bot.broadcasts.states import State
from bot.context import Context
from bot.errors import BotError, GoneError
from bot.events import announcement, answering, wording
from bot.events.readiness import Lack, doubts, lacks
from bot.text.languages import LANGUAGES
from bot.text.translator import N_
from handlers.routing import row_of
from handlers.screen import Screen, button, columns, show
from handlers.staff import access, for_whom
from handlers.staff.broadcast import objections
from handlers.staff.broadcast.wording import titled
from handlers.staff.of_row import OfRow
from storage.broadcasts.broadcasts import Broadcast
from storage.events import announcements, events, responses
from storage.events.events import TOLD, Event
from storage.events.events import State as EventState
from storage.events.responses import Counts

VERB = "se"
CHANGED = N_(
    "A colleague changed this event a moment ago. Nothing of theirs was lost; please look again and repeat."
)
WAITS = N_(
    "Broadcast No. {number} tells of this event and waits to be sent. Take it back first, or let it go out: /broadcasts"
)
GONE = N_("There is no such event any more. The others: /event")
OUTDATED = N_("This button is out of date. Open the event again: /event")
OVER = N_("This event was canceled or is over, so it cannot be changed any more.")
LACKS = {
    Lack.TITLE: N_("{language}: no title"),
    Lack.PLACE: N_("{language}: no place, and there is no link"),
    Lack.START: N_("no time"),
    Lack.PAST: N_("its time is past"),
    Lack.END: N_("it ends before it begins"),
}
PARTS = {
    "texts": N_("texts"), "starts_at": N_("time"), "ends_at": N_("end"), "zone": N_("time zone"),
    "latitude": N_("place"), "longitude": N_("place"), "link": N_("link"),
}  # fmt: skip
STATES = {
    EventState.DRAFT: N_("<b>Event No. {number}</b>, a draft"),
    EventState.ANNOUNCED: N_("<b>Event No. {number}</b>, announced"),
    EventState.CANCELED: N_("<b>Event No. {number}</b>, canceled"),
}


async def opened(context: Context, number: str) -> Event:
    """The event of this number; GoneError when it was deleted."""
    event = await row_of(context, events.get, number, GONE)
    if event.discarded:
        raise GoneError(GONE)
    return event


EVENT = OfRow(VERB, "event", opened, CHANGED, OUTDATED)
part, back = EVENT.part, EVENT.back


def check_changeable(event: Event, context: Context) -> None:
    """BotError for one that was canceled, or that members knew of and has begun."""
    begun = event.announced_at and event.starts_at and event.starts_at <= context.services.clock()
    if event.state == EventState.CANCELED or begun:
        raise BotError(OVER)


async def saved(update: Update, context: Context, event: Event, **values: Any) -> Event:
    """The event after a change; BotError when a colleague was quicker, or while a broadcast that tells of it waits.

    What members were told of is changed beside it. What changes nothing, as an update handled again after a crash
    does, makes no version.
    """
    check_changeable(event, context)
    if event.state == EventState.ANNOUNCED and (
        told := {name: values.pop(name) for name in TOLD if name in values}
    ):
        values["changes"] = announcement.staged(event, told)
    if all(getattr(event, name) == value for name, value in values.items()):
        return event
    services = context.services
    async with services.database.begin() as tx:
        await take_back(tx, context, event)
        if not await events.change(tx, event, services.clock(), **values):
            raise BotError(CHANGED)
        if "seats" in values:
            await answering.fill(tx, event.id, services.clock())
        await access.note(tx, update, context, "event.changed", event.id, parts=sorted(values))
        fresh = await events.get(tx, event.id)
    assert fresh is not None
    return fresh


async def take_back(tx: AsyncConnection, context: Context, event: Event) -> None:
    """Discards the draft of a broadcast that says what the event was; BotError when it waits to be sent already."""
    waiting = await announcements.pending(tx, event.id)
    if waiting is not None and waiting.state != State.DRAFT:
        raise BotError(WAITS, number=waiting.id)
    if waiting is not None:
        await lifecycle.discard(tx, waiting, context.services.clock())


async def card(update: Update, context: Context, event: Event, *_: str) -> None:
    await show(update, context, await screen(context, event))


async def screen(context: Context, event: Event) -> Screen:
    """The event as it will be, what it lacks, who is coming, and the ways to its parts."""
    async with context.services.database.connect() as tx:
        counts = await responses.count(tx, event.id)
        waiting = await announcements.pending(tx, event.id)
    paragraphs = [
        context.t(STATES[EventState(event.state)], number=event.id),
        _staged(context, event, waiting),
        wording.card(context.translator, event.changed, context.zone.key),
        "\n".join(_terms(context, event)),
        _answers(context, counts) if event.announced_at else _lacks(context, event),
        _doubtful(context, event),
    ]
    return Screen("\n\n".join(filter(None, paragraphs)), _ways(context, event, counts, waiting))


def _staged(context: Context, event: Event, waiting: Broadcast | None) -> str:
    """What members do not know yet."""
    if waiting is not None:
        return context.t("📣 Broadcast No. {number} tells of it and waits to be sent.", number=waiting.id)
    if not event.changes:
        return ""
    names = dict.fromkeys(context.label(PARTS[name]) for name in event.changes)
    return context.t(
        "⚠️ Changed, but nobody was told yet: {parts}. Members still see what was before.",
        parts=context.words.list(list(names)),
    )


def _terms(context: Context, event: Event) -> list[str]:
    seats = (
        context.t("Seats: {number}", number=event.seats)
        if event.seats is not None
        else context.t("Seats: no limit")
    )
    guests = context.t("Guests a member may bring: {number}", number=event.guests)
    return [for_whom.described(context, event), f"{wording.SEATS} {seats}. {guests}"]


def _lacks(context: Context, event: Event) -> str:
    listed = lacks(event, context.services.clock())
    return faults(context, listed) if listed else ""


def faults(context: Context, listed: list[tuple[Lack, str]]) -> str:
    """Before it can be announced."""
    lines = [
        context.t(LACKS[lack], language=titled(context.translator, language) if language else "")
        for lack, language in listed
    ]
    return "\n".join([context.t("Still missing:"), *(f"• {line}" for line in lines)])


def _doubtful(context: Context, event: Event) -> str:
    """Where its languages say something else; of one that members know as it is there is nothing to look at."""
    listed = doubts(event.changed) if event.changes or not event.announced_at else []
    if not listed:
        return ""
    told = objections.faults(context.translator, [Fault.doubt(difference) for difference in listed])
    return f"{context.t('Please look at this:')}\n{told}"


def _answers(context: Context, counts: Counts) -> str:
    return context.t(
        "Coming: {seated} (with guests {taken}), waiting in line: {waiting}, maybe: {maybe}, not coming: {no}",
        seated=counts.seated,
        taken=counts.taken,
        waiting=counts.waiting,
        maybe=counts.maybe,
        no=counts.no,
    )


def _ways(
    context: Context, event: Event, counts: Counts, waiting: Broadcast | None
) -> list[list[InlineKeyboardButton]]:
    listing = [button(context.label("All events"), "sel", 0)]
    guests = [part("👥 " + context.label("Guests"), event, "who")] if event.announced_at else []
    try:
        check_changeable(event, context)
    except BotError:
        return [guests, listing]
    texts = [part(_ticked(context, event, code), event, "tx", code) for code in LANGUAGES]
    parts = [
        part("🕒 " + context.label("When"), event, "at"),
        part("📍 " + context.label("Place"), event, "pl"),
    ]
    terms = [
        part("👥 " + context.label("For whom"), event, "to"),
        part("🎟 " + context.label("Seats"), event, "st"),
    ]
    preview = [part("👁 " + context.label("Preview"), event, "see", context.language)]
    return [
        *columns(texts),
        parts,
        terms,
        [*preview, *guests],
        *_announcing(context, event, counts, waiting),
        [*_ending(context, event), *listing],
    ]


def _announcing(
    context: Context, event: Event, counts: Counts, waiting: Broadcast | None
) -> list[list[InlineKeyboardButton]]:
    """What can be told now."""
    if waiting is not None:
        label = context.label("Broadcast No. {number}", number=waiting.id)
        return [[button("📣 " + label, "bv", waiting.id)]]
    if event.state == EventState.DRAFT:
        return [[part("📣 " + context.label("Announce"), event, "ann", event.version)]]
    message = [part("✉️ " + context.label("Message to guests"), event, "msg")] if counts.coming else []
    if not event.changes:
        return [message]
    label = context.label("Tell the change to {number}", number=counts.coming)
    tell = part("📣 " + label, event, "tell", event.version)
    return [[tell], [part("↩️ " + context.label("Discard the change"), event, "drop", event.version)], message]


def _ending(context: Context, event: Event) -> list[InlineKeyboardButton]:
    if event.state == EventState.DRAFT:
        return [part("🗑 " + context.label("Delete"), event, "del")]
    return [part("❌ " + context.label("Cancel the event"), event, "off")]


def _ticked(context: Context, event: Event, code: str) -> str:
    written = event.changed.text(code, "title")
    return ("✓ " if written else "✏️ ") + titled(context.translator, code)
