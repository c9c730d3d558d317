"""All entries in memory: read from locales/, figures filled for a day, staff edits laid over.

A library is a value. A new day (`on`) and a staff edit (`with_overrides`) each give a new one, cheaply
enough to be made while people wait; every process builds its own from the same rows.
"""

import datetime as dt
import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.faq import toml_entry
from bot.faq.entry import Body, Entry, Standing, Text
from bot.faq.figures import Figure, Units, Wording, fill, out_of_date, worded
from bot.faq.toml_entry import LibraryError
from bot.text.languages import LANGUAGES

LOCALES = Path(__file__).resolve().parents[2] / "locales"
LISTS = ("steps", "documents", "warnings")  # parts of a text
# Public bodies, embassies and collections of laws, beside the bodies of bodies.toml.
OFFICIAL = re.compile(
    r"(^|\.)((gov|mfa|int|enbek|zan|egov|edu)(\.[a-z]{2})?|kazembassy\.ru|kazakhembus\.com)$"
)
TABLES = ("figures", "units", "synonyms")  # files in locales/faq that are not entries


@dataclass(frozen=True)
class Library:
    """Entries by slug in category order; texts are worded for `today` (a calendar day in Kazakhstan)."""

    today: dt.date
    entries: Mapping[str, Entry]
    categories: Mapping[str, Mapping[str, Any]]
    bodies: Mapping[str, Body]
    figures: Mapping[str, Figure]
    units: Units = field(repr=False)
    concepts: Mapping[str, Mapping[str, tuple[str, ...]]] = field(repr=False, default_factory=dict)

    @classmethod
    def load(cls, path: Path = LOCALES, today: dt.date | None = None) -> "Library":
        """Reads `path` (the locales folder). Raises LibraryError naming file and key of the first fault."""
        return cls.tables(path, today).holding(toml_entry.read(file) for file in entry_files(path))

    @classmethod
    def tables(cls, path: Path = LOCALES, today: dt.date | None = None) -> "Library":
        """A library without entries: categories, bodies, figures, units and concepts."""
        faq = path / "faq"
        return cls(
            today=today or dt.datetime.now(dt.UTC).date(),
            entries={},
            categories=_table(path / "categories.toml"),
            bodies={key: toml_entry.body(key, row) for key, row in _table(path / "bodies.toml").items()},
            figures=_figures(faq / "figures.toml"),
            units=_table(faq / "units.toml"),
            concepts=_concepts(faq / "synonyms.toml"),
        )

    def holding(self, entries: Iterable[Entry]) -> "Library":
        """The same tables with these entries, in category order, worded for the day."""
        order = list(self.categories)
        place = {key: number for number, key in enumerate(order)}
        first = [slug for table in self.categories.values() for slug in table.get("first", ())]
        rank = {slug: number for number, slug in enumerate(first)}
        ordered = sorted(
            entries,
            key=lambda entry: (
                place.get(entry.category, len(order)),
                rank.get(entry.slug, len(rank)),
                entry.slug,
            ),
        )
        return replace(self, entries={entry.slug: entry for entry in self.worded(ordered)})

    def worded(self, entries: Iterable[Entry]) -> list[Entry]:
        """The entries with their texts filled and their marks set for this library's day."""
        return [self._worded(entry) for entry in entries]

    def on(self, today: dt.date) -> "Library":
        """The same entries worded for another day."""
        return replace(self, today=today).holding(self.entries.values())

    def with_overrides(self, edits: Mapping[tuple[str, str], Text]) -> "Library":
        """Staff's texts (raw, with `{figure}` places) by (slug, language) over the files' own.

        Edits of unknown slugs are left out: an entry may have been removed from the files since.
        """
        entries = dict(self.entries)
        for (slug, lang), text in edits.items():
            if slug in entries and lang in LANGUAGES:
                entries[slug] = replace(entries[slug], raw={**entries[slug].raw, lang: text})
        return self.holding(entries.values())

    def get(self, slug: str) -> Entry | None:
        """The entry, or None."""
        return self.entries.get(slug)

    def related(self, slug: str) -> list[Entry]:
        """The entries it names as related."""
        entry = self.entries.get(slug)
        return [self.entries[other] for other in entry.related if other in self.entries] if entry else []

    def standing(self, entry: Entry) -> Standing:
        """Whether its owner signed it off, or what it was drafted from."""
        if entry.signed_off is not None:
            return Standing.SIGNED_OFF
        bodies = {urlsplit(body.url).hostname for body in self.bodies.values() if body.url}
        hosts = (urlsplit(source.url).hostname or "" for source in entry.sources)
        official = any(host in bodies or OFFICIAL.search(host) for host in hosts)
        return Standing.OFFICIAL if official else Standing.PRESS

    def in_category(self, key: str) -> list[Entry]:
        """Entries of a category, in the order by hand."""
        return [entry for entry in self if entry.category == key]

    def overdue(self) -> list[Entry]:
        """Entries past their review date, oldest first."""
        return sorted((entry for entry in self if entry.overdue), key=lambda entry: entry.review_by)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries.values())

    def __len__(self) -> int:
        return len(self.entries)

    @cached_property
    def shown(self) -> dict[str, dict[str, Wording]]:
        """Every figure by language and name, worded for this library's day."""
        return {
            lang: {
                name: worded(figure, lang, self.today, self.units) for name, figure in self.figures.items()
            }
            for lang in LANGUAGES
        }

    def _worded(self, entry: Entry) -> Entry:
        parts = ((part, self.shown[lang]) for lang, text in entry.raw.items() for part in text.parts)
        return replace(
            entry,
            texts={lang: rendered(text, self.shown[lang]) for lang, text in entry.raw.items()},
            overdue=entry.review_by < self.today,
            stale=tuple(sorted({name for part, shown in parts for name in out_of_date(part, shown)})),
        )


def rendered(text: Text, shown: Mapping[str, Wording]) -> Text:
    """A raw text with its figures filled in."""
    lists = {key: tuple(fill(part, shown) for part in getattr(text, key)) for key in LISTS}
    return replace(text, question=fill(text.question, shown), answer=fill(text.answer, shown), **lists)


def digest(library: Library) -> str:
    """A short name of all questions and phrasings, to tell whether the search's weights know them."""
    texts = [
        part for entry in library for text in entry.raw.values() for part in (text.question, *text.phrasings)
    ]
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]


def entry_files(path: Path) -> list[Path]:
    """The entry files of a locales folder, by name."""
    return sorted(file for file in (path / "faq").glob("*.toml") if file.stem not in TABLES)


def _table(file: Path) -> dict[str, Any]:
    if not file.exists():
        return {}
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise LibraryError(f"{file.name}: {error}") from error


def _figures(file: Path) -> dict[str, Figure]:
    return {name: toml_entry.figure(file.name, name, row) for name, row in _table(file).items()}


def _concepts(file: Path) -> dict[str, dict[str, tuple[str, ...]]]:
    return {
        key: {lang: tuple(words) for lang, words in row.items()}
        for key, row in _table(file).items()
        if isinstance(row, dict)
    }
