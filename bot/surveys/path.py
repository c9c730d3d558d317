"""Which questions a member is asked, given what they answered so far. Pure.

A question with a condition is shown to those who chose one of its options; the question it hangs on stands before it.
Until that one is answered, it counts as ahead, so that progress never runs backwards by an answer that asks for more.
"""

from collections.abc import Mapping, Sequence

from storage.surveys.questionnaire import Question
from storage.surveys.responses import Answer

Given = Mapping[int, Answer]


def shown(questions: Sequence[Question], given: Given) -> list[Question]:
    """Those whose condition holds, in order."""
    return [question for question, holds in _walked(questions, given) if holds]


def progress(questions: Sequence[Question], given: Given, number: int) -> tuple[int, int]:
    """The place of this question among those shown or still ahead, from 1, and how many these are."""
    walked = [question.id for question, holds in _walked(questions, given) if holds is not False]
    return (walked.index(number) + 1 if number in walked else 1), len(walked)


def _walked(questions: Sequence[Question], given: Given) -> list[tuple[Question, bool | None]]:
    """Each with whether it is shown; None: not known yet."""
    known: dict[int, bool | None] = {}
    for question in questions:
        known[question.id] = _holds(question, known, given)
    return [(question, known[question.id]) for question in questions]


def _holds(question: Question, known: Mapping[int, bool | None], given: Given) -> bool | None:
    condition = question.condition
    if condition is None:
        return True
    before = known.get(condition.question, False)
    if before is not True:
        return before
    answer = given.get(condition.question)
    return None if answer is None else bool(set(answer.options) & set(condition.options))


def pending(questions: Sequence[Question], given: Given) -> Question | None:
    """The first one that waits for an answer; None when all were answered or passed over."""
    return next((question for question in shown(questions, given) if question.id not in given), None)


def before(questions: Sequence[Question], given: Given, number: int) -> Question | None:
    """The one before this; None for the first."""
    listed = shown(questions, given)
    places = [place for place, question in enumerate(listed) if question.id == number]
    return listed[places[0] - 1] if places and places[0] > 0 else None


def is_shown(questions: Sequence[Question], given: Given, number: int) -> bool:
    return any(question.id == number for question in shown(questions, given))
