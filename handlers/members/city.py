"""The city one lives in: typed in any letters, or a shared location, of which only the nearest city is read.

It is kept by its number in the directory and called in the reader's language. Announcements and events for a city reach
by it, and what is near begins with it (`events_near.py`, `places.py`). A city of another country is a move: country and
time zone follow.
"""

from typing import Final, Literal

from telegram import InlineKeyboardButton, Update

from bot.context import Context
from bot.directory import cities, countries, locations, shared_locations
from bot.directory.gazetteer import Location
from bot.directory.locations import Matches
from bot.text.translator import N_, Translator
from handlers.conversation import END, Conversation
from handlers.members import location
from handlers.members.membership import change, joined
from handlers.routing import Button, Typed, pressed, typed_text
from handlers.screen import Screen, back, button, columns, main_menu, say, show, which

NAME: Final = "name"


async def ask(update: Update, context: Context) -> Literal["name"]:
    """What is kept now, and how to say another."""
    t, member = context.t, await joined(update, context)
    lines = [
        t(
            "Which city do you live in? You will also get announcements meant for it, and events and places near it "
            "come first."
        ),
        *([t("City: {city}", city=cities.name(member.city, context.language))] if member.city else ()),
        " ".join(
            [t("Type its name in any letters."), t("You can also send your location with the paperclip.")]
        ),
        t(location.SHARED),
    ]
    remove = [button(context.label("Remove my city"), "city", "none")] if member.city else []
    ways = [back(context.translator, "set"), main_menu(context.translator)]
    await show(update, context, Screen("\n\n".join(lines), [remove, ways]))
    return NAME


async def told(update: Update, context: Context) -> Literal["name", "end"]:
    """The city that was typed or shared; another try is awaited until one is clear."""
    meant = _meant(update, context)
    if meant.sure is None:
        await say(update, context, _offered(update, context, meant), reply=True)
        return NAME
    await keep(update, context, meant.sure)
    await say(update, context, _kept(context), reply=True)
    return END


def _offered(update: Update, context: Context, meant: Matches) -> Screen:
    """What it may be; of a country or a region, or a town nobody listed there, its largest cities."""
    again, several = [back(context.translator, "cityx")], len(meant.countries) > 1
    if meant.choices:
        choices = [named(context.translator, city, country=several) for city in meant.choices]
        return which(context.translator, choices, "", again)
    nothing = context.t("No such city was found. Try writing it another way, or the nearest larger one.")
    near = [named(context.translator, city, country=False) for city in cities.largest(typed_text(update))]
    return Screen(nothing, [*columns(near), again])


def _meant(update: Update, context: Context) -> Matches:
    shared = update.message.location if update.message else None
    if shared is None:
        return cities.search(typed_text(update), context.country)
    near = shared_locations.nearest(shared.latitude, shared.longitude)
    known = [city for city in (near.sure, *near.choices) if city and city.city]
    return Matches(sure=known[0]) if len(known) == 1 else Matches(choices=tuple(known))


def named(translator: Translator, city: Location, *, country: bool) -> InlineKeyboardButton:
    """A button with this city, its flag before it, and its country where others are offered too."""
    name = cities.name(city.city or "", translator.language)
    if country:
        name = f"{name}, {countries.name(city.country, translator.language)}"
    return button(f"{countries.flag(city.country)} {translator.letters(name)}", "city", city.city)


async def chosen(update: Update, context: Context) -> None:
    """A city that was offered, or none."""
    [choice] = pressed(update, 1)
    city = cities.get(choice)
    if city is not None:
        await keep(update, context, city)
    elif choice == "none":
        await change(update, context, city=None)
    await joined(update, context)
    await show(update, context, _kept(context))


async def keep(update: Update, context: Context, city: Location) -> None:
    """The city with its country; its time zone where that is another country than before, or none was known."""
    member = await joined(update, context)
    stays = member.country == city.country and member.timezone is not None
    zone = {} if stays else {"timezone": city.zone}
    await change(update, context, country=city.country, city=city.city, **zone)


def _kept(context: Context) -> Screen:
    """What is kept now."""
    member, t = context.member, context.t
    ways = [[back(context.translator, "set"), main_menu(context.translator)]]
    if member is None or member.city is None:
        return Screen(t("No city of yours is kept."), ways)
    country = countries.name(member.country or "", context.language)
    city = cities.name(member.city, context.language)
    another = [button(context.label("Another city"), "cityx")]
    return Screen(t("Your city: {city}, {country}.", city=city, country=country), [another, *ways])


CONVERSATION = Conversation(
    "city",
    entry_points=[Button("cityx", ask)],
    states={NAME: [Typed(told, longest=locations.LONGEST)]},
    exits=[Button("city", chosen)],
    canceled=N_("Choosing a city was canceled."),
    yields=True,
)
