"""A connection to our HTTP server that cannot be held without asking something, nor by not taking the answer.

uvicorn closes a connection that is idle after an answer, but waits for ever for the end of a request's head, and for
whoever asks and does not read. Whoever opens many of them would take all descriptors of the process, and with them its
database and Telegram.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST = 256  # connections to one address at a time
HEAD_SECONDS = 5.0  # from the first byte that may come to the end of a request's head
HEAD_BYTES = 32_768
ANSWER_SECONDS = 60.0  # from there until the answer is taken; an update's body has less (`bot/web.py`)


class Connection(HttpToolsProtocol):
    """Closed when the head of a request is late or long, or its answer is not taken; of too many the one that waits
    longest gives way, those that have asked nothing first."""

    late: asyncio.TimerHandle | None = None
    since = 0.0  # when what is awaited now began to be
    asked = False  # a head has come that is not answered yet
    head = 0

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        if len(self.connections) > MOST:
            others = [other for other in self.connections if isinstance(other, Connection) and other.late]
            first = min(others, key=lambda other: (other.asked, other.since), default=self)
            first.transport.abort()
        self._await(HEAD_SECONDS, asked=False)

    def data_received(self, data: bytes) -> None:
        self.head += len(data)
        super().data_received(data)
        if not self.asked and self.head > HEAD_BYTES:
            self.transport.abort()

    def on_headers_complete(self) -> None:
        self._await(ANSWER_SECONDS, asked=True)
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.transport.is_closing():
            return
        if self.cycle.response_complete:
            self._await(HEAD_SECONDS, asked=False)
        else:  # what was asked together with it is answered now
            self._await(ANSWER_SECONDS, asked=True)

    def connection_lost(self, exc: Exception | None) -> None:
        self._end_waiting()
        super().connection_lost(exc)

    def _await(self, seconds: float, *, asked: bool) -> None:
        self._end_waiting()
        self.since, self.head, self.asked = self.loop.time(), 0, asked
        self.late = self.loop.call_later(seconds, self.transport.abort)

    def _end_waiting(self) -> None:
        if self.late is not None:
            self.late.cancel()
            self.late = None
