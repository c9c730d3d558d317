"""Words: gettext catalogs read straight from `locales/*/LC_MESSAGES/messages.po`, CLDR plurals and formats.

English source sentences are the ids. `Catalogs.load()` refuses a catalog that cannot be read; `words("kk")`
gives a `Words` whose `t` fills a sentence and whose `tn` picks the plural form by CLDR (fractions in Russian
take the form of "few", as grammar has it).
"""

from dataclasses import dataclass
from datetime import date as date_
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, get_day_names
from babel.lists import format_list
from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po
from babel.numbers import format_decimal

from bot.errors import StartError
from bot.text.languages import DATES, LANGUAGES, PLURALS
from bot.text.zone_cities import city

LOCALES = Path(__file__).resolve().parents[2] / "locales"

Messages = dict[str, str | tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Words:
    """One language's sentences and formats."""

    language: str
    messages: Messages

    def t(self, msgid: str, /, **places: object) -> str:
        """The sentence of this id with its places filled; an id without translation stands for itself."""
        sentence = self.messages.get(msgid) or msgid
        return (sentence if isinstance(sentence, str) else sentence[0]).format(**places)

    def tn(self, singular: str, plural: str, number: int | Decimal, /, **places: object) -> str:
        """The plural form for `number`, which fills `{n}` written as this language writes numbers."""
        forms = self.messages.get(singular)
        chosen = (
            forms[self._form(number)] if isinstance(forms, tuple) else (singular if number == 1 else plural)
        )
        return chosen.format(n=self.number(number), **places)

    def number(self, value: int | float | Decimal) -> str:
        return str(format_decimal(value, locale=self.language))

    def date(self, value: date_) -> str:
        """24 November 2026, as this language writes it."""
        return str(format_date(value, format="long", locale=DATES[self.language]))

    def weekday(self, number: int) -> str:
        """A day of the week within a sentence; Monday is 0."""
        return str(get_day_names("wide", locale=self.language)[number])

    def weekday_date(self, value: date_) -> str:
        """Tuesday 24 November 2026: where a date that was typed is said back."""
        return str(format_date(value, format="full", locale=DATES[self.language]))

    def time(self, value: datetime, zone: ZoneInfo) -> str:
        """Date and hour, with the city whose clock it is: when a reader must not guess."""
        local = value.astimezone(zone)
        return self._hour(local, zone, self.date(local))

    def weekday_time(self, value: datetime, zone: ZoneInfo) -> str:
        """The same with the day of the week."""
        local = value.astimezone(zone)
        return self._hour(local, zone, self.weekday_date(local))

    def _hour(self, local: datetime, zone: ZoneInfo, date: str) -> str:
        """An hour that comes twice, when clocks are set back, is told by its distance from UTC."""
        if local.replace(fold=1 - local.fold).utcoffset() != local.utcoffset():
            return f"{date}, {local:%H:%M (%z)}"
        place = city(zone.key, self.language)
        return self.t("{date}, {hours} ({city} time)", date=date, hours=f"{local:%H:%M}", city=place)

    def list(self, items: list[str]) -> str:
        return str(format_list(items, locale=self.language)) if items else ""

    def _form(self, number: int | Decimal) -> int:
        category = Locale.parse(self.language).plural_form(number)
        forms = PLURALS[self.language]
        return (
            forms.index(category) if category in forms else forms.index("few" if "few" in forms else "other")
        )


@dataclass(frozen=True, slots=True)
class Catalogs:
    """All languages' words."""

    by_language: dict[str, Words]

    @classmethod
    def load(cls, root: Path = LOCALES) -> "Catalogs":
        return cls({code: Words(code, _messages(read_catalog(root, code))) for code in LANGUAGES})

    def words(self, language: str) -> Words:
        return self.by_language[language]


def catalog_path(root: Path, language: str) -> Path:
    return root / language / "LC_MESSAGES" / "messages.po"


def read_catalog(root: Path, language: str) -> Catalog:
    """The parsed .po file; StartError names file and reason."""
    path = catalog_path(root, language)
    try:
        with path.open("rb") as file:
            return read_po(file, locale=language, abort_invalid=True)
    except (OSError, PoFileError, ValueError) as error:
        raise StartError(f"{path}: cannot be read as a catalog: {error}") from None


def _messages(catalog: Catalog) -> Messages:
    """Sentences by their ids, plural ones by that of the singular; what is not translated is left out."""
    messages: Messages = {}
    for message in catalog:
        msgid = message.id if isinstance(message.id, str) else message.id[0]
        if msgid and message.string:
            messages[msgid] = message.string if isinstance(message.string, str) else tuple(message.string)
    return messages
