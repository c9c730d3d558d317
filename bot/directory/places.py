"""Where somebody says they are: the one look-up of typed places, for members and staff.

`search` takes what people type when asked: a name in any language and letters ("Deutschland", "中国", "جۇڭگو"), with
endings ("Германиядан"), in a sentence («мен Түркияда тұрамын»), a city ("Стамбул"), a flag. One clear match is `sure`;
several, or only something like it, are choices. `nearest` is for a shared location. Names are those of CLDR, GeoNames
and tables checked by hand (`data/`); about 0.3 s to read once, in a thread by `load`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians

from bot.directory import countries, zones
from bot.directory.names import key
from bot.directory.tables import rows
from bot.text.endings import KAZAKH, WHERE
from bot.text.skeleton import skeletons

LONGEST = 200  # characters considered
MOST = 6  # choices
WORDS = 40  # words considered
PHRASE, WHOLE = 4, 8  # words of a name within a sentence, and of one that is all that was typed
SHORT, LISTED = 3, 4  # letters of the shortest name, of the shortest of a city nobody checked
MISSPELT = 5  # letters of a name that is known although one is wrong
GUESSES, LONG = 8, 40  # words that may be misspelt, and letters of one
FEW = 2  # words beside fillers in which such a city may have an ending
BEGUN = 4  # letters by which a name is recognised that was only begun
CLEAR = 4  # times the people of the next city of that name make one the city that is meant
NEAR = 3  # times as far as the nearest city a city of another country must be, or the border may lie between
FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
HAN = re.compile("[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
LETTERS = "abvgdejziklmnoprstufhčš"
# Endings of Russian names as skeletons, and what they stand in the place of: "Германии", "Китае", "Корею".
RUSSIAN = ("a", "e", "u", "i", "oi", "ei", "iu", "om", "em", "ah", "am", "ia", "ie", "")
INSTEAD = ("", "a", "ia", "i", "e")
# Words of a sentence that are a place elsewhere, as skeletons.
NO_PLACE = frozenset((
    "man", "most", "nice", "same", "togo", "split", "reading", "orange", "mobile", "alga", "bar", "many", "home", "dom",
    "strana", "strani", "region", "kazak", "rus", "osi", "bizde", "sizde", "jakin", "aul", "salem", "net",
))  # fmt: skip
# Words between which a name stands when somebody says where they live.
FILLERS = frozenset((
    "v", "vo", "iz", "na", "s", "g", "u", "i", "ia", "mi", "jivu", "jivem", "seičas", "gorod", "gorode", "oblast",
    "men", "biz", "kazir", "turamin", "turamiz", "kala", "kalasi", "kalasinda", "oblisi", "oblisinda", "aimagi", "eli",
    "am", "in", "live", "livin", "from", "now", "here", "there", "city", "the", "of", "we", "are",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A country, and the time zone if a city says which of its zones."""

    country: str
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Matches:
    """`sure`: the place that is meant; else what it may be, if anything."""

    sure: Place | None = None
    choices: tuple[Place, ...] = ()

    @property
    def countries(self) -> list[str]:
        """The country that is meant, or those that may be."""
        listed = (self.sure,) if self.sure else self.choices
        return list(dict.fromkeys(place.country for place in listed))


NOTHING = Matches()
Names = dict[str, tuple[Place, ...]]


def search(text: str) -> Matches:
    """What place these words mean."""
    typed = text[:LONGEST].strip()
    words = skeletons(typed)[:WORDS]
    return (
        _agreed(_flags(typed))
        or _agreed(_exactly(typed, words))
        or _in_sentence(words)
        or _alike(words)
        or Matches(choices=_beginning(words))
    )


def zone_named(text: str) -> str | None:
    """The zone of exactly this name, or of a city called so, as "Europe/Berlin", "Берлин", "по Москве"."""
    if named := zones.named(text):
        return named
    whole = " ".join(skeletons(text[:LONGEST]))
    return next((place.zone for place in _whole(whole) if place.zone), None)


def nearest(latitude: float, longitude: float) -> Matches:
    """The country and zone of the nearest city; near a border those of both sides."""
    scale = cos(radians(latitude))
    first: dict[str, tuple[float, Place]] = {}
    for place, (north, east) in _index().cities:
        apart = ((north - latitude) ** 2 + (((east - longitude + 180) % 360 - 180) * scale) ** 2) ** 0.5
        if place.country not in first or apart < first[place.country][0]:
            first[place.country] = apart, place
    ordered = sorted(first.values(), key=lambda pair: pair[0])
    close = [place for apart, place in ordered if apart <= ordered[0][0] * NEAR + 0.05]
    return Matches(sure=close[0]) if len(close) == 1 else Matches(choices=tuple(close[:MOST]))


def load() -> None:
    """Reads the tables, so that nobody who asks waits for it."""
    _index()
    countries.codes()
    zones.named("")


def _agreed(places: Iterable[Place]) -> Matches | None:
    """The place if all are of one country, its zone if no city says another; None without any."""
    listed = list(dict.fromkeys(places))
    by_country: dict[str, set[str]] = {}
    for place in listed:
        by_country.setdefault(place.country, set()).update([place.zone] if place.zone else [])
    whole = [
        Place(country, next(iter(said)) if len(said) == 1 else None) for country, said in by_country.items()
    ]
    if not whole:
        return None
    return Matches(sure=whole[0]) if len(whole) == 1 else Matches(choices=tuple(whole[:MOST]))


