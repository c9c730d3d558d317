"""Which broadcasts this process is sending: their rows say, and any process may have changed them.

A look opens what is to be sent and closes what is paused, canceled or recalled, has the ledger of what was launched
written, finishes what has nothing open and ends what has expired. Of several processes the one whose change of the row
counts tells staff.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.broadcasts import approval, launcher, lifecycle
from bot.broadcasts.approval import Lack
from bot.broadcasts.notice import Notice, NoticeKind
from bot.broadcasts.states import Kind, NotAllowed, State
from bot.clock import Clock
from bot.delivery.active import ActiveBroadcast
from bot.delivery.canary import Canary
from bot.delivery.ledger import Ledger
from bot.delivery.sender import Sender
from bot.text.catalogs import Catalogs
from storage.broadcasts import broadcasts
from storage.broadcasts.broadcasts import Broadcast
from storage.database.database import Database
from storage.deliveries import deliveries

AIR = 0.005  # seconds for replies between slices of a ledger

Verb = Callable[[AsyncConnection, int, datetime], Awaitable[None]]


def parted(live: Sequence[Broadcast]) -> tuple[list[Broadcast], list[Broadcast]]:
    """Of what is being sent what goes on, and what is held: it is not what was approved."""
    sending = [broadcast for broadcast in live if approval.stands(broadcast)]
    return sending, [broadcast for broadcast in live if broadcast not in sending]


class Follower:
    """`active` are those being sent, by id; `pays`: broadcasts may be paid for; `tell` hears what staff should."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        catalogs: Catalogs,
        active: dict[int, ActiveBroadcast],
        ledger: Ledger,
        sender: Sender,
        tell: Callable[[Notice], None],
        *,
        pays: bool,
        house: ZoneInfo,
    ) -> None:
        self._database, self._clock, self._catalogs, self._active = database, clock, catalogs, active
        self._ledger, self._sender, self._tell, self._pays = ledger, sender, tell, pays
        self._house = house  # whose day it is on which a check-in ended

    async def look(self) -> None:
        """One look at the rows; only what is what was approved is opened or goes on (`bot/broadcasts/approval.py`)."""
        alive = await self._database.read(broadcasts.in_states, (State.SENDING, State.SCHEDULED))
        live = [broadcast for broadcast in alive if broadcast.state == State.SENDING]
        sending, held = parted(live)
        self._follow(sending)
        for broadcast in alive:
            if broadcast.launching:
                await self._write_rows(broadcast)
        for broadcast in sending:
            await self._end(broadcast)
        for broadcast in held:
            await self.pause(broadcast, Lack.CHANGED)
        self._ledger.write_soon()

    async def pause(self, broadcast: Broadcast, reason: str) -> None:
        """It goes no further until somebody says so; staff are told why."""
        verb = partial(lifecycle.pause, reason=reason)
        await self._move(broadcast, verb, Notice(NoticeKind.PAUSED, broadcast, reason=reason))

    def _follow(self, sending: Sequence[Broadcast]) -> None:
        """Opens what is being sent, closes what is not any more."""
        ids = {broadcast.id for broadcast in sending}
        for active in [active for broadcast_id, active in self._active.items() if broadcast_id not in ids]:
            self.close(active)
        for broadcast in sending:
            if broadcast.id in self._active:
                self._active[broadcast.id].renew(broadcast)
            else:
                self._open(broadcast)

    def _open(self, broadcast: Broadcast) -> None:
        canary = Canary(broadcast.launch_until or 0, lenient=broadcast.paused_at is not None)
        paid = self._pays and broadcast.kind == Kind.SEND
        self._active[broadcast.id] = ActiveBroadcast(
            broadcast, self._catalogs, canary, paid=paid, house=self._house
        )
        self._ledger.write_soon()

    def close(self, active: ActiveBroadcast) -> None:
        """Nothing more of it is sent from here; what was claimed and not sent goes back."""
        active.closing = True
        self._active.pop(active.broadcast.id, None)
        self._sender.put_back(active)

    async def _write_rows(self, broadcast: Broadcast) -> None:
        """All slices, one after the other, with air for replies between them."""
        while await launcher.write(self._database, broadcast.id, self._clock()):
            self._ledger.write_soon()
            await asyncio.sleep(AIR)

    async def _end(self, broadcast: Broadcast) -> None:
        """Finishes it when nothing is open, or when its time is over."""
        if broadcast.expires_at is not None and broadcast.expires_at <= self._clock():
            await self._move(broadcast, lifecycle.expire, Notice(NoticeKind.EXPIRED, broadcast))
            return
        active, now = self._active.get(broadcast.id), time.monotonic()
        if active is None or not active.idle or (active.rests and now < active.look_at_end):
            return
        active.look_at_end = now + self._ledger.look_seconds
        async with self._database.connect() as tx:
            row, counts = await broadcasts.get(tx, broadcast.id), await deliveries.count(tx, broadcast.id)
        if row is None or row.launching:
            return
        if counts.open == 0:
            await self._move(broadcast, lifecycle.finish, Notice(NoticeKind.DONE, broadcast))
        elif counts.sending:
            await self._ledger.release(active)

    async def _move(self, broadcast: Broadcast, verb: Verb, notice: Notice) -> None:
        """Of several processes the one that moves it tells staff."""
        moved = True
        try:
            await self._database.write(verb, broadcast.id, self._clock())
        except NotAllowed:
            moved = False
        if broadcast.id in self._active:
            self.close(self._active[broadcast.id])
        if moved:
            self._tell(notice)
