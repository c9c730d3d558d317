"""Keeps the world's memory flat: when all chats together hold too much, the oldest messages are forgotten."""

from collections import deque

from sandbox.messages import Message


class History:
    """The order in which messages came, world-wide; `kept` is how many may be remembered."""

    def __init__(self, kept: int = 200_000) -> None:
        self._kept = kept
        self._order: deque[Message] = deque()

    def add(self, message: Message) -> None:
        self._order.append(message)
        if len(self._order) > self._kept:
            oldest = self._order.popleft()
            if oldest.chat.messages.get(oldest.id) is oldest:
                del oldest.chat.messages[oldest.id]
