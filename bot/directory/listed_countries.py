"""A country as staff name it in a list, where a wrong one reaches people: what is not clear is asked about."""

from bot.directory import countries, locations
from bot.directory.gazetteer import Location
from bot.directory.locations import Matches
from bot.text.skeleton import skeletons

NOTHING = Matches()
CODE = 3  # letters of the longest
# Words that turn a name into all but it.
BUT = frozenset(
    skeletons(
        "кроме исключая исключением без не вне except without outside not excluding but басқа тыс тысқары қоспағанда "
        "бөлек емес"
    )
)


def meant(name: str) -> Matches:
    """`sure` where it is a code, a country or a city people know; of the city of an unchecked list only a choice."""
    short = name.replace(".", "")
    code = countries.named(short) if short.isascii() and len(short) <= CODE else None
    if code is not None:
        return Matches(sure=Location(code))
    if not BUT.isdisjoint(skeletons(name)):
        return NOTHING
    matches = locations.search(name)
    city = matches.sure if matches.sure is not None and matches.sure.zone is not None else None
    return Matches(choices=(city,)) if city is not None and not locations.is_checked(name) else matches
