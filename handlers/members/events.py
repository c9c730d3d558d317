"""/events: what is coming, a card of each, and the reader's answer, which is a row before the card says so.

Which events are listed first is said in `bot/offered.py`, who has a seat in `bot/events/seats.py`.
"""

from datetime import datetime

from telegram import InlineKeyboardButton, InputFile, Update

from bot import offered
from bot.context import Context, chat_of
from bot.directory import cities
from bot.directory.gazetteer import Point
from bot.errors import BotError
from bot.events import answering, calendar, door, nearness, wording
from bot.text.translator import N_
from handlers.members import place_card
from handlers.members.card import NUMBERS, deep_link
from handlers.members.membership import joined
from handlers.page import Page
from handlers.routing import Button, Handler, answer, pressed, row_number
from handlers.screen import BELOW, Screen, button, columns, link, main_menu, show, ticked
from storage.events import events, responses
from storage.events.events import Event, State
from storage.events.responses import Counts, Response

ON_PAGE = 8
SIGN = "📅"
NEAR = "evn"  # the verb of `events_near.py`
WORDS = {"y": "yes", "m": "maybe", "n": "no"}
MARKS = {"yes": "✅ ", "maybe": "🤔 ", "no": ""}
GONE = N_("There is no such event, or it is over. Subscribe to the events topic to hear of new ones.")
FULL = N_("There are no seats for so many guests. Your answer stays as it was.")


async def listing(update: Update, context: Context) -> None:
    """The events that concern the reader, page by page; pressed with "all", the others too."""
    scope, wanted = pressed(update, 2)
    member, services = context.member, context.services
    async with services.database.connect() as tx:
        coming = await events.upcoming(tx, services.clock())
        answers = await responses.answers_of(tx, member.id) if member else {}
    topics, country = (member.topics, member.country) if member else ((), None)
    mine, others = offered.parted(coming, topics, country, answers)
    listed = coming if scope == "all" or not mine else mine
    page = Page.of(wanted, len(listed), ON_PAGE)
    shown = page.cut(listed)
    head = _head(context, anything=bool(coming), narrowed=listed is mine and bool(others), mine=bool(mine))
    lines = [_line(context, number, event, answers.get(event.id)) for number, event in enumerate(shown, 1)]
    opens = [button(str(number), "evc", event.id) for number, event in enumerate(shown, 1)]
    every = button(context.label("All events ({number})", number=len(coming)), "ev", "all", 0)
    rows = [
        *columns(opens, NUMBERS),
        page.turns("ev", "all" if scope == "all" else "mine"),
        [every] if listed is mine and others else [],
        [_near_button(context)] if len(coming) > 1 else [],
        [button(context.label("Topics"), "top"), main_menu(context.translator)],
    ]
    await show(update, context, Screen("\n\n".join([head, *lines]), rows))


def _near_button(context: Context) -> InlineKeyboardButton:
    """From the reader's own city, else it is asked for."""
    home = cities.get(context.member.city) if context.member else None
    start = [place_card.coded(home.point), 0] if home else ["ask"]
    return button(f"{wording.WHERE} " + context.label("The nearest first"), NEAR, *start)


async def show_near(update: Update, context: Context, point: Point, wanted: str) -> None:
    """All that are coming, the nearest to this point first."""
    member, services = context.member, context.services
    async with services.database.connect() as tx:
        coming = await events.upcoming(tx, services.clock())
        answers = await responses.answers_of(tx, member.id) if member else {}
    reached = nearness.nearest(coming, point)
    page = Page.of(wanted, len(reached), ON_PAGE)
    shown = page.cut(reached)
    head = context.t("Coming events, the nearest first:") if coming else _head(context, anything=False)
    lines = [
        _line(context, number, event, answers.get(event.id)) + place_card.apart(context.translator, apart)
        for number, (event, apart) in enumerate(shown, 1)
    ]
    opens = [button(str(number), "evc", event.id) for number, (event, _) in enumerate(shown, 1)]
    rows = [
        *columns(opens, NUMBERS),
        page.turns(NEAR, place_card.coded(point)),
        [button(f"{wording.WHERE} " + context.label("Another city"), NEAR, "ask")] if coming else [],
        [button(f"{SIGN} {context.label('Events')}", "ev"), main_menu(context.translator)],
    ]
    await show(update, context, Screen("\n\n".join([head, *lines]), rows))


def _head(context: Context, *, anything: bool, narrowed: bool = False, mine: bool = False) -> str:
    if not anything:
        return context.t("No events are planned now. Choose topics to hear of new ones.")
    if not mine:
        return context.t("No event is on your topics or for your country. Here are all of them:")
    return (
        context.t("Events on your topics and for your country:") if narrowed else context.t("Coming events:")
    )


def _line(context: Context, number: int, event: Event, response: Response | None) -> str:
    mark = MARKS[response.answer] if response else ""
    mark = "⏳ " if response and response.waiting else mark
    head = f"<b>{number}. {mark}{wording.title(context.translator, event)}</b>"
    return "\n".join([head, *wording.facts(context.translator, event, _zone(context), tappable=True)])


def _zone(context: Context) -> str | None:
    return context.member.timezone if context.member else None


async def opened(context: Context, number: str) -> Event:
    """The event of this number as members know it; BotError for one that was never announced."""
    event = await context.read(events.get, row_number(number))
    if event is None or event.announced_at is None:
        raise BotError(GONE)
    return event


