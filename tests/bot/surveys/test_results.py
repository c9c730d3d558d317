"""What fewer than five people said is not told, and cannot be worked out from the rest."""

import pytest

from bot.stats.figures import hidden
from bot.surveys.results import Group, results
from storage.surveys.figures import Figures, Tally
from tests.storage.surveys.scene import CHILDREN, LIVES, NEEDS, PLACE, PLEASED, WHICH


@pytest.mark.parametrize(
    ("numbers", "adding_up", "told"),
    [
        ((9, 7), True, (9, 7)),
        ((9, 0), True, (9, 0)),
        ((9, 4), True, (None, None)),  # 13 people less 9 would be 4
        ((9, 4), False, (9, None)),
        ((9, 4, 6), True, (9, None, None)),
        ((9, 4, 1), True, (9, None, None)),
        ((9, 5, 5, 1), True, (9, None, 5, None)),
        ((9, 6, 2, 1), True, (9, None, None, None)),
        ((4, 0), True, (None, 0)),
        ((1, 2, 3), False, (None, None, None)),
        ((), True, ()),
    ],
)
def test_small_groups_are_hidden(
    numbers: tuple[int, ...], adding_up: bool, told: tuple[int | None, ...]
) -> None:
    assert tuple(number for _, number in hidden(list(enumerate(numbers)), adding_up=adding_up)) == told


def test_each_kind_has_its_figures() -> None:
    figures = Figures(
        30, 24,
        (Tally(1, 1, None, 18), Tally(1, 2, None, 6), Tally(2, 0, None, 6), Tally(3, 0, None, 0), Tally(3, 1, None, 9),
         Tally(3, 2, None, 3), Tally(4, 5, None, 12), Tally(4, 1, None, 12), Tally(5, 0, None, 20, 2.25),
         Tally(6, 0, "DE", 5), Tally(6, 0, "TR", 15), Tally(6, 0, "MN", 1), Tally(6, 0, "CN", 2)),
        ((1, 24), (2, 6), (3, 10), (4, 24), (5, 20), (6, 23)),
    )  # fmt: skip
    lives, which, needs, pleased, children, place = results(
        (LIVES, WHICH, NEEDS, PLEASED, CHILDREN, PLACE), figures
    )
    assert lives.groups == (Group(1, 18), Group(2, 6))
    assert (which.people, which.groups) == (6, ())
    assert needs.groups == (Group(1, 9), Group(2, None, few=True), Group(3, 0)) and needs.people == 10
    assert pleased.groups[0] == Group(1, 12) and pleased.groups[4] == Group(5, 12) and pleased.mean == 3.0
    assert (children.people, children.mean) == (20, 2.25)
    assert place.groups == (
        Group("TR", 15),
        Group("DE", None),
        Group("CN", None, few=True),
        Group("MN", None, few=True),
    )


@pytest.mark.parametrize(("people", "told"), [(0, 0), (1, None), (4, None), (5, 5)])
def test_of_few_people_nothing_is_told(people: int, told: int | None) -> None:
    figures = Figures(people, people, (Tally(5, 0, None, people, 3.0),), ((5, people),) if people else ())
    [result] = results((CHILDREN,), figures)
    assert (result.people, result.mean) == (told, 3.0 if told else None)
