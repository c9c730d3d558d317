"""When it goes out: at once, at a typed time, again and again, on members' own clocks; and until when it is good."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from telegram import InlineKeyboardButton, Update

from bot.broadcasts import schedule, times
from bot.broadcasts.schedule import EAST, Schedule
from bot.broadcasts.typed_time.doubt import Doubt
from bot.context import Context
from bot.directory import zones
from bot.errors import BotError
from bot.text.translator import N_
from handlers.screen import Screen, columns, say, show, ticked
from handlers.staff import coming
from handlers.staff.broadcast import objections, reading, wording
from handlers.staff.broadcast.card import DRAFT, back, part, saved
from storage.broadcasts.broadcasts import Broadcast

WHEN: Final = "when"
UNTIL: Final = "until"
LONGEST = 200  # characters of a time and its place
LABELS = {
    "once": N_("At a time"),
    "day": N_("Every day"),
    "week": N_("Every week"),
    "month": N_("Every month"),
    "cron": N_("By a rule of your own"),
}
ASKED = {
    "once": N_("Type the date and time, for example: {example}"),
    "day": N_("Type the time of day, for example: 10:00"),
    "week": N_("Type the weekdays and the time, for example: Mon, Thu 10:00"),
    "month": N_("Type the day of the month and the time, for example: 15 10:00"),
    "until": N_("The end must be a date and time after the sending. Write it like: {example}"),
    "cron": N_(
        "A rule for what the other buttons cannot say. Type five parts with spaces between them: minute, hour, "
        "day of the month, month, weekday; * means every.\n\n"
        "For example, at 10:00 from Monday to Friday: <code>0 10 * * mon-fri</code>\n"
        "On 1 January and 1 July at 9:30: <code>30 9 1 jan,jul *</code>"
    ),
}
LASTS = (6, 24, 72, 168)  # hours an announcement may be good for


async def when(update: Update, context: Context, draft: Broadcast, *_: str) -> None:
    await show(update, context, screen(context, draft))


def screen(context: Context, draft: Broadcast) -> Screen:
    lines = wording.when(context.translator, draft, context.zone)
    now = context.words.time(context.services.clock(), context.zone)
    text = "🕒 " + "\n".join(lines) + "\n\n" + context.t("Your time now: {now}", now=now)
    asks = [part(context.label(label), draft, "ask", kind) for kind, label in LABELS.items()]
    rows = columns([part(context.label("At once"), draft, "now"), *asks])
    plan = _plan(draft)
    if _ownable(draft, plan):
        own, label = bool(plan and plan.members), context.label("On each member's own clock")
        rows.append([part(ticked(label, own), draft, "own", 0 if own else 1)])
    rows.append([part(context.label("Good until"), draft, "ask", "until")])
    return Screen(text, [*rows, [back(context, draft)]])


async def immediately(update: Update, context: Context, draft: Broadcast, *_: str) -> None:
    await when(update, context, await saved(update, context, draft, due_at=None, schedule=None))


async def ask(update: Update, context: Context, draft: Broadcast, kind: str, *_: str) -> Literal["when"]:
    kind = kind if kind in LABELS else "once"
    DRAFT.await_typed(context, draft, kind=kind)
    zone = context.t(
        "It is understood in your time zone: {zone}. For another, write a city after it, for example: {example}",
        zone=zones.city(context.zone.key, context.language),
        example=f"10:00 {zones.city('Europe/Berlin', context.language)}",
    )
    text = f"{_asked(context, kind)}\n{zone}"
    await show(update, context, Screen(text, [[_back(context, draft)]]))
    return WHEN


def _asked(context: Context, kind: str) -> str:
    return context.t(ASKED[kind], example=coming.example(context))


async def ask_until(update: Update, context: Context, draft: Broadcast, *_: str) -> Literal["until"]:
    DRAFT.await_typed(context, draft)
    hours = [part(wording.duration(context.translator, 3600 * last), draft, "until", last) for last in LASTS]
    asked = context.t(
        "Until when does it matter? Members not reached by then will not get it. "
        "Choose how long after sending, or type a date and time."
    )
    none = part(context.label("Without an end"), draft, "until", 0)
    rows = [hours[:2], hours[2:], [none], [_back(context, draft)]]
    await show(update, context, Screen(asked, rows))
    return UNTIL


async def typed(update: Update, context: Context) -> None:
    """The words of a time: kept and shown as understood, or asked again."""
    draft, kind = await DRAFT.typed_for(context), context.typed["kind"]
    try:
        words, now = reading.words_of(update), context.services.clock()
        values = reading.due(words, kind, context.zone, now, draft)
    except BotError as refusal:
        return await _refused(update, context, draft, context.t(refusal.msgid, **refusal.places))
    if isinstance(values, Doubt):
        return await _asked_again(update, context, draft, values, kind)
    await say(update, context, screen(context, await saved(update, context, draft, **values)))
    return None


async def _asked_again(update: Update, context: Context, draft: Broadcast, doubt: Doubt, kind: str) -> None:
    """What was not understood of a time, and how to write it."""
    told = objections.doubt(context.translator, doubt, context.zone)
    await _refused(update, context, draft, f"{told}\n\n{_asked(context, kind)}")


async def _refused(update: Update, context: Context, draft: Broadcast, text: str) -> None:
    await say(update, context, Screen(text, [[_back(context, draft)]]), reply=True)


async def own_clock(update: Update, context: Context, draft: Broadcast, on: str, *_: str) -> None:
    """The same hour where each member is, or again the same moment for all."""
    plan, now = _plan(draft), context.services.clock()
    if _ownable(draft, plan):
        values = own_values(draft, plan, context.zone, now) if on == "1" else _shared_values(draft, plan, now)
        draft = await saved(update, context, draft, **values)
    await when(update, context, draft)


def _plan(draft: Broadcast) -> Schedule | None:
    return Schedule.of(draft.schedule) if draft.schedule else None


def _ownable(draft: Broadcast, plan: Schedule | None) -> bool:
    """Whether there is an hour that could be each member's own; a cron line has none."""
    return draft.due_at is not None and not (plan and plan.every == "cron")


