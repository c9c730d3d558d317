"""Which surveys are offered to a reader: those on their topics and for their country, and those they began."""

from collections.abc import Collection, Sequence

from storage.surveys.surveys import Survey


def concerns(survey: Survey, topics: Collection[str], country: str | None) -> bool:
    """One without a topic is for all topics, one without countries for all countries; who named no country gets all."""
    of_topic = survey.topic is None or survey.topic in topics
    return of_topic and (not survey.countries or country is None or country in survey.countries)


def offered(
    surveys: Sequence[Survey], topics: Collection[str], country: str | None, begun: Collection[int]
) -> list[Survey]:
    """Order is kept."""
    return [survey for survey in surveys if survey.id in begun or concerns(survey, topics, country)]
