"""Amounts that change: kept once in figures.toml, worded in the reader's language by CLDR (Babel).

A figure past its validity is never shown as current: the words `past` of units.toml are shown instead.
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


def worded(figure: Figure, lang: str, today: dt.date, units: Units) -> str:
    """The figure with its unit in `lang`, or the words that say it has to be checked at the source."""
    if not figure.current(today):
        return units["past"][lang]["other"]
    if isinstance(figure.value, Mapping):
        return figure.value[lang]
    if isinstance(figure.value, dt.date):
        return format_date(figure.value, format=units["date"][lang]["other"], locale=lang)
    return _with_unit(figure.value, units.get(figure.unit, units["none"])[lang], lang)


def _with_unit(value: float, words: Mapping[str, str], lang: str) -> str:
    form = Locale.parse(lang).plural_form(value)
    pattern = words.get(form, words["other"])
    return pattern.replace("{n}", format_decimal(value, locale=lang))


def fill(text: str, shown: Mapping[str, str]) -> str:
    """Replaces each `{name}` by its worded figure; an unknown name stays visible for the checker."""
    return PLACE.sub(lambda place: shown.get(place[1], place[0]), text)


def names_in(text: str) -> list[str]:
    """The figures a text asks for, in order."""
    return PLACE.findall(text)
