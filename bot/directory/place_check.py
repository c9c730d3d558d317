"""What is wrong in `locales/places/*.toml`; `otandas faq check` and `otandas check` say it."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

from bot.directory.place import Confidence, Kind, Place, city_point
from bot.directory.sources import language_faults, row_faults, source_faults
from bot.text import toml
from bot.text.catalogs import LOCALES

FOLDER, SOURCES = "places", "sources.toml"
SLUG = re.compile(r"[a-z][a-z-]{2,35}")  # as much as a button holds beside the list it leads back to
PHONE = re.compile(r"\+[1-9]\d{0,2}( \d+)+")  # as it is dialled from abroad
DIGITS = range(8, 16)  # of a number with its country's code, ITU-T E.164
SAID = ("city", "name", "hours", "note")  # in three languages
CHECKABLE = {"address", "point", "phone", "email", "hours"}  # what `unconfirmed` may name


def tables(root: Path) -> tuple[dict[str, Any], list[tuple[str, str, Any]]]:
    """The sources, and every place with its file and slug; OSError and TOMLDecodeError as they come."""
    read = {file.name: toml.loads(file.read_text(encoding="utf-8")) for file in files(root)}
    sources = read.pop(SOURCES, {})
    return sources, [(file, slug, row) for file, table in read.items() for slug, row in table.items()]


def files(root: Path) -> list[Path]:
    return sorted((root / FOLDER).glob("*.toml"))


def faults(root: Path = LOCALES) -> Iterator[tuple[str, str, str]]:
    """What is wrong in these files: file, place in it, reason."""
    for path in files(root):
        try:
            toml.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            yield path.name, "", f"cannot be read as TOML: {error}"
            return
    sources, rows = tables(root)
    if not sources or not rows:
        yield FOLDER, "", f"needs {SOURCES} and files of places"
    for name, row in sources.items():
        yield from _split(SOURCES, source_faults(name, row))
    seen, used = set[str](), set[str]()
    for file, slug, row in rows:
        if not isinstance(row, dict):
            yield file, slug, "is no table of a place"
            continue
        if slug in seen:
            yield file, slug, "is also the slug of another place"
        seen.add(slug)
        used.update(row.get("sources", ()))
        yield from _split(file, _row_faults(slug, row, sources))
    for name in sorted(sources.keys() - used):
        yield SOURCES, name, "no place rests on it"


def _split(file: str, listed: Iterator[str]) -> Iterator[tuple[str, str, str]]:
    for fault in listed:
        place, _, reason = fault.partition(": ")
        yield file, place, reason


def _row_faults(slug: str, row: dict[str, Any], sources: Mapping[str, Any]) -> Iterator[str]:
    known = {field.name for field in fields(Place)} - {"slug"}
    yield from row_faults(slug, row, known, sources)
    yield from language_faults(slug, row, SAID)
    yield from (f"{slug}: {reason}" for reason in _reasons(slug, row))


def _reasons(slug: str, row: dict[str, Any]) -> Iterator[str]:
    if not SLUG.fullmatch(slug):
        yield "a slug has up to 36 small letters and hyphens"
    if "country" not in row:
        yield "no country"
    for name, allowed in (("kind", Kind), ("confidence", Confidence)):
        if row.get(name) not in list(allowed):
            yield f"{name} must be one of {', '.join(allowed)}"
    if type(row.get("checked_on")) is not date:
        yield "checked_on must be a date, as 2026-11-28"
    phone = row.get("phone", "")
    if phone and not (PHONE.fullmatch(phone) and sum(map(str.isdigit, phone)) in DIGITS):
        yield "phone must be as it is dialled from abroad, as +49 30 1234567"
    if row.get("url", "http").partition(":")[0] not in ("http", "https"):
        yield "url must begin with http"
    yield from _point_faults(row)
    for name in row.get("unconfirmed", ()):
        if name not in CHECKABLE or name not in row:
            yield f"unconfirmed names {name}, which is not given"


def _point_faults(row: dict[str, Any]) -> Iterator[str]:
    point = row.get("point")
    if point is not None:
        numbers = isinstance(point, list) and all(isinstance(number, float) for number in point)
        if not numbers or len(point) != 2 or not (-90 <= point[0] <= 90 and -180 <= point[1] <= 180):
            yield "point must be [north, east] in degrees"
    elif "city" in row and not city_point((row.get("country", ""), *row.get("serves", ())), row["city"]):
        yield "no city of this name is known in the country; nearness needs one"
