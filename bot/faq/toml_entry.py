"""An entry as a TOML file: read with a named place for each fault, and written.

Written so that staff edits come home to the repository as a diff: what is read and written again is the same
file up to comments.
"""

import datetime as dt
import tomllib
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, TypeVar

import tomlkit
from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails
from tomlkit.items import Item

from bot.errors import StartError
from bot.faq.entry import Body, Entry
from bot.faq.figures import Figure
from bot.file_faults import ELSE, ENCODING, Fault, of_toml
from bot.text import toml
from bot.text.languages import LANGUAGES

T = TypeVar("T")
ENTRY, BODY, FIGURE = TypeAdapter(Entry), TypeAdapter(Body), TypeAdapter(Figure)
KINDS = {"string": "str", "date": "date", "bool": "bool"}


class LibraryError(StartError):
    """A file of locales/ that can't be read: "<file>: <key>: <reason>"; `fault` is the same for whoever sent it."""

    def __init__(self, text: str, fault: Fault | None = None) -> None:
        super().__init__(text)
        self.fault = fault or Fault(ELSE)


def read(file: Path) -> Entry:
    """The entry of a file, its texts still raw (`texts` equals `raw`). Raises LibraryError."""
    return parse(file.name, file.read_bytes())


def parse(name: str, content: bytes) -> Entry:
    """The entry a file of this name and content is. Raises LibraryError."""
    try:
        table = toml.loads(content.decode())
    except UnicodeDecodeError as error:
        raise LibraryError(
            f"{name}: not TOML: {error}", Fault(ENCODING, places={"encoding": "UTF-8"})
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise LibraryError(f"{name}: not TOML: {error}", of_toml(error)) from error
    raw = {language: _text(table.get(language)) for language in LANGUAGES}
    row = {"related": (), "sources": (), **table, "raw": raw, "texts": {}}
    entry = _checked(ENTRY, f"{name}: ", row)
    return replace(entry, texts=entry.raw)


def _text(table: object) -> object:
    return {"phrasings": (), **table} if isinstance(table, dict) else None


def body(key: str, table: dict[str, Any]) -> Body:
    """A table of bodies.toml."""
    names = {language: table.get(language) for language in LANGUAGES}
    return _checked(BODY, f"bodies.toml: {key}.", {**table, "key": key, "names": names})


def figure(file: str, name: str, table: dict[str, Any]) -> Figure:
    """A table of figures.toml."""
    value = table.get("value")
    if isinstance(value, bool) or not isinstance(value, int | float | dt.date | dict):
        raise LibraryError(f"{file}: {name}.value: must be a number, a date, or texts in three languages")
    if isinstance(value, dict) and not all(isinstance(value.get(language), str) for language in LANGUAGES):
        raise LibraryError(f"{file}: {name}.value: a text is needed for each of {', '.join(LANGUAGES)}")
    return _checked(FIGURE, f"{file}: {name}.", {**table, "name": name})


def _checked(adapter: TypeAdapter[T], place: str, row: dict[str, Any]) -> T:
    """What pydantic makes of the row; LibraryError for the first fault."""
    try:
        return adapter.validate_python(row)
    except ValidationError as error:
        details = error.errors()[0]
        names = (name for name in details["loc"] if isinstance(name, str) and name not in ("raw", "names"))
        key = ".".join(names)
        fault = replace(Fault.of(details), key=key)
        raise LibraryError(f"{place}{key}: {_reason(details)}", fault) from None


def _reason(details: ErrorDetails) -> str:
    kind, given = details["type"].split("_")[0], details["input"]
    if kind == "dataclass":
        return "missing or not a table"
    if kind == "missing" or given is None:
        return "missing"
    if kind == "tuple" or isinstance(details["loc"][-1], int):
        return "must be a list of texts"
    return f"must be {KINDS.get(kind, kind)}, not {type(given).__name__}"


def write(entry: Entry) -> str:
    """The file of an entry, from its raw texts."""
    document = tomlkit.document()
    for key in ("slug", "category", "owner", "checked_on", "review_by"):
        document[key] = getattr(entry, key)
    document["related"] = list(entry.related)
    if entry.signed_off:
        document["signed_off"] = entry.signed_off
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
