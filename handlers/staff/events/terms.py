"""For whom an event is, how many seats it has, and how many guests a member may bring."""

import re
from typing import Final, Literal

from telegram import InlineKeyboardButton, Update

from bot.context import Context
from bot.directory import countries, locations
from bot.events import wording
from bot.text.translator import N_
from handlers.screen import Screen, columns, keyboard, say, show
from handlers.staff import posting
from handlers.staff.broadcast.reading import words_of
from handlers.staff.events.card import back, opened, part, saved
from storage.events.events import Event

COUNTRY: Final = "country"
SEATS: Final = "seats"
SEATS_MOST = 100_000
GUESTS_MOST = 5
NAMES_MOST, LONGEST = 20, 400  # countries and characters in one message
NUMBER = re.compile(r"\d{1,6}")


async def audience(update: Update, context: Context, event: Event, *_: str) -> None:
    """The topics, the chosen one ticked, and the way to the countries."""
    await show(update, context, _audience(context, event))


def _audience(context: Context, event: Event) -> Screen:
    topics = context.services.topics
    every = part(_ticked(context.label("For everyone"), event.topic is None), event, "tp", "all")
    choices = [
        part(_ticked(topic.title(context.language), event.topic == slug), event, "tp", slug)
        for slug, topic in topics.items()
        if posting.may(context, topic)
    ]
    where = part("🌍 " + context.label("Countries"), event, "cs")
    return Screen(
        _described(context, event), keyboard([*columns(choices), [every], [where], [back(context, event)]])
    )


def _described(context: Context, event: Event) -> str:
    topic = context.services.topics.get(event.topic or "")
    name = topic.name[context.language] if topic else None
    return f"👥 {wording.audience(context.translator, event, name)}"


def _ticked(label: str, chosen: bool) -> str:
    return ("✓ " if chosen else "") + label


async def topic(update: Update, context: Context, event: Event, slug: str, *_: str) -> None:
    """One topic, or none: for everyone."""
    if slug == "all" or slug in context.services.topics:
        event = await saved(update, context, event, topic=None if slug == "all" else slug)
    await audience(update, context, event)


async def where(
    update: Update, context: Context, event: Event, choice: str = "", *_: str
) -> Literal["country"]:
    """The countries, chosen ones ticked; pressed with one, adds it or takes it out; others are typed."""
    context.typed |= {"event": event.id}
    sign, code = choice[:1], choice[1:]
    if code in countries.codes() and sign in ("+", "-"):
        left = [kept for kept in event.countries if kept != code]
        event = await saved(update, context, event, countries=[*left, code] if sign == "+" else left)
    await show(update, context, _countries(context, event))
    return COUNTRY


def _countries(context: Context, event: Event) -> Screen:
    asked = context.t("Choose countries, or type their names in any language. None chosen means all.")
    listed = dict.fromkeys([*countries.COMMON, *event.countries])
    rows = [*columns([_country(context, event, code) for code in listed])]
    ways = [part(context.label("Back"), event, "to")]
    return Screen(f"{_described(context, event)}\n\n{asked}", keyboard([*rows, ways]))


def _country(context: Context, event: Event, code: str) -> InlineKeyboardButton:
    chosen, name = code in event.countries, countries.name(code, context.language)
    label = _ticked(f"{countries.flag(code)} {name}", chosen)
    return part(label, event, "cs", ("-" if chosen else "+") + code)


async def country_typed(update: Update, context: Context) -> Literal["country"]:
    """Typed names: each that means one country is added."""
    event = await opened(context, str(context.typed["event"]))
    names = [name for name in map(str.strip, re.split(r"[,;\n]", words_of(update))) if name][:NAMES_MOST]
    known = [meant.sure.country for meant in map(locations.search, names) if meant.sure]
    event = await saved(update, context, event, countries=list(dict.fromkeys([*event.countries, *known])))
    shown = _countries(context, event)
    missed = len(names) - len(known) or not names
    head = context.t("Not every name was recognised. Please look at the list.") + "\n\n" if missed else ""
    await say(update, context, Screen(head + shown.text, shown.buttons))
    return COUNTRY


async def seats(update: Update, context: Context, event: Event, *_: str) -> Literal["seats"]:
    """How many seats there are, typed; how many guests come with a member, pressed."""
    context.typed |= {"event": event.id}
    await show(update, context, _seats(context, event))
    return SEATS


def _seats(context: Context, event: Event) -> Screen:
    number = event.seats if event.seats is not None else context.label("no limit")
    text = context.t(
        "🎟 Seats: {number}\n\nType how many seats there are. Whoever finds none waits in line and moves up by itself.",
        number=number,
    )
    none = part(_ticked(context.label("No limit"), event.seats is None), event, "st0")
    head = context.t("Guests a member may bring: {number}", number=event.guests)
    guests = [
        part(_ticked(str(number), event.guests == number), event, "gs", number)
        for number in range(GUESTS_MOST + 1)
    ]
    return Screen(f"{text}\n\n{head}", keyboard([guests, [none], [back(context, event)]]))


async def seats_typed(update: Update, context: Context) -> Literal["seats"] | None:
    event, typed = await opened(context, str(context.typed["event"])), words_of(update)
    if not (NUMBER.fullmatch(typed) and 0 < int(typed) <= SEATS_MOST):
        told = context.t(N_("Please type a number from 1 to {most}."), most=SEATS_MOST)
        await say(update, context, Screen(told, keyboard([[back(context, event)]])), reply=True)
        return None
    await say(update, context, _seats(context, await saved(update, context, event, seats=int(typed))))
    return SEATS


async def no_limit(update: Update, context: Context, event: Event, *_: str) -> Literal["seats"]:
    return await seats(update, context, await saved(update, context, event, seats=None))


async def guests(
    update: Update, context: Context, event: Event, number: str = "", *_: str
) -> Literal["seats"]:
    if number.isdigit() and int(number) <= GUESTS_MOST:
        event = await saved(update, context, event, guests=int(number))
    return await seats(update, context, event)
