"""The front door: /bot{token}/{method} in any of the four encodings, answered in JSON."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qsl, unquote

import orjson
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request as HttpRequest
from starlette.types import Message as AsgiMessage
from starlette.types import Receive, Scope, Send

from sandbox.gateway import Gateway, Lost, Request
from sandbox.refusal import Refusal, bad
from sandbox.shapes import Upload

_HEADERS = [(b"content-type", b"application/json"), (b"connection", b"keep-alive")]
_BODY_LIMIT = 60 * 1024 * 1024


class ApiDoor:
    """ASGI callable for the Bot API."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            request = await _request(scope, receive)
            status, body = await self._gateway.answer(request)
        except Refusal as refusal:
            status, body = refusal.code, orjson.dumps(refusal.payload())
        except Lost as lost:
            await _lose(lost, receive, send)
            return
        await send({"type": "http.response.start", "status": status, "headers": _headers(body)})
        await send({"type": "http.response.body", "body": body})


def _headers(body: bytes) -> list[tuple[bytes, bytes]]:
    return [_HEADERS[0], (b"content-length", str(len(body)).encode())]


async def _lose(lost: Lost, receive: Receive, send: Send) -> None:
    """Ends the connection with nothing said; uvicorn would answer 500, so its transport is closed first."""
    if not lost.hanging:
        transport = getattr(getattr(send, "__self__", None), "transport", None)
        if transport is not None:
            transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass


async def _request(scope: Scope, receive: Receive) -> Request:
    token, _, method = scope["path"][4:].partition("/")
    kind = _content_type(scope)
    if kind.startswith(b"multipart/form-data"):
        values, files = await _multipart(scope, receive)
        return Request(unquote(token), method, {**_query(scope), **values}, files)
    body = await _body(receive)
    if kind.startswith(b"application/json") and body:
        return Request(token, method, _json(body, scope), raw=body)
    form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return Request(token, method, {**_query(scope), **form})


def _content_type(scope: Scope) -> bytes:
    for name, value in scope["headers"]:
        if name == b"content-type":
            found: bytes = value.lower()
            return found
    return b""


def _query(scope: Scope) -> Mapping[str, str]:
    raw: bytes = scope["query_string"]
    return dict(parse_qsl(raw.decode("latin-1"), keep_blank_values=True)) if raw else {}


def _json(body: bytes, scope: Scope) -> Mapping[str, Any]:
    try:
        values = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise bad("can't parse request: unexpected end of JSON") from None
    if not isinstance(values, dict):
        raise bad("can't parse request: object expected")
    return {**_query(scope), **values} if scope["query_string"] else values


async def _body(receive: Receive) -> bytes:
    message: AsgiMessage = await receive()
    body: bytes = message.get("body", b"")
    if not message.get("more_body"):
        return body
    parts = [body]
    while message.get("more_body"):
        message = await receive()
        parts.append(message.get("body", b""))
    return b"".join(parts)


@asynccontextmanager
async def _form(request: HttpRequest) -> AsyncIterator[FormData]:
    try:
        form = await request.form(max_part_size=_BODY_LIMIT)
    except (MultiPartException, KeyError, ValueError):
        raise bad("can't parse request: wrong multipart/form-data") from None
    try:
        yield form
    finally:
        await form.close()


async def _multipart(scope: Scope, receive: Receive) -> tuple[dict[str, str], dict[str, Upload]]:
    values: dict[str, str] = {}
    files: dict[str, Upload] = {}
    async with _form(HttpRequest(scope, receive)) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                mime = value.content_type or "application/octet-stream"
                files[name] = Upload(value.filename or name, mime, await value.read())
            else:
                values[name] = value
    return values, files
