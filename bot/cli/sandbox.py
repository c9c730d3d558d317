"""`otandas sandbox`: only the local Bot API server and its chat page."""

import asyncio
from typing import Annotated

import typer

from bot.sandbox.server import serve


def sandbox(port: Annotated[int, typer.Option(help="Where to listen on this machine.")] = 8081) -> None:
    """Run a local Bot API server with a chat page, for trying things out.

    Example: otandas sandbox --port 8081
    """
    typer.echo(f"Bot API: http://127.0.0.1:{port}   Chat page: http://127.0.0.1:{port}/page/")
    asyncio.run(serve("127.0.0.1", port))
