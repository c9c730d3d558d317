"""Figures out of counts: days, the largest groups, groups of like questions. Pure, but for `unanswered`.

Groups of fewer than FEW people are never shown by themselves: in a small country a number is a person.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from typing import TypeVar

from bot.text.skeleton import skeletons
from storage.database.database import Database
from storage.faq import searches
from storage.faq.searches import Unanswered

DAYS = 30  # back from now
FEW = 5  # people
ALIKE = 0.5  # share of common words at which two questions are one
READ = 300  # characters of a question that are compared with others
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Cluster:
    """Questions that ask the same: the shortest as its name, their rows, languages, how many people asked, and
    countries in which FEW or more did."""

    text: str
    ids: tuple[int, ...]
    languages: tuple[str, ...]
    countries: tuple[str, ...]
    people: int

    @property
    def number(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Clusters:
    """Every question without an answer, the groups large enough to be shown, and how many are in none of them."""

    questions: list[Unanswered]
    large: list[Cluster]
    rest: int


def shown(counted: Iterable[tuple[Key, int]], most: int) -> tuple[list[tuple[Key, int]], int]:
    """The largest groups, and the sum of all others, small ones among them; where the others are fewer than FEW
    together, the smallest group that would be shown is one of them."""
    ordered = sorted(counted, key=lambda group: -group[1])
    kept = [group for group in ordered if group[1] >= FEW][:most]
    rest = sum(number for _, number in ordered) - sum(number for _, number in kept)
    if 0 < rest < FEW and kept:
        rest += kept.pop()[1]
    return kept, rest


def hidden(counted: Sequence[tuple[Key, int]], *, adding_up: bool) -> list[tuple[Key, int | None]]:
    """The groups with small ones hidden; nobody is no group, so zero is told. Where they add up to a number that is
    told, so many of the others are hidden, too, that no small one can be worked out."""
    small = {key for key, number in counted if 0 < number < FEW}
    numbers, ordered = dict(counted), sorted(counted, key=lambda group: group[1])
    larger = [key for key, number in ordered if number >= FEW]
    while adding_up and small and larger and sum(numbers[key] for key in small) < FEW:
        small.add(larger.pop(0))
    return [(key, None if key in small else number) for key, number in counted]


def days_of(since: datetime, now: datetime, zone: tzinfo) -> list[datetime]:
    """Where each day from `since` to `now` begins, the first one with `since`, and where the last one ends."""
    first, last = since.astimezone(zone).date(), now.astimezone(zone).date()
    later = (first + timedelta(days=number) for number in range(1, (last - first).days + 2))
    return [since, *(datetime.combine(day, time(), tzinfo=zone) for day in later)]


async def unanswered(database: Database, now: datetime) -> Clusters:
    """Of the last DAYS days."""
    questions = await database.read(searches.unanswered, now - timedelta(days=DAYS))
    return await asyncio.to_thread(clustered, questions)  # every question is compared with every group


def clustered(questions: list[Unanswered]) -> Clusters:
    """Largest groups first. Each question joins the first group it shares ALIKE of its words with."""
    groups: list[tuple[frozenset[str], list[Unanswered]]] = []
    for question in questions:
        asked = frozenset(skeletons(question.text[:READ]))
        group = next((group for first, group in groups if alike(asked, first) >= ALIKE), None)
        if group is None:
            groups.append((asked, [question]))
        else:
            group.append(question)
    large = [_cluster(group) for _, group in groups if _people(group) >= FEW]
    rest = len(questions) - sum(cluster.number for cluster in large)
    return Clusters(questions, sorted(large, key=lambda cluster: -cluster.number), rest)


def _people(group: Iterable[Unanswered]) -> int:
    """How many asked; those nobody marked count as one."""
    return len({question.asker for question in group})


def alike(words: frozenset[str], others: frozenset[str]) -> float:
    both = len(words & others)
    return both / (len(words) + len(others) - both) if both else 0.0


def _cluster(group: Sequence[Unanswered]) -> Cluster:
    countries = {question.country for question in group if question.country}
    return Cluster(
        text=min((question.text for question in group), key=len),
        ids=tuple(question.id for question in group),
        languages=tuple(sorted({question.language for question in group})),
        countries=tuple(
            code
            for code in sorted(countries)
            if _people(question for question in group if question.country == code) >= FEW
        ),
        people=_people(group),
    )
