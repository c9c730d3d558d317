"""The figures of a check-in as values: how many in all, and by place. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.crisis.answering import Answer
from bot.directory import zones
from storage.crisis.figures import Group


@dataclass(slots=True)
class Totals:
    """Members by their answer; `silent` got it and said nothing; `taken` of those who need somebody are cared for."""

    safe: int = 0
    help: int = 0
    call: int = 0
    silent: int = 0
    taken: int = 0

    @property
    def all(self) -> int:
        return self.safe + self.help + self.call + self.silent

    @property
    def in_need(self) -> int:
        return self.help + self.call

    @property
    def untaken(self) -> int:
        """In need, and nobody's yet."""
        return self.in_need - self.taken

    def add(self, group: Group) -> None:
        name = Answer(group.answer).value if group.answer else "silent"
        setattr(self, name, getattr(self, name) + group.number)
        self.taken += group.taken


@dataclass(slots=True)
class Place:
    """A country (None: not given) with its cities by time zone, where it has several."""

    country: str | None
    totals: Totals = field(default_factory=Totals)
    cities: dict[str, Totals] = field(default_factory=dict)


def totals(groups: Iterable[Group]) -> Totals:
    counted = Totals()
    for group in groups:
        counted.add(group)
    return counted


def places(groups: Sequence[Group]) -> list[Place]:
    """Where help is needed first, then where most are silent; so are the cities of a country."""
    by_country: dict[str | None, Place] = {}
    for group in groups:
        place = by_country.setdefault(group.country, Place(group.country))
        place.totals.add(group)
        if group.zone and len(zones.of_country(group.country)) > 1:
            place.cities.setdefault(group.zone, Totals()).add(group)
    for place in by_country.values():
        place.cities = dict(sorted(place.cities.items(), key=lambda item: (_urgency(item[1]), item[0])))
    return sorted(by_country.values(), key=lambda place: (_urgency(place.totals), place.country or ""))


def _urgency(counted: Totals) -> tuple[int, int, int]:
    return -counted.untaken, -counted.in_need, -counted.silent
