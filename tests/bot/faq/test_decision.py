"""The rule answer, choices or unknown."""

import pytest

from bot.faq.decision import OURS, SURE, SURELY_OURS, Verdict, verdict


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
