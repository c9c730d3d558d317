"""A Bot API stand-in that enforces Telegram's limits and is never the brake (some 30,000 answers a second).

`python -m benchmarks.delivery.stub` prints its port. What it does with a send, in this order: flood wait (429
for everything after any 429), overall budget (a bucket of one second's worth), 403 for blocked chats, faults,
accepted. The answer follows after the latency. Questions are injected into getUpdates at a steady
rate; a reply is counted when it is accepted. GET /stats gives the figures, POST /reset new settings.
"""

import asyncio
import os
import random
import sys
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field, fields
from typing import Any

import orjson

ASKERS = 9_000_000_000  # chats that ask questions; everybody else is a member


@dataclass
class World:
    """Settings, then what was seen. `latency` in seconds, `blocked`: every n-th chat."""

    rate: float = 0.0
    latency: tuple[float, float] = (0.0, 0.0)
    blocked: int = 0
    questions: float = 0.0
    cut_before: float = 0.0
    cut_after: float = 0.0
    answer_500: float = 0.0
    hang: float = 0.0
    seed: int = 1
    tokens: float = 0.0
    filled_at: float = 0.0
    flood_until: float = 0.0
    bulk_ended: float = 0.0  # when the last member was answered; replies go on after it
    refused: int = 0
    blocked_sends: int = 0
    answered: list[float] = field(default_factory=list)
    copies: Counter[int] = field(default_factory=Counter)
    kinds: Counter[tuple[int, str]] = field(default_factory=Counter)  # by chat and first sign of the text
    ambiguous: set[int] = field(default_factory=set)
    asked_at: dict[int, float] = field(default_factory=dict)
    replies: list[float] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)
    next_update: int = 1
    next_message: int = 1
    chance: random.Random = field(default_factory=random.Random)

    def reset(self, settings: dict[str, Any]) -> None:
        for setting in fields(self):
            fresh = (
                setting.default
                if setting.default_factory.__class__.__name__ == "_MISSING_TYPE"
                else setting.default_factory()
            )
            setattr(self, setting.name, fresh)
        for name, value in settings.items():
            setattr(self, name, value)
        self.tokens = self.rate
        self.chance = random.Random(self.seed)


class Stub:
    """The world and those who wait for updates."""

    def __init__(self) -> None:
        self.world = World()
        self.polls: list[asyncio.Future[None]] = []

    async def ask(self) -> None:
        """Injects questions, each from a chat of its own, so that no chat's own pace delays the reply."""
        loop = asyncio.get_running_loop()
        while True:
            world = self.world
            if not world.questions or not world.answered:  # not before the broadcast has begun
                await asyncio.sleep(0.05)
                continue
            await asyncio.sleep(world.chance.uniform(0.5, 1.5) / world.questions)
            number = world.next_update
            world.next_update += 1
            chat = ASKERS + number % 100_000
            who = {"id": chat, "is_bot": False, "first_name": "A"}
            message = {
                "message_id": number,
                "date": 1,
                "chat": {"id": chat, "type": "private", "first_name": "A"},
                "from": who,
                "text": "?",
            }
            world.asked_at[chat] = loop.time()
            world.updates.append({"update_id": number, "message": message})
            for poll in self.polls:
                if not poll.done():
                    poll.set_result(None)

    async def updates(self, body: dict[str, Any]) -> bytes:
        world, offset = self.world, int(body.get("offset") or 0)
        world.updates = [update for update in world.updates if update["update_id"] >= offset]
        if not world.updates:
            poll: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self.polls.append(poll)
            await asyncio.wait([poll], timeout=min(float(body.get("timeout") or 0), 5.0))
            self.polls.remove(poll)
        return orjson.dumps({"ok": True, "result": self.world.updates[:100]})

    def send(self, body: dict[str, Any], now: float) -> tuple[int, bytes, str]:
        """Status, answer, and what happens to the connection: "", "cut" or "hang"."""
        world, chat = self.world, int(body["chat_id"])
        if not self._budget(now):
            world.refused += 1
            wait = max(1, int(world.flood_until - now) + 1)
            return 429, _no(429, f"Too Many Requests: retry after {wait}", {"retry_after": wait}), ""
        if chat < ASKERS:
            world.bulk_ended = now
        if chat < ASKERS and world.blocked and chat % world.blocked == 0:
            world.answered.append(now)
            world.blocked_sends += 1
            return 403, _no(403, "Forbidden: bot was blocked by the user"), ""
        if chat < ASKERS:
            fault = self._fault(chat)
            if fault is not None:
                return fault
        world.answered.append(now)
        world.kinds[chat, str(body.get("text", ""))[:1]] += chat < ASKERS
        return self._accept(chat, now)

    def _budget(self, now: float) -> bool:
        world = self.world
        if not world.rate:
            return True
        if now < world.flood_until:
            return False
        world.tokens = min(world.rate, world.tokens + (now - world.filled_at) * world.rate)
        world.filled_at = now
        if world.tokens < 0.95:
            world.flood_until = now + 2.0
            return False
        world.tokens -= 1
        return True

    def _fault(self, chat: int) -> tuple[int, bytes, str] | None:
        world, roll = self.world, self.world.chance.random()
        if roll < world.cut_before:
            return 0, b"", "cut"
        if roll < world.cut_before + world.answer_500:
            return 500, _no(500, "Internal Server Error"), ""
        if roll < world.cut_before + world.answer_500 + world.cut_after + world.hang:
            world.ambiguous.add(chat)
            world.copies[chat] += 1
            hung = roll >= world.cut_before + world.answer_500 + world.cut_after
            return 0, b"", "hang" if hung else "cut"
        return None

    def _accept(self, chat: int, now: float) -> tuple[int, bytes, str]:
        world = self.world
        if chat >= ASKERS:
            asked = world.asked_at.pop(chat, None)
            if asked is not None:
                world.replies.append(now - asked)
        else:
            world.copies[chat] += 1
        number = world.next_message
        world.next_message += 1
        kind = b"private"
        answer = b'{"ok":true,"result":{"message_id":%d,"date":1,"chat":{"id":%d,"type":"%s"},"text":"."}}'
        return 200, answer % (number, chat, kind), ""

    def kinds(self) -> dict[str, dict[str, int]]:
        """For each first sign of a text: how many chats got such a message, and how many of them more than one."""
        seen: dict[str, dict[str, int]] = {}
        for (chat, sign), number in self.world.kinds.items():
            if chat < ASKERS:
                kind = seen.setdefault(sign, {"chats": 0, "twice": 0})
                kind["chats"] += 1
                kind["twice"] += number > 1
        return seen

    def stats(self) -> dict[str, Any]:
        world = self.world
        moments = sorted(moment for moment in world.answered if moment <= world.bulk_ended)
        fullest = max((bisect_left(moments, moment + 1.0) - n for n, moment in enumerate(moments)), default=0)
        return {
            "answered": len(moments),
            "first": moments[0] if moments else 0.0,
            "last": moments[-1] if moments else 0.0,
            "refused": world.refused,
            "blocked": world.blocked_sends,
            "delivered": len(world.copies),
            "copies": sum(world.copies.values()),
            "fullest_second": fullest,
            "ambiguous": len(world.ambiguous),
            "twice": sum(1 for n in world.copies.values() if n > 1),
            "twice_clear": sum(
                1 for chat, n in world.copies.items() if n > 1 and chat not in world.ambiguous
            ),
            "replies": sorted(world.replies),
            "unanswered": len(world.asked_at),
        }


