"""Who is coming: counts, and a list without names, for none are kept; the whole of it as CSV."""

from collections.abc import Sequence
from typing import Any

from telegram import Update

from bot.context import Context
from bot.directory import countries
from bot.events import door
from bot.text.translator import N_
from handlers.page import Page
from handlers.screen import Screen, columns, show
from handlers.staff import access, csv_file
from handlers.staff.events.card import back, part
from storage.events import responses
from storage.events.events import Event
from storage.events.responses import Guest

ON_PAGE = 20
MARKS = {"yes": "✅", "maybe": "🤔", "no": "✖️"}
HEADINGS = (N_("No."), N_("answer"), N_("guests"), N_("in line"), N_("language"), N_("country"))
ANSWERS = {"yes": N_("yes"), "maybe": N_("maybe"), "no": N_("no")}


async def guests(update: Update, context: Context, event: Event, wanted: str = "", *_: str) -> None:
    """Yes in order of their answer, the line, maybe; a page at a time."""
    async with context.services.database.connect() as tx:
        counts = await responses.count(tx, event.id)
        listed = [guest for guest in await responses.guests(tx, event.id) if guest.answer != "no"]
    page = Page.of(wanted, len(listed), ON_PAGE)
    head = context.t(
        "<b>Guests of event No. {number}</b>\nComing: {seated}, with guests {taken}. Waiting in line: {waiting}. "
        "Maybe: {maybe}. Came: {attended}.",
        number=event.id,
        seated=counts.seated,
        taken=counts.taken,
        waiting=counts.waiting,
        maybe=counts.maybe,
        attended=counts.attended,
    )
    lines = [_line(context, number, guest) for number, guest in enumerate(page.cut(listed), page.start + 1)]
    note = context.t("Names are not kept, so the list has none.")
    turns = page.signs(lambda sign, turned: part(sign, event, "who", turned))
    file = [part(context.label("As a file"), event, "csv")] if listed else []
    entrance = part("🚪 " + context.label("Check-in"), event, "door")
    text = "\n\n".join(filter(None, [head, "\n".join(lines), note]))
    await show(update, context, Screen(text, [turns, *columns([*file, entrance]), [back(context, event)]]))


def _line(context: Context, number: int, guest: Guest) -> str:
    mark = "⏳" if guest.waiting else MARKS[guest.answer]
    more = f" +{guest.guests}" if guest.guests else ""
    where = (
        countries.name(guest.country, context.language)
        if guest.country
        else context.label("country not given")
    )
    came = " ✔️" if guest.attended_at else ""
    return f"{number}. {mark}{more} {context.translator.language_name(guest.language)}, {where}{came}"


async def at_the_door(update: Update, context: Context, event: Event, *_: str) -> None:
    """The code to show at the door, the link with it, and how many are there."""
    code = door.code(event.id, context.services.config.telegram.token)
    address = f"https://t.me/{context.bot.username}?start=event_{event.id}_{code}"
    counts = await context.read(responses.count, event.id)
    text = context.t(
        "🚪 <b>Check-in of event No. {number}</b>\n\nCode: <code>{code}</code>\n{address}\n\n"
        "Show the code at the door, or give the link to those who come. Members type it under “I am here” on the "
        "event, from two hours before the beginning on. Came so far, with guests: {attended}.",
        number=event.id,
        code=code,
        address=address,
        attended=counts.attended,
    )
    again = part(context.label("Count again"), event, "door")
    await show(update, context, Screen(text, [[again], [back(context, event)]]))


async def as_csv(update: Update, context: Context, event: Event, *_: str) -> None:
    """A line for each guest, without names; no group gets it."""
    csv_file.check_private(context, N_("This table is for your private chat with the bot: /event"))
    listed = await context.read(responses.guests, event.id)
    label, zone = context.label, context.zone
    times = (label("answered ({zone})", zone=zone.key), label("came ({zone})", zone=zone.key))
    rows: list[Sequence[Any]] = [[*map(label, HEADINGS), *times]]
    rows += [_row(context, number, guest) for number, guest in enumerate(listed, 1)]
    await context.write(access.note, update, context, "event.guests", event.id)
    await csv_file.send(update, context, f"otandas-event-{event.id}-guests", rows)


def _row(context: Context, number: int, guest: Guest) -> Sequence[Any]:
    """Words and clock are the reader's."""
    moments = [
        f"{moment.astimezone(context.zone):%d.%m.%Y %H:%M}" if moment else ""
        for moment in (guest.answered_at, guest.attended_at)
    ]
    answered = (context.label(ANSWERS[guest.answer]), guest.guests, int(guest.waiting))
    lives = countries.name(guest.country, context.language) if guest.country else ""
    return [number, *answered, context.translator.language_name(guest.language), lives, *moments]
