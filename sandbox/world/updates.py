"""The queue of what the bot hasn't confirmed yet: for one poller that may wait on it, or for a webhook.

Rules of https://core.telegram.org/bots/api#getupdates: an update is confirmed by asking for a later offset,
a negative offset forgets all but the tail, `allowed_updates` sticks and holds for what comes after it,
nothing is kept longer than a day.
"""

import asyncio
from collections import deque
from dataclasses import dataclass

from sandbox.errors import ApiError, conflict
from sandbox.params import Json
from sandbox.world.records import Clock

KEPT_SECONDS = 86_400
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_SECOND_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"


@dataclass(frozen=True, slots=True)
class Update:
    """One thing that happened; `queue` names who it happened with, for deliveries in order."""

    id: int
    kind: str
    content: Json
    at: float
    queue: int

    def as_api(self) -> Json:
        return {"update_id": self.id, self.kind: self.content}


class UpdateQueue:
    """Everything pending for one bot."""

    def __init__(self, clock: Clock, first_id: int = 1) -> None:
        self._clock = clock
        self._next_id = first_id
        self._pending: deque[Update] = deque()
        self._leased: dict[int, Update] = {}
        self._poller: asyncio.Future[None] | None = None
        self.arrived = asyncio.Event()
        self.allowed: frozenset[str] | None = None

    def __len__(self) -> int:
        return len(self._pending) + len(self._leased)

    @property
    def next_id(self) -> int:
        return self._next_id

    def put(self, kind: str, content: Json, queue: int) -> None:
        if not self._wanted(kind):
            return
        self._pending.append(Update(self._next_id, kind, content, self._clock.now(), queue))
        self._next_id += 1
        self.arrived.set()
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(None)

    def allow(self, kinds: list[str] | None) -> None:
        """An empty list means the default again; None leaves what was said last."""
        if kinds is not None:
            self.allowed = frozenset(kinds) or None

    def _wanted(self, kind: str) -> bool:
        return kind not in NOT_BY_DEFAULT if self.allowed is None else kind in self.allowed

    def confirm(self, offset: int) -> None:
        """Forgets what the offset says was seen, and what nobody came for in a day."""
        if offset < 0:
            while len(self._pending) > -offset:
                self._pending.popleft()
        while self._pending and self._pending[0].id < offset:
            self._pending.popleft()
        while self._pending and self._pending[0].at < self._clock.now() - KEPT_SECONDS:
            self._pending.popleft()

    def take(self, limit: int) -> list[Json]:
        return [update.as_api() for _, update in zip(range(limit), self._pending, strict=False)]

    def lease(self) -> list[Update]:
        """Everything pending, for a webhook to deliver; each is acknowledged or released."""
        leased = list(self._pending)
        self._pending.clear()
        self._leased.update({update.id: update for update in leased})
        return leased

    def acknowledge(self, update: Update) -> None:
        self._leased.pop(update.id, None)

    def release(self) -> None:
        """What was leased and not delivered is pending again, in its old place."""
        self._pending.extendleft(sorted(self._leased.values(), key=lambda update: -update.id))
        self._leased.clear()

    def clear(self) -> None:
        self._pending.clear()
        self._leased.clear()

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """Waits for the first update at most `seconds`; a second poller ends the first with 409."""
        self.interrupt(conflict(_SECOND_POLLER))
        self.confirm(offset)
        if not self._pending and seconds > 0:
            await self._wait(seconds)
            self.confirm(offset if offset > 0 else 0)
        return self.take(limit)

    async def _wait(self, seconds: float) -> None:
        self._poller = waiting = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(seconds):
                await waiting
        except TimeoutError:
            return
        finally:
            if self._poller is waiting:
                self._poller = None

    def interrupt(self, why: ApiError) -> None:
        """Ends whoever is waiting now, with this answer."""
        if self._poller is not None and not self._poller.done():
            self._poller.set_exception(why)


@dataclass(slots=True)
class Webhook:
    """Where updates are pushed to, and what became of the last attempts. Empty `url`: nowhere."""

    url: str = ""
    secret_token: str = ""
    max_connections: int = 40
    ip_address: str = ""
    last_error_date: int = 0
    last_error_message: str = ""

    def as_info(self, pending: int, allowed: frozenset[str] | None) -> Json:
        """The WebhookInfo object."""
        info: Json = {"url": self.url, "has_custom_certificate": False, "pending_update_count": pending}
        if self.url:
            info["max_connections"] = self.max_connections
            info["ip_address"] = self.ip_address or "127.0.0.1"
        if self.last_error_date:
            info["last_error_date"] = self.last_error_date
            info["last_error_message"] = self.last_error_message
        if allowed is not None:
            info["allowed_updates"] = sorted(allowed)
        return info
