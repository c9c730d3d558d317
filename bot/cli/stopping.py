"""How a command that runs on is told to stop."""

import asyncio
import signal


def stop_signal() -> asyncio.Event:
    """Set at the first SIGTERM or SIGINT from now on; asked for before the command says that it is ready."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    return stop