def own_values(draft: Broadcast, plan: Schedule | None, zone: ZoneInfo, now: datetime) -> dict[str, Any]:
    """A one-time date keeps its day and hour, but on every clock; the first one to get there is in the east."""
    if plan is not None and plan.recurring:
        return _again(replace(plan, members=True), now)
    assert draft.due_at is not None
    local = draft.due_at.astimezone(zone)
    due = datetime.combine(local.date(), local.time(), tzinfo=ZoneInfo(EAST))
    return {"schedule": Schedule("once", f"{local:%H:%M}", zone.key, members=True).as_json(), "due_at": due}


def _shared_values(draft: Broadcast, plan: Schedule | None, now: datetime) -> dict[str, Any]:
    if plan is None or draft.due_at is None:
        return {}
    if plan.recurring:
        return _again(replace(plan, members=False), now)
    east = draft.due_at.astimezone(ZoneInfo(EAST))
    due = datetime.combine(east.date(), east.time(), tzinfo=ZoneInfo(plan.zone))
    return {"schedule": None, "due_at": due}


def _again(plan: Schedule, now: datetime) -> dict[str, Any]:
    return {"schedule": plan.as_json(), "due_at": schedule.next_due(plan, now)}


async def until(update: Update, context: Context, draft: Broadcast, hours: str, *_: str) -> None:
    """So many hours after it goes out; 0 for no end."""
    if hours.isdigit() and int(hours) in (0, *LASTS):
        start = max(draft.due_at or context.services.clock(), context.services.clock())
        end = start + timedelta(hours=int(hours)) if int(hours) else None
        draft = await saved(update, context, draft, expires_at=end)
    await when(update, context, draft)


async def until_typed(update: Update, context: Context) -> None:
    """A typed end: later than now and than the sending itself."""
    draft, now = await DRAFT.typed_for(context), context.services.clock()
    end = times.moment("until", reading.words_of(update), now, context.zone)
    if isinstance(end, Doubt):
        return await _asked_again(update, context, draft, end, "until")
    if end <= max(now, draft.due_at or now):
        return await _refused(update, context, draft, _asked(context, "until"))
    end = end.astimezone(UTC)
    await say(update, context, screen(context, await saved(update, context, draft, expires_at=end)))
    return None


def _back(context: Context, draft: Broadcast) -> InlineKeyboardButton:
    return part(context.label("Back"), draft, "at")
