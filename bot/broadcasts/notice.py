"""What staff should hear of by themselves; `bot/app.py` hands the engine a function that words and sends it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from storage.broadcasts.broadcasts import Broadcast


@dataclass(frozen=True, slots=True)
class Notice:
    """`kind`: launched, done, paused, expired, overdue, parked, stuck, flowing. `broadcast` None: all of them.

    `facts` by kind: paused {"reason"}, parked {"seconds"}, overdue {"late_seconds"}, stuck {}, flowing {}.
    """

    kind: str
    broadcast: Broadcast | None = None
    facts: dict[str, object] = field(default_factory=dict)


Notify = Callable[[Notice], Awaitable[None]]


async def nobody(notice: Notice) -> None:
    """For when there is no staff to tell (benchmarks, tests)."""
