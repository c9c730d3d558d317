"""Python's garbage collection during a start: what is loaded then stays for good, and nothing of it is garbage.

Left alone it looks through all of it again and again, for a fifth of the processor time a start takes.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collection_paused() -> Iterator[None]:
    """No garbage is looked for until the block ends."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def freeze() -> None:
    """What is in memory now is never looked through again; for once or twice in the life of a process."""
    gc.freeze()
