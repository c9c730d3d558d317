"""The country and the time zone one lives in: common ones as buttons, any other typed, or a shared location.

A country whose clocks differ is followed by the question which of them. A city that says the country is kept with it
(`city.py`). Of a shared location only the city with its country and zone are kept; the update that brought it is
emptied like every other.
"""

from typing import Final, Literal

from telegram import InlineKeyboardButton, Update
from telegram.ext import filters

from bot.context import Context
from bot.directory import cities, countries, locations, shared_locations, zones
from bot.directory.gazetteer import Location
from bot.directory.locations import NOTHING, Matches
from bot.faq.intents import intent_of
from bot.text.translator import N_, Translator
from handlers import routing
from handlers.conversation import END, Conversation
from handlers.members import place_card
from handlers.members.membership import change, joined
from handlers.page import Page
from handlers.routing import PRIVATE, Button, Handler, Typed, pressed, typed_text
from handlers.screen import Screen, back, button, columns, main_menu, say, show, ticked, which

NAME: Final = "name"
CITY: Final = "city"
ON_PAGE = 8  # cities
BRIEF = 100  # characters; a longer text is a question
SHARED = N_("Only the city, its country and time zone are kept of a location, never the place itself.")


async def country(update: Update, context: Context) -> None:
    """The countries; pressed with one, keeps it, and asks for its zone if it has several."""
    code, *city = pressed(update, 3)
    if code == "none" or code in countries.codes():
        await keep(update, context, home_of(code, *city) if code != "none" else None)
        if zone_is_open(context):
            return await zone(update, context)
    return await show(update, context, country_screen(context))


def country_screen(context: Context) -> Screen:
    translator, chosen = context.translator, context.country
    text = translator.t("Which country do you live in? You will also get announcements meant for it.")
    none = [button(translator.label("Do not say"), "cty", "none")] if chosen else []
    ways = [back(translator, "set"), main_menu(translator)]
    return Screen(text, [*country_buttons(translator, "cty", chosen), none, ways])


def home_of(country: str, zone: str = "", city: str = "") -> Location:
    """What a button says; data can be forged."""
    return Location(country, zone or None, city=cities.within(city, country))


async def keep(update: Update, context: Context, home: Location | None) -> None:
    """Keeps the country, and its time zone if a city says it or the whole country has one; the city with it, of another
    country the one that was kept no longer."""
    code = home.country if home else None
    named = home.zone if home and home.zone in zones.of_country(code) else None
    zone = named or zones.only(code, context.services.clock())
    kept = context.member.city if context.member else None
    city = home.city if home and home.city else cities.within(kept, code)
    moved = {"city": city} if city != kept else {}
    await change(update, context, country=code, timezone=zone, **moved)


def zone_is_open(context: Context) -> bool:
    """Whether the country chosen has several zones, and none of them is kept."""
    member = context.member
    return member is not None and member.timezone is None and len(zones.of_country(member.country)) > 1


def country_buttons(
    translator: Translator, verb: str, country: str | None
) -> list[list[InlineKeyboardButton]]:
    """The common countries, the present one ticked and added if it is another, and a way to all the others."""
    listed = list(dict.fromkeys([*countries.COMMON, *([country] if country else [])]))
    other = [button(translator.label("Another country"), verb, "other")]
    return [*columns([_named(translator, verb, Location(code), country) for code in listed]), other]


def _named(
    translator: Translator, verb: str, home: Location, chosen: str | None = None
) -> InlineKeyboardButton:
    tick = "✓ " if home.country == chosen else ""
    names = [countries.name(home.country, translator.language)]
    names += [cities.name(home.city, translator.language)] if home.city else []  # which is kept with it
    named = f"{tick}{countries.flag(home.country)} {translator.letters(', '.join(names))}"
    return button(named, verb, home.country, *filter(None, (home.zone, home.city)))


async def ask_name(update: Update, context: Context) -> Literal["name"]:
    """The verb of the pressed button leads back to the countries, in the settings or on the way through /start."""
    verb = routing.verb(update)
    context.typed = {"verb": verb}
    text = context.t("Type the name of the country, for example: Poland.")
    send = context.t("You can also send your location with the paperclip.")
    said = f"{text}\n{send} {context.t(SHARED)}"
    await show(update, context, Screen(said, [[back(context.translator, verb)]]))
    return NAME


async def name(update: Update, context: Context) -> Literal["name", "end"]:
    """The country that was typed or shared; another try is awaited until one is clear."""
    home = await told(update, context)
    if home is None:
        return NAME
    await keep(update, context, home)
    await show(update, context, zone_screen(context) if zone_is_open(context) else country_screen(context))
    return END


async def told(update: Update, context: Context) -> Location | None:
    """The place that is meant for sure; else what it may be is offered, or another try asked for."""
    meant = _meant(update)
    if meant.sure is None:
        await offer(update, context, meant, context.typed.get("verb", "cty"))
    return meant.sure


async def offer(update: Update, context: Context, meant: Matches, verb: str) -> None:
    """What it may be, each a button of this verb; or another try is asked for."""
    translator = context.translator
    nothing = translator.t(
        "No country of that name was found. Try writing it another way, or go back to the list."
    )
    offered = [_named(translator, verb, home) for home in meant.choices]
    await say(update, context, which(translator, offered, nothing, [back(translator, verb)]))


def _meant(update: Update) -> Matches:
    location = update.message.location if update.message else None
    if location is not None:
        return shared_locations.nearest(location.latitude, location.longitude)
    typed = typed_text(update)
    return NOTHING if intent_of(typed) else locations.search(typed)  # «сәлем» is no city in India


async def shared(update: Update, context: Context) -> None:
    """A location nobody asked for: is it where they live, or what is near it?"""
    text = context.t("Do you live here?") + " " + context.t(SHARED)
    await say(update, context, _here(context, text, _meant(update)))


