"""The fields offers are about, as listed in `locales/offer_fields.toml`."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot.errors import StartError
from bot.text.catalogs import LOCALES
from bot.text.languages import LANGUAGES

OTHER = "other"  # of every list, and like no field but itself


@dataclass(frozen=True, slots=True)
class Field:
    """`name` by language; `sign` is its emoji."""

    slug: str
    sign: str
    name: dict[str, str]

    def title(self, language: str) -> str:
        return f"{self.sign} {self.name[language]}"


@lru_cache(maxsize=1)
def known() -> dict[str, Field]:
    """Read once."""
    return load()


def load(root: Path = LOCALES) -> dict[str, Field]:
    """Fields by slug in screen order; StartError names file, field and what is missing."""
    path = root / "offer_fields.toml"
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise StartError(f"{path}: cannot be read as TOML: {error}") from None
    if OTHER not in tables:
        raise StartError(f'{path}: no table "{OTHER}", for what none of the others is about')
    return {slug: _field(path, slug, table) for slug, table in tables.items()}


def _field(path: Path, slug: str, table: dict[str, str]) -> Field:
    missing = [key for key in (*LANGUAGES, "sign") if not table.get(key)]
    if missing:
        raise StartError(
            f"{path}: {slug}: no {', '.join(missing)}; every field has a sign and a name in three languages"
        )
    return Field(slug, table["sign"], {language: table[language] for language in LANGUAGES})
