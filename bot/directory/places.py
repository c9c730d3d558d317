"""The places there are, as listed in `locales/places/*.toml`, each with its sources, the day it was checked and how far
it can be trusted.

Only what a source states is listed: a place without an address is shown without one, and only a place whose
coordinates are sourced is shown on a map.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.directory.place import Confidence, Kind, Place
from bot.directory.place_check import FOLDER, faults, tables
from bot.directory.sources import Source, frozen
from bot.errors import StartError
from bot.text.catalogs import LOCALES

MISSIONS = (Kind.EMBASSY, Kind.CONSULATE_GENERAL, Kind.CONSULATE)


@dataclass(frozen=True, slots=True)
class Places:
    """All of them by slug, in the order of the files."""

    sources: Mapping[str, Source]
    by_slug: Mapping[str, Place]

    def get(self, slug: str) -> Place | None:
        return self.by_slug.get(slug)

    def of(self, country: str | None) -> tuple[Place, ...]:
        """Those in this country and those elsewhere that are competent for it."""
        return tuple(place for place in self.by_slug.values() if place.is_for(country))

    def missions(self, country: str | None) -> tuple[Place, ...]:
        return tuple(place for place in self.of(country) if place.kind in MISSIONS)


@cache
def load(root: Path = LOCALES) -> Places:
    """StartError names the first fault."""
    fault = next(faults(root), None)
    if fault:
        raise StartError(f"{root / FOLDER}: {': '.join(fault)}")
    sources, rows = tables(root)
    return Places(
        {name: Source(**row) for name, row in sources.items()},
        {slug: _place(slug, row) for _file, slug, row in rows},
    )


def _place(slug: str, row: Mapping[str, Any]) -> Place:
    kind, confidence = Kind(row["kind"]), Confidence(row["confidence"])
    return Place(slug, **frozen(row) | {"kind": kind, "confidence": confidence})
