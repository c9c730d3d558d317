"""When this process posts messages, by its own clock: what the limiter promises is counted here."""

import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from bot.delivery.http_client import HttpClient
from bot.delivery.transport import AiohttpRequest


@contextmanager
def leaving() -> Iterator[list[float]]:
    """The moments at which this process posts messages, replies included."""
    moments: list[float] = []
    post, request = HttpClient.post, AiohttpRequest.do_request

    def noted(address: str) -> None:
        if "/send" in address:
            moments.append(time.monotonic())

    def posting(self: HttpClient, path: str, body: bytes, done: Any) -> None:
        noted(path)
        post(self, path, body, done)

    async def requesting(self: AiohttpRequest, url: str, *args: Any, **options: Any) -> tuple[int, bytes]:
        noted(url)
        return await request(self, url, *args, **options)

    HttpClient.post, AiohttpRequest.do_request = posting, requesting  # type: ignore[method-assign]
    try:
        yield moments
    finally:
        HttpClient.post, AiohttpRequest.do_request = post, request  # type: ignore[method-assign]


def fullest(moments: Sequence[float]) -> int:
    """The most in any second."""
    return max((bisect_left(moments, moment + 1.0) - n for n, moment in enumerate(moments)), default=0)
