"""Which questions /inbox lists: what the buttons of a list say, and the lists of countries and categories."""

from collections.abc import Awaitable, Callable
from dataclasses import astuple, dataclass, replace
from datetime import timedelta
from typing import Final, Literal

from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import InlineKeyboardButton, Update

from bot.context import Context
from bot.directory import countries
from bot.inbox import bodies
from bot.text.languages import LANGUAGES
from bot.text.translator import N_
from handlers.routing import pressed
from handlers.screen import Screen, button, columns, show, ticked
from handlers.staff.access import user_of
from storage.inbox import listing as rows
from storage.inbox.listing import Filter

SEARCH: Final = "search"
ANY = "-"
MINE = "mine"
MOST = 24  # countries or categories that are offered
STATES = {
    "open": N_("Open"),
    MINE: N_("Mine"),
    "answered": N_("Answered"),
    "closed": N_("Closed"),
    "withdrawn": N_("Withdrawn by members"),
}
AGES = {
    ANY: (N_("any age"), None, None),
    "d": (N_("last 24 hours"), timedelta(days=1), None),
    "w": (N_("last 7 days"), timedelta(days=7), None),
    "o": (N_("older than 7 days"), None, timedelta(days=7)),
}


@dataclass(frozen=True, slots=True)
class View:
    """What the buttons of a list say: which questions it shows."""

    state: str = "open"
    language: str = ANY
    country: str = ANY
    age: str = ANY
    category: str = ANY

    @classmethod
    def of(cls, context: Context, state: str, language: str, country: str, age: str, category: str) -> "View":
        """Whatever a forged button says becomes a list that there is."""
        return cls(
            state if state in STATES else "open",
            language if language in LANGUAGES else ANY,
            country if country in countries.codes() else ANY,
            age if age in AGES else ANY,
            category if category in context.library.categories else ANY,
        )

    def values(self, **other: str) -> tuple[str, ...]:
        return astuple(replace(self, **other))

    def chosen(self, update: Update, context: Context, *, confidential: bool) -> Filter:
        now, (_, within, before) = context.services.clock(), AGES[self.age]
        return Filter(
            state=self._kept_state,
            language=None if self.language == ANY else self.language,
            country=None if self.country == ANY else self.country,
            category=None if self.category == ANY else self.category,
            after=now - within if within else None,
            before=now - before if before else None,
            taken_by=user_of(update) if self.state == MINE else None,
            confidential=confidential,
        )

    @property
    def _kept_state(self) -> str:
        return "open" if self.state == MINE else self.state

    def everywhere(self, *, confidential: bool) -> Filter:
        """All questions of its state."""
        return Filter(self._kept_state, confidential=confidential)


async def may_read_confidential(update: Update, context: Context) -> bool:
    """In their private chat, whom the owners named for it."""
    return not context.public and user_of(update) in await bodies.confidants(context.services)


def buttons(context: Context, view: View) -> list[list[InlineKeyboardButton]]:
    """States; then language and age, which each press turns on, and lists of countries and categories."""
    states = [
        button(ticked(context.label(label), name == view.state), "in", *view.values(state=name), 0)
        for name, label in STATES.items()
    ]
    language, country = context.label("all languages"), context.label("all countries")
    category = context.label("all categories")
    if view.language != ANY:
        language = context.translator.language_name(view.language)
    if view.country != ANY:
        country = _country(context, view.country)
    if view.category != ANY:
        category = _category(context, view.category)
    ways = [
        button(f"🗣 {language}", "in", *view.values(language=_next((ANY, *LANGUAGES), view.language)), 0),
        button(f"🌍 {country}", "inc", *view.values()),
        button(
            f"🗓 {context.label(AGES[view.age][0])}", "in", *view.values(age=_next(tuple(AGES), view.age)), 0
        ),
        button(f"🗂 {category}", "ink", *view.values()),
    ]
    return [*columns(states), *columns(ways)]


def _next(values: tuple[str, ...], present: str) -> str:
    return values[(values.index(present) + 1) % len(values)]


def _country(context: Context, code: str) -> str:
    return context.translator.letters(countries.name(code, context.language))


def _category(context: Context, key: str) -> str:
    names = context.library.categories.get(key)
    return context.translator.letters(names[context.language]) if names else key


async def choose_country(update: Update, context: Context) -> Literal["search"]:
    """Countries that questions of this state came from."""
    view, known = await _known(update, context, rows.countries)
    every = button(context.label("all countries"), "in", *view.values(country=ANY), 0)
    named = [
        button(
            f"{countries.flag(code)} {_country(context, code)} {number}", "in", *view.values(country=code), 0
        )
        for code, number in known
    ]
    text = context.t("Questions from which country?")
    await show(update, context, Screen(text, [[every], *columns(named)]))
    return SEARCH


async def choose_category(update: Update, context: Context) -> Literal["search"]:
    """What questions of this state are about."""
    view, known = await _known(update, context, rows.categories)
    every = button(context.label("all categories"), "in", *view.values(category=ANY), 0)
    named = [
        [button(f"{_category(context, key)}: {number}", "in", *view.values(category=key), 0)]
        for key, number in known
        if key in context.library.categories
    ]
    text = context.t("Questions of which category?")
    await show(update, context, Screen(text, [[every], *named]))
    return SEARCH


async def _known(
    update: Update,
    context: Context,
    grouped: Callable[[AsyncConnection, Filter], Awaitable[list[tuple[str, int]]]],
) -> tuple[View, list[tuple[str, int]]]:
    view = View.of(context, *pressed(update, 5))
    confidential = await may_read_confidential(update, context)
    async with context.services.database.connect() as tx:
        return view, (await grouped(tx, view.everywhere(confidential=confidential)))[:MOST]
