"""For whom a survey is and until when, who sees results, and which colleagues read what members typed."""

import re
from datetime import UTC
from typing import Final, Literal

from telegram import InlineKeyboardButton, Update

from bot.broadcasts import times
from bot.broadcasts.times import Doubt
from bot.context import Context
from bot.directory import countries, locations
from bot.staff import permissions
from bot.text.translator import N_
from handlers.screen import Screen, columns, keyboard, say, show
from handlers.staff import access
from handlers.staff.broadcast.card import zone_of
from handlers.staff.broadcast.objections import doubt
from handlers.staff.broadcast.reading import words_of
from handlers.staff.surveys import card
from handlers.staff.surveys.card import adjusted, back, opened, part, saved
from storage.surveys.surveys import Survey

COUNTRY: Final = "country"
END: Final = "end_time"
NAMES_MOST, LONGEST = 20, 400  # countries and characters in one message
ASKED = N_("Type the date and time until which members answer, for example: 25.12.2026 18:00")
PAST = N_("That is past already. Please type a time to come.")


async def audience(update: Update, context: Context, survey: Survey, *_: str) -> None:
    """The topics, the chosen one ticked, and the way to the countries."""
    topics = context.services.topics
    every = part(_ticked(context.label("For everyone"), survey.topic is None), survey, "tp", "all")
    choices = [
        part(_ticked(topic.title(context.language), survey.topic == slug), survey, "tp", slug)
        for slug, topic in topics.items()
    ]
    where = part("🌍 " + context.label("Countries"), survey, "cs")
    rows = [*columns(choices), [every], [where], [back(context, survey)]]
    await show(update, context, Screen(_described(context, survey), keyboard(rows)))


def _described(context: Context, survey: Survey) -> str:
    return f"👥 {card.audience(context.translator, context, survey)}"


def _ticked(label: str, chosen: bool) -> str:
    return ("✓ " if chosen else "") + label


async def topic(update: Update, context: Context, survey: Survey, slug: str, *_: str) -> None:
    """One topic, or none: for everyone."""
    if slug == "all" or slug in context.services.topics:
        survey = await saved(update, context, survey, topic=None if slug == "all" else slug)
    await audience(update, context, survey)


async def where(
    update: Update, context: Context, survey: Survey, choice: str = "", *_: str
) -> Literal["country"]:
    """The countries, chosen ones ticked; pressed with one, adds it or takes it out; others are typed."""
    context.typed |= {"survey": survey.id}
    sign, code = choice[:1], choice[1:]
    if code in countries.codes() and sign in ("+", "-"):
        left = [kept for kept in survey.countries if kept != code]
        survey = await saved(update, context, survey, countries=[*left, code] if sign == "+" else left)
    await show(update, context, _countries(context, survey))
    return COUNTRY


def _countries(context: Context, survey: Survey) -> Screen:
    asked = context.t("Choose countries, or type their names in any language. None chosen means all.")
    listed = dict.fromkeys([*countries.COMMON, *survey.countries])
    rows = [*columns([_country(context, survey, code) for code in listed])]
    ways = [part(context.label("Back"), survey, "to")]
    return Screen(f"{_described(context, survey)}\n\n{asked}", keyboard([*rows, ways]))


def _country(context: Context, survey: Survey, code: str) -> InlineKeyboardButton:
    chosen, name = code in survey.countries, countries.name(code, context.language)
    label = _ticked(f"{countries.flag(code)} {name}", chosen)
    return part(label, survey, "cs", ("-" if chosen else "+") + code)


async def country_typed(update: Update, context: Context) -> Literal["country"]:
    """Typed names: each that means one country is added."""
    survey = await opened(context, str(context.typed["survey"]))
    names = [name for name in map(str.strip, re.split(r"[,;\n]", words_of(update))) if name][:NAMES_MOST]
    known = [meant.sure.country for meant in map(locations.search, names) if meant.sure]
    survey = await saved(update, context, survey, countries=list(dict.fromkeys([*survey.countries, *known])))
    shown = _countries(context, survey)
    missed = len(names) - len(known) or not names
    head = context.t("Not every name was recognised. Please look at the list.") + "\n\n" if missed else ""
    await say(update, context, Screen(head + shown.text, shown.buttons))
    return COUNTRY


async def end(update: Update, context: Context, survey: Survey, *_: str) -> Literal["end_time"]:
    """The present end; what is typed next becomes it, also of one that is open: it is open for longer, or shorter."""
    context.typed |= {"survey": survey.id}
    await show(update, context, _end(context, survey))
    return END


def _end(context: Context, survey: Survey) -> Screen:
    lines = [f"🕒 {card.ending(context, survey)}", context.t(ASKED)]
    return Screen("\n\n".join(lines), keyboard([[back(context, survey)]]))


async def end_typed(update: Update, context: Context) -> Literal["end_time"] | None:
    survey = await opened(context, str(context.typed["survey"]))
    now, zone = context.services.clock(), zone_of(context)
    moment = times.moment("once", words_of(update), now, zone)
    if isinstance(moment, Doubt) or moment <= now:
        told = doubt(context.translator, moment, zone) if isinstance(moment, Doubt) else context.t(PAST)
        shown = Screen(f"{told}\n\n{context.t(ASKED)}", keyboard([[back(context, survey)]]))
        await say(update, context, shown, reply=True)
        return None
    survey = await adjusted(update, context, survey, ends_at=moment.astimezone(UTC))
    await say(update, context, _end(context, survey))
    return END


async def shown(update: Update, context: Context, survey: Survey, wish: str = "", *_: str) -> None:
    """Members who answered see the results, or do not."""
    if wish in ("0", "1"):
        survey = await adjusted(update, context, survey, results_shown=wish == "1")
    await card.card(update, context, survey)


async def readers(update: Update, context: Context, survey: Survey, wish: str = "", *_: str) -> None:
    """The colleagues, readers ticked; only an owner or whoever wrote the survey names them."""
    sign, chosen = wish[:1], wish[1:]
    people = {str(person.user_id): person for person in await access.team(context.services)}
    if sign in ("+", "-") and chosen in people:
        permissions.check_naming(context.session.role, access.user_of(update), survey.author_id)
        left = [reader for reader in survey.readers if str(reader) != chosen]
        named = [*left, int(chosen)] if sign == "+" else left
        survey = await adjusted(update, context, survey, readers=named)
    text = context.t(
        "Who reads what members type into this survey? Figures are seen by the whole team. The author of the survey "
        "or an owner decides it."
    )
    choices = []
    for number, person in people.items():
        reads = person.user_id in survey.readers
        label = _ticked(person.name or number, reads)
        choices.append(part(label, survey, "who", ("-" if reads else "+") + number))
    await show(update, context, Screen(text, keyboard([*columns(choices), [back(context, survey)]])))
