"""A small HTTP/1.1 client for bulk: POST, keep-alive, answers given to a callback.

aiohttp carries everything else. At 1000/s, beside a bare aiohttp loop without a ledger, a delivered message costs
1.10, 1.13 and 1.20 times its CPU with this client, and 1.47, 1.71 and 1.87 times with aiohttp here too (10,000
members, process time, a busy machine of two cores, both in each run); more than 1.5 we do not want to pay.
This keeps to what the Bot API needs: one request at a time on a connection, JSON in both directions,
httptools (C) parses the answers.

The callback gets an `Answer`, or an error that says what is known: NotSentError (nothing was asked) or
LostError (asked, and no whole answer came back).
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


class HttpClient:
    """Connections to one server; `timeout` in seconds for an answer."""

    def __init__(self, base_url: str, timeout: float) -> None:
        parts = urlsplit(base_url)
        tls = parts.scheme == "https"
        self._host, self._port = parts.hostname or "", parts.port or (443 if tls else 80)
        self._context = ssl.create_default_context() if tls else None
        self._path = parts.path
        self._head = (
            f" HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json\r\nContent-Length: "
        )
        self.timeout = timeout
        self.idle: list[_Connection] = []
        self.connections: set[_Connection] = set()
        self._opening: set[asyncio.Task[None]] = set()

    def post(self, path: str, body: bytes, done: Done) -> None:
        """Asks; `done` is called once, later, from the loop."""
        request = f"POST {self._path}{path}{self._head}{len(body)}\r\n\r\n".encode() + body
        while self.idle:
            connection = self.idle.pop()
            if connection.usable:
                connection.ask(request, done)
                return
        task = asyncio.get_running_loop().create_task(self._open(request, done))
        self._opening.add(task)
        task.add_done_callback(self._opening.discard)

    async def close(self) -> None:
        """Closes every connection; whoever waits for an answer hears that it is lost."""
        for task in self._opening:
            task.cancel()
        for connection in list(self.connections):
            connection.abort("closed")
        await asyncio.sleep(0)

    async def _open(self, request: bytes, done: Done) -> None:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                _, connection = await loop.create_connection(
                    lambda: _Connection(self), self._host, self._port, ssl=self._context
                )
        except (OSError, TimeoutError) as error:
            done(NotSentError(type(error).__name__))
            return
        if connection.usable:
            connection.ask(request, done)
        else:
            done(NotSentError("connection lost"))


class _Connection(asyncio.Protocol):
    """One request at a time; httptools calls the `on_…` methods."""

    def __init__(self, client: HttpClient) -> None:
        self._client = client
        self._done: Done | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._body: list[bytes] = []
        self._transport = cast(asyncio.Transport, None)
        self._parser = httptools.HttpResponseParser(self)

    @property
    def usable(self) -> bool:
        return not self._transport.is_closing()

    def ask(self, request: bytes, done: Done) -> None:
        self._done = done
        self._limit(self._client.timeout, "no answer in time")
        self._transport.write(request)

    def abort(self, reason: str) -> None:
        self._transport.abort()
        self._settle(LostError(reason))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._client.connections.add(self)

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self.abort(f"not HTTP: {error}")

    def connection_lost(self, error: Exception | None) -> None:
        self._client.connections.discard(self)
        if self in self._client.idle:
            self._client.idle.remove(self)
        self._settle(LostError("connection lost"))

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        status, body = self._parser.get_status_code(), _json(b"".join(self._body))
        self._body = []
        if status < 200:
            return
        if self._parser.should_keep_alive():
            self._client.idle.append(self)
            self._limit(IDLE_SECONDS, "unused")
        else:
            self._transport.close()
        self._settle(Answer(status, body))

    def _limit(self, seconds: float, reason: str) -> None:
        """The connection is closed then, unless something happens on it before."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(seconds, self.abort, reason)

    def _settle(self, answer: Answer | LostError) -> None:
        if self._timer is not None and not self.usable:
            self._timer.cancel()
        done, self._done = self._done, None
        if done is not None:
            done(answer)


def _json(raw: bytes) -> dict[str, Any] | None:
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None
    return value if isinstance(value, dict) else None
