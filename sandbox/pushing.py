"""Pushing updates to a webhook: in order within one chat, several chats at once, again and again until 2xx.

As Telegram does: the secret in X-Telegram-Bot-Api-Secret-Token, at most max_connections requests at a time,
growing pauses after a failure, and a method call in the response body is carried out.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import aiohttp
import orjson

from sandbox.account import Account
from sandbox.shapes import Json
from sandbox.updates import Update

_FIRST_PAUSE = 0.25
_LONGEST_PAUSE = 60.0
_TIMEOUT = aiohttp.ClientTimeout(total=60)
CarryOut = Callable[[str, Json], Awaitable[None]]


@dataclass(slots=True)
class Lane:
    """The updates of one chat or person, waiting for each other."""

    waiting: deque[Update] = field(default_factory=deque)
    pause: float = _FIRST_PAUSE


class Pusher:
    """Delivers one account's updates to the webhook it has now; `carry_out` is for calls in answers."""

    def __init__(self, account: Account, carry_out: CarryOut) -> None:
        self._account, self._webhook, self._carry_out = account, account.webhook, carry_out
        self._lanes: dict[int, Lane] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._free = asyncio.Semaphore(account.webhook.max_connections)

    async def run(self) -> None:
        """Until cancelled."""
        arrived = self._account.updates.arrived
        connector = aiohttp.TCPConnector(limit=self._webhook.max_connections, ssl=False)
        async with aiohttp.ClientSession(timeout=_TIMEOUT, connector=connector) as session:
            try:
                while True:
                    arrived.clear()
                    self._share_out(session)
                    await arrived.wait()
            finally:
                await self._give_back()

    def _share_out(self, session: aiohttp.ClientSession) -> None:
        for update in self._account.updates.lend():
            lane = self._lanes.setdefault(update.queue, Lane())
            lane.waiting.append(update)
            if len(lane.waiting) == 1:
                task = asyncio.create_task(self._drive(session, update.queue, lane))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _drive(self, session: aiohttp.ClientSession, queue: int, lane: Lane) -> None:
        while lane.waiting:
            if await self._push(session, lane.waiting[0]):
                self._account.updates.settle(lane.waiting.popleft())
                lane.pause = _FIRST_PAUSE
            else:
                await asyncio.sleep(lane.pause)
                lane.pause = min(2 * lane.pause, _LONGEST_PAUSE)
        del self._lanes[queue]

    async def _push(self, session: aiohttp.ClientSession, update: Update) -> bool:
        """One attempt; whether the bot took it."""
        body = orjson.dumps(update.as_api())
        async with self._free:
            try:
                async with session.post(self._webhook.url, data=body, headers=self._headers()) as response:
                    answer = await response.read()
            except (aiohttp.ClientError, TimeoutError) as trouble:
                self._failed(f"Connection failed: {trouble or type(trouble).__name__}")
                return False
        if not response.ok:
            self._failed(f"Wrong response from the webhook: {response.status} {response.reason}")
            return False
        await self._obey(answer)
        return True

    def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json"}
        if self._webhook.secret_token:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self._webhook.secret_token
        return headers

    def _failed(self, message: str) -> None:
        self._webhook.last_error_date = self._account.now()
        self._webhook.last_error_message = message

    async def _obey(self, answer: bytes) -> None:
        """A response may be a method call; nobody hears how it went."""
        try:
            call = orjson.loads(answer) if answer.strip() else None
        except orjson.JSONDecodeError:
            return
        if isinstance(call, dict) and isinstance(call.get("method"), str):
            await self._carry_out(call["method"], call)

    async def _give_back(self) -> None:
        """What isn't delivered stays pending for the next webhook or poller."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._account.updates.take_back()
