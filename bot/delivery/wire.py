"""A small HTTP/1.1 client for bulk: POST, keep-alive, answers given to a callback.

aiohttp costs some 80 µs of CPU a request, several times what the rest of a delivery costs; at a thousand
a second that is what decides. This keeps to what the Bot API needs: one request at a time on a connection,
JSON in both directions, httptools (C) parses the answers. Everything else goes through aiohttp.

The callback gets an `Answer`, or an error that says what is known: NotSentError (no connection was made, so
nothing was asked) or LostError (asked, and no whole answer came back).
"""

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

import httptools
import orjson

CONNECT_SECONDS = 10.0
IDLE_SECONDS = 20.0  # an unused connection is closed before the server does it
SWEEP_SECONDS = 1.0


class NotSentError(Exception):
    """The request certainly did not reach the server."""


class LostError(Exception):
    """The request went out and no whole answer came back: perhaps it was carried out."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`body` is the JSON object of the answer, None if it was something else."""

    status: int
    body: dict[str, Any] | None


Done = Callable[[Answer | NotSentError | LostError], None]


class Wire:
    """Connections to one server; `timeout` in seconds for an answer."""

    def __init__(self, base_url: str, timeout: float) -> None:
        parts = urlsplit(base_url)
        self._host, self._tls = parts.hostname or "", parts.scheme == "https"
        self._port = parts.port or (443 if self._tls else 80)
        self._context = ssl.create_default_context() if self._tls else None
        self._head = (
            f" HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json\r\nContent-Length: "
        )
        self.path = parts.path
        self.timeout = timeout
        self._idle: list[_Connection] = []
        self._all: set[_Connection] = set()
        self._opening: set[asyncio.Task[None]] = set()
        self._heads: dict[str, bytes] = {}
        self._sweeper: asyncio.TimerHandle | None = None

    def post(self, path: str, body: bytes, done: Done) -> None:
        """Asks; `done` is called once, later, from the loop."""
        head = self._heads.get(path)
        if head is None:
            head = self._heads[path] = f"POST {self.path}{path}{self._head}".encode()
        request = head + b"%d\r\n\r\n" % len(body) + body
        while self._idle:
            one = self._idle.pop()
            if one.usable:
                one.ask(request, done)
                return
        task = asyncio.get_running_loop().create_task(self._open(request, done))
        self._opening.add(task)
        task.add_done_callback(self._opening.discard)

    async def close(self) -> None:
        """Closes every connection; whoever waits for an answer hears that it is lost."""
        if self._sweeper is not None:
            self._sweeper.cancel()
            self._sweeper = None
        for task in self._opening:
            task.cancel()
        for one in list(self._all):
            one.abort("closed")
        await asyncio.sleep(0)

    async def _open(self, request: bytes, done: Done) -> None:
        loop = asyncio.get_running_loop()
        try:
            made = loop.create_connection(
                lambda: _Connection(self), self._host, self._port, ssl=self._context
            )
            _, connection = await asyncio.wait_for(made, CONNECT_SECONDS)
        except (OSError, TimeoutError) as error:
            done(NotSentError(type(error).__name__))
            return
        if self._sweeper is None:
            self._sweeper = loop.call_later(SWEEP_SECONDS, self._sweep)
        connection.ask(request, done)

    def _sweep(self) -> None:
        """Gives up on answers that are too late, closes what was long unused."""
        now = asyncio.get_running_loop().time()
        for one in list(self._all):
            one.check(now)
        self._sweeper = (
            asyncio.get_running_loop().call_later(SWEEP_SECONDS, self._sweep) if self._all else None
        )

    def opened(self, one: "_Connection") -> None:
        self._all.add(one)

    def free(self, one: "_Connection") -> None:
        self._idle.append(one)

    def gone(self, one: "_Connection") -> None:
        self._all.discard(one)
        if one in self._idle:
            self._idle.remove(one)


class _Connection(asyncio.Protocol):
    """One request at a time; httptools calls the `on_…` methods."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._done: Done | None = None
        self._since = 0.0
        self._body: list[bytes] = []
        self._transport = cast(asyncio.Transport, None)
        self._parser = httptools.HttpResponseParser(self)

    @property
    def usable(self) -> bool:
        return not self._transport.is_closing()

    def ask(self, request: bytes, done: Done) -> None:
        self._done, self._since = done, asyncio.get_running_loop().time()
        self._transport.write(request)

    def check(self, now: float) -> None:
        if self._done is not None and now - self._since > self._wire.timeout:
            self.abort("no answer in time")
        elif self._done is None and now - self._since > IDLE_SECONDS:
            self._transport.close()

    def abort(self, reason: str) -> None:
        self._transport.abort()
        self._settle(LostError(reason))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._wire.opened(self)

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self.abort(f"not HTTP: {error}")

    def connection_lost(self, error: Exception | None) -> None:
        self._wire.gone(self)
        self._settle(LostError("connection lost"))

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        status, body = self._parser.get_status_code(), _json(b"".join(self._body))
        self._body = []
        if status < 200:
            return
        if self._parser.should_keep_alive():
            self._since = asyncio.get_running_loop().time()
            done, self._done = self._done, None
            self._wire.free(self)
            if done is not None:
                done(Answer(status, body))
        else:
            self._settle(Answer(status, body))
            self._transport.close()

    def _settle(self, what: Answer | LostError) -> None:
        done, self._done = self._done, None
        if done is not None:
            done(what)


def _json(raw: bytes) -> dict[str, Any] | None:
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None
    return value if isinstance(value, dict) else None
