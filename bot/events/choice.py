"""Which events concern a reader: those on their topics and for their country."""

from collections.abc import Collection, Sequence

from storage.events.events import Event


def concerns(event: Event, topics: Collection[str], country: str | None) -> bool:
    """One without a topic is for all topics, one without countries for all countries; who named no country gets all."""
    of_topic = event.topic is None or event.topic in topics
    return of_topic and (not event.countries or country is None or country in event.countries)


def parted(
    events: Sequence[Event], topics: Collection[str], country: str | None, answered: Collection[int]
) -> tuple[list[Event], list[Event]]:
    """Those that concern the reader, or that they answered to, and the others; order is kept."""
    mine = [event for event in events if event.id in answered or concerns(event, topics, country)]
    return mine, [event for event in events if event not in mine]
