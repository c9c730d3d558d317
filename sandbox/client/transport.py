"""Two ways to the control API: straight into a world, or over HTTP to wherever it runs."""

import inspect
import mimetypes
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import aiohttp

from sandbox.control import routes
from sandbox.errors import ControlError
from sandbox.params import Json, Upload
from sandbox.world.world import World


class Transport(Protocol):
    """Where control calls go; raises errors.ControlError when one makes no sense."""

    async def request(self, method: str, path: str, body: Any = None, file: Upload | None = None) -> Any: ...


@dataclass(frozen=True, slots=True)
class InProcess:
    """No sockets: the control API's own functions."""

    world: World
    bot: int | None = None

    async def request(self, method: str, path: str, body: Any = None, file: Upload | None = None) -> Any:
        query = {} if self.bot is None else {"bot": str(self.bot)}
        result = routes.answer(self.world, routes.ControlRequest(method, path, query, body or {}, file))
        return await result if inspect.isawaitable(result) else result


@dataclass(frozen=True, slots=True)
class OverHttp:
    """A sandbox in another process."""

    base_url: str
    bot: int | None = None

    async def request(self, method: str, path: str, body: Any = None, file: Upload | None = None) -> Any:
        query = {} if self.bot is None else {"bot": str(self.bot)}
        given: dict[str, Any] = {"data": _form(body or {}, file)} if file else {"json": body or {}}
        async with (
            aiohttp.ClientSession(self.base_url) as session,
            session.request(method, f"/sandbox/{path}", params=query, **given) as response,
        ):
            answer = await response.json()
        if response.status >= 400:
            raise ControlError(answer["error"], response.status)
        return answer


def _form(body: Json, file: Upload) -> aiohttp.FormData:
    form = aiohttp.FormData({name: str(value) for name, value in body.items() if value is not None})
    form.add_field("file", file.content, filename=file.name, content_type=file.mime)
    return form


def upload(file: Path | bytes, name: str = "", mime: str = "") -> Upload:
    """A file to send: from disk, or bytes with a name."""
    content = file if isinstance(file, bytes) else file.read_bytes()
    name = name or ("file.bin" if isinstance(file, bytes) else file.name)
    guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Upload(name, mime or guessed, content)
