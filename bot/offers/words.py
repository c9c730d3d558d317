"""The words of an offer as searches and matches compare them: in any letters, in any of our languages."""

from bot.directory import countries
from bot.offers import fields, kinds
from bot.text.languages import LANGUAGES
from bot.text.skeleton import skeletons

LONG = 4  # letters a word needs to tell something
STEM = 6  # letters by which two forms of a word are one


def folded(field: str, country: str | None, city: str | None, text: str, languages: list[str]) -> str:
    """Everything one may search it by, as the keys of words; what was typed first, each once."""
    known = fields.known()[field].name.values()
    where = [countries.name(country, language) for language in LANGUAGES] if country else []
    spoken = [kinds.language_name(code, reader) for code in languages for reader in LANGUAGES]
    whole = "\n".join([text, city or "", *known, *where, *spoken])
    return " ".join(dict.fromkeys(skeletons(whole)))


def keys(typed: str, most: int) -> list[str]:
    """What a search looks for."""
    return skeletons(typed)[:most]


def telling(text: str) -> frozenset[str]:
    """The stems of the words of a text that are long enough to tell what it is about."""
    return frozenset(key[:STEM] for key in skeletons(text) if len(key) >= LONG)
