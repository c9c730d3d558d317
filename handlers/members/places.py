"""/places: missions, front offices, Abai Houses and cultural centres, the nearest first, and a card of each.

It begins with the member's own country and city. Others are asked for by a country, a city or a shared location, of
which only the nearest city is read. Nothing of it is kept: buttons carry the country and the city's point. Which places
are shown is said in `bot/directory/nearness.py`.
"""

from typing import Final, Literal

from telegram import InlineKeyboardButton, Update

from bot.context import Context, chat_of
from bot.directory import cities, countries, locations, places, shared_locations
from bot.directory.gazetteer import Location
from bot.directory.locations import Matches
from bot.directory.nearness import Nearest, Reach, nearest
from bot.directory.place import Place
from bot.errors import BotError
from bot.text.translator import N_, Translator
from handlers.conversation import END, Conversation
from handlers.members import location, place_card
from handlers.members.card import NUMBERS, deep_link
from handlers.routing import GROUP, PRIVATE, Button, Command, Handler, Typed, pressed, typed_text
from handlers.screen import BELOW, Screen, back, button, columns, link, main_menu, say, show, which

WHERE: Final = "where"
GONE = N_("This place is no longer listed. Please look through the list again.")
NOT_SOURCED = N_("No source says where exactly this place is.")


async def command(update: Update, context: Context) -> Literal["where", "end"]:
    """/places, with or without a country or city behind it."""
    words = " ".join(context.args or ())
    if words:
        return await _found(update, context, locations.search(words))
    home = _home(context)
    if home is None:
        return await ask(update, context)
    await say(update, context, _listed(context, home))
    return END


def _home(context: Context) -> Location | None:
    """The member's own city, else their country."""
    member = context.member
    if member is None or member.country is None:
        return None
    return cities.get(member.city) or Location(member.country)


async def opened(update: Update, context: Context) -> Literal["where", "end"]:
    """The list for a country, or for the member's own; without either it is asked for."""
    code, point = pressed(update, 2)
    home = _home(context)
    if code in countries.codes() and (point or home is None or home.country != code):
        home = Location(code, point=place_card.point_of(point))
    if home is None:
        return await ask(update, context)
    await show(update, context, _listed(context, home))
    return END


async def ask(update: Update, context: Context) -> Literal["where", "end"]:
    """Which country or city; the common countries are buttons."""
    text = context.t("Where are you looking for a mission or a Kazakh centre? Type a country or a city.")
    send = context.t(
        "You can also send your location with the paperclip: only the nearest city is read, nothing is kept."
    )
    rows = location.country_buttons(context.translator, "pl", None)[:-1]
    await show(update, context, Screen(f"{text}\n{send}", [*rows, [main_menu(context.translator)]]))
    return END if context.public else WHERE


async def told(update: Update, context: Context) -> Literal["where", "end"]:
    """The country or city that was typed or shared; another try is awaited until one is clear."""
    shared = update.message.location if update.message else None
    if shared is None:
        return await _found(update, context, locations.search(typed_text(update)))
    near = shared_locations.nearest(shared.latitude, shared.longitude)
    return await _found(update, context, Matches(near.sure or near.choices[0]))


async def wished(update: Update, context: Context, where: Matches) -> None:
    """«елшілік Берлин», without any button."""
    state = await _found(update, context, where)
    if state != END:
        await context.write(CONVERSATION.put, context, state)


async def _found(update: Update, context: Context, meant: Matches) -> Literal["where", "end"]:
    if meant.sure is not None:
        await say(update, context, _listed(context, meant.sure), reply=True)
        return END
    nothing = context.t(
        "No country or city of that name was found. Try writing it another way, or a larger city."
    )
    offered = [
        button(
            place_card.country(context.translator, choice.country),
            "pl",
            choice.country,
            place_card.coded(choice.point),
        )
        for choice in meant.choices
    ]
    other = [] if context.public else [back(context.translator, "pl:other")]
    await say(update, context, which(context.translator, offered, nothing, other), reply=True)
    return END if context.public else WHERE


def _listed(context: Context, where: Location) -> Screen:
    return listing(context.translator, where, public=context.public)


