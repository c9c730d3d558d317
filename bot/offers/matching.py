"""Which offers fit a request, and why: a table of reasons with their weights. Pure.

Two fit if their kinds are the same or may serve for each other, and they are of one field or have FEW_WORDS words in
common. The rest orders them: a common language, the same place, the same words.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.directory import countries
from bot.offers import fields, kinds
from bot.offers.kinds import Kind, related
from bot.text.languages import LANGUAGES
from bot.text.skeleton import skeletons
from storage.offers.offers import Offer

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


FEW_WORDS = 2
WORDS_MOST = 4  # words that count


class Reason(StrEnum):
    """What two offers have in common; `handlers/staff/offers/card.py` words each."""

    KIND = "kind"
    """The same kind of help."""
    RELATED = "related"
    """A kind that may serve as well."""
    FIELD = "field"
    """The same field."""
    CITY = "city"
    """The same city."""
    COUNTRY = "country"
    """The same country."""
    AFAR = "afar"
    """One of them, or both, may be anywhere."""
    LANGUAGE = "language"
    """A language both speak."""
    WORDS = "words"
    """The same words in both, counted up to WORDS_MOST."""


WEIGHTS = {
    Reason.KIND: 4,
    Reason.RELATED: 2,
    Reason.FIELD: 4,
    Reason.CITY: 3,
    Reason.COUNTRY: 2,
    Reason.AFAR: 1,
    Reason.LANGUAGE: 2,
    Reason.WORDS: 1,
}


@dataclass(frozen=True, slots=True)
class Match:
    """An offer that fits another, and why."""

    offer: Offer
    reasons: tuple[Reason, ...]
    common_words: int = 0

    @property
    def score(self) -> int:
        each = sum(WEIGHTS[reason] for reason in self.reasons if reason is not Reason.WORDS)
        return each + WEIGHTS[Reason.WORDS] * min(self.common_words, WORDS_MOST)


def match(offer: Offer, other: Offer) -> Match | None:
    """None where they do not fit: the same side or member, kinds that do not serve, nothing in common."""
    if offer.side == other.side or offer.member_id == other.member_id:
        return None
    if Kind(other.kind) not in related(Kind(offer.kind)):
        return None
    common = len(telling(offer.text) & telling(other.text))
    same_field = offer.field == other.field != fields.OTHER
    if not same_field and common < FEW_WORDS:
        return None
    told = [
        Reason.KIND if offer.kind == other.kind else Reason.RELATED,
        *([Reason.FIELD] if same_field else []),
        *_of_place(offer, other),
        *([Reason.LANGUAGE] if set(offer.languages) & set(other.languages) else []),
        *([Reason.WORDS] if common else []),
    ]
    return Match(other, tuple(told), common)


def _of_place(offer: Offer, other: Offer) -> list[Reason]:
    """The closest thing that can be said of the two places."""
    if offer.country is None or other.country is None:
        return [Reason.AFAR]
    if offer.country != other.country:
        return []
    here, there = skeletons(offer.city or ""), skeletons(other.city or "")
    return [Reason.CITY] if here and here == there else [Reason.COUNTRY]


def matches(offer: Offer, others: Iterable[Offer]) -> list[Match]:
    """Those that fit, the best first; of equal ones the one confirmed last."""
    fitting = [fits for other in others if (fits := match(offer, other))]
    return sorted(fitting, key=lambda fits: -fits.score)
