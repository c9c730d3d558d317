"""A new entry out of what people asked: its name, its first words, and the form its row has. Pure."""

import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, replace
from html import escape
from typing import Any

from bot.faq.entry import Entry, Source, Text
from bot.faq.library import TABLES, Library
from bot.text import latin
from bot.text.languages import LANGUAGES
from bot.text.scripts import from_arabic
from bot.text.words import words

LONGEST = 36  # characters of a slug: buttons carry it
MOST = 8  # phrasings taken over from questions
ASKED = 120  # characters of a question that may become a phrasing
REVIEW = dt.timedelta(days=180)
PERSONAL = re.compile(r"\d{5}|@|https?:|www\.")  # numbers of documents and phones, addresses


def slug_of(text: str, taken: Collection[str]) -> str:
    """The text's words in Latin letters, not among those taken."""
    latin_text = latin.of_cyrillic(from_arabic(text)).lower().replace("ı", "i")
    plain = unicodedata.normalize("NFKD", latin_text).encode("ascii", "ignore").decode()
    whole = "-".join(re.findall(r"[a-z0-9]+", plain))
    stem = (whole if len(whole) <= LONGEST else whole[:LONGEST].rsplit("-", 1)[0]) or "new-entry"
    number = 1
    found = stem
    while found in taken or found in TABLES:
        number += 1
        found = f"{stem}-{number}"
    return found


def begun(slug: str, asked: Iterable[tuple[str, str]], library: Library) -> Entry:
    """A draft: each language with the questions people put in it (language, text), the rest to be written."""
    heaps: dict[str, dict[tuple[str, ...], str]] = {language: {} for language in LANGUAGES}
    for language, text in asked:
        text = " ".join(text.split())
        if language in heaps and len(text) <= ASKED and not PERSONAL.search(text):
            heaps[language].setdefault(tuple(words(text)), text)
    raw = {language: _text(list(heap.values())) for language, heap in heaps.items()}
    return Entry(
        slug, next(iter(library.categories), ""), "", library.today, library.today + REVIEW, (), (), raw, raw
    )


def _text(found: list[str]) -> Text:
    question = min(found, key=len, default="")
    rest = [one for one in found if one != question]
    return Text(escape(question, quote=False), tuple(rest[:MOST]), "")


def stored(entry: Entry) -> dict[str, Any]:
    """The entry as JSON, raw."""
    return {
        "category": entry.category,
        "owner": entry.owner,
        "checked_on": entry.checked_on.isoformat(),
        "review_by": entry.review_by.isoformat(),
        "related": list(entry.related),
        "sources": [asdict(one) for one in entry.sources],
        "thin": entry.thin,
        "needs_review": entry.needs_review,
        "texts": {language: listed(text) for language, text in entry.raw.items()},
    }


def listed(text: Text) -> dict[str, Any]:
    """A text as JSON."""
    return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(text).items()}


def read(slug: str, row: Mapping[str, Any]) -> Entry:
    """The entry of a row, raw; `texts` equals `raw`."""
    raw = {language: _read_text(row["texts"][language]) for language in LANGUAGES}
    return Entry(
        slug=slug,
        category=row["category"],
        owner=row["owner"],
        checked_on=dt.date.fromisoformat(row["checked_on"]),
        review_by=dt.date.fromisoformat(row["review_by"]),
        related=tuple(row["related"]),
        sources=tuple(Source(**one) for one in row["sources"]),
        raw=raw,
        texts=raw,
        thin=row["thin"],
        needs_review=row["needs_review"],
    )


def _read_text(row: Mapping[str, Any]) -> Text:
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in row.items()
    }
    return Text(**values)


def with_sources(entry: Entry, typed: str) -> Entry:
    """Sources as typed, a line each: words and an address."""
    found = []
    for line in filter(None, (one.strip() for one in typed.splitlines())):
        url = next((word for word in line.split() if word.startswith(("http://", "https://"))), "")
        title = " ".join(line.replace(url, " ").split()) if url else line
        found.append(Source(title or url.split("/")[2], url))
    return replace(entry, sources=tuple(found))


def sources_typed(entry: Entry) -> str:
    """The sources as they may be copied, changed and sent back."""
    return "\n".join(f"{one.title} {one.url}".strip() for one in entry.sources)
