"""Cities by their number in `data/cities.tsv`: what members' are kept by, whatever they are called."""

from itertools import islice

from bot.directory import gazetteer, locations
from bot.directory.gazetteer import Location
from bot.directory.locations import MOST, Matches
from bot.directory.names import key
from bot.text.languages import LANGUAGES

PARTS = 4  # of "Ташкент облысы, Шыршық" that are considered


def get(number: str | None) -> Location | None:
    """Where the city is; None for what is no city's number."""
    return gazetteer.index().cities.get(number or "")


def name(number: str, language: str) -> str:
    """What it is called, as plain text, Kazakh in Cyrillic; its number where it is not known."""
    called = gazetteer.index().called.get(number)
    return called[LANGUAGES.index(language)] if called else number


def within(number: str | None, country: str | None) -> str | None:
    """This city if it lies in this country; None else."""
    city = get(number)
    return number if city is not None and city.country == country else None


def called(text: str, country: str | None) -> list[Location]:
    """Cities of exactly this name, in any language and letters, in this country if one is given: those that we call so,
    else those that are called so too."""
    index, said = gazetteer.index(), key(text)
    named = [city for names in (index.checked, index.listed) for city in names.get(said, ()) if city.city]
    here = [city for city in named if country in (None, city.country)]
    ours = [city for city in here if said in map(key, index.called[city.city or ""])]
    return list({city.city: city for city in ours or here}.values())


def search(text: str, country: str | None) -> Matches:
    """The city these words name, of several the one in this country; else those they may mean."""
    meant = locations.search(text)
    if meant.sure is not None and meant.sure.city:
        return meant
    here, named = called(text, country) if country else [], called(text, None)
    parts = [locations.search(part).sure for part in text.split(",")[:PARTS]] if "," in text else []
    clear = here or named or [city for city in parts if city and city.city]
    if len(clear) == 1:
        return Matches(sure=clear[0])
    listed = [*here, *named, *clear, *meant.choices]
    return Matches(choices=tuple({city.city: city for city in listed if city.city}.values())[:MOST])


def largest(text: str) -> list[Location]:
    """Cities of the country or region that these words name."""
    place = locations.search(text).sure
    cities = gazetteer.index().cities.values()
    listed = (
        city for city in cities if place and city.country == place.country and place.zone in (None, city.zone)
    )
    return list(islice(listed, MOST))
