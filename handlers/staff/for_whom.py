"""For whom an event or a survey is: one topic or everyone, and countries; pressed, countries also typed."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Generic, Literal, Protocol, TypeVar

from telegram import InlineKeyboardButton, Update

from bot.context import Context
from bot.directory import countries, listed_countries
from bot.directory.gazetteer import Location
from bot.offered import Offered
from bot.text.translator import N_
from handlers.screen import Screen, columns, say, show, ticked
from handlers.staff import posting
from handlers.staff.broadcast.reading import words_of
from handlers.staff.of_row import OfRow, Versioned

COUNTRY: Final = "country"
WHOLE_COUNTRY = N_("A city stands for its whole country here: {names}.")
NAMES_MOST, LONGEST = 20, 400  # countries and characters in one message


class Kept(Offered, Versioned, Protocol):
    """An event or a survey."""


Row = TypeVar("Row", bound=Kept)


@dataclass(frozen=True, slots=True)
class ForWhom(Generic[Row]):
    """Its buttons' parts are `to` (the topics), `tp` (one of them) and `cs` (the countries). `saved` changes columns of
    the row, BotError when a colleague was quicker."""

    rows: OfRow[Row]
    saved: Callable[..., Awaitable[Row]]

    async def topics(self, update: Update, context: Context, row: Row, *_: str) -> None:
        """The topics, the chosen one ticked, and the way to the countries."""
        every = self.rows.part(ticked(context.label("For everyone"), row.topic is None), row, "tp", "all")
        choices = [
            self.rows.part(ticked(topic.title(context.language), row.topic == slug), row, "tp", slug)
            for slug, topic in context.services.topics.items()
            if posting.may(context, topic)
        ]
        where = self.rows.part("🌍 " + context.label("Countries"), row, "cs")
        ways = [*columns(choices), [every], [where], [self.rows.back(context, row)]]
        await show(update, context, Screen(described(context, row), ways))

    async def topic(self, update: Update, context: Context, row: Row, slug: str, *_: str) -> None:
        """One topic, or none: for everyone."""
        if slug == "all" or slug in context.services.topics:
            row = await self.saved(update, context, row, topic=None if slug == "all" else slug)
        await self.topics(update, context, row)

    async def where(
        self, update: Update, context: Context, row: Row, choice: str = "", *_: str
    ) -> Literal["country"]:
        """The countries, chosen ones ticked; pressed with one, adds it or takes it out; others are typed."""
        self.rows.await_typed(context, row)
        sign, code = choice[:1], choice[1:]
        if code in countries.codes() and sign in ("+", "-"):
            left = [kept for kept in row.countries if kept != code]
            row = await self.saved(update, context, row, countries=[*left, code] if sign == "+" else left)
        await show(update, context, self._countries(context, row))
        return COUNTRY

    def _countries(self, context: Context, row: Row) -> Screen:
        asked = context.t("Choose countries, or type their names in any language. None chosen means all.")
        listed = dict.fromkeys([*countries.COMMON, *row.countries])
        ways = [
            *columns([self._country(context, row, code) for code in listed]),
            [self.rows.part(context.label("Back"), row, "to")],
        ]
        return Screen(f"{described(context, row)}\n\n{asked}", ways)

    def _country(self, context: Context, row: Row, code: str) -> InlineKeyboardButton:
        chosen, name = code in row.countries, countries.name(code, context.language)
        label = ticked(f"{countries.flag(code)} {name}", chosen)
        return self.rows.part(label, row, "cs", ("-" if chosen else "+") + code)

    async def country_typed(self, update: Update, context: Context) -> Literal["country"]:
        """Typed names: each that means one country is added, a city's too; the others are named."""
        row = await self.rows.typed_for(context)
        meant = named_countries(words_of(update))
        known = [location.country for location in meant.values() if location]
        row = await self.saved(update, context, row, countries=list(dict.fromkeys([*row.countries, *known])))
        unknown = [name for name, location in meant.items() if location is None]
        cities = [name for name, location in meant.items() if location and location.zone]
        told = {N_("Not clear which country is meant: {names}."): unknown, WHOLE_COUNTRY: cities}
        lines = [context.t(said, names=context.words.list(listed)) for said, listed in told.items() if listed]
        screen = self._countries(context, row)
        await say(update, context, Screen("\n\n".join([*lines, screen.text]), screen.rows))
        return COUNTRY


def named_countries(typed: str) -> dict[str, Location | None]:
    """Each name of a typed list with what it means; None where that is not clear, or beyond NAMES_MOST."""
    names = [name for name in map(str.strip, re.split(r"[,;\n]", typed)) if name]
    return dict.fromkeys(names) | {name: listed_countries.meant(name).sure for name in names[:NAMES_MOST]}


def described(context: Context, row: Offered) -> str:
    """Whom it is for, a line."""
    topic = context.services.topics.get(row.topic or "")
    whom = [
        context.t("Topic: {topic}", topic=topic.name[context.language])
        if topic
        else context.t("For everyone")
    ]
    if row.countries:
        names = [countries.name(code, context.language) for code in row.countries]
        whom.append(context.t("Countries: {countries}", countries=context.words.list(names)))
    return f"👥 {', '.join(whom)}"
