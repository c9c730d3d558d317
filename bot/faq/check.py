"""Faults of the entries, each one line "file: key: reason". Run by `otandas faq check`, `otandas check`.

A warning is worth a look and fails nothing.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.faq import markup, toml_entry, weights
from bot.faq.entry import Entry, Text
from bot.faq.figures import Figure, names_in
from bot.faq.library import Library, digest, entry_files
from bot.text.languages import LANGUAGES
from bot.text.words import words

PHRASINGS = 4  # at least, in each language
QUESTION, ANSWER, WHOLE = 120, 600, 3500  # characters at most, as read
_DIGITS = re.compile(r"\d+")
_LINKS = re.compile(r"<a [^>]*>|https?://\S+")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something to repair, or only to look at (`warning`)."""

    file: str
    key: str
    reason: str
    warning: bool = False

    def __str__(self) -> str:
        kind = "warning: " if self.warning else ""
        return f"{self.file}: {self.key}: {kind}{self.reason}"


def check(path: Path, today: dt.date | None = None) -> list[Fault]:
    """Every fault in the locales folder `path`, as of `today`."""
    try:
        tables = Library.tables(path, today)
    except toml_entry.LibraryError as error:
        return [_of_error(error)]
    read = list(_read(path))
    entries = {file: each for file, each in read if isinstance(each, Entry)}
    entries = dict(zip(entries, tables.worded(entries.values()), strict=True))
    library = tables.holding(entries.values())
    return [
        *(each for _, each in read if isinstance(each, Fault)),
        *_tables(library),
        *(fault for file, entry in entries.items() for fault in _entry(file, entry, library)),
        *_slugs(entries),
        *_twice(entries),
        *_unused(library),
        *_weights(library),
    ]


def faults_of(entry: Entry, library: Library) -> list[Fault]:
    """What keeps an entry that is in no file yet from being published."""
    [shown] = library.worded([entry])
    return list(_entry(entry.slug, shown, library))


def _of_error(error: toml_entry.LibraryError) -> Fault:
    file, key, *reason = [*str(error).split(": ", 2), "", ""]
    return Fault(file, key, next(filter(None, reason), "can't be read"))


def _read(path: Path) -> Iterator[tuple[str, Entry | Fault]]:
    for file in entry_files(path):
        try:
            yield file.name, toml_entry.read(file)
        except toml_entry.LibraryError as error:
            yield file.name, _of_error(error)


def _entry(file: str, entry: Entry, library: Library) -> Iterator[Fault]:
    if entry.category not in library.categories:
        yield Fault(file, "category", f"{entry.category!r} is not in categories.toml")
    if entry.owner not in library.bodies:
        yield Fault(file, "owner", f"{entry.owner!r} is not in bodies.toml")
    for slug in entry.related:
        if slug not in library.entries or slug == entry.slug:
            yield Fault(file, "related", f"{slug!r} is not another entry")
    yield from _dates(file, entry, library.today)
    yield from _sources(file, entry)
    for lang in LANGUAGES:
        for key, reason in _text(entry.raw[lang], entry.texts[lang], library.figures):
            yield Fault(file, f"{lang}.{key}", reason)
    for name in _figures_of(entry):
        figure = library.figures.get(name)
        if figure is not None and not figure.current(library.today):
            yield Fault(file, f"{{{name}}}", f"the figure is valid until {figure.valid_until}: renew it")
    yield from _alike(file, entry)


def _dates(file: str, entry: Entry, today: dt.date) -> Iterator[Fault]:
    if entry.overdue:
        yield Fault(file, "review_by", f"{entry.review_by} is past: check the entry and move the date")
    if entry.checked_on > today + dt.timedelta(days=1):
        yield Fault(file, "checked_on", f"{entry.checked_on} is in the future")


def _sources(file: str, entry: Entry) -> Iterator[Fault]:
    if not entry.sources:
        yield Fault(file, "sources", "there is none")
    for source in entry.sources:
        if not re.match(r"https?://\S+$", source.url):
            yield Fault(file, "sources.url", f"{source.title!r} has no url")


