"""Figures out of counts: days, shares, groups of like questions. Pure.

Groups of fewer than FEW people are never shown by themselves: in a small country a number is a person.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import TypeVar

from storage.faq.searches import Unanswered

FEW = 5  # people
ALIKE = 0.5  # share of common words at which two questions are one
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Cluster:
    """Questions that ask the same: the shortest as its name, their rows, languages, and countries of FEW or more."""

    text: str
    ids: tuple[int, ...]
    languages: tuple[str, ...]
    countries: tuple[str, ...]
    waiting: int

    @property
    def number(self) -> int:
        return len(self.ids)


def shown(counted: Iterable[tuple[Key, int]], most: int) -> tuple[list[tuple[Key, int]], int]:
    """The largest groups, and the sum of all others, small ones among them."""
    ordered = sorted(counted, key=lambda one: -one[1])
    kept = [one for one in ordered if one[1] >= FEW][:most]
    return kept, sum(number for _, number in ordered) - sum(number for _, number in kept)


def per_day(
    moments: Iterable[datetime], since: datetime, now: datetime, zone: tzinfo
) -> list[tuple[date, int]]:
    """How many on each day from `since` to `now`, days of none too."""
    counted = Counter(one.astimezone(zone).date() for one in moments)
    first, last = since.astimezone(zone).date(), now.astimezone(zone).date()
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [(day, counted[day]) for day in days]


def clustered(
    questions: Sequence[Unanswered], words: Callable[[str], Iterable[str]]
) -> tuple[list[Cluster], int]:
    """Groups of at least FEW like questions, largest first, and how many questions are in none of them.

    `words` gives the folded words of a text. Each question joins the first group it shares ALIKE of its
    words with.
    """
    heaps: list[tuple[frozenset[str], list[Unanswered]]] = []
    for one in questions:
        mine = frozenset(words(one.text))
        home = next((heap for theirs, heap in heaps if _alike(mine, theirs) >= ALIKE), None)
        if home is None:
            heaps.append((mine, [one]))
        else:
            home.append(one)
    large = [_cluster(heap) for _, heap in heaps if len(heap) >= FEW]
    rest = len(questions) - sum(one.number for one in large)
    return sorted(large, key=lambda one: -one.number), rest


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0


def _cluster(heap: Sequence[Unanswered]) -> Cluster:
    places = Counter(one.country for one in heap if one.country)
    return Cluster(
        text=min((one.text for one in heap), key=len),
        ids=tuple(one.id for one in heap),
        languages=tuple(sorted({one.language for one in heap})),
        countries=tuple(sorted(code for code, number in places.items() if number >= FEW)),
        waiting=sum(one.waiting for one in heap),
    )
