"""Emergency numbers, missions and helplines, as listed with their sources in `locales/emergency.toml`.

Only what a source states is listed, and nothing here calls a number: a person reads it and calls.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from bot.directory import countries
from bot.errors import StartError
from bot.text.catalogs import LOCALES
from bot.text.languages import LANGUAGES

NAME = "emergency.toml"
SERVICES = ("all", "police", "ambulance", "fire")
KINDS = ("embassy", "consulate_general", "consulate")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number stands; `date` as the source gives it, may be empty."""

    title: str
    url: str
    date: str = ""


@dataclass(frozen=True, slots=True)
class Numbers:
    """A country's emergency numbers; `all` answers for every service. `unconfirmed` names those with one source."""

    sources: tuple[str, ...]
    all: str = ""
    police: str = ""
    ambulance: str = ""
    fire: str = ""
    unconfirmed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mission:
    """A mission of Kazakhstan; `city` by language, empty where no source names it. `unconfirmed`: its phone."""

    country: str
    kind: str
    sources: tuple[str, ...]
    city: Mapping[str, str]
    page: str = ""
    phone: str = ""
    unconfirmed: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A helpline for some kinds of danger (`bot/faq/danger.py`), in some countries or, with none, from anywhere."""

    kinds: tuple[str, ...]
    name: Mapping[str, str]
    sources: tuple[str, ...]
    countries: tuple[str, ...] = ()
    phone: str = ""
    url: str = ""
    unconfirmed: bool = False


@dataclass(frozen=True, slots=True)
class Emergency:
    """All of them; `numbers` by country."""

    sources: Mapping[str, Source]
    numbers: Mapping[str, Numbers]
    missions: tuple[Mission, ...]
    lines: tuple[Line, ...]

    def missions_in(self, country: str | None) -> tuple[Mission, ...]:
        return tuple(mission for mission in self.missions if mission.country == country)

    def lines_for(self, kind: str, country: str | None) -> tuple[Line, ...]:
        """Helplines for a kind of danger that can be reached from there."""
        return tuple(
            line
            for line in self.lines
            if kind in line.kinds and (not line.countries or country in line.countries)
        )


@cache
def load(root: Path = LOCALES) -> Emergency:
    """StartError names the first fault."""
    fault = next(faults(root), None)
    if fault:
        raise StartError(f"{root / NAME}: {fault}")
    table = _table(root)
    return Emergency(
        {key: Source(**row) for key, row in table["sources"].items()},
        {country: Numbers(**_frozen(row)) for country, row in table["numbers"].items()},
        tuple(Mission(**{"city": {}} | _frozen(row)) for row in table["missions"]),
        tuple(Line(**_frozen(row)) for row in table["lines"]),
    )


def _table(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / NAME).read_text(encoding="utf-8"))


def _frozen(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}


def faults(root: Path = LOCALES) -> Iterator[str]:
    """What lacks a source, a country, a language or a known name; "place: reason" each."""
    try:
        table = _table(root)
    except (OSError, tomllib.TOMLDecodeError) as error:
        yield f"cannot be read as TOML: {error}"
        return
    sources = table.get("sources", {})
    for key, row in sources.items():
        yield from _source(f"sources.{key}", row)
    for place, kind, row in _rows(table):
        yield from _keys(place, kind, row)
        yield from _sourced(place, row, sources)
        yield from _named(place, row)


def _rows(table: Mapping[str, Any]) -> Iterator[tuple[str, type, dict[str, Any]]]:
    """Every row with its place in the file and what it becomes."""
    for country, row in table.get("numbers", {}).items():
        yield f"numbers.{country}", Numbers, {"country": country} | row
    for number, row in enumerate(table.get("missions", ()), 1):
        yield f"missions {number} ({row.get('country')})", Mission, row
    for number, row in enumerate(table.get("lines", ()), 1):
        yield f"lines {number}", Line, row


def _source(place: str, row: Mapping[str, Any]) -> Iterator[str]:
    if not row.get("title") or not str(row.get("url", "")).startswith("http"):
        yield f"{place}: needs a title and a url"


def _keys(place: str, kind: type, row: Mapping[str, Any]) -> Iterator[str]:
    for key in row.keys() - {field.name for field in fields(kind)} - {"country"}:
        yield f"{place}: unknown key {key}"


def _sourced(place: str, row: Mapping[str, Any], sources: Mapping[str, Any]) -> Iterator[str]:
    named: Iterable[str] = row.get("sources", ())
    if not named:
        yield f"{place}: no source"
    for key in named:
        if key not in sources:
            yield f"{place}: source {key} is not in the table of sources"


def _named(place: str, row: Mapping[str, Any]) -> Iterator[str]:
    for country in (row.get("country"), *row.get("countries", ())):
        if country is not None and country not in countries.codes():
            yield f"{place}: no country {country}"
    if "kind" in row and row["kind"] not in KINDS:
        yield f"{place}: kind must be one of {', '.join(KINDS)}"
    for key in ("name", "city"):
        for language in LANGUAGES:
            if key in row and not row[key].get(language):
                yield f"{place}: no {key} in {language}"
