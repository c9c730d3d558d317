"""The country and the time zone one lives in: common ones as buttons, any other by its typed name."""

from typing import Final, Literal

from telegram import InlineKeyboardButton, Update

from bot.context import Context
from bot.directory import countries, names, zones
from bot.text.translator import N_, Translator
from handlers.conversation import END, Conversation
from handlers.members.membership import change, joined
from handlers.routing import Button, Typed, pressed, typed_text
from handlers.screen import Screen, back, button, columns, keyboard, main_menu, page_of, pager, say, show

NAME: Final = "name"
CITY: Final = "city"
ON_PAGE = 8  # cities


async def country(update: Update, context: Context) -> Literal["end"]:
    """The countries; pressed with one, keeps it and ticks it."""
    [choice] = pressed(update, 1)
    if choice == "none" or choice in countries.codes():
        await keep_country(update, context, None if choice == "none" else choice)
    translator, chosen = context.translator, context.member.country if context.member else None
    text = translator.t("Which country do you live in? You will also get announcements meant for it.")
    none = [button(translator.label("Do not say"), "cty", "none")] if chosen else []
    ways = [back(translator, "set"), main_menu(translator)]
    rows = [*country_buttons(translator, "cty", chosen), none, ways]
    await show(update, context, Screen(text, keyboard(rows)))
    return END


async def keep_country(update: Update, context: Context, code: str | None) -> None:
    """Keeps the country, and its time zone where the whole country has one."""
    zone = zones.only(code, context.services.clock())
    await change(update, context, country=code, timezone=zone)


def country_buttons(
    translator: Translator, verb: str, country: str | None
) -> list[list[InlineKeyboardButton]]:
    """The common countries, the present one ticked and added if it is another, and a way to all the others."""
    listed = list(dict.fromkeys([*countries.COMMON, *([country] if country else [])]))
    other = [button(translator.label("Another country"), verb, "other")]
    return [*columns([_named(translator, verb, code, country) for code in listed]), other]


def _named(translator: Translator, verb: str, code: str, chosen: str | None = None) -> InlineKeyboardButton:
    tick = "✓ " if code == chosen else ""
    name = translator.letters(countries.name(code, translator.language))
    return button(f"{tick}{countries.flag(code)} {name}", verb, code)


async def ask_name(update: Update, context: Context) -> Literal["name"]:
    """The verb of the pressed button leads back to the countries, in the settings or on the way through /start."""
    query = update.callback_query
    assert query is not None and query.data is not None
    verb = query.data.partition(":")[0]
    context.typed = {"verb": verb}
    text = context.t("Type the name of the country, for example: Poland.")
    await show(update, context, Screen(text, keyboard([[back(context.translator, verb)]])))
    return NAME


async def name(update: Update, context: Context) -> Literal["name"]:
    """What the typed name may mean, however it is spelt; another try is awaited meanwhile."""
    codes, translator, verb = countries.search(typed_text(update)), context.translator, context.typed["verb"]
    text = (
        translator.t("Which of these?")
        if codes
        else translator.t(
            "No country of that name was found. Try writing it another way, or go back to the list."
        )
    )
    rows = [*columns([_named(translator, verb, code) for code in codes]), [back(translator, verb)]]
    await say(update, context, Screen(text, keyboard(rows)))
    return NAME


COUNTRY = Conversation(
    "country",
    entry_points=[Button("cty:other", ask_name)],
    states={NAME: [Typed(name, longest=names.LONGEST)]},
    fallbacks=[Button("cty", country)],
    canceled=N_("Choosing a country was canceled."),
)


async def zone(update: Update, context: Context) -> Literal["end"]:
    """The zones, or another page of them."""
    [wanted] = pressed(update, 1)
    member = await joined(update, context)
    listed = zones.of_country(member.country) or zones.common()
    pages = -(-len(listed) // ON_PAGE)
    page = page_of(wanted, pages)
    translator = context.translator
    rows = [
        *columns(_zone_buttons(context, listed[page * ON_PAGE :][:ON_PAGE])),
        pager("zone", page, pages),
        [button(translator.label("Another city"), "zonex")],
        [back(translator, "set"), main_menu(translator)],
    ]
    await show(update, context, Screen(translator.t("Which city's time do you live by?"), keyboard(rows)))
    return END


async def zone_chosen(update: Update, context: Context) -> Literal["end"]:
    [name] = pressed(update, 1)
    if zones.known(name):
        await change(update, context, timezone=name)
    member = await joined(update, context)
    name = zones.city(member.timezone, context.language) if member.timezone else ""
    text = context.t("Your time zone: {zone}.", zone=name)
    ways = [back(context.translator, "set"), main_menu(context.translator)]
    await show(update, context, Screen(text, keyboard([ways])))
    return END


async def ask_city(update: Update, context: Context) -> Literal["city"]:
    text = context.t("Type the name of a large city near you, for example: Novosibirsk.")
    await show(update, context, Screen(text, keyboard([[back(context.translator, "zone")]])))
    return CITY


async def city(update: Update, context: Context) -> Literal["city"]:
    """What the typed city may mean; another try is awaited meanwhile."""
    cities = zones.search(typed_text(update))
    text = (
        context.t("Which of these cities has your time?")
        if cities
        else context.t("No such city was found. Try a larger city in the same time zone.")
    )
    rows = [*columns(_zone_buttons(context, cities)), [back(context.translator, "zone")]]
    await say(update, context, Screen(text, keyboard(rows)))
    return CITY


def _zone_buttons(context: Context, listed: list[str]) -> list[InlineKeyboardButton]:
    """Cities with what their clocks show, the present one ticked."""
    mine = context.member.timezone if context.member else None
    now, translator = context.services.clock(), context.translator
    return [
        button(
            ("✓ " if name == mine else "")
            + translator.letters(f"{zones.city(name, translator.language)} · {zones.clock(name, now)}"),
            "zones",
            name,
        )
        for name in listed
    ]


TIME_ZONE = Conversation(
    "time_zone",
    entry_points=[Button("zonex", ask_city)],
    states={CITY: [Typed(city, longest=names.LONGEST)]},
    fallbacks=[Button("zones", zone_chosen), Button("zone", zone)],
    canceled=N_("Choosing a time zone was canceled."),
)
