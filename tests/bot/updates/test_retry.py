"""How often an update is tried again depends on whose fault it is."""

from datetime import timedelta

import pytest
from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut

from bot.updates.retry import pause_after


@pytest.mark.parametrize(
    ("tries", "error", "seconds"),
    [
        (0, ValueError(), 1),
        (1, ValueError(), 2),
        (2, ValueError(), None),
        (2, BadRequest("chat not found"), None),
        (2, NetworkError("connection failed"), 4),
        (6, TimedOut(), 60),
        (11, NetworkError("connection failed"), None),
    ],
)
def test_pauses_grow_and_end(tries: int, error: Exception, seconds: int | None) -> None:
    expected = None if seconds is None else timedelta(seconds=seconds)
    assert pause_after(tries, error) == expected


@pytest.mark.filterwarnings("ignore:.*retry_after")
@pytest.mark.parametrize(("tries", "asked", "seconds"), [(0, 33, 33), (5, 3, 32)])
def test_telegrams_own_wait_is_kept(tries: int, asked: int, seconds: int) -> None:
    assert pause_after(tries, RetryAfter(asked)) == timedelta(seconds=seconds)
