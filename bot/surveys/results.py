"""Figures that give nobody away: what fewer than FEW people said is not told. Pure.

Where the groups of a question add up to its people, what is hidden could be worked out from the others: so the hidden
ones together are FEW people at least, and the smallest of the others are hidden, too, until they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.stats.figures import FEW, hidden
from storage.surveys.figures import Figures
from storage.surveys.questionnaire import Kind, Question

ADD_UP = (Kind.CHOICE, Kind.SCALE, Kind.PLACE)


@dataclass(frozen=True, slots=True)
class Group:
    """Who said this: an option or a point, or a country. `number` is None where it is hidden; `few`: because it is of a
    few people, not because one of these could be worked out from it."""

    key: int | str | None
    number: int | None
    few: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """One question's: `people` said anything to it; `mean` of numbers and points. None where hidden."""

    question: Question
    people: int | None
    groups: tuple[Group, ...] = ()
    mean: float | None = None


def results(questions: Sequence[Question], figures: Figures) -> list[Result]:
    """Of each question, in order."""
    return [_result(question, figures) for question in questions]


def _result(question: Question, figures: Figures) -> Result:
    people = dict(figures.people).get(question.id, 0)
    if people < FEW:
        return Result(question, None if people else 0)
    tallies = [tally for tally in figures.tallies if tally.question == question.id]
    if question.kind is Kind.NUMBER:
        mean = next((tally.mean for tally in tallies if tally.mean is not None), None)
        return Result(question, people, mean=mean)
    if question.kind is Kind.PLACE:
        counted = [(tally.country, tally.number) for tally in tallies if tally.country]
        return Result(question, people, _groups(sorted(counted, key=lambda group: -group[1]), adding_up=True))
    by_option = {tally.option: tally.number for tally in tallies}
    numbers = [(choice, by_option.get(choice, 0)) for choice in question.choices]
    shown = _groups(numbers, adding_up=question.kind in ADD_UP)
    mean = sum(point * number for point, number in numbers) / people if question.kind is Kind.SCALE else None
    return Result(question, people, shown, mean)


def _groups(counted: Sequence[tuple[int | str | None, int]], *, adding_up: bool) -> tuple[Group, ...]:
    return tuple(
        Group(key, told, few=0 < number < FEW)
        for (_, number), (key, told) in zip(counted, hidden(counted, adding_up=adding_up), strict=True)
    )
