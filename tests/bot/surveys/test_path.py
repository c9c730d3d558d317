"""Conditions, order, progress."""

import pytest

from bot.surveys import path
from storage.surveys.questionnaire import Condition, Kind, Option, Question
from storage.surveys.responses import Answer

PAIR = (Option(1), Option(2))
# 1 asks; 2 hangs on 1 = 2; 3 hangs on 2 = 1; 4 is for all; 5 hangs on a point of 4.
QUESTIONS = (
    Question(1, Kind.CHOICE, options=PAIR),
    Question(2, Kind.CHOICE, options=PAIR, condition=Condition(1, (2,))),
    Question(3, Kind.TEXT, condition=Condition(2, (1,))),
    Question(4, Kind.SCALE),
    Question(5, Kind.TEXT, condition=Condition(4, (1, 2))),
)
FIRST, SECOND, PASSED = Answer((1,)), Answer((2,)), Answer()


@pytest.mark.parametrize(
    ("given", "shown", "pending", "of"),
    [
        ({}, [1, 4], 1, 5),
        ({1: FIRST}, [1, 4], 4, 3),
        ({1: SECOND}, [1, 2, 4], 2, 5),
        ({1: SECOND, 2: FIRST}, [1, 2, 3, 4], 3, 5),
        ({1: SECOND, 2: SECOND}, [1, 2, 4], 4, 4),
        ({1: SECOND, 2: PASSED}, [1, 2, 4], 4, 4),  # passed over: chose nothing
        ({1: FIRST, 2: FIRST}, [1, 4], 4, 3),  # left behind by a change of mind
        ({1: FIRST, 4: SECOND}, [1, 4, 5], 5, 3),
        ({1: FIRST, 4: Answer((5,))}, [1, 4], None, 2),
    ],
)
def test_what_is_asked_depends_on_what_was_answered(
    given: dict[int, Answer], shown: list[int], pending: int | None, of: int
) -> None:
    waiting = path.pending(QUESTIONS, given)
    assert [question.id for question in path.shown(QUESTIONS, given)] == shown
    assert (waiting.id if waiting else None) == pending
    assert path.progress(QUESTIONS, given, pending or 1)[1] == of


def test_the_way_back_passes_over_what_is_not_shown() -> None:
    given = {1: FIRST, 4: SECOND}
    assert [getattr(path.before(QUESTIONS, given, number), "id", None) for number in (1, 4, 5, 9)] == [
        None,
        1,
        4,
        None,
    ]
    assert path.progress(QUESTIONS, given, 5) == (3, 3)
    assert not path.is_shown(QUESTIONS, given, 2)
