"""One question with its answer in three languages, as plain values. Read by everyone, built by `library`."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.faq.figures import names_in


class Standing(StrEnum):
    """How far an entry can be relied on."""

    SIGNED_OFF = "signed_off"
    """The body that answers for it has confirmed it."""
    OFFICIAL = "official"
    """A draft; at least one of its sources is a public body's or a collection of laws."""
    PRESS = "press"
    """A draft from newspapers and other sites."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement was read; `date` is as known there, e.g. "2026-02", `lang` the language it is written in; None
    where unknown."""

    title: str
    url: str = ""
    date: str | None = None
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """A public body that answers for entries."""

    key: str
    names: Mapping[str, str]
    url: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """An entry in one language, Telegram HTML: in `Entry.raw` with `{figure}` places, in `texts` filled."""

    question: str
    phrasings: tuple[str, ...]
    answer: str
    steps: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[str, ...]:
        """Everything that states facts: the answer, then steps, documents, warnings."""
        return (self.answer, *self.steps, *self.documents, *self.warnings)


@dataclass(frozen=True, slots=True)
class Entry:
    """`signed_off`: the day its owner confirmed it. `overdue`: its review date is past. `stale`: figures in it that
    are out of their validity and stand without their year."""

    slug: str
    category: str
    owner: str
    checked_on: dt.date
    review_by: dt.date
    related: tuple[str, ...]
    sources: tuple[Source, ...]
    raw: Mapping[str, Text]
    texts: Mapping[str, Text]
    signed_off: dt.date | None = None
    thin: bool = False
    needs_review: bool = False
    overdue: bool = False
    stale: tuple[str, ...] = ()

    @property
    def figures(self) -> list[str]:
        """The names of the figures it states."""
        return sorted({name for text in self.raw.values() for part in text.parts for name in names_in(part)})

    def sources_for(self, language: str) -> list[Source]:
        """The sources, those in the reader's language first."""
        return sorted(self.sources, key=lambda source: source.lang != language)
