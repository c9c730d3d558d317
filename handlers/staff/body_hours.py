"""When a body answers: its days, hours, holidays and how soon, by which its questions are promised; owners set it at
/team. Without any of its own it answers when the house does. A promise that was given stays."""

from dataclasses import replace
from datetime import date
from html import escape
from typing import Final, Literal

from telegram import Update

from bot.context import Context
from bot.directory import zones
from bot.errors import GoneError
from bot.inbox import bodies, office, typed_hours
from bot.inbox.office import DAYS
from bot.staff.permissions import Action
from bot.text.translator import N_
from handlers.conversation import Conversation
from handlers.routing import pressed, typed_text
from handlers.screen import Screen, button, columns, say, show, ticked
from handlers.staff import access
from handlers.staff.access import staff_button, staff_typed
from storage.staff import body_hours
from storage.staff.body_hours import Hours

VERB = "tmbh"
HOURS: Final = "hours"
HOLIDAYS: Final = "holidays"
WITHIN = (0, 1, 2, 3, 5, 10)  # working days that are offered
HOLIDAYS_MOST, LONGEST = 60, 1000
HOURS_ASKED = N_("Type from when until when, for example: 09:00–18:00")
HOLIDAYS_ASKED = N_("Type the days on which nobody answers, for example: 16.12.2026, 21.03.2027–23.03.2027")


async def hours(update: Update, context: Context) -> None:
    [body] = pressed(update, 1)
    await show(update, context, await _screen(context, _known(context, body)))


def _known(context: Context, body: str) -> str:
    """GoneError for a body that locales/bodies.toml no longer has."""
    if body not in context.library.bodies:
        raise GoneError(N_("There is no such body any more. The others: /team"))
    return body


async def _screen(context: Context, body: str) -> Screen:
    own, hours_ = await _present(context, body)
    t, label, words = context.t, context.label, context.words
    open_on = [words.weekday(place) for place, day in enumerate(DAYS) if day in hours_.days]
    free = [words.date(date.fromisoformat(day)) for day in hours_.holidays]
    within = context.tn("{n} working day", "{n} working days", hours_.answer_within_days)
    lines = [
        f"🕒 <b>{escape(bodies.name(context.services, context.translator, body), quote=False)}</b>",
        "" if own else t("As the whole house answers:"),
        t("Days: {days}", days=words.list(open_on)),
        t("Hours: {opens}–{closes} (clock of {city})", opens=hours_.open_from, closes=hours_.open_until,
          city=zones.city(context.services.config.locale.timezone, context.language)),
        t("An answer is promised within: {days}", days=within if hours_.answer_within_days else label("the same day")),
        t("Nobody answers on: {days}", days=words.list(free) or "–"),
        "",
        t("Questions to it are promised and reminded of by these hours. What was promised before stays."),
    ]  # fmt: skip
    days = [
        button(
            ticked(context.translator.letters(words.weekday(place)), day in hours_.days),
            VERB + "d",
            body,
            day,
        )
        for place, day in enumerate(DAYS)
    ]
    soon = [button(ticked(str(n), n == hours_.answer_within_days), VERB + "n", body, n) for n in WITHIN]
    typed = [
        button("🕘 " + label("Hours"), VERB + "t", body),
        button("🎌 " + label("Holidays"), VERB + "h", body),
    ]
    house = [button("↩️ " + label("As the whole house"), VERB + "0", body)] if own else []
    back = [button(label("Back"), "tmb", body)]
    return Screen("\n".join(lines), [*columns(days, 3), soon, typed, house, back])


async def _present(context: Context, body: str) -> tuple[bool, Hours]:
    """Whether they are its own, and what they are."""
    async with context.services.database.connect() as tx:
        own = await body_hours.get(tx, body)
        office_ = await office.of_body(tx, context.services.config, body)
    house = office_.model_dump(mode="json")
    return own is not None, own or Hours(**{name: house[name] for name in Hours.__slots__})


async def _change(update: Update, context: Context, body: str, hours_: Hours | None) -> None:
    """None: as the house."""
    today = context.services.clock().date().isoformat()
    if hours_ is not None:
        left = [day for day in hours_.holidays if day >= today][:HOLIDAYS_MOST]
        hours_ = replace(hours_, holidays=left)
    async with context.services.database.begin() as tx:
        if await body_hours.get(tx, body) == hours_:  # an update handled again after a crash
            return
        await (body_hours.put(tx, body, hours_) if hours_ else body_hours.drop(tx, body))
        await access.note(tx, update, context, "team.hours", body)


