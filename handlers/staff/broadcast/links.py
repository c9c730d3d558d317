"""Link buttons of one language's text, typed as lines of "text - address"."""

import re
from dataclasses import replace
from typing import Any

from telegram import Update

from bot.broadcasts.content import Content, Link
from bot.context import Context
from handlers.buttons import keyboard
from handlers.routing import StepHandler, stand
from handlers.screen import Screen, say, show
from handlers.staff.broadcast import wording
from handlers.staff.broadcast.card import part
from handlers.staff.broadcast.drafts import opened, with_text
from handlers.staff.broadcast.texts import awaits, screen, text
from storage.broadcasts.broadcasts import Broadcast

LINKS, BESIDE = 20, 8  # rows, and buttons in one: Telegram shows eight side by side
LINE = re.compile(r"^(?P<label>.+?)(?P<sign>\s+[-–—]|:|)\s+(?P<address>\S+)$")
URL = re.compile(r"^(?:https?://[^\s/?#@.]+(?:\.[^\s/?#@.]+)+(?:[/?#]\S*)?|tg://\S+)$")
DOMAIN = re.compile(r"^[\w-]+(?:\.[\w-]+)+(?:/\S*)?$")


async def links(update: Update, context: Context, draft: Broadcast, language: str, *_: str) -> None:
    """Asks for link buttons."""
    await stand(update, context, "bc.links", draft=draft.id, language=language)
    asked = context.t(
        "Send the link buttons for {language}, one on each line:\n<code>Apply - https://example.org/apply</code>\n"
        "To put two beside each other, write | between them. What you send replaces the present ones.",
        language=wording.language(context.translator, language),
    )
    present = Content.of(draft.content)[language].buttons
    none = [part(context.label("No link buttons"), draft, "ln0", language)] if present else []
    await show(update, context, Screen(asked, keyboard([none, [_to_text(context, draft, language)]])))


async def no_links(update: Update, context: Context, draft: Broadcast, language: str, *_: str) -> None:
    kept = replace(Content.of(draft.content)[language], buttons=())
    draft = await with_text(update, context, draft, language, kept)
    await text(update, context, draft, language)


async def links_typed(update: Update, context: Context, data: dict[str, Any]) -> None:
    """Link buttons as lines of "text - address"."""
    message, language = update.message, data["language"]
    draft = await opened(context, str(data["draft"]))
    rows, bad = read_links((message.text if message else None) or "")
    if bad or not rows:
        said = context.t(
            "This line is not a button: {line}\nWrite it like: Apply - https://example.org", line=bad or "…"
        )
        await say(update, context, Screen(said, keyboard([[_to_text(context, draft, language)]])), reply=True)
        return
    kept = replace(Content.of(draft.content)[language], buttons=rows)
    draft = await with_text(update, context, draft, language, kept)
    await awaits(update, context, draft, language)
    await say(update, context, screen(context, draft, language))


def read_links(lines: str) -> tuple[tuple[tuple[Link, ...], ...], str | None]:
    """Rows of buttons and the first line that is none."""
    rows: list[tuple[Link, ...]] = []
    for line in filter(None, map(str.strip, lines.splitlines())):
        links = [_link(written) for written in line.split("|")]
        row = tuple(link for link in links if link)
        if len(row) < len(links) or len(rows) >= LINKS or len(row) > BESIDE:
            return tuple(rows), line
        rows.append(row)
    return tuple(rows), None


def _link(written: str) -> Link | None:
    """The button in "text - address"; the address is the last word, and says https:// where no sign parts them."""
    parts = LINE.match(written.strip())
    if parts is None:
        return None
    address = parts["address"]
    if parts["sign"] and DOMAIN.match(address):
        address = f"https://{address}"
    return Link(parts["label"][:64], address) if URL.match(address) else None


def _to_text(context: Context, draft: Broadcast, language: str) -> Any:
    return part(context.label("Back"), draft, "tx", language)


STEPS: dict[str, StepHandler] = {"bc.links": links_typed}
