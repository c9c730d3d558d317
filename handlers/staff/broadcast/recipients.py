"""Who gets it and who is left out: topics, countries, languages, spans of time; with the count after every tap."""

import asyncio
import re
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Literal

from telegram import InlineKeyboardButton, Update

from bot.broadcasts import times
from bot.broadcasts.audience import Reach
from bot.broadcasts.typed_time.doubt import Doubt
from bot.context import Context
from bot.directory import areas, countries, listed_countries
from bot.errors import BotError
from bot.text.languages import LANGUAGES
from bot.text.translator import N_
from handlers.screen import Screen, columns, say, show, ticked
from handlers.staff import posting
from handlers.staff.broadcast import objections, recipients_wording, wording
from handlers.staff.broadcast.card import DRAFT, back, part, present, saved
from handlers.staff.broadcast.reading import words_of
from storage.broadcasts.broadcasts import Broadcast
from storage.members.audience import DAYS, LISTS, Audience

COUNTRY: Final = "country"
SINCE: Final = "since"
NAMES_MOST = 60  # typed in one message
NAME_SHOWN = 40  # characters of one that is no place
TOO_MANY = N_("Too many names at once: {number}, {most} at most. Please send them in several messages.")
SPANS = {"ac": "active_days", "jo": "joined_days"}
SINCE_ASKED = N_("Type the day since which they joined, for example: 01.11.2026")


async def recipients(update: Update, context: Context, draft: Broadcast, *_: str) -> None:
    """What narrows the audience now, and how many that are."""
    await present(update, context, draft, screen)


async def screen(context: Context, draft: Broadcast, reach: Reach | None) -> Screen:
    audience = Audience.of(draft.audience)
    left_out = sum(len(getattr(audience, name)) for name in LISTS if name.startswith("no_"))
    topics = _facet(context, draft, "topics", context.label("Topics"))
    where = _facet(context, draft, "countries", context.label("Countries"))
    languages = _facet(context, draft, "languages", context.label("Languages"))
    without = part(_numbered("🚫 " + context.label("Leave out"), left_out), draft, "out")
    active = part(context.label("Last active"), draft, "ac")
    joined = part(context.label("Joined since"), draft, "jo")
    persons = _switch(draft, "persons", context.label("Persons only, no groups"))
    clock = _switch(draft, "country_clock", context.label("By the clock of their country"))
    kept = part("📁 " + context.label("Saved recipients"), draft, "sv", 0)
    everyone = part(context.label("Everyone"), draft, "all")
    unknown = audience.country_clock or (reach is not None and reach.clockless > 0)
    rows = [
        [topics, where], [languages], [without], [active, joined], [persons], [clock] if unknown else [], [kept],
        [everyone], _again(context, draft, reach), [back(context, draft)],
    ]  # fmt: skip
    return Screen(_described(context, draft, reach), rows)


def _again(context: Context, draft: Broadcast, reach: Reach | None) -> list[InlineKeyboardButton]:
    """To look for the number, should it not come by itself."""
    return [part("🔄 " + context.label("Show the number"), draft, "to")] if reach is None else []


def _facet(context: Context, draft: Broadcast, facet: str, label: str) -> InlineKeyboardButton:
    return part(_numbered(label, len(draft.audience.get(facet) or [])), draft, "fc", facet)


def _numbered(label: str, number: int) -> str:
    return f"{label} ({number})" if number else label


def _switch(draft: Broadcast, name: str, label: str) -> InlineKeyboardButton:
    on = bool(draft.audience.get(name))
    return part(ticked(label, on), draft, "sw", name, 0 if on else 1)


async def switch(update: Update, context: Context, draft: Broadcast, name: str, on: str, *_: str) -> None:
    """Persons only, or groups too; whether the clock of the country stands in for one that is not known."""
    if name in ("persons", "country_clock"):
        draft = await _narrowed(update, context, draft, **{name: on == "1"})
    await recipients(update, context, draft)


async def left_out(update: Update, context: Context, draft: Broadcast, *_: str) -> None:
    """The three lists of whom it does not go to, although they would be among its recipients."""
    await present(update, context, draft, _left_out)


async def _left_out(context: Context, draft: Broadcast, reach: Reach | None) -> Screen:
    topics = _facet(context, draft, "no_topics", context.label("Topics"))
    where = _facet(context, draft, "no_countries", context.label("Countries"))
    languages = _facet(context, draft, "no_languages", context.label("Languages"))
    asked = context.t("Who is left out, although they are among the recipients?")
    rows = [[topics, where], [languages], [part(context.label("Back"), draft, "to")]]
    return Screen(f"{_described(context, draft, reach)}\n\n{asked}", rows)


