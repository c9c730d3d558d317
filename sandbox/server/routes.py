"""Everything on the port that isn't the Bot API: the control API, the page with its live events, stored files."""

import inspect
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox.control import routes
from sandbox.control.arguments import person_by_id
from sandbox.control.view import event_view
from sandbox.errors import ApiError, ControlError, not_found
from sandbox.params import Upload
from sandbox.server.bot_api import read_form
from sandbox.world.files import StoredFile
from sandbox.world.world import World

_IDLE_SECONDS = 15.0
_FOREIGN = {
    "content-disposition": "attachment",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
    "cross-origin-resource-policy": "same-origin",
}
_NO_CACHE = {"cache-control": "no-cache"}


def other_routes(world: World, page: Path) -> Starlette:
    """Everything that isn't the Bot API itself."""
    handlers = _Handlers(world)
    return Starlette(
        routes=[
            Route("/", lambda request: RedirectResponse("/page/")),
            Route("/sandbox/people/{person_id:int}/events", handlers.events),
            Route("/sandbox/files/{file_id}", handlers.file_by_id),
            Route("/sandbox/{path:path}", handlers.control, methods=["GET", "POST", "DELETE"]),
            Route("/file/bot{token}/{path:path}", handlers.file_by_path),
            Mount("/page", StaticFiles(directory=page, html=True, check_dir=False)),
        ],
        exception_handlers={HTTPException: _refused},
    )


def _refused(request: Request, error: Exception) -> Response:
    """What the framework refuses (a wrong method, say) is said in JSON too."""
    status, said = (error.status_code, error.detail) if isinstance(error, HTTPException) else (500, "")
    return _json({"error": said}, status)


class _Handlers:
    """HTTP in, control API, HTTP out."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def control(self, request: Request) -> Response:
        try:
            result = routes.answer(self._world, await _read(request))
            if inspect.isawaitable(result):
                result = await result
        except ControlError as error:
            return _json({"error": str(error)}, error.status)
        return _json(result)

    async def events(self, request: Request) -> Response:
        person_id = int(request.path_params["person_id"])
        try:
            account = routes.account_of(self._world, request.query_params.get("bot"))
            person_by_id(account, person_id)
        except ControlError as error:
            return _json({"error": str(error)}, error.status)

        async def lines() -> AsyncIterator[bytes]:
            yield b": here\n\n"
            async for event in account.feed.listen(person_id, _IDLE_SECONDS):
                yield b": quiet\n\n" if event is None else _line(event_view(account, event, person_id))

        return StreamingResponse(lines(), media_type="text/event-stream", headers=_NO_CACHE)

    async def file_by_id(self, request: Request) -> Response:
        stored = self._world.files.get(request.path_params["file_id"])
        if stored is None:
            return _json({"error": "no such file"}, 404)
        return _file(stored, stored.mime)

    async def file_by_path(self, request: Request) -> Response:
        try:
            self._world.by_token(request.path_params["token"])
        except ApiError as error:
            return _json(error.payload(), error.code)
        stored = self._world.files.at(request.path_params["path"])
        if stored is None:
            return _json(not_found().payload(), 404)
        return _file(stored, "application/octet-stream")


def _file(stored: StoredFile, mime: str) -> Response:
    """Somebody's file: never a page of this address, whatever it says it is."""
    return Response(stored.content, media_type=mime, headers=_FOREIGN)


def _json(content: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(content, default=str), status, media_type="application/json")


def _line(content: Any) -> bytes:
    return b"data: " + orjson.dumps(content, default=str) + b"\n\n"


async def _read(request: Request) -> routes.ControlRequest:
    query = dict(request.query_params)
    path = str(request.path_params["path"])
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        body, file = await _form(request)
        return routes.ControlRequest(request.method, path, query, body, file)
    raw = await request.body()
    try:
        return routes.ControlRequest(request.method, path, query, orjson.loads(raw) if raw else {})
    except orjson.JSONDecodeError as error:
        raise ControlError(f"the body is no JSON: {error}") from error


async def _form(request: Request) -> tuple[dict[str, str], Upload | None]:
    try:
        values, files = await read_form(request)
    except ApiError as error:
        raise ControlError(error.description) from error
    return values, next(iter(files.values()), None)