def only_named(text: str) -> Location | None:
    """The country or city of these words, if they say nothing else."""
    return locations.only(text).sure if len(text) <= BRIEF and locations.is_checked(text) else None


async def named(update: Update, context: Context, home: Location) -> None:
    """Typed where nobody asked for it; under the list of countries or of zones it is kept."""
    if listed_last(context, "cty:other"):
        await keep(update, context, home)
        await say(update, context, zone_screen(context) if zone_is_open(context) else country_screen(context))
    elif home.zone and listed_last(context, "zonex"):
        await keep_zone(update, context, home.zone)
        await say(update, context, _zone_kept(context))
    else:
        await say(update, context, _here(context, context.t("Do you live here?"), Matches(sure=home)))


def listed_last(context: Context, data: str) -> bool:
    """Whether the reader was shown last a screen with this button."""
    rows = context.session.screen.buttons if context.session.screen else []
    return any(each.get("callback_data") == data for row in rows for each in row)


def _here(context: Context, text: str, meant: Matches) -> Screen:
    translator, homes = context.translator, [meant.sure] if meant.sure else meant.choices
    offered = [_named(translator, "cty", home) for home in homes]
    near = [place_card.near_button(translator, home) for home in homes[:1]]
    return Screen(text, [*columns(offered), near, [main_menu(translator)]])


COUNTRY = Conversation(
    "country",
    entry_points=[Button("cty:other", ask_name)],
    states={NAME: [Typed(name, longest=locations.LONGEST)]},
    exits=[Button("cty", country)],
    canceled=N_("Choosing a country was canceled."),
    yields=True,
)


async def zone(update: Update, context: Context) -> None:
    await joined(update, context)
    await show(update, context, zone_screen(context, pressed(update, 1)[0]))


def zone_screen(context: Context, wanted: str = "0", verb: str = "zone") -> Screen:
    """A page of the country's zones; `verb` is that of its buttons, in the settings or on the way through /start."""
    translator, member = context.translator, context.member
    listed = zones.of_country(member.country if member else None) or zones.common()
    page = Page.of(wanted, len(listed), ON_PAGE)
    ways = [back(translator, "set"), main_menu(translator)]
    if verb != "zone":
        ways = [
            button(translator.label("Back"), "resume", "country"),
            button(translator.label("Skip"), verb, "skip"),
        ]
    rows = [
        *columns(_zone_buttons(context, page.cut(listed), "zones" if verb == "zone" else verb)),
        page.turns(verb),
        [button(translator.label("Another city"), "zonex" if verb == "zone" else f"{verb}:other")],
        ways,
    ]
    return Screen(translator.t("Which city's time do you live by?"), rows)


async def zone_chosen(update: Update, context: Context) -> None:
    await keep_zone(update, context, pressed(update, 1)[0])
    await joined(update, context)
    await show(update, context, _zone_kept(context))


async def keep_zone(update: Update, context: Context, name: str) -> None:
    if zones.known(name):
        await change(update, context, timezone=name)


def _zone_kept(context: Context) -> Screen:
    kept = context.member.timezone if context.member else None
    name = zones.city(kept, context.language) if kept else ""
    text = context.t("Your time zone: {zone}.", zone=name)
    return Screen(text, [[back(context.translator, "set"), main_menu(context.translator)]])


async def ask_city(update: Update, context: Context) -> Literal["city"]:
    text = context.t("Type the name of a large city near you, for example: Novosibirsk.")
    settings = routing.verb(update) == "zonex"
    context.typed = {"verb": "zone" if settings else "hizone"}
    await show(update, context, Screen(text, [[back(context.translator, context.typed["verb"])]]))
    return CITY


async def city(update: Update, context: Context) -> Literal["city", "end"]:
    """The zone of the city that was typed or shared; another try is awaited until one is clear."""
    zone = await told_zone(update, context)
    if zone is None:
        return CITY
    await keep_zone(update, context, zone)
    await say(update, context, _zone_kept(context))
    return END


async def told_zone(update: Update, context: Context) -> str | None:
    """The zone that is meant for sure; else those it may be are offered, or another try asked for."""
    meant, verb = _meant(update), context.typed.get("verb", "zone")
    if meant.sure is not None and meant.sure.zone:
        return meant.sure.zone
    known = [meant.sure] if meant.sure else meant.choices
    offered = [
        zone for home in known for zone in ([home.zone] if home.zone else zones.of_country(home.country))
    ]
    text = (
        context.t("Which of these cities has your time?")
        if offered
        else context.t("No such city was found. Try a larger city in the same time zone.")
    )
    chosen = _zone_buttons(context, offered[:ON_PAGE], "zones" if verb == "zone" else verb)
    await say(update, context, Screen(text, [*columns(chosen), [back(context.translator, verb)]]))
    return None


def _zone_buttons(context: Context, listed: list[str], verb: str) -> list[InlineKeyboardButton]:
    """Cities with what their clocks show, the present one ticked."""
    mine = context.member.timezone if context.member else None
    now, translator = context.services.clock(), context.translator
    named = {name: f"{zones.city(name, translator.language)} · {zones.clock(name, now)}" for name in listed}
    return [
        button(ticked(translator.letters(said), name == mine), verb, name) for name, said in named.items()
    ]


TIME_ZONE = Conversation(
    "time_zone",
    entry_points=[Button("zonex", ask_city)],
    states={CITY: [Typed(city, longest=locations.LONGEST)]},
    exits=[Button("zones", zone_chosen), Button("zone", zone)],
    canceled=N_("Choosing a time zone was canceled."),
    yields=True,
)
HANDLERS: list[Handler] = [Typed(shared, PRIVATE & filters.LOCATION)]
