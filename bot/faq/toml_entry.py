"""An entry as a TOML file: reading with a named place for each fault, and writing it back.

Written so that staff edits come home to the repository as a diff: what is read and written again is the same
file up to comments.
"""

import datetime as dt
import tomllib
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

import tomlkit
from tomlkit.items import Item

from bot.errors import StartError
from bot.faq.entry import Body, Entry, Source, Text
from bot.faq.figures import Figure
from bot.text.languages import LANGUAGES

T = TypeVar("T")


class LibraryError(StartError):
    """A file of locales/ that can't be read: "<file>: <key>: <reason>"."""


class _Row:
    """A TOML table that knows its name, so that every fault can."""

    def __init__(self, place: str, row: object) -> None:
        if not isinstance(row, dict):
            raise LibraryError(f"{place.rstrip('.')}: missing or not a table")
        self.place = place
        self.row: dict[str, Any] = row

    def get(self, key: str, kind: type[T], default: T | None = None) -> T:
        """The value of `key`, which has to be of `kind`."""
        value = self.row.get(key, default)
        if value is None:
            raise LibraryError(f"{self.place}{key}: missing")
        if not isinstance(value, kind):
            raise LibraryError(f"{self.place}{key}: must be {kind.__name__}, not {type(value).__name__}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; absent means empty."""
        values = self.get(key, list, [])
        if not all(isinstance(value, str) for value in values):
            raise LibraryError(f"{self.place}{key}: must be a list of texts")
        return tuple(values)


def read(file: Path) -> Entry:
    """The entry of a file, its texts still raw (`texts` equals `raw`). Raises LibraryError."""
    return parse(file.name, file.read_bytes())


def parse(name: str, content: bytes) -> Entry:
    """The entry a file of this name and content is. Raises LibraryError."""
    try:
        row = _Row(f"{name}: ", tomllib.loads(content.decode()))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LibraryError(f"{name}: not TOML: {error}") from error
    raw = {lang: _text(_Row(f"{name}: {lang}.", row.row.get(lang))) for lang in LANGUAGES}
    return Entry(
        slug=row.get("slug", str),
        category=row.get("category", str),
        owner=row.get("owner", str),
        checked_on=row.get("checked_on", dt.date),
        review_by=row.get("review_by", dt.date),
        related=row.texts("related"),
        sources=tuple(_source(f"{name}: sources.", each) for each in row.get("sources", list, [])),
        raw=raw,
        texts=raw,
        thin=row.get("thin", bool, False),
        needs_review=row.get("needs_review", bool, False),
    )


def body(key: str, row: object) -> Body:
    """A row of bodies.toml."""
    table = _Row(f"bodies.toml: {key}.", row)
    return Body(key, {lang: table.get(lang, str) for lang in LANGUAGES}, table.get("url", str, ""))


def figure(file: str, name: str, row: object) -> Figure:
    """A row of figures.toml."""
    table = _Row(f"{file}: {name}.", row)
    value = table.row.get("value")
    if isinstance(value, bool) or not isinstance(value, int | float | dt.date | dict):
        raise LibraryError(f"{file}: {name}.value: must be a number, a date, or texts in three languages")
    if isinstance(value, dict) and not all(isinstance(value.get(lang), str) for lang in LANGUAGES):
        raise LibraryError(f"{file}: {name}.value: a text is needed for each of {', '.join(LANGUAGES)}")
    return Figure(
        name,
        value,
        table.get("unit", str, "none"),
        _day(table, "valid_from"),
        _day(table, "valid_until"),
        table.get("source", str, ""),
    )


def _day(table: _Row, key: str) -> dt.date | None:
    return table.get(key, dt.date) if key in table.row else None


def _text(row: _Row) -> Text:
    return Text(
        question=row.get("question", str),
        phrasings=row.texts("phrasings"),
        answer=row.get("answer", str),
        steps=row.texts("steps"),
        documents=row.texts("documents"),
        warnings=row.texts("warnings"),
    )


def _source(place: str, row: object) -> Source:
    table = _Row(place, row)
    return Source(table.get("title", str), table.get("url", str, ""), str(table.row.get("date", "")) or None)


def write(entry: Entry) -> str:
    """The file of an entry, from its raw texts."""
    document = tomlkit.document()
    for key in ("slug", "category", "owner", "checked_on", "review_by"):
        document[key] = getattr(entry, key)
    document["related"] = list(entry.related)
    document["thin"], document["needs_review"] = entry.thin, entry.needs_review
    document["sources"] = [
        {key: value for key, value in asdict(source).items() if value is not None} for source in entry.sources
    ]
    for language in LANGUAGES:
        document[language] = {key: _item(value) for key, value in asdict(entry.raw[language]).items()}
    return tomlkit.dumps(document)


def _item(value: str | tuple[str, ...]) -> Item:
    """A text, or texts with a line each."""
    return tomlkit.item(value) if isinstance(value, str) else tomlkit.item(list(value)).multiline(True)
