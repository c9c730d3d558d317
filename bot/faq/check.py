"""Faults of the entries, each one line "file: key: reason". Run by `otandas faq check`, `otandas check`.

A warning is worth a look and fails nothing.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from bot.faq import toml_entry, weights
from bot.faq.entry import Entry, Text
from bot.faq.figures import Figure, names_in
from bot.faq.library import Library, digest, entry_files, rendered
from bot.text import markup
from bot.text.languages import LANGUAGES
from bot.text.skeleton import skeletons

PHRASINGS = 4  # at least, in each language
QUESTION, ANSWER, WHOLE = 120, 600, 3500  # characters at most, as read
_DIGITS = re.compile(r"\d+")
_LINKS = re.compile(r"<a [^>]*>|https?://\S+")


class Flaw(StrEnum):
    """What is wrong with a text: as the check says it, with places that staff's screens say in other words."""

    EMPTY = "is empty"
    LONG = "{length} characters, at most {limit}"
    LONG_IN_ALL = "{length} characters with steps, documents and warnings, at most {limit}"
    FEW = "at least {number} are needed"
    MARKUP = "{reason}"
    FIGURE = "{{{name}}} is not in figures.toml"
    NUMBERS = "numbers differ from kk: here only [{here}], there only [{there}]"
    COUNT = "{here} of them, kk has {there}"


_Places = dict[str, object]
_PartFlaw = tuple[str, Flaw, _Places]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something to repair, or only to look at (`warning`)."""

    file: str
    key: str
    reason: str
    warning: bool = False
    flaw: Flaw | None = None
    places: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def of(cls, file: str, key: str, flaw: Flaw, **places: object) -> "Fault":
        return cls(file, key, flaw.format(**places), flaw=flaw, places=places)

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


def faults_in(text: Text, language: str, library: Library) -> list[Fault]:
    """Of one language's text by itself, the other languages aside."""
    return list(_language("", language, text, rendered(text, library.shown(language)), library))


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
        yield from _language(file, lang, entry.raw[lang], entry.texts[lang], library)
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


def _language(file: str, lang: str, raw: Text, shown: Text, library: Library) -> Iterator[Fault]:
    for key, flaw, places in _text(raw, shown, library.figures):
        yield Fault.of(file, f"{lang}.{key}", flaw, **places)


def _text(raw: Text, shown: Text, figures: Mapping[str, Figure]) -> Iterator[_PartFlaw]:
    for key, parts in _parts(raw):
        for part in parts:
            if flawed := _flaw_of(part, figures):
                yield (key, *flawed)
    for key, part, most in (("question", shown.question, QUESTION), ("answer", shown.answer, ANSWER)):
        if (size := len(markup.visible(part))) > most:
            yield key, Flaw.LONG, {"length": size, "limit": most}
    whole = sum(len(markup.visible(part)) + 1 for part in (shown.question, *shown.parts))
    if whole > WHOLE:
        yield "answer", Flaw.LONG_IN_ALL, {"length": whole, "limit": WHOLE}
    if len([phrasing for phrasing in raw.phrasings if phrasing.strip()]) < PHRASINGS:
        yield "phrasings", Flaw.FEW, {"number": PHRASINGS}


def _parts(text: Text) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (
        ("question", (text.question,)),
        ("answer", (text.answer,)),
        ("steps", text.steps),
        ("documents", text.documents),
        ("warnings", text.warnings),
    )


def _flaw_of(part: str, figures: Mapping[str, Figure]) -> tuple[Flaw, _Places] | None:
    if not part.strip():
        return Flaw.EMPTY, {}
    for name in names_in(part):
        if name not in figures:
            return Flaw.FIGURE, {"name": name}
    if re.search(r"[{}]", re.sub(r"\{[a-z0-9_]+\}", "", part)):
        return Flaw.MARKUP, {"reason": "a brace that is no figure's place"}
    reason = markup.fault(part)
    return (Flaw.MARKUP, {"reason": reason}) if reason else None


def _alike(file: str, entry: Entry) -> Iterator[Fault]:
    """The languages say the same numbers and have as many steps, documents and warnings."""
    first = entry.raw[LANGUAGES[0]]
    for lang in LANGUAGES[1:]:
        other = entry.raw[lang]
        for key in ("steps", "documents", "warnings"):
            here, there = len(getattr(other, key)), len(getattr(first, key))
            if here != there:
                yield Fault.of(file, f"{lang}.{key}", Flaw.COUNT, here=here, there=there)
        ours, theirs = _numbers(other), _numbers(first)
        if ours != theirs:
            more, less = _listed(ours - theirs), _listed(theirs - ours)
            yield Fault.of(file, lang, Flaw.NUMBERS, here=more, there=less)


def _listed(numbers: Counter[str]) -> str:
    return ", ".join(repr(number) for number in sorted(numbers.elements()))


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
                other = seen.setdefault((lang, *skeletons(phrasing)), file)
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
