"""One call of the Bot API from arrival to answer: token, trouble, pace, method, log.

Both doors end here: the HTTP server and the in-process transport of the tests.
"""

import asyncio
import contextlib
import inspect
import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import orjson

from sandbox.account import Account
from sandbox.faults import Fault
from sandbox.methods.table import METHODS
from sandbox.migration import migrate
from sandbox.params import Params
from sandbox.pushing import Pusher
from sandbox.refusal import Refusal, not_found
from sandbox.shapes import Json, Upload
from sandbox.world import World


class Lost(Exception):
    """The connection ends without an answer; `hanging` ones never end by themselves."""

    def __init__(self, hanging: bool) -> None:
        super().__init__("no answer")
        self.hanging = hanging


@dataclass(frozen=True, slots=True)
class Request:
    """What a door hands in. `raw` are the arguments as bytes of JSON, for the log."""

    token: str
    method: str
    values: Mapping[str, Any]
    files: Mapping[str, Upload] | None = None
    raw: bytes = b""


class Gateway:
    """Answers calls for one world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._chance = random.Random(7)  # noqa: S311 - latency must be repeatable, not secret

    async def answer(self, request: Request) -> tuple[int, bytes]:
        """HTTP status and JSON body; raises Lost when a fault says there shall be none."""
        try:
            account = self.world.by_token(request.token)
        except Refusal as refusal:
            return _refused(refusal)
        return await self._answer_for(account, request)

    async def _answer_for(self, account: Account, request: Request) -> tuple[int, bytes]:
        latency = self._latency(account)
        if latency:
            await asyncio.sleep(latency / 2)
        outcome = await self._outcome(account, request)
        if latency:
            await asyncio.sleep(latency / 2)
        return outcome

    def _latency(self, account: Account) -> float:
        given = account.limits.settings.latency_ms
        milliseconds = self._chance.uniform(*given) if isinstance(given, tuple) else given
        return milliseconds / 1000

    async def _outcome(self, account: Account, request: Request) -> tuple[int, bytes]:
        method = request.method.lower()
        try:
            status, body = 200, await self._result(account, method, request)
            description = ""
        except Refusal as refusal:
            (status, body), description = _refused(refusal), refusal.description
        except Lost as lost:
            self._log(account, request, 0, "hang" if lost.hanging else "cut")
            raise
        self._log(account, request, status, description)
        return status, body

    def _log(self, account: Account, request: Request, status: int, description: str) -> None:
        raw = request.raw or orjson.dumps(dict(request.values), default=str)
        account.calls.add(account.clock.now(), account.id, request.method, raw, status, description)

    async def _result(self, account: Account, method: str, request: Request) -> bytes:
        function = METHODS.get(method)
        if function is None:
            raise not_found()
        params = Params(request.values, request.files)
        fault = self._fault(account, method, params) if account.faults else None
        if fault is not None:
            _before(fault)
        if counts(method):
            spend(account, params)
        result = function(account, params)
        if inspect.isawaitable(result):
            result = await result
        if method in ("setwebhook", "deletewebhook"):
            await self._push_anew(account)
        if fault is not None:
            raise Lost(hanging=False)
        return b'{"ok":true,"result":' + orjson.dumps(result) + b"}"

    async def _push_anew(self, account: Account) -> None:
        """The old pusher gives back what it holds before the new one begins."""
        await end_pushing(account)
        if account.webhook.url:
            pusher = Pusher(account, partial(self._carry_out, account))
            account.pusher = asyncio.create_task(pusher.run())

    async def _carry_out(self, account: Account, method: str, values: Json) -> None:
        token = f"{account.id}:{account.secret}"
        with contextlib.suppress(Lost):
            await self.answer(Request(token, method, values))

    def _fault(self, account: Account, method: str, params: Params) -> Fault | None:
        chat = account.chats.get(params.integer("chat_id"))
        chat_id = chat.id if chat else params.integer("chat_id") or None
        fault = account.faults.strike(method, chat_id, group=chat is not None and not chat.private)
        if fault is not None and fault.kind == "migrate" and chat is not None:
            migrate(account, chat)
            return None
        return fault


async def end_pushing(account: Account) -> None:
    """Stops the deliveries to this account's webhook, if there are any."""
    task, account.pusher = account.pusher, None
    if task is not None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def end_all_pushing(world: World) -> None:
    for account in world.accounts.values():
        await end_pushing(account)


def _before(fault: Fault) -> None:
    """Everything but cut_after happens instead of the call."""
    if fault.kind in ("hang", "cut_before"):
        raise Lost(hanging=fault.kind == "hang")
    if fault.kind != "cut_after":
        raise fault.refusal()


def counts(method: str) -> bool:
    """Whether a call puts messages into a chat and so spends of the limits."""
    if method.startswith("send"):
        return method != "sendchataction"
    return method.startswith(("copymessage", "forwardmessage"))


def spend(account: Account, params: Params) -> None:
    """Takes the cost of a send from the limits, if there are any."""
    settings = account.limits.settings
    if settings.per_second or settings.paid_per_second or settings.per_chat or settings.group_per_minute:
        items = params.values.get("media") or params.values.get("message_ids") or ()
        cost = len(params.data("media", "media") or params.data("message_ids", "ids") or "1") if items else 1
        paid = params.flag("allow_paid_broadcast") and account.paid
        account.limits.spend(account.clock.now(), params.integer("chat_id"), cost, paid)


def _refused(refusal: Refusal) -> tuple[int, bytes]:
    return refusal.code, orjson.dumps(refusal.payload())


def decoded(answer: tuple[int, bytes]) -> tuple[int, Json]:
    status, body = answer
    payload: Json = orjson.loads(body)
    return status, payload
