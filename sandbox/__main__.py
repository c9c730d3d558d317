"""`python -m sandbox`: the server and its chat page alone, for whatever bot is pointed at it."""

import argparse
import asyncio
import contextlib

from sandbox import Sandbox


async def serve(port: int) -> None:
    """Until interrupted."""
    async with Sandbox.running(port=port) as sandbox:
        print(f"Bot API: {sandbox.base_url}   Chat page: {sandbox.base_url}/page/", flush=True)  # noqa: T201
        await asyncio.Event().wait()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="A strict local Bot API server.")
    parser.add_argument(
        "--port", type=int, default=8081, help="where to listen on this machine; 0: a free one"
    )
    port = parser.parse_args().port
    try:
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(serve(port))
    except (OSError, OverflowError):
        raise SystemExit(f"port {port} is taken or not a port; choose another with --port") from None


if __name__ == "__main__":
    main()
