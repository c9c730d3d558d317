"""Emergency numbers and helplines, as listed with their sources in `locales/emergency.toml`. Missions are places
(`places.py`).

Only what a source states is listed, and nothing here calls a number: a person reads it and calls.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from bot.directory.sources import Source, frozen, language_faults, row_faults, source_faults
from bot.errors import StartError
from bot.text.catalogs import LOCALES

NAME = "emergency.toml"
SERVICES = ("all", "police", "ambulance", "fire")


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
    lines: tuple[Line, ...]

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
        {country: Numbers(**frozen(row)) for country, row in table["numbers"].items()},
        tuple(Line(**frozen(row)) for row in table["lines"]),
    )


def _table(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / NAME).read_text(encoding="utf-8"))


def faults(root: Path = LOCALES) -> Iterator[str]:
    """What lacks a source, a country, a language or a known name; "place: reason" each."""
    try:
        table = _table(root)
    except (OSError, tomllib.TOMLDecodeError) as error:
        yield f"cannot be read as TOML: {error}"
        return
    sources = table.get("sources", {})
    for key, row in sources.items():
        yield from source_faults(f"sources.{key}", row)
    for place, kind, row in _rows(table):
        known = {"country", *(field.name for field in fields(kind))}
        yield from row_faults(place, row, known, sources)
        yield from language_faults(place, row, ["name"])


def _rows(table: Mapping[str, Any]) -> Iterator[tuple[str, type, dict[str, Any]]]:
    """Every row with its place in the file and what it becomes."""
    for country, row in table.get("numbers", {}).items():
        yield f"numbers.{country}", Numbers, {"country": country} | row
    for number, row in enumerate(table.get("lines", ()), 1):
        yield f"lines {number}", Line, row
