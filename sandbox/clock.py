"""The sandbox's own time: real by default, and movable, so that a test can make messages two days old."""

import time


class Clock:
    """Seconds since 1970 (UTC); `advance` adds to what the real clock says."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def now(self) -> float:
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        self._ahead += seconds
