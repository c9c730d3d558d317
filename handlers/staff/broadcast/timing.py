"""When it goes out: at once, at a typed time, again and again, on members' own clocks; and until when it is good."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from telegram import Update

from bot.broadcasts import schedule, times
from bot.broadcasts.schedule import EAST, Schedule
from bot.context import Context
from bot.directory import zones
from bot.errors import BotError
from bot.text.translator import N_
from handlers.buttons import keyboard
from handlers.routing import StepHandler, stand
from handlers.screen import Screen, say, show
from handlers.staff.broadcast import wording
from handlers.staff.broadcast.card import back, part
from handlers.staff.broadcast.drafts import opened, saved, zone_of
from storage.broadcasts.broadcasts import Broadcast

KINDS = ("once", "day", "week", "month", "cron")
LASTS = (6, 24, 72, 168)  # hours an announcement may be good for


async def when(update: Update, context: Context, draft: Broadcast, *_: str) -> None:
    """The present time, and the ways to another."""
    await show(update, context, screen(context, draft))


def screen(context: Context, draft: Broadcast) -> Screen:
    lines = wording.when(context.translator, draft, zone_of(context))
    now = context.words.time(context.services.clock(), zone_of(context))
    text = "🕒 " + "\n".join(lines) + "\n\n" + context.t("Your time now: {now}", now=now)
    plan = Schedule.of(draft.schedule) if draft.schedule else None
    own = bool(plan and plan.members)
    rows = [
        [
            part(context.label("At once"), draft, "now"),
            part(context.label("At a time"), draft, "ask", "once"),
        ],
        [
            part(context.label("Every day"), draft, "ask", "day"),
            part(context.label("Every week"), draft, "ask", "week"),
        ],
        [
            part(context.label("Every month"), draft, "ask", "month"),
            part(context.label("By cron"), draft, "ask", "cron"),
        ],
    ]
    if _ownable(draft, plan):
        label = context.label("On each member's own clock")
        rows.append([part(("✓ " if own else "") + label, draft, "own", 0 if own else 1)])
    rows.append([part(context.label("Good until"), draft, "ask", "until")])
    return Screen(text, keyboard([*rows, [back(context, draft)]]))


async def at_once(update: Update, context: Context, draft: Broadcast, *_: str) -> None:
    draft = await saved(update, context, draft, due_at=None, schedule=None)
    await when(update, context, draft)


async def ask(update: Update, context: Context, draft: Broadcast, kind: str, *_: str) -> None:
    """Asks for the words of a time."""
    if kind == "until":
        return await ask_until(update, context, draft)
    await stand(update, context, "bc.when", draft=draft.id, kind=kind if kind in KINDS else "once")
    asked = {
        "day": N_("Type the time of day, for example: 10:00"),
        "week": N_("Type the weekdays and the time, for example: Mon, Thu 10:00"),
        "month": N_("Type the day of the month and the time, for example: 15 10:00"),
        "cron": N_("Type five cron fields with weekdays by name, for example: 0 10 * * mon-fri"),
    }.get(kind, N_("Type the date and time, for example: 25.11.2026 18:30"))
    text = (
        context.t(asked)
        + "\n"
        + context.t(
            "It is understood in your time zone: {zone}. For another, write a city after it, for example: {example}",
            zone=zone_of(context).key,
            example=f"10:00 {zones.city('Europe/Berlin', context.language)}",
        )
    )
    return await show(update, context, Screen(text, keyboard([[_back(context, draft)]])))


async def ask_until(update: Update, context: Context, draft: Broadcast) -> None:
    await stand(update, context, "bc.until", draft=draft.id)
    hours = [part(wording.duration(context.translator, 3600 * one), draft, "until", one) for one in LASTS]
    asked = context.t(
        "Until when is it good? Whoever cannot be reached by then does not get it any more. "
        "Choose how long after sending, or type a date and time."
    )
    none = part(context.label("Without an end"), draft, "until", 0)
    rows = [hours[:2], hours[2:], [none], [_back(context, draft)]]
    await show(update, context, Screen(asked, keyboard(rows)))


async def typed(update: Update, context: Context, data: dict[str, Any]) -> None:
    """The words of a time: kept and shown as understood, or asked again."""
    draft = await opened(context, str(data["draft"]))
    words = (update.message.text if update.message else None) or ""
    try:
        words, zone = zoned(words, data["kind"], zone_of(context))
        values = understood(words, data["kind"], zone, context.services.clock(), draft)
    except BotError as refusal:
        text = context.t(refusal.msgid, **refusal.places)
        await say(update, context, Screen(text, keyboard([[_back(context, draft)]])), reply=True)
        return
    draft = await saved(update, context, draft, **values)
    await stand(update, context, "bc.when", draft=draft.id, kind=data["kind"])
    await say(update, context, screen(context, draft))


def zoned(typed: str, kind: str, zone: ZoneInfo) -> tuple[str, ZoneInfo]:
    """The words of a time and the zone they are meant in: a city or a zone's name may stand after them."""
    time, place = times.place(typed)
    if kind == "cron":
        fields = typed.split()
        time, place = " ".join(fields[:5]), " ".join(fields[5:])
    found = zones.named(place)
    return (time, ZoneInfo(found)) if found else (typed, zone)


