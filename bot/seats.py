"""A seat at work: whoever has to wait for their own chat's turn gives theirs to others meanwhile.

A process handles so many chats at once (`bot/updates/dispatch.py`), and a group gets twenty messages a minute: whoever
floods a few dozen groups would otherwise have every seat wait for most of a minute, and with them everybody else.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar

SEAT: ContextVar[Callable[[], AbstractContextManager[None]] | None] = ContextVar("SEAT", default=None)


@contextmanager
def given_away() -> Iterator[None]:
    """Others have this task's seat for the length of the block; a task without one just goes on."""
    away = SEAT.get()
    if away is None:
        yield
        return
    with away():
        yield
