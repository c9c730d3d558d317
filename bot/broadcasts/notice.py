"""What staff should hear of unasked; `bot/app.py` hands the engine a function that words and sends it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

from storage.broadcasts.broadcasts import Broadcast


class NoticeKind(StrEnum):
    """What happened, to one broadcast or to all of them."""

    LAUNCHED = "launched"
    """Its time has come, its deliveries are there."""
    DONE = "done"
    """Nothing of it waits any more."""
    PAUSED = "paused"
    """It paused itself, for this `reason`."""
    EXPIRED = "expired"
    """Its end was reached before everybody had it."""
    ENDED = "ended"
    """A series has no further time."""
    HELD = "held"
    """It was not launched, for this `reason`: it waits for a colleague's approval."""
    OVERDUE = "overdue"
    """It should have gone out `seconds` ago; nobody was there to send it."""
    PLAIN = "plain"
    """Telegram refuses its formatting, for this `reason`: it goes on as plain text."""
    UNLINKED = "unlinked"
    """Telegram refuses a link button, for this `reason`: it goes on without them."""
    PARKED = "parked"
    """Telegram wants all to wait for `seconds`."""
    STUCK = "stuck"
    """The database cannot be written to: all wait."""
    FLOWING = "flowing"
    """It can be written to again."""


@dataclass(frozen=True, slots=True)
class Notice:
    """`broadcast` None: all of them."""

    kind: NoticeKind
    broadcast: Broadcast | None = None
    reason: str = ""
    seconds: float = 0.0


Notify = Callable[[Notice], Awaitable[None]]


async def nobody(notice: Notice) -> None:
    """For when there is no staff to tell (benchmarks, tests)."""
