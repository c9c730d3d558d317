"""The sides and kinds of offers, their names, and the languages one may say one speaks."""

from enum import StrEnum
from functools import lru_cache

from babel import Locale

from bot.text.translator import N_


class Side(StrEnum):
    """The words are those of the column `offers.side`."""

    GIVE = "give"
    """What a compatriot can do for others."""
    SEEK = "seek"
    """What a compatriot needs from others."""

    @property
    def other(self) -> "Side":
        return Side.SEEK if self is Side.GIVE else Side.GIVE


class Kind(StrEnum):
    """The words are those of the column `offers.kind`."""

    EXPERTISE = "expertise"
    """Advice of somebody who knows a field."""
    MENTORING = "mentoring"
    """Company on a way somebody has gone before."""
    TEACHING = "teaching"
    """Lessons, courses, lectures."""
    INVESTMENT = "investment"
    """Money for an undertaking."""
    VOLUNTEERING = "volunteering"
    """Hands and time, without pay."""
    ORGANISATION = "organisation"
    """An association, company or school that works with another."""
    VACANCY = "vacancy"
    """Work to be had, or somebody who looks for it."""


NAMES = {
    Kind.EXPERTISE: N_("Expertise"),
    Kind.MENTORING: N_("Mentoring"),
    Kind.TEACHING: N_("Teaching"),
    Kind.INVESTMENT: N_("Investment"),
    Kind.VOLUNTEERING: N_("Volunteering"),
    Kind.ORGANISATION: N_("Partnership with an organisation"),
    Kind.VACANCY: N_("Job vacancy"),
}
SIDES = {Side.GIVE: N_("Offer"), Side.SEEK: N_("Request")}  # what it is called once it is written
SAID = {Side.GIVE: N_("I offer"), Side.SEEK: N_("I am looking for")}
# Whose help may serve as well, though it is called otherwise.
RELATED = (
    frozenset({Kind.EXPERTISE, Kind.MENTORING, Kind.TEACHING}),
    frozenset({Kind.VOLUNTEERING, Kind.ORGANISATION}),
    frozenset({Kind.INVESTMENT, Kind.ORGANISATION}),
)
# Ours, then those of the countries most Kazakhs abroad live in.
LANGUAGES = ("kk", "ru", "en", "tr", "zh", "uz", "mn", "ky", "tk", "de", "fa", "ko", "fr", "ar")


def related(kind: Kind) -> frozenset[Kind]:
    """The kind itself and those that may serve as well."""
    return frozenset({kind}).union(*(group for group in RELATED if kind in group))


@lru_cache(maxsize=256)
def language_name(code: str, reader: str) -> str:
    """As CLDR has it in the reader's language."""
    return str(Locale(reader).languages.get(code, code))
