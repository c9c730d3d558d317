"""Who gets it: topics, countries, languages and how lately they were active, with the count after every tap."""

import asyncio
import re
from typing import Any, Final, Literal

from telegram import InlineKeyboardButton, Update

from bot.context import Context
from bot.directory import countries, locations
from bot.errors import BotError
from bot.text.languages import LANGUAGES
from bot.text.translator import N_
from handlers.screen import Screen, columns, keyboard, say, show
from handlers.staff.broadcast import wording
from handlers.staff.broadcast.card import back, opened, part, reach_of, saved, zone_of
from handlers.staff.broadcast.reading import words_of
from storage.broadcasts.broadcasts import Broadcast
from storage.members.audience import Audience

COUNTRY: Final = "country"
DAYS = (7, 30, 90, 365)
FACETS = ("topics", "countries", "languages")
NAMES_MOST = 60  # typed in one message
NAME_SHOWN = 40  # characters of one that is no place
TOO_MANY = N_("Too many names at once: {number}, {most} at most. Please send them in several messages.")


async def recipients(update: Update, context: Context, draft: Broadcast, *_: str) -> None:
    """What narrows the audience now, and how many that are."""
    topics = _facet(context, draft, "topics", context.label("Topics"))
    where = _facet(context, draft, "countries", context.label("Countries"))
    languages = _facet(context, draft, "languages", context.label("Languages"))
    active = part(context.label("Last active"), draft, "ac")
    everyone = part(context.label("Everyone"), draft, "all")
    ways = [[topics, where], [languages, active], [everyone], [back(context, draft)]]
    await show(update, context, Screen(await _described(context, draft), keyboard(ways)))


def _facet(context: Context, draft: Broadcast, facet: str, label: str) -> InlineKeyboardButton:
    number = len(draft.audience.get(facet) or [])
    return part(f"{label} ({number})" if number else label, draft, "fc", facet)


async def facet(update: Update, context: Context, draft: Broadcast, name: str, *_: str) -> None:
    """The choices of one facet, chosen ones ticked."""
    if name not in FACETS:
        return await recipients(update, context, draft)
    choices = [_choice(draft, name, *choice) for choice in _choices(context, draft, name).items()]
    search = [part("🔎 " + context.label("Another country"), draft, "cs")] if name == "countries" else []
    rows = [*columns(choices), search, [part(context.label("Back"), draft, "to")]]
    return await show(update, context, Screen(await _described(context, draft), keyboard(rows)))


async def toggle(update: Update, context: Context, draft: Broadcast, name: str, choice: str, *_: str) -> None:
    """Adds or takes out a choice, as the button's sign says; pressing twice does it once."""
    if name in FACETS and choice[:1] in "+-" and len(choice) > 1:
        sign, value = choice[0], choice[1:]
        chosen = [kept for kept in draft.audience.get(name) or [] if kept != value]
        known = countries.codes() if name == "countries" else _choices(context, draft, name)
        if sign == "+" and value in known:  # a forged button names something else
            chosen.append(value)
        draft = await _narrowed(update, context, draft, **{name: chosen})
    await facet(update, context, draft, name)


async def everyone(update: Update, context: Context, draft: Broadcast, *_: str) -> None:
    """Nothing narrows it any more; what is for an event's guests stays theirs."""
    chosen = Audience(event=Audience.of(draft.audience).event)
    await recipients(update, context, await saved(update, context, draft, audience=chosen.as_json()))


async def activity(update: Update, context: Context, draft: Broadcast, days: str = "", *_: str) -> None:
    """How lately they must have been here; pressed with a number of days, keeps it."""
    if days.isdigit() and int(days) in (0, *DAYS):
        draft = await _narrowed(update, context, draft, active_days=int(days) or None)
    present = draft.audience.get("active_days") or 0
    labels = {0: context.label("Any time")} | {
        n: context.tn("Last {n} day", "Last {n} days", n) for n in DAYS
    }
    anytime, *choices = [
        part(("✓ " if present == number else "") + label, draft, "ac", number)
        for number, label in labels.items()
    ]
    rows = [*columns(choices), [anytime], [part(context.label("Back"), draft, "to")]]
    await show(update, context, Screen(await _described(context, draft), keyboard(rows)))


async def ask_country(update: Update, context: Context, draft: Broadcast, *_: str) -> Literal["country"]:
    context.typed["draft"] = draft.id
    asked = context.t("Type the names of countries in any language, for example: Poland, Түркия.")
    ways = [[part(context.label("Back"), draft, "fc", "countries")]]
    await show(update, context, Screen(asked, keyboard(ways)))
    return COUNTRY


async def country_typed(update: Update, context: Context) -> None:
    """Typed places: the country of a clear one is added, the rest are offered, and what is no place is named."""
    draft = await opened(context, str(context.typed["draft"]))
    names = list(filter(None, map(str.strip, re.split(r"[,;\n]", words_of(update)))))
    if len(names) > NAMES_MOST:
        raise BotError(TOO_MANY, number=len(names), most=NAMES_MOST)
    chosen, offered, unknown = list(draft.audience.get("countries") or []), list[str](), list[str]()
    for name in names:
        meant = locations.search(name)
        await asyncio.sleep(0)  # a misspelt one takes a moment; others have their turn between them
        chosen += [meant.sure.country] if meant.sure else []
        offered += [] if meant.sure else meant.countries
        unknown += [name[:NAME_SHOWN]] if meant == locations.NOTHING else []
    draft = await _narrowed(update, context, draft, countries=list(dict.fromkeys(chosen)))
    choices = [_choice(draft, "countries", code, _country(context, code)) for code in dict.fromkeys(offered)]
    ways = [*columns(choices), [part(context.label("Back"), draft, "fc", "countries")]]
    lines = [await _described(context, draft)]
    if unknown:
        lines.insert(0, context.t("Nothing was selected by: {names}.", names=context.words.list(unknown)))
    if choices:
        lines.append(context.t("Which of these?"))
    await say(update, context, Screen("\n\n".join(lines), keyboard(ways)))


async def _narrowed(update: Update, context: Context, draft: Broadcast, **values: Any) -> Broadcast:
    """The draft with this audience; one that means the same is no change."""
    chosen = Audience.of(draft.audience | values)
    if chosen == Audience.of(draft.audience):
        return draft
    return await saved(update, context, draft, audience=chosen.as_json())


async def _described(context: Context, draft: Broadcast) -> str:
    topics, audience = context.services.topics, Audience.of(draft.audience)
    lines = wording.audience(context.translator, topics, audience, zone_of(context))
    counts = wording.reach(context.translator, await reach_of(context, draft))
    return "\n".join(["👥 " + lines[0], *lines[1:], "", *counts])


def _choices(context: Context, draft: Broadcast, facet: str) -> dict[str, str]:
    """Values with their labels; of countries the common ones and whatever was chosen besides."""
    if facet == "topics":
        return {slug: topic.title(context.language) for slug, topic in context.services.topics.items()}
    if facet == "languages":
        return {code: wording.titled(context.translator, code) for code in LANGUAGES}
    listed = dict.fromkeys([*countries.COMMON, *(draft.audience.get("countries") or [])])
    return {code: _country(context, code) for code in listed}


def _country(context: Context, code: str) -> str:
    return f"{countries.flag(code)} {countries.name(code, context.language)}"


def _choice(draft: Broadcast, facet: str, value: str, label: str) -> InlineKeyboardButton:
    chosen = value in (draft.audience.get(facet) or [])
    return part(("✓ " if chosen else "") + label, draft, "tg", facet, ("-" if chosen else "+") + value)
