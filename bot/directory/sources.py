"""Where what the directory says stands: a title, an address and a date, named by a key in the rows that rest on it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.directory import countries
from bot.text.languages import LANGUAGES


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact stands; `date` as the source gives it, may be empty."""

    title: str
    url: str
    date: str = ""


def source_faults(place: str, row: Mapping[str, Any]) -> Iterator[str]:
    """Of a row of the table of sources."""
    if not row.get("title") or not str(row.get("url", "")).startswith("http"):
        yield f"{place}: needs a title and a url"


def row_faults(
    place: str, row: Mapping[str, Any], known: Iterable[str], listed: Mapping[str, Any]
) -> Iterator[str]:
    """Keys that are not among the `known`, sources that are not `listed`, countries there are not."""
    for key in sorted(row.keys() - set(known)):
        yield f"{place}: unknown key {key}"
    if not row.get("sources"):
        yield f"{place}: no source"
    for key in row.get("sources", ()):
        if key not in listed:
            yield f"{place}: source {key} is not in the table of sources"
    for country in (row.get("country"), *row.get("countries", ()), *row.get("serves", ())):
        if country is not None and country not in countries.codes():
            yield f"{place}: no country {country}"


def language_faults(place: str, row: Mapping[str, Any], keys: Iterable[str]) -> Iterator[str]:
    """Languages that are missing in what is said in all of them."""
    for key in keys:
        for language in LANGUAGES:
            if key in row and not (isinstance(row[key], Mapping) and row[key].get(language)):
                yield f"{place}: no {key} in {language}"


def frozen(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row with its lists as tuples."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
