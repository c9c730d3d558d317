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

from sandbox.params import Json
from sandbox.world.account import Account
from sandbox.world.updates import Update
from sandbox.world.world import World

_FIRST_PAUSE = 0.25
_LONGEST_PAUSE = 60.0
_TIMEOUT = aiohttp.ClientTimeout(total=60)
Execute = Callable[[str, Json], Awaitable[None]]


@dataclass(slots=True)
class Lane:
    """The updates of one chat or person, waiting for each other."""

    waiting: deque[Update] = field(default_factory=deque)
    pause: float = _FIRST_PAUSE


class WebhookSender:
    """Sends one account's updates to the webhook it has now; `execute` is for method calls in its answers."""

    def __init__(self, account: Account, execute: Execute) -> None:
        self._account, self._webhook, self._execute_call = account, account.webhook, execute
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
                    self._distribute(session)
                    await arrived.wait()
            finally:
                await self._requeue()

    def _distribute(self, session: aiohttp.ClientSession) -> None:
        for update in self._account.updates.lease():
            lane = self._lanes.setdefault(update.queue, Lane())
            lane.waiting.append(update)
            if len(lane.waiting) == 1:
                task = asyncio.create_task(self._deliver(session, update.queue, lane))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _deliver(self, session: aiohttp.ClientSession, queue: int, lane: Lane) -> None:
        while lane.waiting:
            if await self._push(session, lane.waiting[0]):
                self._account.updates.acknowledge(lane.waiting.popleft())
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
                async with session.post(
                    self._webhook.url, data=body, headers=self._headers(), allow_redirects=False
                ) as response:
                    answer = await response.read()
            except (aiohttp.ClientError, TimeoutError) as error:
                self._failed(f"Connection failed: {error or type(error).__name__}")
                return False
        if not response.ok:
            self._failed(f"Wrong response from the webhook: {response.status} {response.reason}")
            return False
        await self._execute_answer(answer)
        return True

    def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json"}
        if self._webhook.secret_token:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self._webhook.secret_token
        return headers

    def _failed(self, message: str) -> None:
        self._webhook.last_error_date = self._account.now()
        self._webhook.last_error_message = message

    async def _execute_answer(self, answer: bytes) -> None:
        """A response may be a method call; its result goes nowhere."""
        try:
            call = orjson.loads(answer) if answer.strip() else None
        except orjson.JSONDecodeError:
            return
        if isinstance(call, dict) and isinstance(call.get("method"), str):
            await self._execute_call(call["method"], call)

    async def _requeue(self) -> None:
        """What isn't delivered stays pending for the next webhook or poller."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._account.updates.release()


async def stop_webhook(account: Account) -> None:
    """Ends the sending to this account's webhook, if it has one."""
    task, account.webhook_task = account.webhook_task, None
    if task is not None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def stop_webhooks(world: World) -> None:
    for account in world.accounts.values():
        await stop_webhook(account)