def _flags(text: str) -> Iterator[Place]:
    for pair in FLAG.findall(text):
        code = "".join(chr(ord(letter) - 0x1F1E6 + ord("A")) for letter in pair)
        if code in countries.codes():
            yield Place(code)


def _exactly(text: str, words: list[str]) -> Iterator[Place]:
    """A code or a whole name, with or without an ending."""
    code = countries.named(text) if text.isascii() and text.isupper() and len(text) <= 3 else None
    if code is not None:
        yield Place(code)
    elif words and len(words) <= WHOLE:
        yield from _whole(" ".join(words))


def _whole(phrase: str) -> tuple[Place, ...]:
    index = _index()
    return _called(phrase, index.checked) or (_called(phrase, index.listed) if len(phrase) >= LISTED else ())


def _in_sentence(words: list[str]) -> Matches | None:
    """What is named within a sentence: a checked name goes before a listed city, which may still say its zone."""
    said = [word for word in words if word not in FILLERS]
    index = _index()
    whole = index.checked.get(" ".join(said), ())
    known = _agreed(whole or _within(said, index.checked, SHORT, endings=True))
    cities = list(_within(said, index.listed, LISTED, endings=known is None and len(said) <= FEW))
    if known is None:
        return _agreed(cities)
    here = [city for city in cities if known.sure and city.country == known.sure.country]
    return _agreed([known.sure, *here]) if known.sure and not known.sure.zone else known


def _within(words: list[str], names: Names, shortest: int, *, endings: bool) -> Iterator[Place]:
    """The names in these words, the longest first."""
    at, named = 0, []
    while at < len(words):
        end, places = next(_beginning_at(words, at, names, shortest, endings), (at + 1, ()))
        named.append(places)
        at = end
    clear = {places[0].country for places in named if len(places) == 1}
    for places in named:  # of several of one name, those in a country that is named beside them
        yield from [place for place in places if place.country in clear] or places


def _beginning_at(
    words: list[str], at: int, names: Names, shortest: int, endings: bool
) -> Iterator[tuple[int, tuple[Place, ...]]]:
    """Where a name that begins here ends, and its places."""
    if HAN.search(words[at]):
        yield at + 1, tuple(_inside(words[at]))
    for end in range(min(at + PHRASE, len(words)), at, -1):
        phrase = " ".join(words[at:end])
        if phrase not in NO_PLACE and len(phrase) >= shortest:
            places = _called(phrase, names) if endings else names.get(phrase, ())
            if places:
                yield end, places


def _inside(word: str) -> Iterator[Place]:
    """Names in writing without spaces, as 我住在中国."""
    spans = (
        (start, end)
        for length in range(6, 1, -1)
        for start in range(len(word))
        if (end := start + length) <= len(word)
    )
    index = _index()
    for start, end in spans:
        yield from index.checked.get(word[start:end]) or index.listed.get(word[start:end], ())


def _called(phrase: str, names: Names) -> tuple[Place, ...]:
    """Places of this name; else of what it is without its ending, a country before a city."""
    if phrase in names:
        return names[phrase]
    readings = [names[stem] for stem in _stems(phrase) if stem in names]
    return next((places for places in readings if places[0].zone is None), readings[0] if readings else ())


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
    index = _index()
    for phrase in phrases[:GUESSES]:
        if MISSPELT <= len(phrase) <= LONG and not HAN.search(phrase):
            edits = list(_edits(phrase))
            if near := dict.fromkeys(place for edit in edits for place in index.checked.get(edit, ())):
                return _agreed(near)
            if len(phrase) > MISSPELT and len(phrases) <= FEW:
                cities = dict.fromkeys(place for edit in edits for place in index.listed.get(edit, ()))
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


def _beginning(words: list[str]) -> tuple[Place, ...]:
    """Countries whose name begins so."""
    typed = " ".join(words)
    if len(typed) < BEGUN:
        return ()
    codes = dict.fromkeys(code for name, code in countries.called_so().items() if name.startswith(typed))
    return tuple(Place(code) for code in codes)[:MOST]


@lru_cache(maxsize=1024)
def _place(country: str, zone: str) -> Place:
    """One for all the cities of a zone."""
    return Place(country, zone)


@dataclass(frozen=True, slots=True)
class _Index:
    """Places by the keys of their names: countries and checked cities, all listed cities; those with their place."""

    checked: Names
    listed: Names
    cities: list[tuple[Place, tuple[float, float]]]


@lru_cache(maxsize=1)
def _index() -> _Index:
    checked: Names = {name: (Place(code),) for name, code in countries.called_so().items() if name}
    for country, zone, names in rows("said_cities.tsv"):
        for name in {key(name) for name in names.split("|")}:
            others = [place for place in checked.get(name, ()) if place.zone]
            if name not in checked or others:
                checked[name] = (*others, _place(country, zone))
    return _Index(checked, *_of_cities())


def _of_cities() -> tuple[Names, list[tuple[Place, tuple[float, float]]]]:
    """GeoNames' cities, the biggest first; of several of one name those that may be meant."""
    people: dict[str, dict[Place, int]] = {}
    cities = []
    for country, zone, thousands, north, east, names in rows("cities.tsv"):
        place = _place(country, zone)
        cities.append((place, (float(north), float(east))))
        for name in names.split("|"):
            people.setdefault(key(name), {}).setdefault(place, int(thousands))
    named = {}
    for name, meant in people.items():
        if len(name) < SHORT and not HAN.search(name):
            continue
        most = max(meant.values())
        named[name] = tuple(place for place, number in meant.items() if number * CLEAR > most)
    return named, cities
