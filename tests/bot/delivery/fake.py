"""A tiny Bot API on a real port whose answers a test decides call by call."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Answer = dict[str, Any] | str | None
OK: None = None


def refusal(code: int, description: str, **parameters: Any) -> dict[str, Any]:
    return {"ok": False, "error_code": code, "description": description, "parameters": parameters}


BLOCKED = refusal(403, "Forbidden: bot was blocked by the user")
DEACTIVATED = refusal(403, "Forbidden: user is deactivated")


@dataclass(frozen=True)
class Call:
    method: str
    body: dict[str, Any]
    at: float

    @property
    def chat(self) -> int:
        return int(self.body.get("chat_id", 0))


@dataclass
class FakeTelegram:
    """`rule(call, how often this chat was called before)` answers: None = accepted, a dict = that refusal,
    "cut_before", "cut_after", "hang" or an HTTP status as text."""

    rule: Callable[[Call, int], Answer] = lambda call, before: OK
    latency: float = 0.0
    calls: list[Call] = field(default_factory=list)
    delivered: Counter[int] = field(default_factory=Counter)
    texts: dict[int, list[str]] = field(default_factory=dict)
    url: str = ""

    async def start(self, port: int = 0) -> "FakeTelegram":
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def restart(self) -> None:
        """The same port again after `stop()`."""
        await self.start(int(self.url.rsplit(":", 1)[1]))

    async def stop(self) -> None:
        await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.json() if request.can_read_body else {}
        call = Call(request.match_info["method"], body, asyncio.get_running_loop().time())
        before = sum(1 for earlier in self.calls if earlier.chat == call.chat)
        self.calls.append(call)
        answer = self.rule(call, before)
        if self.latency:
            await asyncio.sleep(self.latency)
        if answer == "cut_before":
            return _cut(request)
        if answer == "hang":
            await asyncio.sleep(30)
        if isinstance(answer, dict):
            return web.json_response(answer, status=answer["error_code"])
        if isinstance(answer, str) and answer.isdigit():
            return web.Response(status=int(answer), text="gateway")
        result = self._accept(call)
        if answer == "cut_after":
            return _cut(request)
        return web.json_response({"ok": True, "result": result})

    def _accept(self, call: Call) -> Any:
        self.delivered[call.chat] += 1
        self.texts.setdefault(call.chat, []).append(
            call.body.get("text") or call.body.get("caption") or call.method
        )
        made = {"message_id": len(self.calls), "date": 1, "chat": {"id": call.chat, "type": "private"}}
        if call.method == "sendMediaGroup":
            return [
                {**made, "message_id": made["message_id"] * 1000 + n}
                for n, _ in enumerate(call.body["media"])
            ]
        return True if call.method.startswith("delete") else made


def _cut(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()