def _no(code: int, words: str, parameters: dict[str, Any] | None = None) -> bytes:
    return orjson.dumps(
        {"ok": False, "error_code": code, "description": words, "parameters": parameters or {}}
    )


class Door(asyncio.Protocol):
    """HTTP/1.1 as far as it is needed: one request after the other on a connection."""

    def __init__(self, stub: Stub) -> None:
        self._stub = stub
        self._read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._read += data
        while (end := self._read.find(b"\r\n\r\n")) >= 0:
            head = self._read[:end]
            start = head.lower().find(b"content-length:")
            size = int(head[start + 15 :].split(b"\r\n", 1)[0]) if start >= 0 else 0
            if len(self._read) < end + 4 + size:
                return
            body = self._read[end + 4 : end + 4 + size]
            self._read = self._read[end + 4 + size :]
            self._handle(head.split(b" ", 2)[1].decode(), head, body)

    def _handle(self, path: str, head: bytes, raw: bytes) -> None:
        loop = asyncio.get_running_loop()
        path, _, query = path.partition("?")
        method = path.rsplit("/", 1)[-1]
        body = _body(head, raw or query.encode())
        if path == "/stats":
            self._answer(200, orjson.dumps(self._stub.stats()))
        elif path == "/answered":
            self._answer(200, b'{"answered":%d}' % len(self._stub.world.answered))
        elif path == "/copies":
            self._answer(200, orjson.dumps({str(chat): n for chat, n in self._stub.world.copies.items()}))
        elif path == "/kinds":
            self._answer(200, orjson.dumps(self._stub.kinds()))
        elif path == "/reset":
            self._stub.world.reset(body)
            self._answer(200, b'{"ok":true}')
        elif method == "getUpdates":
            task = loop.create_task(self._stub.updates(body))
            task.add_done_callback(lambda done: self._answer(200, done.result()))
        elif method.startswith("send"):
            status, answer, trouble = self._stub.send(body, loop.time())
            wait = self._stub.world.chance.uniform(*self._stub.world.latency)
            if trouble == "cut":
                loop.call_later(wait, self._transport.abort)
            elif trouble == "":
                loop.call_later(wait, self._answer, status, answer)
        else:
            me = {
                "id": 1,
                "is_bot": True,
                "first_name": "B",
                "username": "b",
                "can_join_groups": True,
                "can_read_all_group_messages": False,
                "supports_inline_queries": False,
            }
            self._answer(200, orjson.dumps({"ok": True, "result": me if method == "getMe" else True}))

    def _answer(self, status: int, body: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(
                b"HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                % (status, len(body))
                + body
            )


def _body(head: bytes, raw: bytes) -> dict[str, Any]:
    if not raw:
        return {}
    if raw[:1] == b"{":
        body: dict[str, Any] = orjson.loads(raw)
        return body
    from_form = [pair.split(b"=", 1) for pair in raw.split(b"&")]  # PTB's httpx sends forms
    return {key.decode(): value.decode() for key, value in from_form}


async def orphaned() -> None:
    """Ends the process when whoever started it is gone."""
    parent = os.getppid()
    while os.getppid() == parent:  # noqa: ASYNC110 nobody tells us
        await asyncio.sleep(1)
    os._exit(0)


async def main() -> None:
    stub = Stub()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Door(stub), "127.0.0.1", 0, backlog=1024)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await asyncio.gather(stub.ask(), orphaned(), server.serve_forever())


if __name__ == "__main__":
    asyncio.run(main())
