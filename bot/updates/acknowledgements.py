"""What was handled and what it showed, in group commits: those finished while one commit runs share the next."""

import asyncio

import structlog

from bot.clock import Clock
from storage.database.database import Database
from storage.database.errors import is_away
from storage.members import screens
from storage.members.screens import Shown
from storage.updates import chat_claims, updates

log = structlog.get_logger()

AGAIN = 0.5  # seconds between tries while the database is away
TOGETHER = 0.01  # seconds in which what is finished gathers for one commit


class Acknowledgements:
    """Handled updates and chats to give back. While the database is away they wait here and are written
    as soon as it is back: what was answered must not be answered again."""

    def __init__(self, database: Database, clock: Clock, holder: str) -> None:
        self._database, self._clock, self._holder = database, clock, holder
        self._handled: list[int] = []
        self._freed: list[int] = []
        self._shown: dict[int, Shown] = {}  # by chat
        self._commit: asyncio.Task[None] | None = None

    def handled(self, update_id: int, shown: Shown | None = None) -> None:
        """Notes it, with the buttons it showed; on disk once `written()` returns."""
        self._handled.append(update_id)
        if shown is not None:
            self._shown[shown.chat_id] = shown

    def free(self, chat: int) -> None:
        """Notes that the chat goes back, with what was handled before."""
        self._freed.append(chat)

    async def written(self) -> None:
        """Returns when everything noted so far is on disk."""
        running = self._commit
        if running is not None and not running.done():
            await asyncio.shield(running)
        if self._handled or self._freed:
            if self._commit is None or self._commit.done():
                self._commit = asyncio.create_task(self._write())
            await asyncio.shield(self._commit)

    async def _write(self) -> None:
        await asyncio.sleep(TOGETHER)
        handled, self._handled = self._handled, []
        freed, self._freed = self._freed, []
        shown, self._shown = list(self._shown.values()), {}
        while True:
            if await self._written(handled, freed, shown):
                return
            await asyncio.sleep(AGAIN)

    async def _written(self, handled: list[int], freed: list[int], shown: list[Shown]) -> bool:
        try:
            async with self._database.begin() as tx:
                if shown:
                    await screens.put(tx, shown)
                if handled:
                    await updates.handled(tx, handled, self._clock())
                if freed:
                    await chat_claims.give_back(tx, self._holder, freed)
        except Exception as error:
            if not is_away(error):
                raise
            log.warning("handled updates wait for the database", error=type(error).__name__)
            return False
        return True
