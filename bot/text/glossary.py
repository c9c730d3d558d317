"""One word for one idea: `locales/glossary.toml`, held over the catalogs, the entries and their tables.

Each idea has its word in every language, and the variants that must not stand in its place. A variant is whole
words in any case; a `*` at its end stands for any ending. How people ask (phrasings) is theirs and is not read.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from bot.errors import StartError
from bot.text import toml
from bot.text.catalogs import LOCALES, read_catalog
from bot.text.languages import LANGUAGES

FILE = "glossary.toml"
TABLES = ("bodies.toml", "categories.toml", "topics.toml")
PARTS = ("question", "answer", "steps", "documents", "warnings")  # of an entry


class Where(StrEnum):
    """Where a variant is out of place: a word for a screen's idea may mean another thing in an entry."""

    CATALOGS = "catalogs"
    ENTRIES = "entries"
    EVERYWHERE = "everywhere"


@dataclass(frozen=True, slots=True)
class Term:
    """An idea, its word by language, and a pattern of the variants by language."""

    idea: str
    words: Mapping[str, str]
    never: Mapping[str, re.Pattern[str]]
    where: Where = Where.EVERYWHERE

    @classmethod
    def of(cls, idea: str, row: Mapping[str, Any]) -> "Term":
        missing = [language for language in LANGUAGES if not row.get(language)]
        if missing:
            raise StartError(f"{FILE}: {idea}: no word in {', '.join(missing)}")
        never = {language: pattern(*variants) for language, variants in row.get("never", {}).items()}
        where = row.get("where", Where.EVERYWHERE)
        if where not in list(Where):
            raise StartError(f"{FILE}: {idea}.where: one of {', '.join(Where)}, not {where!r}")
        return cls(idea, {language: row[language] for language in LANGUAGES}, never, Where(where))

    def fault(self, text: str, language: str) -> str | None:
        """What is wrong with a text of this language, and what to write instead."""
        if language not in self.never or not (variant := self.never[language].search(text)):
            return None
        return f"«{variant[0]}» for “{self.idea}”: write «{self.words[language]}» ({FILE})"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text people read, and where it stands."""

    place: str
    language: str
    text: str
    where: Where


def load(locales: Path = LOCALES) -> list[Term]:
    """The terms of a locales folder; none without a glossary. StartError names file, idea and fault."""
    return [Term.of(idea, row) for idea, row in _table(locales / FILE).items()]


def faults(locales: Path = LOCALES) -> Iterator[str]:
    """Every variant that stands for a word of the house: file, sentence, remedy."""
    terms = load(locales)
    for sentence in _sentences(locales) if terms else ():
        here = (term for term in terms if term.where in (Where.EVERYWHERE, sentence.where))
        reasons = (term.fault(sentence.text, sentence.language) for term in here)
        yield from (f"{sentence.place}: {reason}" for reason in reasons if reason)


def pattern(*variants: str) -> re.Pattern[str]:
    """Finds any of these words."""
    return re.compile("|".join(map(_variant, variants)))


def _variant(words: str) -> str:
    """In any case, unless it is in capitals or begins with = ("=сіз" is not Сіз)."""
    exact = words.startswith("=") or words.isupper()
    stem = re.escape(words.removeprefix("=")).replace(r"\*", r"\w*").replace(r"\ ", r"\s+")
    # a dot before a letter goes on with the word: egov is not egov.kz
    end = "" if words.endswith("*") else r"(?!\w|\.\w)"
    return rf"(?{'' if exact else 'i'}:(?<![\w-]){stem}{end})"


def _sentences(locales: Path) -> Iterator[Sentence]:
    for language in LANGUAGES:
        yield from _of_catalog(locales, language)
    for file in sorted((locales / "faq").glob("*.toml")):
        for language, text in _table(file).items():
            if language in LANGUAGES and isinstance(text, dict):
                yield from _of_entry(file.name, language, text)
    for name in TABLES:
        for key, row in _table(locales / name).items():
            for language in LANGUAGES:
                yield Sentence(f"locales/{name}: {key}", language, str(row.get(language, "")), Where.CATALOGS)


def _of_catalog(locales: Path, language: str) -> Iterator[Sentence]:
    for message in read_catalog(locales, language):
        if not message.id:
            continue
        forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        place = f"locales/{language}/LC_MESSAGES/messages.po"
        for form in dict.fromkeys(form or "" for form in forms):
            yield Sentence(f"{place}: {_short(form)}", language, form, Where.CATALOGS)


def _of_entry(file: str, language: str, text: Mapping[str, Any]) -> Iterator[Sentence]:
    for key in PARTS:
        parts = text.get(key, ())
        for part in (parts,) if isinstance(parts, str) else parts:
            yield Sentence(
                f"locales/faq/{file}: {language}.{key}: {_short(part)}", language, part, Where.ENTRIES
            )


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "…")


def _table(file: Path) -> dict[str, Any]:
    return toml.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
