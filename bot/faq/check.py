"""Faults of all entries and their tables, each one line. Run by `otandas faq check` and `otandas check`.

A warning is worth a look and fails nothing.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.directory import emergency, place_check
from bot.faq import abbreviations, parallel, toml_entry, weights
from bot.faq.entry import Entry
from bot.faq.library import Library, digest, entry_files
from bot.faq.rules import Fault, faults_of
from bot.text.languages import LANGUAGES
from bot.text.skeleton import skeletons

SPECIAL_UNITS = ("past", "date", "none")


def check(path: Path, today: dt.date | None = None) -> list[Fault]:
    """Every fault in the locales folder `path`, as of `today`."""
    try:
        tables = Library.tables(path, today)
    except toml_entry.LibraryError as error:
        return [_of_error(error)]
    if faults := list(_units(tables)):  # no figure can be worded
        return faults
    read = dict(_read(path))
    entries = {file: entry for file, entry in read.items() if isinstance(entry, Entry)}
    library = tables.holding(entries.values())
    return [
        *(fault for fault in read.values() if isinstance(fault, Fault)),
        *_tables(library),
        *(fault for file, entry in entries.items() for fault in faults_of(entry, library, file)),
        *(fault for file, entry in entries.items() for fault in _unlike(file, entry, library)),
        *_abbreviations(path, entries),
        *_slugs(entries),
        *_twice(entries),
        *_unused(library),
        *_weights(library),
        *_emergency(path),
        *(
            Fault(f"{place_check.FOLDER}/{file}", place, reason)
            for file, place, reason in place_check.faults(path)
        ),
    ]


def _of_error(error: toml_entry.LibraryError) -> Fault:
    file, key, *reason = [*str(error).split(": ", 2), "", ""]
    return Fault(file, key, next(filter(None, reason), "can't be read"))


def _read(path: Path) -> Iterator[tuple[str, Entry | Fault]]:
    for file in entry_files(path):
        try:
            yield file.name, toml_entry.read(file)
        except toml_entry.LibraryError as error:
            yield file.name, _of_error(error)


def _tables(library: Library) -> Iterator[Fault]:
    for key, titles in library.categories.items():
        for lang in LANGUAGES:
            if not isinstance(titles, Mapping) or not titles.get(lang):
                yield Fault("categories.toml", key, f"no {lang}")
        for slug in titles.get("first", ()) if isinstance(titles, Mapping) else ():
            if slug not in library.entries or library.entries[slug].category != key:
                yield Fault("categories.toml", f"{key}.first", f"{slug!r} is no entry of this category")
    for name, figure in library.figures.items():
        if figure.unit not in library.units:
            yield Fault("figures.toml", f"{name}.unit", f"{figure.unit!r} is not in units.toml")
        if not figure.source.startswith("http"):
            yield Fault("figures.toml", f"{name}.source", "no url")


def _units(library: Library) -> Iterator[Fault]:
    """Each unit has words in each language, also those that stand for a date, for no unit, and for what is past."""
    for key in dict.fromkeys((*SPECIAL_UNITS, *library.units)):
        for lang in LANGUAGES:
            words = library.units.get(key, {})
            forms = words.get(lang) if isinstance(words, Mapping) else None
            if not isinstance(forms, Mapping) or "other" not in forms:
                yield Fault("units.toml", key, f"no {lang}.other")


def _abbreviations(path: Path, entries: Mapping[str, Entry]) -> Iterator[Fault]:
    for lang, known in abbreviations.load(path).items():
        for file, entry in entries.items():
            for key, short in abbreviations.unexplained(entry.raw[lang], known):
                yield Fault(file, f"{lang}.{key}", f"{short} is not spelled out where it first stands")


def _unlike(file: str, entry: Entry, library: Library) -> Iterator[Fault]:
    """What one language says otherwise: worth a look, for nobody but a reader knows which of them is right."""
    [shown] = library.worded([entry])
    for difference in parallel.of_entry(shown.texts):
        yield Fault(file, difference.language or "languages", parallel.line(difference), warning=True)


def _slugs(entries: Mapping[str, Entry]) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for file, entry in entries.items():
        if file != f"{entry.slug}.toml":
            yield Fault(file, "slug", f"{entry.slug!r} is not the file's name")
        if entry.slug in seen:
            yield Fault(file, "slug", f"{entry.slug!r} is also in {seen[entry.slug]}")
        seen.setdefault(entry.slug, file)


def _twice(entries: Mapping[str, Entry]) -> Iterator[Fault]:
    seen: dict[tuple[str, ...], str] = {}
    for file, entry in entries.items():
        for lang in LANGUAGES:
            for phrasing in entry.raw[lang].phrasings:
                other = seen.setdefault((lang, *skeletons(phrasing)), file)
                if other != file:
                    yield Fault(file, f"{lang}.phrasings", f"{phrasing!r} is also in {other}", warning=True)


def _unused(library: Library) -> Iterator[Fault]:
    used = {name for entry in library for name in entry.figures}
    for name in sorted(set(library.figures) - used):
        yield Fault("figures.toml", name, "no entry uses it", warning=True)


def _weights(library: Library) -> Iterator[Fault]:
    learnt = weights.load()
    if not set(library.entries) <= set(learnt.slugs):
        return
    if learnt.digest != digest(library):
        reason = "learnt from other phrasings: run python -m benchmarks.faq.train"
        yield Fault("search.npz", "digest", reason, warning=True)


def _emergency(path: Path) -> Iterator[Fault]:
    for fault in emergency.faults(path):
        place, _, reason = fault.partition(": ")
        yield Fault(emergency.NAME, place, reason)