async def facet(update: Update, context: Context, draft: Broadcast, name: str, *_: str) -> None:
    """The choices of one facet, chosen ones ticked."""
    if name not in LISTS:
        return await recipients(update, context, draft)
    return await present(update, context, draft, partial(_choosing, name))


async def _choosing(name: str, context: Context, draft: Broadcast, reach: Reach | None) -> Screen:
    choices = [_choice(draft, name, *choice) for choice in _choices(context, draft, name).items()]
    another = "🔎 " + context.label("Another country or city")
    search = [part(another, draft, "cs", name)] if name.endswith("countries") else []
    up = part(context.label("Back"), draft, "out" if name.startswith("no_") else "to")
    return Screen(_described(context, draft, reach), [*columns(choices), search, [up]])


async def toggle(update: Update, context: Context, draft: Broadcast, name: str, choice: str, *_: str) -> None:
    """Adds or takes out a choice, as the button's sign says; pressing twice does it once."""
    if name in LISTS and choice[:1] in "+-" and len(choice) > 1:
        sign, value = choice[0], choice[1:]
        chosen = [kept for kept in draft.audience.get(name) or [] if kept != value]
        of_countries = name.endswith("countries")
        known = areas.known(value) if of_countries else value in _choices(context, draft, name)
        if sign == "+" and known:  # a forged button names something else
            chosen = areas.added(chosen, value) if of_countries else [*chosen, value]
        draft = await _listed(update, context, draft, name, chosen)
    await facet(update, context, draft, name)


async def everyone(update: Update, context: Context, draft: Broadcast, *_: str) -> None:
    """Nothing narrows it any more; what is for an event's guests, or for who answered so, stays theirs, and a clock is
    no narrowing."""
    before = Audience.of(draft.audience)
    chosen = Audience(event=before.event, country_clock=before.country_clock, answered=before.answered)
    await recipients(update, context, await saved(update, context, draft, audience=chosen.as_json()))


async def span(
    name: str, update: Update, context: Context, draft: Broadcast, days: str = "", *_: str
) -> None:
    """How lately they must have been here, or joined; pressed with a number of days, keeps it."""
    if days.isdigit() and int(days) in (0, *DAYS):
        values: dict[str, Any] = {SPANS[name]: int(days) or None}
        values |= {"joined_after": None} if name == "jo" else {}
        draft = await _narrowed(update, context, draft, **values)
    await present(update, context, draft, partial(_spans, name))


async def _spans(name: str, context: Context, draft: Broadcast, reach: Reach | None) -> Screen:
    present_ = draft.audience.get(SPANS[name]) or 0
    after = name == "jo" and draft.audience.get("joined_after")
    labels = {0: context.label("Any time")} | {
        n: context.tn("Last {n} day", "Last {n} days", n) for n in DAYS
    }
    anytime, *choices = [
        part(ticked(label, present_ == number and not after), draft, name, number)
        for number, label in labels.items()
    ]
    day = part(ticked(context.label("Since a day"), after), draft, "js")
    rows = [*columns(choices), [day] if name == "jo" else [], [anytime]]
    return Screen(_described(context, draft, reach), [*rows, [part(context.label("Back"), draft, "to")]])


async def ask_since(update: Update, context: Context, draft: Broadcast, *_: str) -> Literal["since"]:
    DRAFT.await_typed(context, draft)
    ways = [[part(context.label("Back"), draft, "jo")]]
    await show(update, context, Screen(context.t(SINCE_ASKED), ways))
    return SINCE


async def since_typed(update: Update, context: Context) -> None:
    """The beginning of a day that was typed: kept, or asked again."""
    draft, zone = await DRAFT.typed_for(context), context.zone
    day = times.since(words_of(update), context.services.clock(), zone)
    if isinstance(day, Doubt):
        told = f"{objections.doubt(context.translator, day, zone)}\n\n{context.t(SINCE_ASKED)}"
        ways = [[part(context.label("Back"), draft, "jo")]]
        await say(update, context, Screen(told, ways), reply=True)
        return
    draft = await _narrowed(update, context, draft, joined_after=day.isoformat(), joined_days=None)
    await present(update, context, draft, partial(_spans, "jo"), anew=True)


async def ask_country(
    update: Update, context: Context, draft: Broadcast, name: str = "", *_: str
) -> Literal["country"]:
    name = name if name in ("countries", "no_countries") else "countries"
    DRAFT.await_typed(context, draft, facet=name)
    asked = context.t("Type the names of countries or cities in any language, for example: Poland, Омбы.")
    ways = [[part(context.label("Back"), draft, "fc", name)]]
    await show(update, context, Screen(asked, ways))
    return COUNTRY