async def day(update: Update, context: Context) -> None:
    """A working day more or less; one stays."""
    body, chosen = pressed(update, 2)
    _, present = await _present(context, _known(context, body))
    days = [weekday for weekday in DAYS if (weekday in present.days) != (weekday == chosen)]
    if chosen in DAYS and days:
        await _change(update, context, body, replace(present, days=days))
    await show(update, context, await _screen(context, body))


async def within(update: Update, context: Context) -> None:
    body, number = pressed(update, 2)
    _, present = await _present(context, _known(context, body))
    if number in map(str, WITHIN):
        await _change(update, context, body, replace(present, answer_within_days=int(number)))
    await show(update, context, await _screen(context, body))


async def as_the_house(update: Update, context: Context) -> None:
    [body] = pressed(update, 1)
    await _change(update, context, _known(context, body), None)
    await show(update, context, await _screen(context, body))


async def ask_hours(update: Update, context: Context) -> Literal["hours"]:
    await _ask(update, context, HOURS_ASKED)
    return HOURS


async def ask_holidays(update: Update, context: Context) -> Literal["holidays"]:
    """What is typed takes the place of the holidays there are."""
    await _ask(update, context, HOLIDAYS_ASKED)
    return HOLIDAYS


async def _ask(update: Update, context: Context, asked: str) -> None:
    [body] = pressed(update, 1)
    context.typed["body"] = _known(context, body)
    back = [button(context.label("Back"), VERB, body)]
    none = [button(context.label("No holidays"), VERB + "x", body)] if asked == HOLIDAYS_ASKED else []
    await show(update, context, Screen(context.t(asked), [none, back]))


async def no_holidays(update: Update, context: Context) -> None:
    [body] = pressed(update, 1)
    _, present = await _present(context, _known(context, body))
    await _change(update, context, body, replace(present, holidays=[]))
    await show(update, context, await _screen(context, body))


async def hours_typed(update: Update, context: Context) -> Literal["end"] | None:
    body = _known(context, str(context.typed["body"]))
    span = typed_hours.hours(typed_text(update))
    if span is None:
        await _again(update, context, body, HOURS_ASKED)
        return None
    _, present = await _present(context, body)
    return await _kept(update, context, body, replace(present, open_from=span[0], open_until=span[1]))


async def holidays_typed(update: Update, context: Context) -> Literal["end"] | None:
    body = _known(context, str(context.typed["body"]))
    days = typed_hours.holidays(typed_text(update))
    if days is None:
        await _again(update, context, body, HOLIDAYS_ASKED)
        return None
    _, present = await _present(context, body)
    return await _kept(update, context, body, replace(present, holidays=[day.isoformat() for day in days]))


async def _kept(update: Update, context: Context, body: str, hours_: Hours) -> Literal["end"]:
    await _change(update, context, body, hours_)
    await say(update, context, await _screen(context, body))
    return "end"


async def _again(update: Update, context: Context, body: str, asked: str) -> None:
    told = context.t("This was not understood.") + " " + context.t(asked)
    back = [button(context.label("Back"), VERB, body)]
    await say(update, context, Screen(told, [back]), reply=True)


CONVERSATION = Conversation(
    "body_hours",
    entry_points=[
        staff_button(VERB + "t", Action.CHANGE_TEAM, ask_hours),
        staff_button(VERB + "h", Action.CHANGE_TEAM, ask_holidays),
    ],
    states={
        HOURS: [staff_typed(Action.CHANGE_TEAM, hours_typed, longest=LONGEST)],
        HOLIDAYS: [staff_typed(Action.CHANGE_TEAM, holidays_typed, longest=LONGEST)],
    },
    fallbacks=[
        staff_button(VERB, Action.CHANGE_TEAM, hours),
        staff_button(VERB + "d", Action.CHANGE_TEAM, day),
        staff_button(VERB + "n", Action.CHANGE_TEAM, within),
        staff_button(VERB + "0", Action.CHANGE_TEAM, as_the_house),
        staff_button(VERB + "x", Action.CHANGE_TEAM, no_holidays),
    ],
    canceled=N_("Stopped. The office hours stay as they were: /team"),
)
