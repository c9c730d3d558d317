"""This process's share of the bot's one budget.

On SQLite one process runs and has all of it. On PostgreSQL every process says four times a second that it is
alive and how much it may send (`storage/budget.py`); shares are equal, and one that grows does so only after
those that shrank have been quiet about it for more than a second, so the sum holds in any one-second window.
A share is ours for a second from when its renewal was asked for, and `pace` holds to that with every message: a process
that cannot reach the database, or waits long for its answer, sends nothing while others may have its share.
"""

import time
from collections import deque
from collections.abc import Callable

from storage.database.database import Database
from storage.deliveries import budget

EVERY = 0.25  # seconds between renewals
WINDOW = 1.1  # seconds for which a share that was given up still counts
LEASE = 1.0  # seconds a share may be used without renewal
GRACE = 10.0  # seconds after which a silent process is taken for dead


class Budget:
    """`share` is what this process may send a second `until` then, by the monotonic clock; call `renew` every `EVERY`
    seconds."""

    def __init__(
        self, database: Database, holder: str, rate: float, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._database, self._holder, self._rate = database, holder, rate
        self._monotonic = monotonic
        self._alone = database.dialect == "sqlite"
        self._past: deque[tuple[float, float]] = deque()  # until when which share was used
        self._steady_since: float | None = None
        self.share = rate if self._alone else 0.0
        self.until = float("inf") if self._alone else 0.0

    async def renew(self, flood_wait: float = 0.0) -> float:
        """Renews the share; returns for how many seconds bulk waits for everybody."""
        if self._alone:
            return flood_wait
        asked = self._monotonic()
        if asked >= self.until:
            self._past.append((self.until, self.share))
            self.share, self._steady_since = 0.0, None
        held = max([self.share, *(share for at, share in self._past if asked - at <= WINDOW)])
        grant = await self._database.write(
            budget.renew, self._holder, held, self._rate, LEASE + WINDOW, GRACE, flood_wait
        )
        self._keep(asked, grant.share)
        return grant.parked_for

    async def alive(self) -> list[str] | None:
        """Processes that are not dead, this one included; None while it is too early to judge."""
        if self._alone:
            return [self._holder]
        now = self._monotonic()
        if self._steady_since is None or now - self._steady_since < GRACE or now >= self.until:
            return None
        async with self._database.connect() as tx:
            return [self._holder, *await budget.alive(tx, GRACE)]

    async def leave(self) -> None:
        """Gives the share back."""
        if not self._alone:
            await self._database.write(budget.leave, self._holder)

    def _keep(self, asked: float, share: float) -> None:
        """The share before was used until the answer came, or ran out; the new one counts from the question."""
        now = self._monotonic()
        self._past.append((min(now, self.until), self.share))
        while self._past and now - self._past[0][0] > WINDOW:
            self._past.popleft()
        self.share, self.until = share, asked + LEASE
        if self._steady_since is None:
            self._steady_since = now
