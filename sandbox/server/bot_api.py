"""The Bot API over HTTP: /bot{token}/{method} in any of the four encodings, answered in JSON."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.types import Message as AsgiMessage
from starlette.types import Receive, Scope, Send

from sandbox.errors import ApiError, bad_request
from sandbox.params import Upload
from sandbox.server.dispatcher import ApiRequest, ConnectionLost, Dispatcher

_HEADERS = [(b"content-type", b"application/json"), (b"connection", b"keep-alive")]
_BODY_LIMIT = 60 * 1024 * 1024


class BotApi:
    """ASGI callable. Thousands of sends a second go through it, so JSON bodies are parsed at once."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            request = await _request(scope, receive)
            status, body = await self._dispatcher.answer(request)
        except ApiError as error:
            status, body = error.code, orjson.dumps(error.payload())
        except ConnectionLost as lost:
            await _end_unanswered(lost, receive, send)
            return
        await send({"type": "http.response.start", "status": status, "headers": _headers(body)})
        await send({"type": "http.response.body", "body": body})


def _headers(body: bytes) -> list[tuple[bytes, bytes]]:
    return [_HEADERS[0], (b"content-length", str(len(body)).encode())]


async def _end_unanswered(lost: ConnectionLost, receive: Receive, send: Send) -> None:
    """Ends the connection with nothing said; uvicorn would answer 500, so its transport is closed first."""
    if not lost.hanging:
        transport = getattr(getattr(send, "__self__", None), "transport", None)
        if transport is not None:
            transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass


async def _request(scope: Scope, receive: Receive) -> ApiRequest:
    token, _, method = scope["path"][4:].partition("/")
    kind = _content_type(scope)
    if kind.startswith(b"multipart/form-data"):
        values, files = await read_form(Request(scope, receive))
        return ApiRequest(token, method, {**_query(scope), **values}, files)
    body = await _body(receive)
    if kind.startswith(b"application/json") and body:
        return ApiRequest(token, method, _json(body, scope), raw=body)
    form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return ApiRequest(token, method, {**_query(scope), **form})


def _content_type(scope: Scope) -> bytes:
    for name, value in scope["headers"]:
        if name == b"content-type":
            return bytes(value).lower()
    return b""


def _query(scope: Scope) -> Mapping[str, str]:
    raw: bytes = scope["query_string"]
    return dict(parse_qsl(raw.decode("latin-1"), keep_blank_values=True)) if raw else {}


def _json(body: bytes, scope: Scope) -> Mapping[str, Any]:
    try:
        values = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise bad_request("can't parse request: unexpected end of JSON") from None
    if not isinstance(values, dict):
        raise bad_request("can't parse request: object expected")
    return {**_query(scope), **values} if scope["query_string"] else values


async def _body(receive: Receive) -> bytes:
    message: AsgiMessage = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body"):
        message = await receive()
        body += message.get("body", b"")
    return body


async def read_form(request: Request) -> tuple[dict[str, str], dict[str, Upload]]:
    """Values and files of a multipart body; raises ApiError when it is broken."""
    values: dict[str, str] = {}
    files: dict[str, Upload] = {}
    try:
        async with request.form(max_part_size=_BODY_LIMIT) as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    mime = value.content_type or "application/octet-stream"
                    files[name] = Upload(value.filename or name, mime, await value.read())
                else:
                    values[name] = value
    except (MultiPartException, KeyError, ValueError):
        raise bad_request("can't parse request: wrong multipart/form-data") from None
    return values, files
