"""One reader's words: a language and, for Kazakh, the letters it is read in.

Sentences are kept in Cyrillic and turned into the reader's letters when they are said, so nothing is
stored twice. A translator has a two-letter code that fits into a button: kk, kl (Latin), ka (Arabic), ru, en.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from html import escape

from bot.text.catalogs import Catalogs, Words
from bot.text.languages import CODES
from bot.text.scripts import LRI, PDI, in_letters

# Commands and user names, which would stop working with a sign inside them; what looks like one in a tag is none.
KEPT = re.compile(r"<[^<>]*>|(?P<kept>(?<![\w/<])/[a-z]+\b|(?<!\w)@\w+)", re.ASCII)


def N_(msgid: str) -> str:
    """Marks a sentence for the catalogs that is looked up elsewhere."""
    return msgid


LANGUAGE_NAMES = {"kk": N_("Kazakh"), "ru": N_("Russian"), "en": N_("English")}


@dataclass(frozen=True, slots=True)
class Translator:
    """`t` and `tn` make HTML (places escaped), `label` plain text for buttons and pop-ups."""

    words: Words
    script: str = "cyrl"

    @classmethod
    def of(cls, catalogs: Catalogs, language: str, script: str = "cyrl") -> "Translator":
        """The translator of a language; letters count for Kazakh only."""
        return cls(catalogs.words(language), script if language == "kk" else "cyrl")

    @classmethod
    def coded(cls, catalogs: Catalogs, code: str) -> "Translator | None":
        """The translator of a button's code, None if there is no such code."""
        return cls.of(catalogs, *CODES[code]) if code in CODES else None

    @property
    def language(self) -> str:
        return self.words.language

    @property
    def code(self) -> str:
        return next(code for code, letters in CODES.items() if letters == (self.language, self.script))

    def t(self, msgid: str, /, **places: object) -> str:
        """The sentence as HTML; what fills its places is never markup."""
        return self.letters(self.words.t(msgid, **_escaped(places)))

    def tn(self, singular: str, plural: str, number: int, /, **places: object) -> str:
        return self.letters(self.words.tn(singular, plural, number, **_escaped(places)))

    def label(self, msgid: str, /, **places: object) -> str:
        return self.letters(self.words.t(msgid, **places))

    def language_name(self, language: str) -> str:
        """A language by its name in this one, as it is written within a sentence."""
        return self.label(LANGUAGE_NAMES[language])

    def date(self, value: date) -> str:
        return self.letters(self.words.date(value))

    def letters(self, text: str) -> str:
        """Text in this language, turned into the reader's letters; other languages pass unchanged."""
        return text if self.script == "cyrl" else converted(text, self.script)


@lru_cache(maxsize=8192)
def converted(text: str, script: str) -> str:
    """Kazakh Cyrillic, HTML or plain, in other letters; commands and user names stay whole."""
    opening, closing = (LRI, PDI) if script == "arab" else ("", "")
    parts, at = [], 0
    for token in KEPT.finditer(text):
        if token["kept"]:
            parts += [in_letters(text[at : token.start()], script), opening, token[0], closing]
            at = token.end()
    return "".join([*parts, in_letters(text[at:], script)])


def _escaped(places: dict[str, object]) -> dict[str, str]:
    return {key: escape(str(value), quote=False) for key, value in places.items()}
