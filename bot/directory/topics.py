"""The topics members subscribe to, as listed in `locales/topics.toml`."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from bot.errors import StartError
from bot.text import toml
from bot.text.catalogs import LOCALES
from bot.text.languages import LANGUAGES


@dataclass(frozen=True, slots=True)
class Topic:
    """`name` by language; `sign` is its emoji, the same everywhere."""

    slug: str
    sign: str
    name: dict[str, str]

    def title(self, language: str) -> str:
        return f"{self.sign} {self.name[language]}"


def load(root: Path = LOCALES) -> dict[str, Topic]:
    """Topics by slug in screen order; StartError names file, topic and what is missing."""
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
    return Topic(slug, said["sign"], {language: said[language] for language in LANGUAGES})
