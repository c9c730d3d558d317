"""Events the nearest first: of the reader's own city, of one that is typed, behind /events too, or of a shared
location, which is not kept."""

from typing import Final, Literal

from telegram import Update

from bot.context import Context
from bot.directory import locations, shared_locations
from bot.directory.gazetteer import Point
from bot.directory.locations import Matches
from bot.directory.nearness import largest_city
from bot.text.translator import N_
from handlers.conversation import END, Conversation
from handlers.members import events, place_card
from handlers.members.events import NEAR
from handlers.routing import Button, Command, Typed, pressed, typed_text
from handlers.screen import Screen, back, button, main_menu, say, show, which

WHERE: Final = "where"


async def command(update: Update, context: Context) -> Literal["where", "end"]:
    """/events, with or without a city behind it."""
    words = " ".join(context.args or ())
    if words:
        return await _found(update, context, locations.search(words))
    await events.listing(update, context)
    return END


async def ask(update: Update, context: Context) -> Literal["where"]:
    text = context.t("Which city are you near? Type it.")
    send = context.t(
        "You can also send your location with the paperclip: only the nearest city is read, nothing is kept."
    )
    ways = [back(context.translator, "ev"), main_menu(context.translator)]
    await show(update, context, Screen(f"{text}\n{send}", [ways]))
    return WHERE


async def told(update: Update, context: Context) -> Literal["where", "end"]:
    """The city that was typed or shared; another try is awaited until one is clear."""
    shared = update.message.location if update.message else None
    if shared is None:
        return await _found(update, context, locations.search(typed_text(update)))
    near = shared_locations.nearest(shared.latitude, shared.longitude)
    return await _found(update, context, Matches(near.sure or near.choices[0]))


async def _found(update: Update, context: Context, meant: Matches) -> Literal["where", "end"]:
    point = _point(meant)
    if point is not None:
        await events.show_near(update, context, point, "0")
        return END
    nothing = context.t(
        "No country or city of that name was found. Try writing it another way, or a larger city."
    )
    offered = [
        button(place_card.country(context.translator, choice.country), NEAR, place_card.coded(point), 0)
        for choice in meant.choices
        if (point := choice.point or largest_city(choice.country))
    ]
    again = [back(context.translator, "ev")]
    await say(update, context, which(context.translator, offered, nothing, again), reply=True)
    return WHERE


def _point(meant: Matches) -> Point | None:
    """The city's; of a country its largest city's."""
    return (meant.sure.point or largest_city(meant.sure.country)) if meant.sure else None


async def near(update: Update, context: Context) -> None:
    """A page of them, for the point in the button; a forged one shows all."""
    coded, page = pressed(update, 2)
    point = place_card.point_of(coded)
    if point is None:
        return await events.listing(update, context)
    return await events.show_near(update, context, point, page)


CONVERSATION = Conversation(
    "events_near",
    entry_points=[Command("events", command), Button("evn:ask", ask)],
    states={WHERE: [Typed(told, longest=locations.LONGEST)]},
    exits=[Button("ev", events.listing), Button(NEAR, near)],
    canceled=N_("Looking for events was canceled."),
    yields=True,
)
