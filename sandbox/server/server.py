"""The sandbox itself: uvicorn with the Bot API as a bare ASGI callable, everything else in Starlette."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.params import Json, Upload
from sandbox.server.bot_api import BotApi
from sandbox.server.dispatcher import ApiRequest, Dispatcher
from sandbox.server.guard import guarded
from sandbox.server.routes import other_routes
from sandbox.server.webhooks import stop_webhooks
from sandbox.world.world import World

PAGE = Path(__file__).parents[1] / "page"


def create_app(world: World, host: str = "127.0.0.1") -> ASGIApp:
    """The ASGI application for one world, for programs of this machine and its own page."""
    bot_api, others = BotApi(Dispatcher(world)), other_routes(world, PAGE)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        route = bot_api if scope["type"] == "http" and scope["path"].startswith("/bot") else others
        with contextlib.suppress(asyncio.CancelledError):  # only `stopped` cancels, and it means the end
            await route(scope, receive, send)

    return guarded(app, host)


class HttpServer(uvicorn.Server):
    """uvicorn that leaves signals to the program around it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def http_server(world: World, host: str = "127.0.0.1") -> HttpServer:
    config = uvicorn.Config(
        create_app(world, host),
        http="httptools",
        ws="none",
        loop="asyncio",
        lifespan="off",
        log_level="warning",
        access_log=False,
        timeout_keep_alive=75,
        backlog=2048,
    )
    return HttpServer(config)


def listening_socket(host: str, port: int) -> socket.socket:
    """A bound socket; port 0 takes any free one. Raises OSError when the port is taken."""
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # or each answer waits 40 ms for an ACK
    listening.bind((host, port))
    return listening


async def stopped(server: HttpServer, task: asyncio.Task[None]) -> None:
    """Ends the server at once: long polls, event streams and hanging calls are cut."""
    for listening in server.servers:
        listening.close()
    for connection in list(server.server_state.connections):
        connection.transport.abort()
    await asyncio.sleep(0)  # lets the connections notice, so that nobody answers into nothing
    unfinished = list(server.server_state.tasks)
    for running in (*unfinished, task):
        running.cancel()
    await asyncio.gather(*unfinished, task, return_exceptions=True)


class Sandbox:
    """A world to start and stop in this process. Without `start` only `call` and people in process reach it."""

    def __init__(self, world: World | None = None, host: str = "127.0.0.1", port: int = 0) -> None:
        self.world = world or World()
        self._host, self._port = host, port
        self._dispatcher = Dispatcher(self.world)
        self._server: HttpServer | None = None
        self._task: asyncio.Task[None] | None = None
        self._socket: socket.socket | None = None

    @property
    def base_url(self) -> str:
        """What a bot gets as its Bot API server; known once started."""
        return f"http://{self._host}:{self._port}"

    async def start(self) -> None:
        """Returns when connections are accepted; port 0 becomes a free one."""
        self._socket = listening_socket(self._host, self._port)
        self._port = self._socket.getsockname()[1]
        self._server = http_server(self.world, self._host)
        self._task = asyncio.create_task(self._server.serve(sockets=[self._socket]))
        while not self._server.started and not self._task.done():  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.005)

    async def stop(self) -> None:
        await stop_webhooks(self.world)
        if self._server is not None and self._task is not None:
            await stopped(self._server, self._task)
        if self._socket is not None:
            self._socket.close()
        self._server = self._task = self._socket = None

    @classmethod
    @contextlib.asynccontextmanager
    async def running(cls, port: int = 0, world: World | None = None) -> AsyncIterator["Sandbox"]:
        """A started sandbox for the length of a block."""
        sandbox = cls(world, port=port)
        await sandbox.start()
        try:
            yield sandbox
        finally:
            await sandbox.stop()

    async def call(
        self, token: str, method: str, params: Mapping[str, Any], files: Mapping[str, Upload] | None = None
    ) -> tuple[int, Json]:
        """One Bot API call without sockets: HTTP status and decoded answer; raises dispatcher.ConnectionLost."""
        status, body = await self._dispatcher.answer(ApiRequest(token, method, params, files))
        return status, orjson.loads(body)
