"""Numbers of a few people are told nowhere, also not by others that add up with them."""

from functools import partial

import pytest

from bot.text.catalogs import Catalogs
from bot.text.translator import Translator
from handlers.staff.stats.words import beside, came_and_went, number, summed

SAY = partial(number, Translator.of(Catalogs.load(), "en"))


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ((20, 9, 7), ["20", "9", "7"]),
        ((20, 9, 3), ["20", "–", "< 5"]),
        ((20, 9, 3, 2), ["20", "9", "< 5", "< 5"]),
        ((9, 0), ["9", "0"]),
        ((3,), ["< 5"]),
    ],
)
def test_what_adds_up_gives_no_small_number_away(numbers: tuple[int, ...], told: list[str]) -> None:
    assert beside(SAY, numbers) == told


@pytest.mark.parametrize(
    ("joined", "left", "told"),
    [
        (20, 9, ("20", "9")),
        (20, 0, ("20", "0")),
        (20, 3, ("–", "< 5")),
        (1, 30, ("< 5", "–")),
        (1, 2, ("< 5", "< 5")),
    ],
)
def test_who_came_does_not_tell_who_left(joined: int, left: int, told: tuple[str, str]) -> None:
    assert came_and_went(SAY, joined, left) == told


@pytest.mark.parametrize(
    ("numbers", "told"),
    [((20, 9), "29"), ((20, 3), "20+"), ((20, 3, 2), "25"), ((3,), "< 5"), ((), "0"), ((3, 3), "6")],
)
def test_a_sum_does_not_tell_its_small_parts(numbers: tuple[int, ...], told: str) -> None:
    assert summed(SAY, numbers) == told
