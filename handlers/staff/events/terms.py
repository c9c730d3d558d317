"""For whom an event is, how many seats it has, and how many guests a member may bring."""

import re
from typing import Final, Literal

from telegram import Update

from bot.context import Context
from bot.text.translator import N_
from handlers.screen import Screen, say, show, ticked
from handlers.staff.broadcast.reading import words_of
from handlers.staff.events.card import EVENT, back, part, saved
from handlers.staff.for_whom import ForWhom
from storage.events.events import Event

SEATS: Final = "seats"
SEATS_MOST = 100_000
GUESTS_MOST = 5
NUMBER = re.compile(r"\d{1,6}")
WHOM = ForWhom(EVENT, saved)


async def seats(update: Update, context: Context, event: Event, *_: str) -> Literal["seats"]:
    """How many seats there are, typed; how many guests come with a member, pressed."""
    EVENT.await_typed(context, event)
    await show(update, context, _seats(context, event))
    return SEATS


def _seats(context: Context, event: Event) -> Screen:
    number = event.seats if event.seats is not None else context.label("no limit")
    text = context.t(
        "🎟 Seats: {number}\n\nType how many seats there are. Whoever finds none waits in line and moves up by itself.",
        number=number,
    )
    none = part(ticked(context.label("No limit"), event.seats is None), event, "st0")
    head = context.t("Guests a member may bring: {number}", number=event.guests)
    guests = [
        part(ticked(str(number), event.guests == number), event, "gs", number)
        for number in range(GUESTS_MOST + 1)
    ]
    return Screen(f"{text}\n\n{head}", [guests, [none], [back(context, event)]])


async def seats_typed(update: Update, context: Context) -> Literal["seats"] | None:
    event, typed = await EVENT.typed_for(context), words_of(update)
    if not (NUMBER.fullmatch(typed) and 0 < int(typed) <= SEATS_MOST):
        told = context.t(N_("Please type a number from 1 to {most}."), most=SEATS_MOST)
        await EVENT.refuse(update, context, event, told)
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