async def country_typed(update: Update, context: Context) -> None:
    """Typed places: a clear country or city is added, beside a city its clock and country are offered, as are the rest,
    and what is no place is named."""
    draft = await DRAFT.typed_for(context)
    facet = context.typed.get("facet", "countries")
    names = list(filter(None, map(str.strip, re.split(r"[,;\n]", words_of(update)))))
    if len(names) > NAMES_MOST:
        raise BotError(TOO_MANY, number=len(names), most=NAMES_MOST)
    chosen, now = list(draft.audience.get(facet) or []), context.services.clock()
    offered, unknown, cities, unclear = list[str](), list[str](), list[str](), False
    for name in names:
        meant = listed_countries.meant(name)
        await asyncio.sleep(0)  # a misspelt one takes a moment; others have their turn between them
        choices = areas.of_matches(meant, now)
        city = areas.of_city(meant.sure) if meant.sure else None
        if meant.sure and (city or len(choices) == 1):
            chosen = areas.added(chosen, choices.pop(0))
            cities += [name[:NAME_SHOWN]] if city else []
        unclear |= city is None and bool(choices)
        offered += choices
        unknown += [name[:NAME_SHOWN]] if meant == listed_countries.NOTHING else []
    draft = await _listed(update, context, draft, facet, list(dict.fromkeys(chosen)))
    typed = TypedPlaces(list(dict.fromkeys(offered)), unknown, cities, unclear)
    drawn = partial(_after_typed, facet, typed)
    await present(update, context, draft, drawn, anew=True)


@dataclass(frozen=True, slots=True)
class TypedPlaces:
    """What typed places came to: areas that are offered, names that are none, names of cities; `unclear`: one may mean
    several."""

    offered: list[str]
    unknown: list[str]
    cities: list[str]
    unclear: bool


async def _after_typed(
    facet: str, typed: TypedPlaces, context: Context, draft: Broadcast, reach: Reach | None
) -> Screen:
    choices = [_choice(draft, facet, code, _country(context, code)) for code in typed.offered]
    ways = [*columns(choices), [part(context.label("Back"), draft, "fc", facet)]]
    lines = [_described(context, draft, reach)]
    if typed.unknown:
        names = context.words.list(typed.unknown)
        lines.insert(0, context.t("Nothing was selected by: {names}.", names=names))
    if typed.cities:
        names = context.words.list(typed.cities)
        lines.append(context.t(recipients_wording.ONLY_WHO_NAMED_IT, names=names))
    if typed.unclear:
        lines.append(context.t("Which of these?"))
    return Screen("\n\n".join(lines), ways)


async def _listed(
    update: Update, context: Context, draft: Broadcast, name: str, values: list[str]
) -> Broadcast:
    """The draft with this list; what is now chosen is no longer left out, and the other way round."""
    other = name.removeprefix("no_") if name.startswith("no_") else f"no_{name}"
    kept = [value for value in draft.audience.get(other) or [] if value not in values]
    return await _narrowed(update, context, draft, **{name: values, other: kept})


async def _narrowed(update: Update, context: Context, draft: Broadcast, **values: Any) -> Broadcast:
    """The draft with this audience; one that means the same is no change."""
    chosen = Audience.of(draft.audience | values)
    if chosen == Audience.of(draft.audience):
        return draft
    return await saved(update, context, draft, audience=chosen.as_json())


def _described(context: Context, draft: Broadcast, reach: Reach | None) -> str:
    topics, audience = context.services.topics, Audience.of(draft.audience)
    lines = recipients_wording.audience(context.translator, topics, audience, context.zone)
    lines += [context.t("Without a known time zone: by the clock of their country")] * audience.country_clock
    counts = recipients_wording.reach(context.translator, reach, context.zone)
    return "\n".join(["👥 " + lines[0], *lines[1:], "", *counts])


def _choices(context: Context, draft: Broadcast, facet: str) -> dict[str, str]:
    """Values with their labels; of countries the common ones and whatever was chosen besides."""
    if facet.endswith("topics"):
        known = context.services.topics.items()
        return {slug: topic.title(context.language) for slug, topic in known if posting.may(context, topic)}
    if facet.endswith("languages"):
        return {code: wording.titled(context.translator, code) for code in LANGUAGES}
    listed = dict.fromkeys([*countries.COMMON, *(draft.audience.get(facet) or [])])
    return {code: _country(context, code) for code in listed}


def _country(context: Context, code: str) -> str:
    return f"{countries.flag(areas.parts(code)[0])} {recipients_wording.area(context.translator, code)}"


def _choice(draft: Broadcast, facet: str, value: str, label: str) -> InlineKeyboardButton:
    chosen = value in (draft.audience.get(facet) or [])
    sign = "🚫 " if facet.startswith("no_") else "✓ "
    return part((sign if chosen else "") + label, draft, "tg", facet, ("-" if chosen else "+") + value)