def _text(raw: Text, shown: Text, figures: Mapping[str, Figure]) -> Iterator[tuple[str, str]]:
    if len([phrasing for phrasing in raw.phrasings if phrasing.strip()]) < PHRASINGS:
        yield "phrasings", f"at least {PHRASINGS} are needed"
    for key, parts in _parts(raw):
        for part in parts:
            if not part.strip():
                yield key, "is empty"
            elif reason := _fault_of(part, figures):
                yield key, reason
    sizes = (("question", shown.question, QUESTION), ("answer", shown.answer, ANSWER))
    for key, part, most in sizes:
        if (size := len(markup.visible(part))) > most:
            yield key, f"{size} characters, at most {most}"
    whole = sum(len(markup.visible(part)) + 1 for part in (shown.question, *shown.parts))
    if whole > WHOLE:
        yield "answer", f"{whole} characters with steps, documents and warnings, at most {WHOLE}"


def _parts(text: Text) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (
        ("question", (text.question,)),
        ("answer", (text.answer,)),
        ("steps", text.steps),
        ("documents", text.documents),
        ("warnings", text.warnings),
    )


def _fault_of(part: str, figures: Mapping[str, Figure]) -> str | None:
    for name in names_in(part):
        if name not in figures:
            return f"{{{name}}} is not in figures.toml"
    if re.search(r"[{}]", re.sub(r"\{[a-z0-9_]+\}", "", part)):
        return "a brace that is no figure's place"
    return markup.fault(part)


def _alike(file: str, entry: Entry) -> Iterator[Fault]:
    """The languages say the same numbers and have as many steps, documents and warnings."""
    first = entry.raw[LANGUAGES[0]]
    for lang in LANGUAGES[1:]:
        other = entry.raw[lang]
        for key in ("steps", "documents", "warnings"):
            here, there = len(getattr(other, key)), len(getattr(first, key))
            if here != there:
                yield Fault(file, f"{lang}.{key}", f"{here} of them, {LANGUAGES[0]} has {there}")
        ours, theirs = _numbers(other), _numbers(first)
        if ours != theirs:
            more, less = sorted((ours - theirs).elements()), sorted((theirs - ours).elements())
            yield Fault(
                file, lang, f"numbers differ from {LANGUAGES[0]}: here only {more}, there only {less}"
            )


def _numbers(text: Text) -> Counter[str]:
    """Groups of digits and figures' names in all that states facts."""
    whole = _LINKS.sub(" ", "\n".join(text.parts))
    bare = re.sub(r"\{[a-z0-9_]+\}", " ", whole)
    return Counter([*_DIGITS.findall(bare), *names_in(whole)])


def _figures_of(entry: Entry) -> list[str]:
    return sorted({name for text in entry.raw.values() for part in text.parts for name in names_in(part)})


def _tables(library: Library) -> Iterator[Fault]:
    for key, titles in library.categories.items():
        for lang in LANGUAGES:
            if not isinstance(titles, Mapping) or not titles.get(lang):
                yield Fault("categories.toml", key, f"no {lang}")
    for name, figure in library.figures.items():
        if figure.unit not in library.units:
            yield Fault("figures.toml", f"{name}.unit", f"{figure.unit!r} is not in units.toml")
        if not figure.source.startswith("http"):
            yield Fault("figures.toml", f"{name}.source", "no url")


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
                other = seen.setdefault((lang, *words(phrasing)), file)
                if other != file:
                    yield Fault(file, f"{lang}.phrasings", f"{phrasing!r} is also in {other}", warning=True)


def _unused(library: Library) -> Iterator[Fault]:
    used = {name for entry in library for name in _figures_of(entry)}
    for name in sorted(set(library.figures) - used):
        yield Fault("figures.toml", name, "no entry uses it", warning=True)


def _weights(library: Library) -> Iterator[Fault]:
    learnt = weights.load()
    if not set(library.entries) <= set(learnt.slugs):
        return
    if learnt.digest != digest(library):
        reason = "learnt from other phrasings: run python -m benchmarks.faq.train"
        yield Fault("search.npz", "digest", reason, warning=True)