def listing(translator: Translator, where: Location, *, public: bool = False) -> Screen:
    """Numbered lines, a button for each number; `public`: in a group, without what is one person's."""
    near = nearest(places.load().by_slug.values(), where.country, where.point)
    shown = [*near.own, *near.elsewhere]
    lines = [_line(translator, number, reach, where) for number, reach in enumerate(shown, 1)]
    city = ", " + translator.letters(cities.name(where.city, translator.language)) if where.city else ""
    parts = [
        f"{place_card.SIGN} <b>{place_card.country(translator, where.country)}{city}</b>",
        translator.t("Missions of Kazakhstan and Kazakh centres:") if near.own else _empty(translator),
        *lines[: len(near.own)],
        *([translator.t("Nearest in other countries:")] if near.elsewhere else []),
        *lines[len(near.own) :],
    ]
    opens = [
        button(str(number), "plc", reach.place.slug, where.country, place_card.coded(where.point))
        for number, reach in enumerate(shown, 1)
    ]
    return Screen("\n".join(parts), [*columns(opens, NUMBERS), *([] if public else _ways(translator, near))])


def _line(translator: Translator, number: int, reach: Reach, where: Location) -> str:
    place = reach.place
    abroad = f", {place_card.country(translator, place.country)}" if place.country != where.country else ""
    apart = place_card.apart(translator, reach.apart)
    return f"<b>{number}.</b> {place_card.SIGNS[place.kind]} {place_card.title(translator, place)}{abroad}{apart}"


def _empty(translator: Translator) -> str:
    return translator.t(
        "No mission or Kazakh centre of this country is in our list yet. It does not mean that there is none: "
        "the list holds only what public sources state. A person can find out for you."
    )


def _ways(translator: Translator, near: Nearest) -> list[list[InlineKeyboardButton]]:
    """Elsewhere, a person where the list is empty, the menu."""
    person = [] if near.own else [button(translator.label("Ask a person"), f"{BELOW}ask", "c")]
    other = button(translator.label("Another country or city"), "pl:other")
    return [person, [other], [main_menu(translator)]]


async def card(update: Update, context: Context) -> None:
    """The place, with a way back to the list it was chosen from."""
    slug, code, point = pressed(update, 3)
    place, translator = _place(slug), context.translator
    sources = [places.load().sources[name] for name in place.sources]
    on_map = (
        [button(f"{place_card.SIGN} " + context.label("On the map"), f"{BELOW}plm", slug)]
        if place.point
        else []
    )
    page = [link("🌐 " + context.label("Its page"), place.url)] if place.url else []
    listed = code if code in countries.codes() else place.country
    leads_back = back(translator, "pl", listed, place_card.coded(place_card.point_of(point)))
    rows = [[*on_map, *page], [leads_back]]
    if not context.public:
        ask_person = button(context.label("Ask a person"), f"{BELOW}ask", "c")
        rows = [[*on_map, *page], [ask_person], [leads_back, main_menu(translator)]]
    await show(update, context, Screen(place_card.card(translator, place, sources), rows))


async def on_map(update: Update, context: Context) -> None:
    """The place as a venue, where a source says its coordinates."""
    place = _place(pressed(update, 1)[0])
    if place.point is None:
        raise BotError(NOT_SOURCED)
    title = place_card.name(context.translator, place)
    address = place.address or place_card.country(context.translator, place.country)
    await context.bot.send_venue(chat_of(update), *place.point, title, address)


def _place(slug: str) -> Place:
    place = places.load().get(slug)
    if place is None:
        raise BotError(GONE)
    return place


async def in_group(update: Update, context: Context) -> None:
    """In a group the list for the words behind the command, or the way to the private chat."""
    meant = locations.search(" ".join(context.args or ()))
    if meant.sure is not None:
        await say(update, context, _listed(context, meant.sure), reply=True)
        return
    text = context.t(
        "Type a country or a city behind the command, for example: {example}", example="/places Berlin"
    )
    url = deep_link(context.bot.username, "places")
    way = link(context.label("Write to me in private"), url)
    await say(update, context, Screen(text, [[way]]), reply=True)


async def linked(update: Update, context: Context, _value: str) -> None:
    """A link into the private chat."""
    home = _home(context)
    if home is not None:
        return await show(update, context, _listed(context, home))
    state = await ask(update, context)
    await context.write(CONVERSATION.put, context, state)
    return None


CONVERSATION = Conversation(
    "places",
    entry_points=[Command("places", command, PRIVATE), Button("pl:other", ask)],
    states={WHERE: [Typed(told, longest=locations.LONGEST)]},
    fallbacks=[
        Button("pl", opened, public=True),
        Button("plc", card, public=True),
        Button("plm", on_map, public=True),
    ],
    canceled=N_("Looking for a place was canceled."),
    yields=True,
)
HANDLERS: list[Handler] = [Command("places", in_group, GROUP)]
