"""What follows when handling an update failed: how long until the next try, and what may be said of it."""

from datetime import timedelta

from telegram.error import BadRequest, NetworkError, RetryAfter

from bot.delivery.outcome import seconds_of

TRIES = 3
PATIENT = 12  # tries while Telegram can't be reached, which is nobody's mistake: some seven minutes
INTERRUPTIONS = 5  # ends of the process at one suspected update
LONGEST = 60  # seconds between two tries


class ProcessEnded(Exception):
    """Whoever handled the update was gone before it was done, again and again."""


def pause_after(tries: int, error: Exception) -> timedelta | None:
    """How long to wait before the next try after `tries` failed ones and this error; None: no more tries."""
    if isinstance(error, ProcessEnded):
        return None
    elsewhere = isinstance(error, (NetworkError, RetryAfter)) and not isinstance(error, BadRequest)
    if tries + 1 >= (PATIENT if elsewhere else TRIES):
        return None
    wait = timedelta(seconds=min(2**tries, LONGEST))
    return max(wait, timedelta(seconds=seconds_of(error))) if isinstance(error, RetryAfter) else wait
