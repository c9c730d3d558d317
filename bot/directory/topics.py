"""The topics members subscribe to: those of `locales/topics.toml`, and over them what owners added or changed.

The file has the seeds. A row of the same slug stands over a seed, others come beside it; a retired topic is offered
nowhere, and its subscriptions wait in case it is brought back.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.directory import countries
from bot.errors import BotError, StartError
from bot.text import toml
from bot.text.catalogs import LOCALES
from bot.text.languages import LANGUAGES
from bot.text.translator import N_
from storage.database.database import Database
from storage.topics import topics as kept
from storage.topics.topics import Row

EVERY = 2.0  # seconds between looks for what owners changed
STEP = 10  # between the places of two topics
LINES = ("sign", *LANGUAGES)  # in which a topic is typed
KEYS = (*LINES, "countries", "posters")  # of a topic in the file
SIGN, NAME = 8, 30  # characters at most
SLUG = re.compile(r"[a-z][a-z0-9-]{1,23}")
FOUR_LINES = N_("Four lines, please: a sign such as 🎓, then the name in Kazakh, Russian and English.")
TOO_LONG = N_(
    "A name has {most} characters at most, without angle brackets or ampersands; the sign is one emoji."
)
NO_SLUG = N_("The English name needs Latin letters: the short name in links is made from it.")


class Posters(StrEnum):
    """Whose announcements a topic may have; the words of the column `topics.posters`."""

    WRITERS = "writers"
    """Of everybody who writes broadcasts."""
    OWNERS = "owners"
    """Only of owners."""


@dataclass(frozen=True, slots=True)
class Topic:
    """`name` by language; `sign` is its emoji, the same everywhere. With `countries` it is offered to members there."""

    slug: str
    sign: str
    name: dict[str, str]
    countries: tuple[str, ...] = ()
    posters: Posters = Posters.WRITERS
    retired_at: datetime | None = None

    def title(self, language: str) -> str:
        return f"{self.sign} {self.name[language]}"

    def is_for(self, country: str | None) -> bool:
        return not self.countries or country in self.countries

    def row(self, place: int, at: datetime) -> Row:
        """As it is kept."""
        names, countries = dict(self.name), list(self.countries)
        return Row(self.slug, self.sign, names, place * STEP, countries, self.posters, self.retired_at, at)


def load(root: Path = LOCALES) -> dict[str, Topic]:
    """The seeds by slug in screen order; StartError names file, topic and what is missing."""
    path = root / "topics.toml"
    try:
        tables = toml.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise StartError(f"{path}: cannot be read as TOML: {error}") from None
    return {slug: _topic(path, slug, table) for slug, table in tables.items()}


def _topic(path: Path, slug: str, table: object) -> Topic:
    said = table if isinstance(table, dict) else {}
    missing = [key for key in (*LANGUAGES, "sign") if not (isinstance(said.get(key), str) and said[key])]
    if missing:
        raise StartError(
            f"{path}: {slug}: no {', '.join(missing)}; every topic has a sign and a name in three languages"
        )
    where, posters = said.get("countries", []), said.get("posters", Posters.WRITERS)
    if not isinstance(where, list) or set(where) - set(countries.codes()):
        raise StartError(
            f'{path}: {slug}: countries is a list of ISO 3166-1 codes such as ["DE"], not {where!r}'
        )
    if posters not in list(Posters):
        raise StartError(f"{path}: {slug}: posters is one of {', '.join(Posters)}, not {posters!r}")
    if unknown := sorted(set(said) - set(KEYS)):
        raise StartError(
            f"{path}: {slug}: {', '.join(unknown)} is nothing a topic has; it has {', '.join(KEYS)}"
        )
    names = {language: said[language] for language in LANGUAGES}
    return Topic(slug, said["sign"], names, tuple(where), Posters(posters))


def over(seeds: Mapping[str, Topic], rows: Iterable[Row]) -> dict[str, Topic]:
    """All topics in screen order, retired ones too: seeds where no row stands over them, and the rows."""
    places = {slug: (number * STEP, slug) for number, slug in enumerate(seeds)}
    known = dict(seeds)
    for row in rows:
        places[row.slug] = row.place, row.slug
        posters = Posters(row.posters)
        known[row.slug] = Topic(row.slug, row.sign, row.names, tuple(row.countries), posters, row.retired_at)
    return {slug: known[slug] for slug in sorted(known, key=lambda slug: places[slug])}


def offered(topics: Mapping[str, Topic]) -> dict[str, Topic]:
    """Those that are not retired."""
    return {slug: topic for slug, topic in topics.items() if topic.retired_at is None}


def moved(slugs: Iterable[str], slug: str, to: int) -> list[str]:
    """The order with this one at another place; the same again changes nothing."""
    others = [other for other in slugs if other != slug]
    return [*others[: max(to, 0)], slug, *others[max(to, 0) :]]


def typed(text: str, known: Topic | None = None) -> Topic:
    """A topic, or another name and sign for a known one, from the four lines; BotError says what is wrong."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) != len(LINES):
        raise BotError(FOUR_LINES)
    sign, *names = lines
    bad = any(len(name) > NAME or set("<>&") & set(name) for name in names)
    if bad or len(sign) > SIGN or any(letter.isalnum() for letter in sign):
        raise BotError(TOO_LONG, most=NAME)
    named = dict(zip(LANGUAGES, names, strict=True))
    if known:
        return replace(known, sign=sign, name=named)
    slug = re.sub(r"[^a-z0-9]+", "-", named["en"].lower()).strip("-")[:24].rstrip("-")
    if not SLUG.fullmatch(slug):
        raise BotError(NO_SLUG)
    return Topic(slug, sign, named)


async def every(tx: AsyncConnection) -> dict[str, Topic]:
    """All there are now, retired ones too."""
    return over(load(), await kept.rows(tx))


class Renewing:
    """One process's part in it: its topics are exchanged when owners changed any."""

    def __init__(self, database: Database, topics: dict[str, Topic]) -> None:
        self._database, self._topics = database, topics
        self._stamp: object = (0, None)

    async def look(self) -> bool:
        """True if there are others than before."""
        async with self._database.connect() as tx:
            stamp = await kept.stamp(tx)
            if stamp == self._stamp:
                return False
            present = offered(await every(tx))
        self._topics.clear()
        self._topics.update(present)
        self._stamp = stamp
        return True