def understood(words: str, kind: str, zone: ZoneInfo, now: datetime, draft: Broadcast) -> dict[str, Any]:
    """Column values for what was typed; BotError says what is wrong with it."""
    if kind == "once":
        found = times.moment(words, now, zone)
        if found is None:
            raise BotError(N_("No date and time could be read. Write it like: 25.11.2026 18:30"))
        _check_ahead(found, now, zone)
        return {"due_at": found, "schedule": None}
    plan = _plan(words, kind, zone)
    own = Schedule.of(draft.schedule).members if draft.schedule else False
    plan = replace(plan, members=own and kind != "cron")
    return {"due_at": schedule.next_due(plan, now), "schedule": plan.as_json()}


def _check_ahead(found: datetime, now: datetime, zone: ZoneInfo) -> None:
    if found <= now:
        raise BotError(N_("That time is past: {when}. Type a later one, or choose At once."),
                       when=f"{found.astimezone(zone):%d.%m.%Y %H:%M}")  # fmt: skip


def _plan(words: str, kind: str, zone: ZoneInfo) -> Schedule:
    if kind == "cron":
        plan = Schedule("cron", "", zone.key, cron=" ".join(words.lower().split()))
        if schedule.faults(plan) or len(plan.cron.split()) != 5:
            raise BotError(
                N_("This is not a cron line with weekdays by name. Write it like: 0 10 * * mon-fri")
            )
        return plan
    if kind == "week" and (week := times.weekly(words)):
        return Schedule("week", week[1], zone.key, days=week[0])
    if kind == "month" and (month := times.monthly(words)):
        return Schedule("month", month[1], zone.key, day=month[0])
    if kind == "day" and (clock := times.clock(words)):
        return Schedule("day", clock, zone.key)
    raise BotError(N_("That could not be understood. Please write it like in the example."))


async def own_clock(update: Update, context: Context, draft: Broadcast, on: str, *_: str) -> None:
    """The same hour where each member is, or again the same moment for all."""
    plan = Schedule.of(draft.schedule) if draft.schedule else None
    if not _ownable(draft, plan):
        return await when(update, context, draft)
    zone, now = zone_of(context), context.services.clock()
    values = own_values(draft, plan, zone, now) if on == "1" else _shared_values(draft, plan, now)
    return await when(update, context, await saved(update, context, draft, **values))


def _ownable(draft: Broadcast, plan: Schedule | None) -> bool:
    """Whether there is an hour that could be each member's own; a cron line has none."""
    return draft.due_at is not None and not (plan and plan.every == "cron")


def own_values(draft: Broadcast, plan: Schedule | None, zone: ZoneInfo, now: datetime) -> dict[str, Any]:
    """A one-time date keeps its day and hour, but on every clock; the first one to get there is in the east."""
    if plan is not None and plan.recurring:
        plan = replace(plan, members=True)
        return {"schedule": plan.as_json(), "due_at": schedule.next_due(plan, now)}
    assert draft.due_at is not None
    local = draft.due_at.astimezone(zone)
    due = datetime.combine(local.date(), local.time(), tzinfo=ZoneInfo(EAST))
    return {"schedule": Schedule("once", f"{local:%H:%M}", zone.key, members=True).as_json(), "due_at": due}


def _shared_values(draft: Broadcast, plan: Schedule | None, now: datetime) -> dict[str, Any]:
    if plan is None or draft.due_at is None:
        return {}
    if plan.recurring:
        plan = replace(plan, members=False)
        return {"schedule": plan.as_json(), "due_at": schedule.next_due(plan, now)}
    east = draft.due_at.astimezone(ZoneInfo(EAST))
    return {
        "schedule": None,
        "due_at": datetime.combine(east.date(), east.time(), tzinfo=ZoneInfo(plan.zone)),
    }


async def until(update: Update, context: Context, draft: Broadcast, hours: str, *_: str) -> None:
    """So many hours after it goes out; 0 for no end."""
    start = max(draft.due_at or context.services.clock(), context.services.clock())
    if not hours.isdigit() or int(hours) not in (0, *LASTS):
        return await when(update, context, draft)
    end = start + timedelta(hours=int(hours)) if int(hours) else None
    return await when(update, context, await saved(update, context, draft, expires_at=end))


async def until_typed(update: Update, context: Context, data: dict[str, Any]) -> None:
    """A typed end: later than now and than the sending itself."""
    draft, now = await opened(context, str(data["draft"])), context.services.clock()
    words = (update.message.text if update.message else None) or ""
    end = times.moment(words, now, zone_of(context))
    if end is None or end <= max(now, draft.due_at or now):
        text = context.t("The end must be a date and time after the sending. Write it like: 26.11.2026 18:00")
        await say(update, context, Screen(text, keyboard([[_back(context, draft)]])), reply=True)
        return
    draft = await saved(update, context, draft, expires_at=end)
    await stand(update, context, "bc.until", draft=draft.id)
    await say(update, context, screen(context, draft))


def _back(context: Context, draft: Broadcast) -> Any:
    return part(context.label("Back"), draft, "at")


STEPS: dict[str, StepHandler] = {"bc.when": typed, "bc.until": until_typed}
