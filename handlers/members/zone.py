"""The time zone, by the cities of one's country or any other by its typed name."""

from typing import Final, Literal

from telegram import InlineKeyboardButton, Update

from bot.context import Context
from bot.directory import zones
from bot.text.translator import N_
from handlers.buttons import back, button, columns, keyboard, main_menu, page_of, pager
from handlers.conversation import END, Conversation
from handlers.members.membership import change, joined
from handlers.routing import Button, Typed, pressed
from handlers.screen import Screen, say, show

ON_PAGE = 8
CITY: Final = "city"


async def zone(update: Update, context: Context) -> Literal["end"]:
    """The zones, or another page of them."""
    [wanted] = pressed(update, 1)
    member = await joined(update, context)
    listed = zones.of_country(member.country) or zones.common()
    pages = -(-len(listed) // ON_PAGE)
    page = page_of(wanted, pages)
    here = listed[page * ON_PAGE :][:ON_PAGE]
    translator = context.translator
    rows = [
        *columns(_buttons(context, here)),
        pager("zone", page, pages),
        [button(translator.label("Another city"), "zonex")],
        [back(translator, "set"), main_menu(translator)],
    ]
    await show(update, context, Screen(translator.t("Which city's time do you live by?"), keyboard(rows)))
    return END


async def chosen(update: Update, context: Context) -> Literal["end"]:
    """Keeps the zone and says it."""
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
    message = update.message
    found = zones.search((message.text if message else None) or "")
    text = (
        context.t("Which of these cities has your time?")
        if found
        else context.t("No such city was found. Try a larger city in the same time zone.")
    )
    rows = [*columns(_buttons(context, found)), [back(context.translator, "zone")]]
    await say(update, context, Screen(text, keyboard(rows)))
    return CITY


def _buttons(context: Context, listed: list[str]) -> list[InlineKeyboardButton]:
    """Cities with what their clocks show, the present one ticked."""
    mine = context.member.timezone if context.member else None
    now, translator = context.services.clock(), context.translator
    return [
        button(
            ("✓ " if one == mine else "")
            + translator.letters(f"{zones.city(one, translator.language)} · {zones.clock(one, now)}"),
            "zones",
            one,
        )
        for one in listed
    ]


CONVERSATION = Conversation(
    "time_zone",
    entry_points=[Button("zonex", ask_city)],
    states={CITY: [Typed(city)]},
    fallbacks=[Button("zones", chosen), Button("zone", zone)],
    canceled=N_("Choosing a time zone was canceled."),
)
