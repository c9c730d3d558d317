"""The other doors: the control API, the page with its live news, and stored files."""

import inspect
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox.control import table
from sandbox.control.finding import person
from sandbox.control.news import shown
from sandbox.control.trouble import Wrong
from sandbox.refusal import Refusal, not_found
from sandbox.shapes import Upload
from sandbox.world import World

_QUIET_SECONDS = 15.0
_NO_CACHE = {"cache-control": "no-cache"}


def side_doors(world: World, page: Path) -> Starlette:
    """Everything that isn't the Bot API itself."""
    control = _Control(world)
    return Starlette(
        routes=[
            Route("/", lambda request: RedirectResponse("/page/")),
            Route("/sandbox/people/{person_id:int}/events", control.events),
            Route("/sandbox/files/{file_id}", control.file_by_id),
            Route("/sandbox/{path:path}", control.order, methods=["GET", "POST", "DELETE"]),
            Route("/file/bot{token}/{path:path}", control.file_by_path),
            Mount("/page", StaticFiles(directory=page, html=True, check_dir=False)),
        ],
        exception_handlers={HTTPException: _no},
    )


def _no(request: Request, error: Exception) -> Response:
    """What the framework refuses (a wrong method, a broken form) is said in JSON too."""
    status, said = (error.status_code, error.detail) if isinstance(error, HTTPException) else (500, "")
    return _json({"error": said}, status)


class _Control:
    """HTTP in, table of orders, HTTP out."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def order(self, request: Request) -> Response:
        try:
            order = await _read(request)
            result = table.answer(self._world, order)
            if inspect.isawaitable(result):
                result = await result
        except Wrong as wrong:
            return _json({"error": str(wrong)}, wrong.status)
        return _json(result)

    async def events(self, request: Request) -> Response:
        person_id = int(request.path_params["person_id"])
        try:
            account = table.account_of(self._world, request.query_params.get("bot"))
            person(account, person_id)
        except Wrong as wrong:
            return _json({"error": str(wrong)}, wrong.status)

        async def lines() -> AsyncIterator[bytes]:
            yield b": here\n\n"
            async for news in account.feed.listen(person_id, _QUIET_SECONDS):
                yield b": quiet\n\n" if news is None else _line(shown(account, news, person_id))

        return StreamingResponse(lines(), media_type="text/event-stream", headers=_NO_CACHE)

    async def file_by_id(self, request: Request) -> Response:
        stored = self._world.files.get(request.path_params["file_id"])
        if stored is None:
            return _json({"error": "no such file"}, 404)
        return Response(stored.content, media_type=stored.mime)

    async def file_by_path(self, request: Request) -> Response:
        try:
            self._world.by_token(request.path_params["token"])
        except Refusal as refusal:
            return _json(refusal.payload(), refusal.code)
        stored = self._world.files.at(request.path_params["path"])
        if stored is None:
            return _json(not_found().payload(), 404)
        return Response(stored.content, media_type="application/octet-stream")


def _json(content: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(content, default=str), status, media_type="application/json")


def _line(content: Any) -> bytes:
    return b"data: " + orjson.dumps(content, default=str) + b"\n\n"


async def _read(request: Request) -> table.Order:
    query = dict(request.query_params)
    path = str(request.path_params["path"])
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        body, file = await _form(request)
        return table.Order(request.method, path, query, body, file)
    raw = await request.body()
    try:
        return table.Order(request.method, path, query, orjson.loads(raw) if raw else {})
    except orjson.JSONDecodeError as wrong:
        raise Wrong(f"the body is no JSON: {wrong}") from wrong


async def _form(request: Request) -> tuple[dict[str, str], Upload | None]:
    body: dict[str, str] = {}
    file: Upload | None = None
    async with request.form(max_part_size=60 * 1024 * 1024) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                mime = value.content_type or "application/octet-stream"
                file = Upload(value.filename or name, mime, await value.read())
            else:
                body[name] = value
    return body, file
