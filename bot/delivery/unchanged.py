"""Whether what was claimed is still as it was read, known without asking at the moment of its turn.

A turn is a moment of the one budget: a look at the database between the turn and the posting would move messages out of
the second in which they were counted. So the look is made beforehand, again and again while something waits.
"""

import time
from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from storage.broadcasts import broadcasts
from storage.broadcasts.broadcasts import Broadcast
from storage.database.database import Database

EVERY = 0.5  # seconds between looks
FRESH = 1.5  # seconds for which a look, or a reading, says what is so


class Unchanged:
    """`look(ids)` whenever `due`; then `is_so(…)` answers at once. `monotonic` in seconds."""

    def __init__(self, database: Database, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._database, self._monotonic = database, monotonic
        self._changed_at: dict[int, datetime] = {}
        self._looked_at = float("-inf")

    @property
    def due(self) -> bool:
        return self._monotonic() - self._looked_at >= EVERY

    async def look(self, ids: Collection[int]) -> None:
        """Reads when these broadcasts changed last."""
        began = self._monotonic()
        self._changed_at = await self._database.read(broadcasts.changed_at, ids)
        self._looked_at = began

    def is_so(self, read: Iterable[Broadcast], read_at: float) -> bool | None:
        """Whether these broadcasts, read at that moment, are so now as far as a look of late says; None where there was
        none: then it needs one, and another turn."""
        now = self._monotonic()
        if now - read_at <= FRESH:
            return True
        if now - self._looked_at > FRESH:
            return None
        return all(self._changed_at.get(broadcast.id) == broadcast.updated_at for broadcast in read)
