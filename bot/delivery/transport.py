"""HTTP to the Bot API: for PTB by aiohttp (a `BaseRequest`), for bulk by `http_client`.

PTB's own HTTPXRequest costs some ten times the CPU a message and gets slower with every idle connection.
Bodies are JSON unless there are files. `Transport(config.telegram)` has `.request` and `.updates` for the
ApplicationBuilder and `.post` for bulk.
"""

import asyncio
from functools import partial
from typing import Any

import aiohttp
import orjson
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.config import Telegram
from bot.delivery.http_client import Answer, Done, HttpClient, LostError, NotSentError

TIMEOUT = 20.0  # seconds for an answer; a longer silence is an unknown outcome
CONNECTIONS = 512
KEEPALIVE = 20.0
HEADERS = {"Content-Type": "application/json"}
MARKED = (
    "entities",
    "caption_entities",
    "link_preview_options",
)  # of a message we sent: nobody here reads it back


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

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """An answer of the Bot API. A message we sent comes without its marked places: to make PTB's objects of each
        bold word costs more than to send it."""
        try:
            answer: Any = orjson.loads(payload)
        except orjson.JSONDecodeError:
            return BaseRequest.parse_json_payload(
                payload
            )  # knows bytes that are no UTF-8, and says what is wrong
        if not isinstance(answer, dict):
            raise TelegramError("an answer that is none of Telegram's")
        sent = answer.get("result")
        if isinstance(sent, dict) and "message_id" in sent:
            for name in MARKED:
                sent.pop(name, None)
        return answer


class Transport:
    """All of the bot's HTTP: replies, polling and bulk have connections of their own."""

    def __init__(self, telegram: Telegram, *, timeout: float = TIMEOUT) -> None:
        self.request = AiohttpRequest(timeout=timeout)
        self.updates = AiohttpRequest(connections=2, timeout=60.0)
        self._bulk = HttpClient(telegram.base_url, timeout)
        self._root = f"/bot{telegram.token}/"
        self.bot_id = int(telegram.token.partition(":")[0] or 0)

    def post(self, method: str, body: bytes, done: Done) -> None:
        """Calls a method with a ready JSON body; `done` gets the Answer, or what is known without one."""
        self._bulk.post(self._root + method, body, done)

    async def answer(self, method: str, body: bytes) -> Answer | NotSentError | LostError:
        """The same, waited for."""
        answered: asyncio.Future[Answer | NotSentError | LostError] = (
            asyncio.get_running_loop().create_future()
        )
        self.post(method, body, partial(_settle, answered))
        return await answered

    async def close(self) -> None:
        await self._bulk.close()
        await self.request.shutdown()
        await self.updates.shutdown()


def _settle(
    answered: "asyncio.Future[Answer | NotSentError | LostError]", answer: Answer | NotSentError | LostError
) -> None:
    if not answered.done():
        answered.set_result(answer)


def _body(data: RequestData) -> dict[str, Any]:
    if not data.contains_files:
        return {"data": orjson.dumps(data.parameters), "headers": HEADERS}
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in (data.multipart_data or {}).items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return {"data": form}
