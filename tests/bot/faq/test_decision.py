"""The rule answer, choices or unknown."""

import numpy as np
import pytest

from bot.faq.decision import FEW, LEAD, OURS, SURE, SURELY_OURS, Ranked, Verdict, left_open, verdict


@pytest.mark.parametrize(
    ("sure", "ours", "made"),
    [
        (SURE, 1.0, Verdict.ANSWER),
        (SURE, SURELY_OURS, Verdict.ANSWER),
        (SURE, SURELY_OURS - 0.01, Verdict.CHOICES),
        (SURE, 0.0, Verdict.UNKNOWN),
        (SURE - 0.01, OURS, Verdict.CHOICES),
        (SURE - 0.01, OURS - 0.01, Verdict.UNKNOWN),
    ],
)
def test_sure_answers_ours_offers_and_else_nobody_guesses(sure: float, ours: float, made: Verdict) -> None:
    assert verdict(sure, ours) is made


@pytest.mark.parametrize(
    ("length", "scores", "left"),
    [
        (1, (0.9, 0.9 - LEAD / 2), True),
        (FEW, (0.9, 0.9 - LEAD / 2), True),
        (FEW + 1, (0.9, 0.9 - LEAD / 2), False),
        (1, (0.9, 0.9 - 2 * LEAD), False),
        (1, (0.9,), False),
    ],
)
def test_a_word_or_two_leave_open_which_of_two_near_entries_is_meant(
    length: int, scores: tuple[float, ...], left: bool
) -> None:
    values = np.array(scores)
    assert left_open(Ranked(np.arange(len(scores)), values, values, np.array([]), length)) is left
