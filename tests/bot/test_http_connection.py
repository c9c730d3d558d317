"""Nobody holds our doors: connections that say nothing, or endlessly much, are closed, and others are answered."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot import http_connection, web
from bot.web import serving
from tests.logged import Lines

ASKED = b"GET / HTTP/1.1\r\nHost: here\r\n\r\n"


@dataclass
class Door:
    """One connection of a client."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def says(self, words: bytes) -> None:
        self.writer.write(words)
        await self.writer.drain()

    async def closed(self, within: float = 3.0) -> bool:
        """Whether the server ends it, answered or not."""
        try:
            async with asyncio.timeout(within):
                while await self.reader.read(1000):
                    pass
        except ConnectionError:
            return True
        except TimeoutError:
            return False
        return True

    async def answered(self) -> bytes:
        async with asyncio.timeout(3):
            return await self.reader.readline()


@pytest.fixture
async def port(unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[int]:
    async def ok(request: Request) -> Response:
        return PlainTextResponse("ok")

    monkeypatch.setattr(http_connection, "HEAD_SECONDS", 0.3)
    monkeypatch.setattr(http_connection, "MOST", 8)
    async with serving(
        Starlette(routes=[Route("/", ok, methods=["GET", "POST"])]), f"127.0.0.1:{unused_tcp_port}"
    ):
        yield unused_tcp_port


Opens = Callable[[int], Awaitable[Door]]


@pytest.fixture
async def door() -> AsyncIterator[Opens]:
    """Opens connections, and closes them after the test."""
    opened = list[Door]()

    async def opens(port: int) -> Door:
        opened.append(Door(*await asyncio.open_connection("127.0.0.1", port)))
        return opened[-1]

    yield opens
    for left in opened:
        left.writer.close()
    closings = (left.writer.wait_closed() for left in opened)
    await asyncio.gather(*closings, return_exceptions=True)


@pytest.mark.parametrize("words", [b"", b"G", b"GET / HTTP/1.1\r\nHost: here\r\n", ASKED + b"GET /"])
async def test_an_unfinished_head_is_not_waited_for(door: Opens, port: int, words: bytes) -> None:
    half = await door(port)
    await half.says(words)
    assert await half.closed()


async def test_a_head_that_trickles_in_is_not_waited_for_longer(door: Opens, port: int) -> None:
    slow = await door(port)

    async def trickle() -> None:
        for letter in ASKED * 100:
            await slow.says(bytes([letter]))
            await asyncio.sleep(0.05)

    trickling = asyncio.create_task(trickle())
    assert await slow.closed(2)
    trickling.cancel()
    await asyncio.gather(trickling, return_exceptions=True)


async def test_an_endless_head_is_cut(door: Opens, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_connection, "HEAD_SECONDS", 60)
    endless = await door(port)
    with pytest.raises(ConnectionError):
        for _ in range(1000):
            await endless.says(b"GET / HTTP/1.1\r\n" if not _ else b"X: " + b"x" * 1000 + b"\r\n")
            await asyncio.sleep(0)
        await endless.says(ASKED)
        assert await endless.closed() is False


async def test_of_too_many_the_longest_silent_give_way_and_whoever_asks_is_answered(
    door: Opens, port: int
) -> None:
    silent = [await door(port) for _ in range(40)]
    asking = await door(port)
    await asking.says(ASKED)
    assert await asking.answered() == b"HTTP/1.1 200 OK\r\n"
    open_yet = [half for half in silent if not await half.closed(0.001)]
    assert len(open_yet) <= 8


async def test_whoever_does_not_take_the_answers_is_not_waited_for(
    unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def much(request: Request) -> Response:
        return PlainTextResponse("x" * 1_000_000)

    monkeypatch.setattr(http_connection, "ANSWER_SECONDS", 0.3)
    async with serving(Starlette(routes=[Route("/", much)]), f"127.0.0.1:{unused_tcp_port}"):
        asking = socket.create_connection(("127.0.0.1", unused_tcp_port))
        asking.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(asking, ASKED * 20)
        await asyncio.sleep(1)  # far more waits now than the sockets hold
        taken = 0
        with contextlib.suppress(ConnectionError):
            async with asyncio.timeout(3):
                while got := len(await loop.sock_recv(asking, 1_000_000)):
                    taken += got
        asking.close()
        assert taken < 20 * 1_000_000


async def test_those_that_take_no_answers_give_way_too(
    unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = asyncio.Event()

    async def slow(request: Request) -> Response:
        if request.url.path == "/held":
            await held.wait()
        return PlainTextResponse("ok")

    monkeypatch.setattr(http_connection, "MOST", 8)
    app = Starlette(routes=[Route("/{path}", slow)])
    async with serving(app, f"127.0.0.1:{unused_tcp_port}"):
        opened = [await asyncio.open_connection("127.0.0.1", unused_tcp_port) for _ in range(8)]
        for _, writer in opened:
            writer.write(b"GET /held HTTP/1.1\r\nHost: here\r\n\r\n")
            await writer.drain()
        await asyncio.sleep(0.1)
        reader, writer = await asyncio.open_connection("127.0.0.1", unused_tcp_port)
        writer.write(b"GET /now HTTP/1.1\r\nHost: here\r\n\r\n")
        async with asyncio.timeout(3):
            assert await reader.readline() == b"HTTP/1.1 200 OK\r\n"
        held.set()
        for _, left in [*opened, (reader, writer)]:
            left.close()


async def test_an_answered_connection_may_ask_again(door: Opens, port: int) -> None:
    asking = await door(port)
    for _ in range(3):
        await asking.says(ASKED)
        assert await asking.answered() == b"HTTP/1.1 200 OK\r\n"
        while await asking.reader.readline() != b"\r\n":
            pass
        assert await asking.reader.readexactly(2) == b"ok"
        await asyncio.sleep(0.1)


async def test_a_body_that_does_not_come_is_not_waited_for(
    door: Opens, unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "BODY_SECONDS", 0.2)
    app = web.webhook_app(None, "https://bot.example.org/", "s3cret")  # type: ignore[arg-type]  # never reached
    async with serving(app, f"127.0.0.1:{unused_tcp_port}"):
        slow = await door(unused_tcp_port)
        head = f"POST / HTTP/1.1\r\nHost: here\r\n{web.HEADER}: s3cret\r\nContent-Length: 100\r\n\r\n"
        await slow.says(head.encode() + b"{")
        assert await slow.answered() == b"HTTP/1.1 408 Request Timeout\r\n"


async def test_an_update_that_is_cut_off_is_no_fault_of_ours(
    door: Opens, unused_tcp_port: int, lines: Lines
) -> None:
    app = web.webhook_app(None, "https://bot.example.org/", "s3cret")  # type: ignore[arg-type]  # never reached
    async with serving(app, f"127.0.0.1:{unused_tcp_port}"):
        gone = await door(unused_tcp_port)
        await gone.says(
            f"POST / HTTP/1.1\r\nHost: here\r\n{web.HEADER}: s3cret\r\nContent-Length: 9\r\n\r\n{{".encode()
        )
        await asyncio.sleep(0.1)
        gone.writer.close()
        await asyncio.sleep(0.2)
    assert lines.text == ""


@pytest.mark.parametrize(
    "framing",
    [
        "Content-Length: 2\r\nContent-Length: 2",
        "Content-Length: 2\r\nContent-Length: 3",
        "Content-Length: -2",
        "Content-Length: 2\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked, identity",
    ],
)
async def test_a_request_that_two_servers_could_read_differently_is_refused(
    door: Opens, unused_tcp_port: int, framing: str
) -> None:
    app = web.webhook_app(None, "https://bot.example.org/", "s3cret")  # type: ignore[arg-type]  # never reached
    async with serving(app, f"127.0.0.1:{unused_tcp_port}"):
        asking = await door(unused_tcp_port)
        await asking.says(
            f"POST / HTTP/1.1\r\nHost: here\r\n{web.HEADER}: s3cret\r\n{framing}\r\n\r\n{{}}".encode()
        )
        assert await asking.answered() == b"HTTP/1.1 400 Bad Request\r\n"
        assert await asking.closed()
