"""A new entry out of what people asked: its slug, its first words, and how it and its texts are kept as JSON. Pure."""

import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from html import escape
from typing import Any

from pydantic import TypeAdapter

from bot.faq.entry import Entry, Text
from bot.faq.library import TABLES, Library
from bot.faq.toml_entry import ENTRY
from bot.text.languages import LANGUAGES
from bot.text.scripts import latin_word
from bot.text.skeleton import skeletons

LONGEST = 36  # characters of a slug: buttons carry it
MOST = 8  # phrasings taken over from questions
ASKED = 120  # characters of a question that may become a phrasing
REVIEW = dt.timedelta(days=180)
KEPT = ("category", "owner", "checked_on", "review_by", "related", "sources", "thin", "needs_review")
TEXT = TypeAdapter(Text)
ARABIC = re.compile("[\u0600-\u06ff]+")
PERSONAL = re.compile(r"\d{5}|@|https?:|www\.")  # numbers of documents and phones, addresses


def slug_of(text: str, taken: Collection[str]) -> str:
    """The text's words in Latin letters, not among those taken; it stays in the log, so nothing personal is in it."""
    text = "" if PERSONAL.search(text) else text
    text = ARABIC.sub(lambda word: "".join(skeletons(word[0])), text)
    latin = latin_word(text).lower().replace("ı", "i")
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode()
    whole = "-".join(re.findall(r"[a-z0-9]+", plain))
    stem = (whole if len(whole) <= LONGEST else whole[:LONGEST].rsplit("-", 1)[0]) or "new-entry"
    slug, number = stem, 1
    while slug in taken or slug in TABLES:
        number += 1
        slug = f"{stem}-{number}"
    return slug


def begun(slug: str, asked: Iterable[tuple[str, str]], library: Library) -> Entry:
    """A draft: each language with the questions people put in it (language, text), the rest to be written."""
    by_language: dict[str, dict[tuple[str, ...], str]] = {language: {} for language in LANGUAGES}
    for language, text in asked:
        text = " ".join(text.split())
        if language in by_language and len(text) <= ASKED and not PERSONAL.search(text):
            by_language[language].setdefault(tuple(skeletons(text)), text)
    raw = {language: _text(list(texts.values())) for language, texts in by_language.items()}
    return Entry(
        slug, next(iter(library.categories), ""), "", library.today, library.today + REVIEW, (), (), raw, raw
    )


def _text(asked: list[str]) -> Text:
    question = min(asked, key=len, default="")
    rest = [text for text in asked if text != question]
    return Text(escape(question, quote=False), tuple(rest[:MOST]), "")


def stored(entry: Entry) -> dict[str, Any]:
    """The entry as JSON, raw and without its slug."""
    row = ENTRY.dump_python(entry, mode="json")
    return {key: row[key] for key in KEPT} | {"texts": row["raw"]}


def read(slug: str, row: Mapping[str, Any]) -> Entry:
    """The entry of a row, raw; `texts` equals `raw`."""
    return ENTRY.validate_python({**row, "slug": slug, "raw": row["texts"]})


def kept(text: Text) -> dict[str, Any]:
    """A text as JSON, where its tuples are lists."""
    values: dict[str, Any] = TEXT.dump_python(text, mode="json")
    return values


def read_text(row: Mapping[str, Any]) -> Text:
    return TEXT.validate_python(row)
