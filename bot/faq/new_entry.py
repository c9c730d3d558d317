"""A new entry out of what people asked: its slug, its first words, and how it and its texts are kept as JSON. Pure."""

import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from html import escape
from typing import Any

from bot.faq.entry import Entry, Source, Text
from bot.faq.library import TABLES, Library
from bot.text import latin
from bot.text.languages import LANGUAGES
from bot.text.scripts import from_arabic
from bot.text.skeleton import skeletons

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
    slug, number = stem, 1
    while slug in taken or slug in TABLES:
        number += 1
        slug = f"{stem}-{number}"
    return slug


def begun(slug: str, asked: Iterable[tuple[str, str]], library: Library) -> Entry:
    """A draft: each language with the questions people put in it (language, text), the rest to be written."""
    heaps: dict[str, dict[tuple[str, ...], str]] = {language: {} for language in LANGUAGES}
    for language, text in asked:
        text = " ".join(text.split())
        if language in heaps and len(text) <= ASKED and not PERSONAL.search(text):
            heaps[language].setdefault(tuple(skeletons(text)), text)
    raw = {language: _text(list(heap.values())) for language, heap in heaps.items()}
    return Entry(
        slug, next(iter(library.categories), ""), "", library.today, library.today + REVIEW, (), (), raw, raw
    )


def _text(asked: list[str]) -> Text:
    question = min(asked, key=len, default="")
    rest = [text for text in asked if text != question]
    return Text(escape(question, quote=False), tuple(rest[:MOST]), "")


def stored(entry: Entry) -> dict[str, Any]:
    """The entry as JSON, raw."""
    return {
        "category": entry.category,
        "owner": entry.owner,
        "checked_on": entry.checked_on.isoformat(),
        "review_by": entry.review_by.isoformat(),
        "related": list(entry.related),
        "sources": [asdict(source) for source in entry.sources],
        "thin": entry.thin,
        "needs_review": entry.needs_review,
        "texts": {language: kept(text) for language, text in entry.raw.items()},
    }


def read(slug: str, row: Mapping[str, Any]) -> Entry:
    """The entry of a row, raw; `texts` equals `raw`."""
    raw = {language: read_text(row["texts"][language]) for language in LANGUAGES}
    return Entry(
        slug=slug,
        category=row["category"],
        owner=row["owner"],
        checked_on=dt.date.fromisoformat(row["checked_on"]),
        review_by=dt.date.fromisoformat(row["review_by"]),
        related=tuple(row["related"]),
        sources=tuple(Source(**source) for source in row["sources"]),
        raw=raw,
        texts=raw,
        thin=row["thin"],
        needs_review=row["needs_review"],
    )


def kept(text: Text) -> dict[str, Any]:
    """A text as JSON, where its tuples are lists."""
    values = asdict(text).items()
    return {part: value if isinstance(value, str) else list(value) for part, value in values}


def read_text(row: Mapping[str, Any]) -> Text:
    lists = {key: tuple(value) for key, value in row.items() if not isinstance(value, str)}
    return Text(**{**row, **lists})
