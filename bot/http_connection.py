"""A connection to our HTTP server that cannot be held without asking something.

uvicorn closes a connection that is idle after an answer, but waits for ever for the end of a request's head. Whoever
opens many and says nothing would take all descriptors of the process, and with them its database and Telegram.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST = 256  # connections to one address at a time
HEAD_SECONDS = 5.0  # from the first byte that may come to the end of a request's head
HEAD_BYTES = 32_768


class Connection(HttpToolsProtocol):
    """Closed when the head of a request is late or long; of too many the one that waits longest gives way."""

    late: asyncio.TimerHandle | None = None
    since = 0.0  # when the present head began to be awaited; of use while `late` is set
    head = 0

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        if len(self.connections) > MOST:
            waiting = [other for other in self.connections if isinstance(other, Connection) and other.late]
            min(waiting, key=lambda other: other.since, default=self).transport.abort()
        self._await_head()

    def data_received(self, data: bytes) -> None:
        self.head += len(data)
        super().data_received(data)
        if self.late is not None and self.head > HEAD_BYTES:
            self.transport.abort()

    def on_headers_complete(self) -> None:
        self._head_came()
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.cycle.response_complete and not self.transport.is_closing():
            self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_came()
        super().connection_lost(exc)

    def _await_head(self) -> None:
        self.since, self.head = self.loop.time(), 0
        self.late = self.loop.call_later(HEAD_SECONDS, self.transport.abort)

    def _head_came(self) -> None:
        if self.late is not None:
            self.late.cancel()
            self.late = None
