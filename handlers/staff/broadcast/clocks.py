"""Dates with an hour in a text, shown by each member's own clock: what is understood of them, and one tap for it."""

import asyncio
from datetime import UTC
from html import escape

from telegram import Update

from bot.broadcasts import moments
from bot.broadcasts.content import Content
from bot.broadcasts.moments import Moment
from bot.context import Context
from bot.directory import zones
from handlers.screen import Screen, show
from handlers.staff import coming
from handlers.staff.broadcast.card import part, with_text
from storage.broadcasts.broadcasts import Broadcast


async def clocks(
    update: Update, context: Context, draft: Broadcast, language: str, choice: str = "", *_: str
) -> None:
    """The moments the text names, as they are understood; pressed with on or off, lays them over the words or takes
    them off."""
    kept = Content.of(draft.content)[language]
    now, zone = context.services.clock(), context.zone
    stated = await asyncio.to_thread(
        moments.stated, kept.text, now, zone
    )  # a long text takes a while to read
    if choice in ("on", "off") and not kept.parse_mode:
        kept = moments.laid(kept, stated) if choice == "on" else moments.without(kept)
        draft = await with_text(update, context, draft, language, kept)
    t, on = context.t, moments.has(kept)
    explained = t(
        "A member who taps such a date sees it by their own clock. The words stay as they are written; where a client "
        "is too old they are plain words."
    )
    if not stated:
        explained = t(
            "No date with an hour still to come was found in this text, like: {example}",
            example=f"{coming.example(context)} {zones.city('Europe/Berlin', context.language)}",
        )
    elif on:
        explained = "✓ " + t("These dates are shown by each member's own clock.") + "\n\n" + explained
    lines = [_line(context, kept.text, moment) for moment in stated]
    label = context.label("Plain words again") if on else context.label("By each member's own clock")
    change = [part(label, draft, "clk", language, "off" if on else "on")] if stated or on else []
    back = part(context.label("Back"), draft, "tx", language)
    await show(update, context, Screen("\n".join([explained, "", *lines]).strip(), [change, [back]]))


def _line(context: Context, text: str, moment: Moment) -> str:
    when = context.words.weekday_time(moment.at.astimezone(UTC), context.zone)
    said = escape(text[moment.start : moment.end], quote=False)
    return f"🕒 {said}: {context.translator.letters(escape(when, quote=False))}"
