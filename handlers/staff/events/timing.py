"""When an event begins and ends, as typed; the zone it was typed in is whose clock its time is said by."""

from datetime import UTC, datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from telegram import Update

from bot.broadcasts import times
from bot.broadcasts.quiet_hours import known_zone
from bot.broadcasts.typed_time.doubt import Doubt
from bot.context import Context
from bot.directory import zones
from bot.events import wording
from bot.text.translator import N_
from handlers.screen import Screen, say, show
from handlers.staff import coming
from handlers.staff.broadcast.objections import doubt
from handlers.staff.broadcast.reading import words_of
from handlers.staff.events.card import EVENT, back, part, saved
from storage.events.events import Event

WHEN: Final = "when"
LONGEST = 200  # characters
ASKED = {
    "start": N_("Type the date and time at which it begins, for example: {example}"),
    "end": N_("Type the date and time at which it ends, for example: {example}"),
}


async def when(update: Update, context: Context, event: Event, kind: str = "", *_: str) -> Literal["when"]:
    """The present time; what is typed next is its beginning, or, asked for, its end."""
    EVENT.await_typed(context, event, kind="end" if kind == "end" else "start")
    await show(update, context, _screen(context, event, context.typed["kind"]))
    return WHEN


def _screen(context: Context, event: Event, kind: str) -> Screen:
    shown, zone = event.changed, _zone(context, event, kind)
    lines = [f"{wording.WHEN} {line}" for line in wording.when(context.translator, shown, None)]
    city = zones.city("Europe/Berlin", context.language)
    asked = context.t(
        "It is understood in this time zone: {zone}. For another, write a city after it, for example: {example}",
        zone=zones.city(zone.key, context.language),
        example=f"18:30 {city}",
    )
    start = [part(context.label("Beginning"), event, "at", "start")] if kind == "end" else []
    end = [part(context.label("End"), event, "at", "end")] if kind == "start" and shown.starts_at else []
    none = [part(context.label("Without an end"), event, "at0")] if shown.ends_at else []
    text = "\n\n".join(["\n".join(lines), f"{_asked(context, kind)}\n{asked}"])
    return Screen(text, [[*start, *end, *none], [back(context, event)]])


def _asked(context: Context, kind: str) -> str:
    return context.t(ASKED[kind], example=coming.example(context, "20:00" if kind == "end" else "18:30"))


def _zone(context: Context, event: Event, kind: str) -> ZoneInfo:
    """An end is meant by the clock of the beginning."""
    own = known_zone(event.changed.zone) if kind == "end" else None
    return own or context.zone


async def typed(update: Update, context: Context) -> Literal["when"] | None:
    event, kind = await EVENT.typed_for(context), context.typed["kind"]
    zone = _zone(context, event, kind)
    moment = times.moment("once", words_of(update), context.services.clock(), zone)
    if isinstance(moment, Doubt):
        told = f"{doubt(context.translator, moment, zone)}\n\n{_asked(context, kind)}"
        await EVENT.refuse(update, context, event, told)
        return None
    values = {"ends_at": moment.astimezone(UTC)} if kind == "end" else _start(event, moment, zone)
    event = await saved(update, context, event, **values)
    context.typed["kind"] = "end"
    await say(update, context, _screen(context, event, "end"))
    return WHEN


def _start(event: Event, moment: datetime, zone: ZoneInfo) -> dict[str, object]:
    """Another beginning moves the end along; the zone is the one that was typed, or the asker's."""
    shown, start = event.changed, moment.astimezone(UTC)
    named = getattr(moment.tzinfo, "key", None) or zone.key
    values: dict[str, object] = {"starts_at": start, "zone": named}
    if shown.starts_at is not None and shown.ends_at is not None:
        values["ends_at"] = shown.ends_at + (start - shown.starts_at)
    return values


async def no_end(update: Update, context: Context, event: Event, *_: str) -> Literal["when"]:
    return await when(update, context, await saved(update, context, event, ends_at=None))
