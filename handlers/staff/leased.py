"""One process at a time edits staff's live cards: a lease, renewed well before it ends.

After a restart or a crash another process goes on within LEASE seconds.
"""

import time
import uuid

from bot.services import Services
from storage.updates import leases

LEASE = 10.0


class Leased:
    """One process's part in the work of this name."""

    def __init__(self, services: Services, name: str) -> None:
        self._services, self._name = services, name
        self._holder = uuid.uuid4().hex[:12]
        self._renew_at = 0.0

    async def mine(self) -> bool:
        """Whether it is this process's now; the database is not asked at every look."""
        now = time.monotonic()
        if now >= self._renew_at:
            mine = await self._services.database.write(leases.take, self._name, self._holder, LEASE)
            self._renew_at = now + LEASE / 3 if mine else now
        return now < self._renew_at
