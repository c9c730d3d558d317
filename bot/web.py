"""The webhook's door: Telegram's updates come in by HTTP, are stored, and only then acknowledged.

Anything but a POST to our path with the secret token is turned away before its body is read.
"""

import asyncio
import hmac
from collections.abc import Sequence
from urllib.parse import urlsplit

import orjson
import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from telegram import Bot
from telegram.error import BadRequest, NetworkError, RetryAfter

from bot.config import Webhook
from bot.errors import StartError
from bot.updates.intake import BacklogFull, Intake
from storage.database.errors import is_away

log = structlog.get_logger()

LARGEST = 1024 * 1024  # bytes; Telegram's updates are far smaller
HEADER = "X-Telegram-Bot-Api-Secret-Token"


def webhook_app(intake: Intake, public_url: str, secret: str) -> Starlette:
    """An ASGI app that answers at the path of `public_url`, and 404 elsewhere."""

    async def receive(request: Request) -> Response:
        if not hmac.compare_digest(request.headers.get(HEADER, "").encode(), secret.encode()):
            return PlainTextResponse("wrong secret token", 403)
        body = await _body(request)
        if body is None:
            return PlainTextResponse("too large", 413)
        return await _keep(intake, body)

    return Starlette(routes=[Route(urlsplit(public_url).path or "/", receive, methods=["POST"])])


async def announce(bot: Bot, hook: Webhook, updates: Sequence[str], connections: int) -> None:
    """Tells Telegram where we are, as often as it takes; StartError when it will not call there."""
    while True:
        try:
            await bot.set_webhook(hook.public_url, secret_token=hook.secret_token,
                                  allowed_updates=updates, max_connections=connections)  # fmt: skip
            return
        except BadRequest as refusal:
            said = refusal.message
            raise StartError(f"telegram.webhook.public_url: Telegram refuses it: {said}") from None
        except RetryAfter as error:
            await asyncio.sleep(error._retry_after.total_seconds())
        except NetworkError as error:
            log.warning("the webhook could not be set; trying again in 3 s", reason=type(error).__name__)
            await asyncio.sleep(3)


async def _body(request: Request) -> bytes | None:
    """The body, or None as soon as it proves larger than allowed."""
    read = bytearray()
    async for chunk in request.stream():
        read += chunk
        if len(read) > LARGEST:
            return None
    return bytes(read)


async def _keep(intake: Intake, body: bytes) -> Response:
    try:
        update = orjson.loads(body)
        if not (isinstance(update, dict) and isinstance(update.get("update_id"), int)):
            return PlainTextResponse("not an update", 400)
        await intake.keep([update])
    except orjson.JSONDecodeError:
        return PlainTextResponse("not JSON", 400)
    except Exception as error:
        if not (isinstance(error, BacklogFull) or is_away(error)):
            raise
        log.warning("an update stays with Telegram", reason=type(error).__name__)
        return PlainTextResponse("try again", 503, headers={"Retry-After": "1"})
    return PlainTextResponse("ok")
