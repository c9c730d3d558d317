"""`otandas sandbox`: only the local Bot API server and its chat page."""

import asyncio
import socket
from typing import Annotated

import typer

from bot.cli.shared import stop_signal
from bot.errors import StartError
from sandbox import Sandbox


def sandbox(port: Annotated[int, typer.Option(help="Where to listen on this machine.")] = 8081) -> None:
    """Run a local Bot API server with a chat page, for trying things out.

    Example: otandas sandbox --port 8081
    """
    refuse_taken(port)
    asyncio.run(_sandbox(port))


def refuse_taken(port: int) -> None:
    """StartError when somebody listens there already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            raise StartError(f"port {port} is taken or not a port; choose another with --port") from None


async def _sandbox(port: int) -> None:
    stop = stop_signal()
    async with Sandbox.running(port=port) as server:
        typer.echo(f"Bot API: {server.base_url}   Chat page: {server.base_url}/page/")
        await stop.wait()
