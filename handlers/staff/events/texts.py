"""An event's title and description, its place in three languages, the pin on the map, the link."""

import re
from html import escape
from operator import attrgetter
from typing import Any, Final, Literal

from telegram import Update

from bot.context import Context
from bot.errors import BotError
from bot.events import wording
from bot.text.languages import LANGUAGES
from bot.text.translator import N_
from handlers.screen import Screen, say, show
from handlers.staff.broadcast.reading import words_of
from handlers.staff.broadcast.wording import titled
from handlers.staff.events.card import EVENT, back, part, saved
from handlers.staff.titled_texts import TitledTexts, texts_with
from storage.events.events import Event

PLACE: Final = "place"
TITLE_MOST, TEXT_MOST, PLACE_MOST = 100, 1500, 200  # characters
URL = re.compile(r"https://[^\s/?#@.]+(?:\.[^\s/?#@.]+)+(?:[/?#]\S*)?")
WORDS = TitledTexts(EVENT, saved, attrgetter("changed"), TITLE_MOST)


async def place(update: Update, context: Context, event: Event, *_: str) -> Literal["place"]:
    """The place in words, on the map, or the link; whatever is sent next becomes one of them."""
    EVENT.await_typed(context, event)
    await show(update, context, _place_screen(context, event))
    return PLACE


def _place_screen(context: Context, event: Event) -> Screen:
    shown = event.changed
    lines = [
        f"{wording.WHERE} {escape(titled(context.translator, code))}: {escape(shown.text(code, 'place'), quote=False)}"
        for code in LANGUAGES
        if shown.text(code, "place")
    ]
    if shown.latitude is not None:
        lines.append(context.t("A pin on the map is set."))
    if shown.link:
        lines.append(f"{wording.LINK} {escape(shown.link, quote=False)}")
    asked = context.t(
        "Send the name and address of the place in Kazakh, Russian and English, one on each line; a location, for the "
        "pin on the map; or the https:// link of an event held online."
    )
    unpin = [part(context.label("Without a pin"), event, "pl0", "pin")] if shown.latitude is not None else []
    unlink = [part(context.label("Without a link"), event, "pl0", "link")] if shown.link else []
    rows = [[*unpin, *unlink], [back(context, event)]]
    return Screen("\n\n".join(filter(None, ["\n".join(lines), asked])), rows)


async def place_typed(update: Update, context: Context) -> Literal["place"] | None:
    event = await EVENT.typed_for(context)
    try:
        values = _place(update, event)
    except BotError as refusal:
        await EVENT.refuse(update, context, event, context.t(refusal.msgid, **refusal.places))
        return None
    await say(update, context, _place_screen(context, await saved(update, context, event, **values)))
    return PLACE


def _place(update: Update, event: Event) -> dict[str, Any]:
    """A location or venue, a link, or the lines of the place; BotError says what was expected."""
    message = update.message
    if message is not None and message.location is not None:
        return {"latitude": message.location.latitude, "longitude": message.location.longitude}
    typed = words_of(update)
    if URL.fullmatch(typed):
        return {"link": typed}
    lines = [line.strip() for line in typed.splitlines() if line.strip()]
    if len(lines) != len(LANGUAGES):
        raise BotError(N_("Please send three lines: the place in Kazakh, in Russian and in English."))
    return {
        "texts": texts_with(
            event.changed, {code: {"place": line} for code, line in zip(LANGUAGES, lines, strict=True)}
        )
    }


async def remove(update: Update, context: Context, event: Event, what: str, *_: str) -> Literal["place"]:
    """Without the pin, or without the link."""
    values = {"pin": {"latitude": None, "longitude": None}, "link": {"link": None}}.get(what, {})
    return await place(update, context, await saved(update, context, event, **values))
