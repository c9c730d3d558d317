"""HTTP to the Bot API over aiohttp: a `BaseRequest` for PTB, and `post` for bulk.

PTB's own HTTPXRequest costs some ten times the CPU a message and gets slower with every idle connection.
Bodies are JSON unless there are files. `Transport(config.telegram)` has `.request` and `.updates` for the
ApplicationBuilder. Bulk says what is known where there is no answer: NotSentError (no connection was made,
so nothing was asked) or LostError (asked, and no whole answer came back).
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.config import Telegram

TIMEOUT = 20.0  # seconds for an answer; a longer silence is an unknown outcome
CONNECTIONS = 512
KEEPALIVE = 20.0
HEADERS = {"Content-Type": "application/json"}


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


class AiohttpRequest(BaseRequest):
    """PTB's requests over one aiohttp session, opened on first use in the running loop."""

    def __init__(self, connections: int = CONNECTIONS, timeout: float = TIMEOUT) -> None:
        self._connections = connections
        self._timeout = timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return self._timeout

    async def initialize(self) -> None:
        self.session()

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    def session(self) -> aiohttp.ClientSession:
        """The open session."""
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(
                limit=self._connections,
                keepalive_timeout=KEEPALIVE,
                ttl_dns_cache=300,
            )
            timeout = aiohttp.ClientTimeout(total=self._timeout, connect=10.0)
            self._session = aiohttp.ClientSession(connector=connector, timeout=timeout)
        return self._session

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        *others: Any,
        **timeouts: Any,
    ) -> tuple[int, bytes]:
        """One request; PTB's timeouts other than reading are the session's."""
        options: dict[str, Any] = {}
        if isinstance(read_timeout, (int, float)) and read_timeout > self._timeout:
            options["timeout"] = aiohttp.ClientTimeout(total=read_timeout + 5, connect=10.0)
        if request_data is not None:
            options |= _body(request_data)
        try:
            async with self.session().request(method, url, **options) as answer:
                return answer.status, await answer.read()
        except TimeoutError as error:
            raise TimedOut("no answer in time") from error
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(f"{type(error).__name__}: connection failed") from error


class Transport:
    """All of the bot's HTTP: replies, polling and bulk have connections of their own."""

    def __init__(self, telegram: Telegram, *, timeout: float = TIMEOUT) -> None:
        self.request = AiohttpRequest(timeout=timeout)
        self.updates = AiohttpRequest(connections=2, timeout=60.0)
        self._bulk = AiohttpRequest(timeout=timeout)
        self._root = f"{telegram.base_url}/bot{telegram.token}/"
        self._posting: set[asyncio.Task[None]] = set()

    def post(self, method: str, body: bytes, done: Done) -> None:
        """Calls a method with a ready JSON body; `done` gets the Answer, or what is known without one."""
        task = asyncio.get_running_loop().create_task(self._post(method, body, done))
        self._posting.add(task)
        task.add_done_callback(self._posting.discard)

    async def close(self) -> None:
        for task in self._posting:
            task.cancel()
        for request in (self._bulk, self.request, self.updates):
            await request.shutdown()

    async def _post(self, method: str, body: bytes, done: Done) -> None:
        done(await self._answer(self._root + method, body))

    async def _answer(self, url: str, body: bytes) -> Answer | NotSentError | LostError:
        try:
            async with self._bulk.session().post(url, data=body, headers=HEADERS) as answer:
                return Answer(answer.status, _json(await answer.read()))
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            return NotSentError(type(error).__name__)
        except TimeoutError:
            return LostError("no answer in time")
        except (aiohttp.ClientError, OSError):
            return LostError("connection lost")


def _json(raw: bytes) -> dict[str, Any] | None:
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None
    return value if isinstance(value, dict) else None


def _body(data: RequestData) -> dict[str, Any]:
    if not data.contains_files:
        return {"data": orjson.dumps(data.parameters), "headers": HEADERS}
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in (data.multipart_data or {}).items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return {"data": form}
