"""Who writes next where only one can (SQLite): whoever a person waits for goes before work in the background.

`with background():` marks what begins in it, tasks included, as work that nobody waits for: the ledger of broadcasts,
digests, periodic jobs. Such a transaction waits while others want the writer, but never longer than `PATIENCE`: then it
is served before them, so that nothing stands still however much is asked.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar

PATIENCE = 0.5  # seconds
LONGEST = 30.0  # seconds until a wait ends with TimeoutError, as one for a connection does

_BACKGROUND: ContextVar[bool] = ContextVar("background", default=False)


@contextmanager
def background() -> Iterator[None]:
    """What begins in this block can wait for those who are waited for."""
    token = _BACKGROUND.set(True)
    try:
        yield
    finally:
        _BACKGROUND.reset(token)


class Turns:
    """One at a time, each kind in the order they came; `monotonic` in seconds."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._taken = False
        self._waited_for: deque[asyncio.Future[None]] = deque()
        self._background: deque[tuple[float, asyncio.Future[None]]] = deque()  # with when they came

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Nobody else has theirs in this block."""
        if self._taken:
            await self._wait()
        self._taken = True
        try:
            yield
        finally:
            self._next()

    async def _wait(self) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if _BACKGROUND.get():
            self._background.append((self._monotonic(), turn))
        else:
            self._waited_for.append(turn)
        try:
            async with asyncio.timeout(LONGEST):
                await turn
        except (asyncio.CancelledError, TimeoutError):
            if turn.done() and not turn.cancelled():
                self._next()  # it was ours already
            raise

    def _next(self) -> None:
        """Hands the turn on, or sets it free."""
        while (turn := self._first()) is not None:
            if not turn.done():
                turn.set_result(None)
                return
        self._taken = False

    def _first(self) -> "asyncio.Future[None] | None":
        impatient = self._background and self._monotonic() - self._background[0][0] > PATIENCE
        if self._waited_for and not impatient:
            return self._waited_for.popleft()
        return self._background.popleft()[1] if self._background else None
