"""The table of what follows from an outcome."""

import pytest

from bot.delivery.decision import BACK_OFF, REPEATS, TRIES, Fallback, decide
from bot.delivery.outcome import End, Outcome


@pytest.mark.parametrize(
    ("end", "attempt", "policy", "state"),
    [
        (End.SENT, 1, "repeat", "sent"),
        (End.GONE, 1, "repeat", "gone"),
        (End.FAILED, 1, "repeat", "failed"),
        (End.RETRY, 1, "repeat", "waiting"),
        (End.RETRY, 1, "miss", "waiting"),
        (End.RETRY, TRIES, "repeat", "failed"),
        (End.UNKNOWN, 1, "repeat", "waiting"),
        (End.UNKNOWN, REPEATS, "repeat", "unknown"),
        (End.UNKNOWN, 1, "miss", "unknown"),
        (End.SLOWER, 99, "miss", "waiting"),
        (End.SHUT, 99, "miss", "waiting"),
        (End.MOVED, 1, "repeat", "sending"),
        (End.PLAIN, 1, "repeat", "sending"),
        (End.UNPAID, 1, "repeat", "sending"),
        (End.LATE, 1, "repeat", "failed"),
    ],
)
def test_the_state_that_follows(end: End, attempt: int, policy: str, state: str) -> None:
    assert decide(Outcome(end, "why"), attempt, policy).state == state


def test_a_flood_wait_costs_no_try_and_lasts_as_long_as_telegram_says() -> None:
    decision = decide(Outcome(End.SLOWER, seconds=10_800), 1, "repeat")
    assert (decision.free_try, decision.wait, decision.trouble) == (True, 10_800, False)


def test_waits_between_tries_grow() -> None:
    waits = [decide(Outcome(End.RETRY), n, "repeat").wait for n in range(1, TRIES)]
    assert waits == list(BACK_OFF[: TRIES - 1]) == sorted(waits)


def test_only_a_lost_answer_counts_as_sent_again() -> None:
    assert decide(Outcome(End.UNKNOWN), 1, "repeat").again
    assert not decide(Outcome(End.RETRY), 1, "repeat").again


def test_each_fallback_is_taken_once() -> None:
    once = decide(Outcome(End.PLAIN), 1, "repeat")
    twice = decide(Outcome(End.PLAIN), 1, "repeat", tried=frozenset({Fallback.PLAIN}))
    assert (once.fallback, twice.state, twice.trouble) == (Fallback.PLAIN, "failed", True)


def test_an_edit_or_deletion_whose_answer_is_lost_is_simply_done_again() -> None:
    decision = decide(Outcome(End.UNKNOWN), 1, "miss", kind="recall")
    assert (decision.state, decision.again) == ("waiting", False)


def test_a_deletion_that_comes_too_late_becomes_a_note() -> None:
    assert decide(Outcome(End.LATE), 1, "repeat", kind="recall").fallback is Fallback.NOTE
