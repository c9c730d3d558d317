"""Amounts that change: kept once in figures.toml, worded in the reader's language by CLDR (Babel).

A figure past its validity is never shown as current: where the text beside it names the year it was for, it stays as it
is, being true; elsewhere the year is put beside it, by the words `past` of units.toml.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

PLACE = re.compile(r"\{([a-z0-9_]+)\}")
Units = Mapping[str, Mapping[str, Mapping[str, str]]]


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` is a number, a date, or a table of words by language; `unit` a key of units.toml or "none"."""

    name: str
    value: int | float | dt.date | Mapping[str, str]
    unit: str = "none"
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    source: str = ""

    def current(self, today: dt.date) -> bool:
        """Whether it may be shown as today's."""
        started = self.valid_from is None or self.valid_from <= today
        return started and (self.valid_until is None or today <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Wording:
    """A figure as it is read. Past its validity `marked` is the same with its year; `year` is what a text must name for
    the figure to stand in it as it is, empty if it did not hold for a whole year."""

    words: str
    marked: str = ""
    year: str = ""

    def out_of_date(self, text: str) -> bool:
        """Whether it would be read as today's in this text."""
        return bool(self.marked) and not (self.year and self.year in PLACE.sub("", text))

    def within(self, text: str) -> str:
        """The figure for a place in this text."""
        return self.marked if self.out_of_date(text) else self.words


def worded(figure: Figure, lang: str, today: dt.date, units: Units) -> Wording:
    """The figure with its unit in `lang`, and how it is marked once it is out of its validity."""
    words = _words(figure, lang, units)
    if figure.current(today):
        return Wording(words)
    last = figure.valid_until if figure.valid_until and figure.valid_until < today else figure.valid_from
    year = str(last.year) if last else ""
    marked = units["past"][lang]["other"].replace("{n}", words).replace("{year}", year)
    return Wording(words, marked, year if last and (last.month, last.day) == (12, 31) else "")


def _words(figure: Figure, lang: str, units: Units) -> str:
    if isinstance(figure.value, Mapping):
        return figure.value[lang]
    if isinstance(figure.value, dt.date):
        return format_date(figure.value, format=units["date"][lang]["other"], locale=lang)
    return _with_unit(figure.value, units.get(figure.unit, units["none"])[lang], lang)


def _with_unit(value: float, words: Mapping[str, str], lang: str) -> str:
    form = Locale.parse(lang).plural_form(value)
    pattern = words.get(form, words["other"])
    return pattern.replace("{n}", format_decimal(value, locale=lang))


def fill(text: str, shown: Mapping[str, Wording]) -> str:
    """Replaces each `{name}` by its figure; an unknown name stays visible for the checker."""
    return PLACE.sub(lambda place: shown[place[1]].within(text) if place[1] in shown else place[0], text)


def out_of_date(text: str, shown: Mapping[str, Wording]) -> list[str]:
    """The figures in this text that would be read as today's and are not."""
    return [name for name in names_in(text) if name in shown and shown[name].out_of_date(text)]


def names_in(text: str) -> list[str]:
    """The figures a text asks for, in order."""
    return PLACE.findall(text)
