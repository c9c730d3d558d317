"""One call of the Bot API from arrival to answer: token, latency, faults, limits, method, log.

The HTTP server and calls without sockets both end here.
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

from sandbox.errors import ApiError, not_found
from sandbox.methods.table import METHODS
from sandbox.params import Json, Params, Upload
from sandbox.server.webhooks import WebhookSender, stop_webhook
from sandbox.world.account import Account
from sandbox.world.faults import Fault, FaultKind
from sandbox.world.membership import migrate
from sandbox.world.world import World


class ConnectionLost(Exception):
    """The connection ends without an answer; `hanging` ones never end by themselves."""

    def __init__(self, hanging: bool) -> None:
        super().__init__("no answer")
        self.hanging = hanging


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """One call. `raw` are the arguments as bytes of JSON, for the log."""

    token: str
    method: str
    values: Mapping[str, Any]
    files: Mapping[str, Upload] | None = None
    raw: bytes = b""


class Dispatcher:
    """Answers the calls for one world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._chance = random.Random(7)  # noqa: S311 - latency must be repeatable, not secret

    async def answer(self, request: ApiRequest) -> tuple[int, bytes]:
        """HTTP status and JSON body; raises ConnectionLost when a fault wants none."""
        try:
            account = self.world.by_token(request.token)
        except ApiError as error:
            return _refused(error)
        latency = self._latency(account)
        await _pause(latency / 2)
        outcome = await self._outcome(account, request)
        await _pause(latency / 2)
        return outcome

    def _latency(self, account: Account) -> float:
        given = account.limits.settings.latency_ms
        milliseconds = self._chance.uniform(*given) if isinstance(given, tuple) else given
        return milliseconds / 1000

    async def _outcome(self, account: Account, request: ApiRequest) -> tuple[int, bytes]:
        method = request.method.lower()
        try:
            outcome, description = (200, await self._result(account, method, request)), ""
        except ApiError as error:
            outcome, description = _refused(error), error.description
        except ConnectionLost as lost:
            self._log(account, request, 0, "hang" if lost.hanging else "cut")
            raise
        self._log(account, request, outcome[0], description)
        return outcome

    def _log(self, account: Account, request: ApiRequest, status: int, description: str) -> None:
        raw = request.raw or orjson.dumps(dict(request.values), default=str)
        account.calls.add(account.clock.now(), account.id, request.method, raw, status, description)

    async def _result(self, account: Account, method: str, request: ApiRequest) -> bytes:
        function = METHODS.get(method)
        if function is None:
            raise not_found()
        params = Params(request.values, request.files)
        fault = self._fault(account, method, params) if account.faults else None
        if fault is not None:
            _apply(fault)
        if _sends_messages(method):
            _spend(account, params)
        result = function(account, params)
        if inspect.isawaitable(result):
            result = await result
        if method in ("setwebhook", "deletewebhook"):
            await self._restart_webhook(account)
        if fault is not None:
            raise ConnectionLost(hanging=False)
        return b'{"ok":true,"result":' + orjson.dumps(result) + b"}"

    async def _restart_webhook(self, account: Account) -> None:
        """The old sender releases what it has leased before the new one begins."""
        await stop_webhook(account)
        if account.webhook.url:
            sender = WebhookSender(account, partial(self._execute_call, account))
            account.webhook_task = asyncio.create_task(sender.run())

    async def _execute_call(self, account: Account, method: str, values: Json) -> None:
        token = f"{account.id}:{account.secret}"
        with contextlib.suppress(ConnectionLost):
            await self.answer(ApiRequest(token, method, values))

    def _fault(self, account: Account, method: str, params: Params) -> Fault | None:
        chat = account.chats.get(params.integer("chat_id"))
        chat_id = chat.id if chat else params.integer("chat_id") or None
        fault = account.faults.next_for(method, chat_id, group=chat is not None and not chat.private)
        if fault is not None and fault.kind is FaultKind.MIGRATE and chat is not None:
            migrate(account, chat)
            return None
        return fault


async def _pause(seconds: float) -> None:
    if seconds:
        await asyncio.sleep(seconds)


def _apply(fault: Fault) -> None:
    """Everything but cut_after happens instead of the call."""
    if fault.kind in (FaultKind.HANG, FaultKind.CUT_BEFORE):
        raise ConnectionLost(hanging=fault.kind is FaultKind.HANG)
    if fault.kind is not FaultKind.CUT_AFTER:
        raise fault.error()


def _sends_messages(method: str) -> bool:
    """Whether a call puts messages into a chat and so spends of the limits."""
    if method.startswith("send"):
        return method != "sendchataction"
    return method.startswith(("copymessage", "forwardmessage"))


def _spend(account: Account, params: Params) -> None:
    """Takes the cost of a send from the limits, if there are any."""
    settings = account.limits.settings
    if settings.per_second or settings.paid_per_second or settings.per_chat or settings.group_per_minute:
        items = params.values.get("media") or params.values.get("message_ids") or ()
        cost = len(params.data("media", "media") or params.data("message_ids", "ids") or "1") if items else 1
        paid = params.flag("allow_paid_broadcast") and account.paid
        account.limits.spend(account.clock.now(), params.integer("chat_id"), cost, paid)


def _refused(error: ApiError) -> tuple[int, bytes]:
    return error.code, orjson.dumps(error.payload())
