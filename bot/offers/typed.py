"""What somebody who types instead of pressing a button means: a name among several, in any language and letters."""

from collections.abc import Iterable, Mapping

from bot.offers import fields, kinds
from bot.text.catalogs import Catalogs
from bot.text.languages import LANGUAGES
from bot.text.skeleton import skeletons
from bot.text.translator import Translator

SHORTEST = 3  # letters by which a name is recognised that was only begun
Names = Mapping[str, Iterable[str]]


def meant(text: str, names: Names) -> str | None:
    """The one whose name this is, or that alone begins so; None where it is none or could be several."""
    typed = " ".join(skeletons(text))
    keys = {value: {" ".join(skeletons(name)) for name in listed} for value, listed in names.items()}
    whole = [value for value, called in keys.items() if typed in called]
    if whole or len(typed) < SHORTEST:
        return whole[0] if len(whole) == 1 else None
    begun = [value for value, called in keys.items() if any(_begins(name, typed) for name in called)]
    return begun[0] if len(begun) == 1 else None


def _begins(name: str, typed: str) -> bool:
    """A word of the name begins so."""
    return f" {name}".find(f" {typed}") >= 0


def kind(catalogs: Catalogs, text: str) -> str | None:
    every = [Translator.of(catalogs, language) for language in LANGUAGES]
    names = {str(kind): [reader.label(name) for reader in every] for kind, name in kinds.NAMES.items()}
    return meant(text, names)


def field(text: str) -> str | None:
    return meant(text, {slug: known.name.values() for slug, known in fields.known().items()})


def language(text: str) -> str | None:
    """By its name in our languages or in itself: "казахский", "Deutsch"."""
    readers = [*LANGUAGES, *kinds.LANGUAGES]
    return meant(
        text,
        {
            code: [kinds.language_name(code, reader) for reader in (*readers, code)]
            for code in kinds.LANGUAGES
        },
    )
