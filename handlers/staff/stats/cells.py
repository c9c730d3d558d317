"""A report's values as people read them in a picture, or as a spreadsheet adds them up."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.directory import countries
from bot.directory.topics import Topic
from bot.offers import wording as offer_wording
from bot.offers.fields import known as offer_fields
from bot.stats.quarter import few
from bot.text.translator import Translator
from handlers.staff.stats import words


class Cells:
    """In one language, by one clock; `raw`: as a spreadsheet reads them."""

    def __init__(
        self, topics: Mapping[str, Topic], translator: Translator, zone: ZoneInfo, *, raw: bool
    ) -> None:
        self._topics, self._words, self._zone, self._raw = topics, translator, zone, raw

    def number(self, number: int | None) -> str:
        """As people write it, or as a table reads it; of a few people only that they are few."""
        if self._raw and number is not None and few(number) is not None:
            return str(number)
        return words.number(self._words, number)

    def all(self, number: int) -> str:
        """Of what is no people."""
        return str(number) if self._raw else self._words.words.number(number)

    def date(self, moment: datetime) -> str:
        return f"{moment.astimezone(self._zone):%d.%m.%Y}"

    def day(self, moment: datetime) -> str:
        return f"{moment.astimezone(self._zone):%d.%m.}"

    def topic(self, slug: str) -> str:
        return self._topics[slug].name[self._words.language] if slug in self._topics else slug

    def country(self, code: str | None) -> str:
        return countries.name(code, self._words.language) if code else self._words.label("country not given")

    def named(self, name: str, groups: Iterable[tuple[str | None, int]]) -> words.Named:
        """Without the signs that stand before them elsewhere: the font has none."""
        said = {"kind": self._kind, "field": self._field, "country": self._place}[name]
        return [(said(value or ""), number) for value, number in groups]

    def _kind(self, value: str) -> str:
        return offer_wording.kind(self._words, value)

    def _field(self, value: str) -> str:
        field = offer_fields().get(value)
        return field.name[self._words.language] if field else value

    def _place(self, value: str) -> str:
        return countries.name(value, self._words.language) if value else self._words.label("from afar")
