"""How long work holds the event loop."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

SECONDS = 0.05  # as long as anything may hold the loop


@contextmanager
def longest_step() -> Iterator[list[float]]:
    """The processor time of each step the loop takes meanwhile."""
    taken = [0.0]
    run = asyncio.Handle._run

    def timed(handle: asyncio.Handle) -> None:
        begun = time.thread_time()
        run(handle)
        taken.append(time.thread_time() - begun)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asyncio.Handle, "_run", timed)
        yield taken
