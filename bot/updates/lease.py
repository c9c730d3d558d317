"""The lease by which a process shows that it lives, renewed twice a second.

While it holds, the chats this process has taken up are its own. When it can't be renewed in time the others
may take them over, so nothing new is begun then (`holds`), and what was taken up before is left (`epoch`).
"""

import asyncio
import os
import socket
import time
from uuid import uuid4

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.supervision import Rounds
from storage.database.database import Database
from storage.database.errors import is_away
from storage.updates import chat_claims, leases

log = structlog.get_logger()

LEASE = 4.0  # seconds of silence after which others take over
RENEW = 0.5
MARGIN = 1.0  # seconds before the lease runs out in which nothing new is begun
ALONE = float("inf")  # on SQLite one process runs: nobody to convince


class ProcessLease:
    """`start()`, `stop()`; `epoch` grows whenever the lease had run out before it was renewed."""

    def __init__(self, database: Database) -> None:
        self.holder = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
        self.epoch = 0
        self._database = database
        self._until = float("-inf")
        self._lapsed = float("-inf")  # when the lease had last run out, except before the first
        self.rounds = Rounds(2 * LEASE)
        self._renewing: asyncio.Task[None] | None = None

    def start(self) -> "asyncio.Task[None]":
        self.rounds.turned()
        self._renewing = asyncio.create_task(self._renewals(), name="lease")
        return self._renewing

    async def stop(self) -> None:
        """Ends the lease and gives back every chat, so that nobody waits for us."""
        if self._renewing is not None:
            self._renewing.cancel()
            await asyncio.wait([self._renewing])
        self._until = float("-inf")
        try:
            async with asyncio.timeout(1), self._database.begin() as tx:
                await chat_claims.keep_only(tx, self.holder, [])
                await leases.drop(tx, chat_claims.alive(self.holder), self.holder)
        except Exception as error:
            if not is_away(error):
                raise
            log.warning("others take our chats over when our lease has run out", error=type(error).__name__)

    def holds(self) -> bool:
        """Whether a chat may be taken up or gone on with now."""
        return time.monotonic() < self._until - MARGIN

    async def _renewals(self) -> None:
        while True:
            try:
                async with asyncio.timeout(LEASE):
                    await self._renew()
                self.rounds.turned()
            except Exception as error:
                if not is_away(error):
                    raise
                log.warning("the database does not hear that we live", error=type(error).__name__)
            if self._until == ALONE:
                self.rounds.within = ALONE
                return
            await asyncio.sleep(RENEW)

    async def _renew(self) -> None:
        """Counted from before the request, so that we never believe in it longer than the others do."""
        asked = time.monotonic()
        async with self._database.begin() as tx:
            await leases.take(tx, chat_claims.alive(self.holder), self.holder, LEASE)
            freed = await self._take_over(tx, asked)
            await chat_claims.forget_silent(tx, 3600)
        if asked > self._until:
            self._lapsed = asked if self.epoch else self._lapsed
            self.epoch += 1
        self._until = ALONE if self._database.dialect == "sqlite" else asked + LEASE
        if freed:
            log.info("chats of a process that is gone are taken over", chats=freed)

    async def _take_over(self, tx: AsyncConnection, now: float) -> int:
        """Not right after our own lease had run out: then perhaps the database had stopped for everybody."""
        lapsing = self.epoch > 0 and now > self._until
        if lapsing or now - self._lapsed < LEASE:
            return 0
        return await chat_claims.take_over(tx, self.holder, LEASE)
