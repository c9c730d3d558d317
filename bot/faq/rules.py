"""What an entry must keep to: the limits, and each breach as a `Fault` "file: key: reason".

`faults_of` reads a whole entry, `faults_in` one language's text; the folder as a whole is read by `check`.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.faq.entry import Entry, Text
from bot.faq.figures import PLACE, Figure, names_in
from bot.faq.library import LISTS, Library, rendered
from bot.text import markup
from bot.text.languages import LANGUAGES

PHRASINGS = 4  # at least, in each language
PHRASED = 10_000  # characters of them at most: each is indexed, and compared when the entry changes
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


def faults_of(entry: Entry, library: Library, file: str = "") -> list[Fault]:
    """What keeps an entry from being published; `file` is its own unless it is in none yet."""
    [shown] = library.worded([entry])
    return list(_entry(file or entry.slug, shown, library))


def faults_in(text: Text, language: str, library: Library) -> list[Fault]:
    """Of one language's text by itself, the other languages aside."""
    return list(_text("", language, text, rendered(text, library.shown[language]), library.figures))


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
        yield from _text(file, lang, entry.raw[lang], entry.texts[lang], library.figures)
    for name in entry.figures:
        figure = library.figures.get(name)
        if figure is not None and not figure.current(library.today):
            reason = f"the figure is valid until {figure.valid_until}: renew it"
            # with its year beside it, it stays true
            yield Fault(file, f"{{{name}}}", reason, warning=name not in entry.stale)
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


def _text(file: str, lang: str, raw: Text, shown: Text, figures: Mapping[str, Figure]) -> Iterator[Fault]:
    def fault(key: str, flaw: Flaw, **places: object) -> Fault:
        return Fault.of(file, f"{lang}.{key}", flaw, **places)

    lists = ((key, part) for key in LISTS for part in getattr(raw, key))
    for key, part in (("question", raw.question), ("answer", raw.answer), *lists):
        if broken := _broken(part, figures):
            flaw, places = broken
            yield fault(key, flaw, **places)
    for key, part, limit in (("question", shown.question, QUESTION), ("answer", shown.answer, ANSWER)):
        if (length := len(markup.visible(part))) > limit:
            yield fault(key, Flaw.LONG, length=length, limit=limit)
    length = sum(len(markup.visible(part)) + 1 for part in (shown.question, *shown.parts))
    if length > WHOLE:
        yield fault("answer", Flaw.LONG_IN_ALL, length=length, limit=WHOLE)
    if len([phrasing for phrasing in raw.phrasings if phrasing.strip()]) < PHRASINGS:
        yield fault("phrasings", Flaw.FEW, number=PHRASINGS)
    if (length := sum(len(phrasing) + 1 for phrasing in raw.phrasings)) > PHRASED:
        yield fault("phrasings", Flaw.LONG, length=length, limit=PHRASED)


def _broken(part: str, figures: Mapping[str, Figure]) -> tuple[Flaw, dict[str, object]] | None:
    if not part.strip():
        return Flaw.EMPTY, {}
    for name in names_in(part):
        if name not in figures:
            return Flaw.FIGURE, {"name": name}
    if re.search(r"[{}]", PLACE.sub("", part)):
        return Flaw.MARKUP, {"reason": "a brace that is no figure's place"}
    reason = markup.fault(part)
    return (Flaw.MARKUP, {"reason": reason}) if reason else None


def _alike(file: str, entry: Entry) -> Iterator[Fault]:
    """The languages say the same numbers and have as many steps, documents and warnings."""
    first = entry.raw[LANGUAGES[0]]
    for lang in LANGUAGES[1:]:
        other = entry.raw[lang]
        for key in LISTS:
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
    bare = PLACE.sub(" ", whole)
    return Counter([*_DIGITS.findall(bare), *names_in(whole)])
