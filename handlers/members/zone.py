"""The time zone, by the cities of one's country or any other by its typed name."""

from typing import Any

from telegram import InlineKeyboardButton, Update

from bot.context import Context
from bot.directory import zones
from bot.text import words
from handlers.buttons import back, button, columns, keyboard, main_menu, page_of, pager
from handlers.members.membership import change, joined
from handlers.routing import Handler, StepHandler, press, pressed, stand
from handlers.screen import Screen, say, show

ON_PAGE = 8


async def zone(update: Update, context: Context) -> None:
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


async def chosen(update: Update, context: Context) -> None:
    """Keeps the zone and shows it ticked."""
    [name] = pressed(update, 1)
    if zones.known(name):
        await change(update, context, timezone=name)
    await zone_again(update, context)


async def zone_again(update: Update, context: Context) -> None:
    """The page the chosen zone is on."""
    member = await joined(update, context)
    name = zones.city(member.timezone, context.language) if member.timezone else ""
    text = context.t("Your time zone: {zone}.", zone=name)
    ways = [back(context.translator, "set"), main_menu(context.translator)]
    await show(update, context, Screen(text, keyboard([ways])))


async def other(update: Update, context: Context) -> None:
    await stand(update, context, "zone.text")
    text = context.t("Type the name of a large city near you, for example: Novosibirsk.")
    await show(update, context, Screen(text, keyboard([[back(context.translator, "zone")]])))


async def typed(update: Update, context: Context, data: dict[str, Any]) -> None:
    """What the typed city may mean; another try is awaited meanwhile."""
    message = update.message
    found = zones.search((message.text if message else None) or "", lambda name: " ".join(words.words(name)))
    text = (
        context.t("Which of these cities has your time?")
        if found
        else context.t("No such city was found. Try a larger city in the same time zone.")
    )
    rows = [*columns(_buttons(context, found)), [back(context.translator, "zone")]]
    await stand(update, context, "zone.text")
    await say(update, context, Screen(text, keyboard(rows)))


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


HANDLERS: list[Handler] = [press("zone", zone), press("zones", chosen), press("zonex", other)]
STEPS: dict[str, StepHandler] = {"zone.text": typed}
