"""What the bot answers by HTTP: Telegram's webhook, and /healthz, /readyz and /metrics for a monitoring system.

An update that comes by webhook is stored and only then acknowledged; anything but a POST to our path with the
secret token is turned away before its body is read.
"""

import asyncio
import hmac
import socket
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from urllib.parse import urlsplit

import orjson
import sqlalchemy as sa
import structlog
import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from telegram import Bot
from telegram.error import BadRequest, NetworkError, RetryAfter

from bot import metrics as counters
from bot.config import Webhook, address
from bot.delivery.outcome import seconds_of
from bot.errors import StartError
from bot.http_connection import Connection
from bot.supervision import Rounds, Watch, standing
from bot.updates.poller import UPDATES
from bot.updates.queue import QueueFull, UpdateQueue, is_update
from storage.database.database import Database
from storage.database.errors import is_away

log = structlog.get_logger()

assert counters  # importing it registers what /metrics shows
LARGEST = 1024 * 1024  # bytes; Telegram's updates are far smaller
HEADER = "X-Telegram-Bot-Api-Secret-Token"
CONNECTIONS = 40  # Telegram's default for a webhook
AGAIN = 3.0  # seconds between tries to set the webhook
BODY_SECONDS = 15.0  # from the head of an update to its end
PATIENCE = 2.0  # seconds a check may take before it counts as failed


def webhook_app(queue: UpdateQueue, public_url: str, secret: str) -> Starlette:
    """An ASGI app that answers at the path of `public_url`, and 404 elsewhere."""

    async def receive(request: Request) -> Response:
        if not hmac.compare_digest(request.headers.get(HEADER, "").encode(), secret.encode()):
            return PlainTextResponse("wrong secret token", 403)
        try:
            body = await _body(request)
        except TimeoutError:
            return PlainTextResponse("too slow", 408, headers={"Connection": "close"})
        except ClientDisconnect:  # nobody reads the answer; Telegram sends it again
            return PlainTextResponse("cut off", 400)
        if body is None:
            return PlainTextResponse("too large", 413)
        return await _store(queue, body)

    return Starlette(routes=[Route(urlsplit(public_url).path or "/", receive, methods=["POST"])])


async def set_webhook(bot: Bot, hook: Webhook) -> None:
    """Tells Telegram where we are, as often as it takes; StartError when it will not call there."""
    while True:
        try:
            await bot.set_webhook(
                hook.public_url,
                secret_token=hook.secret_token,
                allowed_updates=UPDATES,
                max_connections=CONNECTIONS,
            )
            return
        except BadRequest as refusal:
            said = refusal.message
            raise StartError(f"telegram.webhook.public_url: Telegram refuses it: {said}") from None
        except RetryAfter as error:
            await asyncio.sleep(seconds_of(error))
        except NetworkError as error:
            log.warning("the webhook could not be set; trying again in 3 s", reason=type(error).__name__)
            await asyncio.sleep(AGAIN)


def health_app(database: Database, rounds: Mapping[str, Rounds] | None = None) -> Starlette:
    """/healthz says that the event loop turns; /readyz is 200 when the database answers and every loop of the process
    comes round, and says what is wrong."""

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok")

    async def readyz(_: Request) -> Response:
        fault, still = await _fault(database), standing(rounds or {})
        return JSONResponse({"database": fault or "ok"} | still, 503 if fault or still else 200)

    async def metrics(_: Request) -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return Starlette(
        routes=[Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]
    )


@asynccontextmanager
async def serving(app: Starlette, listen: str, watch: Watch | None = None) -> AsyncIterator[None]:
    """Serves HTTP until the block ends; StartError when the address is taken."""
    with _listening(listen) as listener:
        settings = uvicorn.Config(
            app,
            http=Connection,
            lifespan="off",
            log_config=None,  # its lines go the way of all (`bot/logs.py`)
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=3,
        )
        server = Server(settings)
        task = asyncio.create_task(server.serve([listener]), name=f"http {listen}")
        if watch is not None:
            watch(task)
        try:
            await server.ready.wait()
            yield
        finally:
            server.should_exit = True
            await task


class Server(uvicorn.Server):
    """Leaves signals to `otandas run`, and says when it answers."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _listening(listen: str) -> socket.socket:
    host, port = address(listen)
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # or each answer waits 40 ms for an ACK
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise StartError(f"cannot listen on {listen}: {error.strerror}; choose another address") from None
    return listener


async def _body(request: Request) -> bytes | None:
    """The body, or None as soon as it proves larger than allowed; TimeoutError when it does not come."""
    read = bytearray()
    async with asyncio.timeout(BODY_SECONDS):
        async for chunk in request.stream():
            read += chunk
            if len(read) > LARGEST:
                return None
    return bytes(read)


async def _store(queue: UpdateQueue, body: bytes) -> Response:
    try:
        update = orjson.loads(body)
        if not is_update(update):
            return PlainTextResponse("not an update", 400)
        await queue.put([update])
    except orjson.JSONDecodeError:
        return PlainTextResponse("not JSON", 400)
    except Exception as error:
        if not (isinstance(error, QueueFull) or is_away(error)):
            raise
        log.warning("an update stays with Telegram", reason=type(error).__name__)
        return PlainTextResponse("try again", 503, headers={"Retry-After": "1"})
    return PlainTextResponse("ok")


async def _fault(database: Database) -> str | None:
    """What is wrong with the database, None when it answers."""
    try:
        async with asyncio.timeout(PATIENCE), database.connect() as tx:
            await tx.execute(sa.text("SELECT 1"))
    except TimeoutError:
        return f"no answer within {PATIENCE:g} s"
    except (sa.exc.SQLAlchemyError, OSError) as error:
        return f"the database does not answer ({type(error).__name__})"
    return None
