"""The queue of updates: they become rows before Telegram hears that we have them.

Many webhook requests at once share one commit: each waits for the group it was stored with.
"""

import asyncio
from typing import Any

import orjson

from bot.clock import Clock
from storage.database.database import Database
from storage.updates import updates

FULL = 100_000  # waiting updates; beyond, new ones stay with Telegram, which keeps them for a day
FEW = 1_000


class QueueFull(Exception):
    """There is no room: the update must stay where it is, at Telegram's."""


class UpdateQueue:
    """`put(updates)` returns when they are on disk; `arrived` is set whenever there are new ones."""

    def __init__(self, database: Database, clock: Clock, full: int = FULL) -> None:
        self.arrived = asyncio.Event()
        self._database, self._clock, self._full = database, clock, full
        self._room = 0
        self._counted_full = False
        self._group: list[dict[str, Any]] = []
        self._stored: asyncio.Task[None] | None = None

    async def put(self, raw: list[dict[str, Any]]) -> None:
        """Stores the updates; raises QueueFull, or the database's error, with nothing acknowledged."""
        if not raw:
            return
        await self._check_room(len(raw))
        self._group.extend(self._row(update) for update in raw)
        if self._stored is None or self._stored.done():
            self._stored = asyncio.create_task(self._store())
        await asyncio.shield(self._stored)

    async def _store(self) -> None:
        await asyncio.sleep(0)  # those who arrived in the same turn of the loop share the commit
        while self._group:
            rows, self._group = self._group, []
            async with self._database.begin() as tx:
                await updates.store(tx, rows)
            self.arrived.set()

    async def _check_room(self, coming: int) -> None:
        """Counting is dear, so it is done once for every thousand updates, and each time when full."""
        if self._room < coming or self._counted_full:
            async with self._database.connect() as tx:
                waiting = await updates.backlog(tx)
            self._counted_full = waiting >= self._full
            self._room = FEW
        if self._counted_full:
            raise QueueFull(f"{self._full} updates wait already")
        self._room -= coming

    def _row(self, update: dict[str, Any]) -> dict[str, Any]:
        body = orjson.dumps(update).decode()
        return {
            "update_id": update["update_id"],
            "chat_key": chat_key(update),
            "body": body,
            "received_at": self._clock(),
        }


def chat_key(update: dict[str, Any]) -> int:
    """What keeps updates in order: their chat, or the user where there is none (inline queries), or 0."""
    for kind, content in update.items():
        if kind == "update_id" or not isinstance(content, dict):
            continue
        message = content.get("message")
        holder = message if isinstance(message, dict) else content
        for key in ("chat", "from", "user"):
            whose = holder.get(key)
            if isinstance(whose, dict) and is_number(whose.get("id")):
                return int(whose["id"])
    return 0


def is_update(value: object) -> bool:
    """Whether it has a number by which it can be kept; what else it holds its handler sees."""
    return isinstance(value, dict) and is_number(value.get("update_id"))


def is_number(value: object) -> bool:
    """One that both databases hold."""
    return isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63
