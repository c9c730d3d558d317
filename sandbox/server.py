"""The sandbox's HTTP server: the Bot API as a bare ASGI callable in front, everything else in Starlette.

Thousands of sends a second go through the front door, so it looks at the path itself and parses JSON
bodies at once; forms and files take the slower way.
"""

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.api_door import ApiDoor
from sandbox.gateway import Gateway, end_all_pushing
from sandbox.side_doors import side_doors
from sandbox.world import World

PAGE = Path(__file__).parent / "page"


def create_app(world: World) -> ASGIApp:
    """The ASGI application for one world."""
    api, sides = ApiDoor(Gateway(world)), side_doors(world, PAGE)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        door = api if scope["type"] == "http" and scope["path"].startswith("/bot") else sides
        with contextlib.suppress(asyncio.CancelledError):  # only `stopped` cancels, and it means the end
            await door(scope, receive, send)

    return app


class HttpServer(uvicorn.Server):
    """uvicorn that leaves signals to the program around it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def http_server(world: World) -> HttpServer:
    config = uvicorn.Config(
        create_app(world),
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
    made = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # or each answer waits 40 ms for an ACK
    made.bind((host, port))
    return made


async def serve(
    host: str = "127.0.0.1", port: int = 8081, world: World | None = None, ready: asyncio.Event | None = None
) -> None:
    """Serves until cancelled; sets `ready` when connections are accepted."""
    with listening_socket(host, port) as listening:
        served = world or World()
        server = http_server(served)
        task = await started(server, listening)
        if ready is not None:
            ready.set()
        try:
            await asyncio.shield(task)
        finally:
            await stopped(server, task)
            await end_all_pushing(served)


async def started(server: HttpServer, listening: socket.socket) -> asyncio.Task[None]:
    """Begins to serve in this event loop; returns when connections are accepted."""
    task = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started and not task.done():  # noqa: ASYNC110 - uvicorn has a flag and no event
        await asyncio.sleep(0.005)
    return task


async def stopped(server: HttpServer, task: asyncio.Task[None]) -> None:
    """Ends what `started` began, at once: long polls, event streams and hanging calls are cut."""
    for listening in server.servers:
        listening.close()
    for connection in list(server.server_state.connections):
        connection.transport.abort()
    await asyncio.sleep(0)  # lets the connections notice, so that nobody answers into nothing
    unfinished = list(server.server_state.tasks)
    for each in (*unfinished, task):
        each.cancel()
    await asyncio.gather(*unfinished, task, return_exceptions=True)