async def linked(update: Update, context: Context, number: str) -> None:
    """A link into the private chat opens the event, or says that there is none and what is there instead."""
    try:
        event = await opened(context, number)
    except BotError as refusal:
        ways = [button(f"{SIGN} {context.label('Events')}", "ev"), button(context.label("Topics"), "top")]
        return await show(update, context, Screen(context.t(refusal.msgid), [ways]))
    return await show(update, context, await screen(context, event))


async def card(update: Update, context: Context) -> None:
    await show(update, context, await screen(context, await opened(context, pressed(update, 1)[0])))


async def screen(context: Context, event: Event) -> Screen:
    response, place = None, None
    async with context.services.database.connect() as tx:
        counts = await responses.count(tx, event.id)
        if context.member:
            response = await responses.get(tx, event.id, context.member.id)
        if response and response.waiting:
            place = await responses.position(tx, response)
    opens = is_open(event, context.services.clock())
    parts = [
        _closed(context, event, opens=opens),
        wording.card(context.translator, event, _zone(context), counts if opens else None, tappable=True),
        wording.standing(context.translator, response, place),
    ]
    rows = _answers(context, event, response, counts) if opens else []
    if door.is_open(event, context.services.clock()) and not (response and response.attended_at):
        rows = [[button("🚪 " + context.label("I am here"), "evh", event.id)], *rows]
    return Screen("\n\n".join(filter(None, parts)), [*rows, *_ways(context, event, opens=opens)])


def is_open(event: Event, now: datetime) -> bool:
    return event.state == State.ANNOUNCED and event.starts_at is not None and event.starts_at > now


def _closed(context: Context, event: Event, *, opens: bool) -> str:
    if event.state == State.CANCELED:
        return context.t("❌ <b>This event was canceled.</b>")
    return "" if opens else context.t("This event has begun or is over.")


def _answers(
    context: Context, event: Event, response: Response | None, counts: Counts
) -> list[list[InlineKeyboardButton]]:
    """Yes, maybe, no, the present answer ticked; then how many guests come along."""
    present = response.answer if response else ""
    full = event.seats is not None and counts.taken >= event.seats
    labels = {
        "y": context.label("I am coming") if not full or present == "yes" else context.label("Into the line"),
        "m": context.label("Maybe"),
        "n": context.label("Not coming"),
    }
    brought = response.guests if response and present == "yes" else 0
    choices = [
        button(ticked(text, present == WORDS[key]), "evr", event.id, key, brought)
        for key, text in labels.items()
    ]
    guests = []
    if present == "yes" and event.guests:
        numbers = range(min(event.guests, 5) + 1)
        none = context.label("No guests")
        guests = [
            button(ticked(f"+{number}" if number else none, number == brought), "evr", event.id, "y", number)
            for number in numbers
        ]
    return [choices[:1], choices[1:], guests]  # three in a row are cut on a phone


def _ways(context: Context, event: Event, *, opens: bool) -> list[list[InlineKeyboardButton]]:
    translator, address = context.translator, deep_link(context.bot.username, f"event_{event.id}")
    file = button("🗓 " + context.label("Into the calendar of my phone"), f"{BELOW}evi", event.id)
    google = link("Google", calendar.google(translator, event, address))
    outlook = link("Outlook", calendar.outlook(translator, event, address))
    pinned = event.latitude is not None and event.longitude is not None
    places = (
        [button(f"{wording.WHERE} " + context.label("On the map"), f"{BELOW}evp", event.id)] if pinned else []
    )
    share = link(context.label("Share"), f"https://t.me/share/url?url={address}")
    back = button(f"{SIGN} {context.label('Events')}", "ev")
    if not opens:
        return [[back, main_menu(translator)]]
    return [[file], [google, outlook], [*places, share], [back, main_menu(translator)]]


async def respond(update: Update, context: Context) -> None:
    """Keeps the answer, then shows the event with it; without seats for more guests the old one stays and is shown."""
    number, key, guests = pressed(update, 3)
    if key not in WORDS:
        return
    member, services = await joined(update, context), context.services
    answered = await context.write(
        answering.answer, row_number(number), member.id, WORDS[key], row_number(guests), services.clock()
    )
    if answered.refused:
        await answer(update, context, context.label(FULL), alert=True)
    await show(update, context, await screen(context, answered.event))


async def calendar_file(update: Update, context: Context) -> None:
    """The .ics file, which opens in the calendars of phones and desks."""
    event = await opened(context, pressed(update, 1)[0])
    host = f"{context.bot.username}.t.me".lower()
    address = deep_link(context.bot.username, f"event_{event.id}")
    content = calendar.file(context.translator, event, address, host)
    caption = context.t("Open the file to put the event into your calendar.")
    await context.bot.send_document(
        chat_of(update), InputFile(content, f"otandas-event-{event.id}.ics"), caption=caption
    )


async def on_map(update: Update, context: Context) -> None:
    """The place as a venue, which Telegram shows on a map; one without is told in words."""
    event = await opened(context, pressed(update, 1)[0])
    if event.latitude is None or event.longitude is None:
        raise BotError(N_("This event has no place on the map."))
    name, _, address = calendar.where(context.translator, event).partition(",")
    await context.bot.send_venue(
        chat_of(update),
        event.latitude,
        event.longitude,
        name.strip() or SIGN,
        address.strip() or name.strip(),
    )


HANDLERS: list[Handler] = [
    Button("evc", card),
    Button("evr", respond, answers=True),
    Button("evi", calendar_file),
    Button("evp", on_map),
]
