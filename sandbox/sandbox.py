"""The sandbox as a thing to start and stop in this process: with a port for clients, or without."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Mapping
from typing import Any

from sandbox.gateway import Gateway, Request, decoded, end_all_pushing
from sandbox.server import HttpServer, http_server, listening_socket, started, stopped
from sandbox.shapes import Json, Upload
from sandbox.world import World


class Sandbox:
    """A world with its doors. Without `start` only `call` and in-process people reach it."""

    def __init__(self, world: World | None = None, host: str = "127.0.0.1", port: int = 0) -> None:
        self.world = world or World()
        self._host, self._port = host, port
        self._gateway = Gateway(self.world)
        self._server: HttpServer | None = None
        self._task: asyncio.Task[None] | None = None
        self._socket: socket.socket | None = None

    @property
    def base_url(self) -> str:
        """What a bot gets as its Bot API server; known once started."""
        return f"http://{self._host}:{self._port}"

    async def start(self) -> None:
        """Listens; port 0 becomes a free one."""
        self._socket = listening_socket(self._host, self._port)
        self._port = self._socket.getsockname()[1]
        self._server = http_server(self.world)
        self._task = await started(self._server, self._socket)

    async def stop(self) -> None:
        await end_all_pushing(self.world)
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
        """One Bot API call without sockets: HTTP status and the decoded answer; raises gateway.Lost."""
        return decoded(await self._gateway.answer(Request(token, method, params, files)))
