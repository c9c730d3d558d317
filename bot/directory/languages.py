"""Languages and letters by what people call them: "kk", "kaz", "kk-Latn", "қазақша", "казахский", "Kazakh"."""

from functools import lru_cache

from babel import Locale
from babel.core import get_global

from bot.directory.names import key
from bot.text.languages import LANGUAGES, NAMES

OFTEN_SAID = {
    "kk": ("қазақ", "казахский язык", "казахша", "по-казахски", "kz", "қаз", "каз"),
    "ru": ("орысша", "орыс", "русский язык", "по-русски", "russkiy", "рус"),
    "en": ("ағылшынша", "ағылшын", "английский язык", "по-английски", "ағыл", "англ"),
}
SCRIPTS = ("cyrl", "latn", "arab")


def named(text: str) -> tuple[str, str | None] | None:
    """Language and, where the name says so, letters; None where no language of ours is called so."""
    head, *subtags = text.strip().lower().replace("_", "-").split("-")
    if head in _codes():
        return _codes()[head], next((tag for tag in subtags if tag in SCRIPTS), None)
    code = _names().get(key(text))
    return (code, None) if code else None


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    """ISO 639-1 and 639-2."""
    aliases = get_global("language_aliases").items()
    return {code: code for code in LANGUAGES} | {long: code for long, code in aliases if code in LANGUAGES}


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """By the key of the name, in which all letters of Kazakh meet."""
    official = [(str(Locale(reader).languages[code]), code) for reader in LANGUAGES for code in LANGUAGES]
    said = [(name, code) for code, names in OFTEN_SAID.items() for name in (NAMES[code], *names)]
    return {key(name): code for name, code in official + said}
