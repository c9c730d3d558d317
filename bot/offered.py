"""Whom an event or a survey is offered to: members on its topic and of its countries. Pure."""

from collections.abc import Collection, Sequence
from typing import Protocol, TypeVar


class Offered(Protocol):
    """`topic` None is everyone, no `countries` are all."""

    @property
    def id(self) -> int: ...
    @property
    def topic(self) -> str | None: ...
    @property
    def countries(self) -> list[str]: ...


Row = TypeVar("Row", bound=Offered)


def concerns(row: Offered, topics: Collection[str], country: str | None) -> bool:
    """Who named no country gets those of all."""
    of_topic = row.topic is None or row.topic in topics
    return of_topic and (not row.countries or country is None or country in row.countries)


def parted(
    rows: Sequence[Row], topics: Collection[str], country: str | None, answered: Collection[int]
) -> tuple[list[Row], list[Row]]:
    """Those that concern the reader, or that they answered to, and the others; order is kept."""
    mine = [row for row in rows if row.id in answered or concerns(row, topics, country)]
    return mine, [row for row in rows if row not in mine]
