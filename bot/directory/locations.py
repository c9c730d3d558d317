"""Where somebody says they are: the one look-up of typed places, for members and staff.

`search` takes what people type when asked: a name in any language and letters ("Deutschland", "中国", "جۇڭگو"), with
endings ("Германиядан"), in a sentence («мен Түркияда тұрамын»), a city ("Стамбул"), a flag. One clear match is `sure`;
several, or only something like it, are choices. A shared location is read by
`shared_locations`. Names are those of CLDR, GeoNames
and tables checked by hand (`data/`); about 0.3 s to read once, in a thread by `load`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bot.directory import countries, gazetteer, regions, zones
from bot.directory.everyday import FILLERS, no_places
from bot.directory.gazetteer import HAN, SHORT, Location, Names
from bot.text.endings import KAZAKH, WHERE
from bot.text.skeleton import skeletons

LONGEST = 200  # characters considered
MOST = 6  # choices
WORDS = 40  # words considered
PHRASE, WHOLE = 4, 8  # words of a name within a sentence, and of one that is all that was typed
LISTED = 4  # letters of the shortest name of a city nobody checked
MISSPELT = 5  # letters of a name that is known although one is wrong
GUESSES, LONG = 8, 40  # words that may be misspelt, and letters of one
FEW = 2  # words beside fillers in which such a city may have an ending
BEGUN = 4  # letters by which a name is recognised that was only begun
FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
LETTERS = "abvgdejziklmnoprstufhčš"
# Endings of Russian names as skeletons, and what they stand instead of: "Германии", "Китае", "Корею".
RUSSIAN = ("a", "e", "u", "i", "oi", "ei", "iu", "om", "em", "ah", "am", "ia", "ie", "")
INSTEAD = ("", "a", "ia", "i", "e")


@dataclass(frozen=True, slots=True)
class Matches:
    """`sure`: the location that is meant; else what it may be, if anything."""

    sure: Location | None = None
    choices: tuple[Location, ...] = ()

    @property
    def countries(self) -> list[str]:
        """The country that is meant, or those that may be."""
        listed = (self.sure,) if self.sure else self.choices
        return list(dict.fromkeys(location.country for location in listed))


NOTHING = Matches()


def search(text: str) -> Matches:
    """Where these words say."""
    typed = text[:LONGEST].strip()
    words = list(regions.without(skeletons(typed)[:WORDS]))
    return (
        _agreed(_flags(typed))
        or _everyday(words)
        or _agreed(_exactly(typed, words))
        or _in_sentence(words)
        or _alike(words)
        or Matches(choices=_beginning(words))
    )


def is_checked(text: str) -> bool:
    """Whether a country, or a city checked by hand, is named in these words."""
    words = skeletons(text[:LONGEST])[:WORDS]
    return any(_within(words, gazetteer.index().checked, SHORT, endings=True))


def only(text: str) -> Matches:
    """What country or city these words are; NOTHING if any of them says something else."""
    words, index = (
        [word for word in skeletons(text[:LONGEST])[:WORDS] if word not in FILLERS],
        gazetteer.index(),
    )
    at, named = 0, list[Location]()
    while at < len(words):
        known = _beginning_at(words, at, index.checked, SHORT, True)
        listed = _beginning_at(words, at, index.listed, LISTED, True)
        end, locations = next(known, None) or next(listed, None) or (len(words), ())
        if not locations:
            return NOTHING
        named += locations
        at = end
    return _agreed(named) or NOTHING


def zone_named(text: str) -> str | None:
    """The zone of exactly this name, or of a city called so, as "Europe/Berlin", "Берлин", "по Москве"."""
    if named := zones.named(text):
        return named
    whole = " ".join(skeletons(text[:LONGEST]))
    return next((location.zone for location in _whole(whole) if location.zone), None)


def zone_of_known(text: str, *, exactly: bool) -> str | None:
    """The zone of this name, or of a city checked by hand; `exactly`: as its name is written, without an ending."""
    if "/" in text or text.upper() == "UTC":
        return zones.named(text)
    if exactly and text.lower() not in gazetteer.written():
        return None
    whole = " ".join(skeletons(text[:LONGEST]))
    checked = _called(whole, gazetteer.index().checked)
    named = next((location.zone for location in checked if location.zone), None)
    return named or (None if exactly else zones.named(text))


def load() -> None:
    """Reads the tables, so that nobody who asks waits for it."""
    gazetteer.index()
    no_places()
    countries.codes()
    zones.named("")


def _agreed(locations: Iterable[Location]) -> Matches | None:
    """The location if all are of one country, its zone and city if no other says another; None without any."""
    by_country: dict[str, list[Location]] = {}
    for location in locations:
        by_country.setdefault(location.country, []).append(location)
    whole = [_whole_of(country, said) for country, said in by_country.items()]
    if not whole:
        return None
    return Matches(sure=whole[0]) if len(whole) == 1 else Matches(choices=tuple(whole[:MOST]))


def _whole_of(country: str, said: list[Location]) -> Location:
    """One location of what was said of one country."""
    cities = [location for location in said if location.zone]
    if len({city.zone for city in cities}) != 1:
        return Location(country)
    named = {city.city for city in cities if city.city}
    first = next((city for city in cities if city.city), cities[0])
    return first if len(named) == 1 else replace(first, city=None)


def _flags(text: str) -> Iterator[Location]:
    for pair in FLAG.findall(text):
        code = "".join(chr(ord(letter) - 0x1F1E6 + ord("A")) for letter in pair)
        if code in countries.codes():
            yield Location(code)


def _exactly(text: str, words: list[str]) -> Iterator[Location]:
    """A code or a whole name, with or without an ending."""
    code = countries.named(text) if text.isascii() and text.isupper() and len(text) <= 3 else None
    if code is not None:
        yield Location(code)
        yield from gazetteer.index().checked.get(" ".join(words), ())  # LA is Laos and Los Angeles
    elif words and len(words) <= WHOLE:
        yield from _whole(" ".join(words))


def _everyday(words: list[str]) -> Matches | None:
    """What may be meant by an everyday word that is also what a city nobody checked is called: «қалай», «Калуга»."""
    index, phrase = gazetteer.index(), " ".join(words)
    everyday = phrase in no_places() and phrase not in index.checked
    meant = _agreed(_called(phrase, index.listed)) if everyday else None
    return Matches(choices=(meant.sure,)) if meant and meant.sure else meant


def _whole(phrase: str) -> tuple[Location, ...]:
    index = gazetteer.index()
    return _called(phrase, index.checked) or (_called(phrase, index.listed) if len(phrase) >= LISTED else ())


def _in_sentence(words: list[str]) -> Matches | None:
    """What is named within a sentence: a checked name goes before a listed city, which may still say its zone."""
    said = [word for word in words if word not in FILLERS]
    index = gazetteer.index()
    whole = index.checked.get(" ".join(said), ())
    known = _agreed(whole or _within(said, index.checked, SHORT, endings=True))
    cities = list(_within(said, index.listed, LISTED, endings=known is None and len(said) <= FEW))
    if known is None:
        return _agreed(cities)
    here = [city for city in cities if known.sure and city.country == known.sure.country]
    return _agreed([known.sure, *here]) if known.sure and not known.sure.zone else known


def _within(words: list[str], names: Names, shortest: int, *, endings: bool) -> Iterator[Location]:
    """The names in these words, the longest first."""
    at, named = 0, []
    while at < len(words):
        end, locations = next(_beginning_at(words, at, names, shortest, endings), (at + 1, ()))
        named.append(locations)
        at = end
    clear = {locations[0].country for locations in named if len(locations) == 1}
    for locations in named:  # of several of one name, those in a country that is named beside them
        yield from [location for location in locations if location.country in clear] or locations


def _beginning_at(
    words: list[str], at: int, names: Names, shortest: int, endings: bool
) -> Iterator[tuple[int, tuple[Location, ...]]]:
    """Where a name that begins here ends, and what it may mean."""
    if HAN.search(words[at]):
        yield at + 1, tuple(_inside(words[at]))
    for end in range(min(at + PHRASE, len(words)), at, -1):
        phrase = " ".join(words[at:end])
        if phrase not in no_places() and len(phrase) >= shortest:
            locations = _called(phrase, names) if endings else names.get(phrase, ())
            if locations:
                yield end, locations


def _inside(word: str) -> Iterator[Location]:
    """Names in writing without spaces, as 我住在中国."""
    spans = (
        (start, end)
        for length in range(6, 1, -1)
        for start in range(len(word))
        if (end := start + length) <= len(word)
    )
    index = gazetteer.index()
    for start, end in spans:
        yield from index.checked.get(word[start:end]) or index.listed.get(word[start:end], ())


def _called(phrase: str, names: Names) -> tuple[Location, ...]:
    """Places of this name; else of what it is without its ending, a country before a city."""
    if phrase in names:
        return names[phrase]
    readings = [names[stem] for stem in _stems(phrase) if stem in names and stem not in no_places()]
    return next(
        (locations for locations in readings if locations[0].zone is None), readings[0] if readings else ()
    )


def _stems(phrase: str) -> Iterator[str]:
    """What the phrase may be without a Kazakh or Russian ending."""
    for cut in range(len(phrase) - 1, SHORT, -1):
        stem, ending = phrase[:cut], phrase[cut:]
        if ending in KAZAKH or ending in WHERE or ending == "lik":
            yield stem
        if ending in RUSSIAN:
            yield from (stem + instead for instead in INSTEAD)
    if len(phrase) > SHORT:
        yield from (phrase + instead for instead in INSTEAD)


def _alike(words: list[str]) -> Matches | None:
    """What a name misspelt by one letter may mean; a listed city is only offered."""
    phrases = [" ".join(words)] if len(words) <= FEW + 1 else []
    phrases += [word for word in words if word not in phrases]
    index = gazetteer.index()
    for phrase in phrases[:GUESSES]:
        if MISSPELT <= len(phrase) <= LONG and phrase not in no_places() and not HAN.search(phrase):
            edits = list(_edits(phrase))
            if near := dict.fromkeys(location for edit in edits for location in index.checked.get(edit, ())):
                return _agreed(near)
            if len(phrase) > MISSPELT and len(phrases) <= FEW:
                cities = dict.fromkeys(location for edit in edits for location in index.listed.get(edit, ()))
                if cities:
                    return Matches(choices=tuple(cities)[:MOST])
    return None


def _edits(word: str) -> Iterator[str]:
    """The word with one letter more, less or other, or two exchanged."""
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        yield from (head + letter + tail for letter in LETTERS)
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in LETTERS)
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]


def _beginning(words: list[str]) -> tuple[Location, ...]:
    """Countries whose name begins so."""
    typed = " ".join(words)
    if len(typed) < BEGUN:
        return ()
    begun = (codes for name, codes in countries.called_so().items() if name.startswith(typed))
    codes = dict.fromkeys(code for called in begun for code in called)
    return tuple(Location(code) for code in codes)[:MOST]
