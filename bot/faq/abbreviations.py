"""Abbreviations that not everyone knows: `locales/abbreviations.toml`, and where an entry does not spell one out.

A reader starts with the question and the answer, so these two are one part; then come steps, documents, warnings.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.faq.entry import Text
from bot.faq.library import LISTS
from bot.text import toml
from bot.text.glossary import pattern

FILE = "abbreviations.toml"
Known = Mapping[str, Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]]]  # by language and abbreviation


def load(locales: Path) -> Known:
    """How each abbreviation and its whole words are recognised; nothing without a file."""
    file = locales / FILE
    table = toml.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return {
        language: {short: (pattern(short), pattern(whole)) for short, whole in row.items()}
        for language, row in table.items()
    }


def unexplained(
    text: Text, known: Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]]
) -> Iterator[tuple[str, str]]:
    """Where an abbreviation first stands and was not spelled out till then: the part and the abbreviation."""
    parts = list(_parts(text))
    for short, (abbreviation, whole) in known.items():
        till = next((n for n, (_, part) in enumerate(parts) if abbreviation.search(part)), None)
        if till is not None and not any(whole.search(part) for _, part in parts[: till + 1]):
            yield parts[till][0], short.removesuffix("*")


def _parts(text: Text) -> Iterator[tuple[str, str]]:
    yield "answer", f"{text.question}\n{text.answer}"
    for key in LISTS:
        yield from ((key, part) for part in getattr(text, key))
