"""An event's title and description in a language, its place in three, the pin on the map, the link."""

import re
from html import escape
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
from handlers.staff.events.card import back, opened, part, saved
from storage.events.events import Event

TEXT: Final = "text"
PLACE: Final = "place"
TITLE_MOST, TEXT_MOST, PLACE_MOST = 100, 1500, 200  # characters
URL = re.compile(r"https://[^\s/?#@.]+(?:\.[^\s/?#@.]+)+(?:[/?#]\S*)?")
LONG = N_("The title has {length} characters, {most} at most. Please shorten the first line.")


async def text(update: Update, context: Context, event: Event, language: str, *_: str) -> Literal["text"]:
    """What is written in this language; what is typed next becomes it."""
    context.typed |= {"event": event.id, "language": language}
    await show(update, context, _screen(context, event, language))
    return TEXT


def _screen(context: Context, event: Event, language: str) -> Screen:
    name, shown = titled(context.translator, language), event.changed
    written = "\n".join(filter(None, (shown.text(language, "title"), shown.text(language, "description"))))
    asked = context.t(
        "Send the title on the first line and the description below it. What you send replaces what was there."
    )
    head = f"<b>{escape(name)}</b>"
    quoted = f"<blockquote>{escape(written, quote=False)}</blockquote>" if written else ""
    following = next((code for code in LANGUAGES if not shown.text(code, "title")), None)
    label = context.label("Next: {language}", language=context.translator.language_name(following or "kk"))
    onward = [part(label, event, "tx", following)] if following and following != language and written else []
    return Screen("\n\n".join(filter(None, [head, quoted, asked])), [onward, [back(context, event)]])


async def text_typed(update: Update, context: Context) -> Literal["text"] | None:
    event, language = await opened(context, str(context.typed["event"])), context.typed["language"]
    title, _, description = words_of(update).partition("\n")
    if not title.strip():
        await _refuse(update, context, event, context.t("Please write it in words."))
        return None
    if len(title.strip()) > TITLE_MOST:
        refusal = context.t(LONG, length=len(title.strip()), most=TITLE_MOST)
        await _refuse(update, context, event, refusal)
        return None
    written = {"title": title.strip(), "description": description.strip()}
    event = await saved(update, context, event, texts=_with(event, {language: written}))
    await say(update, context, _screen(context, event, language))
    return TEXT


async def _refuse(update: Update, context: Context, event: Event, said: str) -> None:
    await say(update, context, Screen(said, [[back(context, event)]]), reply=True)


def _with(event: Event, parts: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """Its texts with these parts of some languages."""
    texts = event.changed.texts
    return texts | {language: texts.get(language, {}) | written for language, written in parts.items()}


async def place(update: Update, context: Context, event: Event, *_: str) -> Literal["place"]:
    """The place in words, on the map, or the link; whatever is sent next becomes one of them."""
    context.typed |= {"event": event.id}
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
    event = await opened(context, str(context.typed["event"]))
    try:
        values = _place(update, event)
    except BotError as refusal:
        await _refuse(update, context, event, context.t(refusal.msgid, **refusal.places))
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
        "texts": _with(event, {code: {"place": line} for code, line in zip(LANGUAGES, lines, strict=True)})
    }


async def remove(update: Update, context: Context, event: Event, what: str, *_: str) -> Literal["place"]:
    """Without the pin, or without the link."""
    values = {"pin": {"latitude": None, "longitude": None}, "link": {"link": None}}.get(what, {})
    return await place(update, context, await saved(update, context, event, **values))
