"""The small HTTP client against servers that behave, and servers that do not."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from bot.delivery import http_client
from bot.delivery.http_client import Answer, HttpClient, LostError, NotSentError

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
OK = b'HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{"ok":true}'


async def read(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    size = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    return head + await reader.readexactly(size)


@asynccontextmanager
async def served(serve: Serve, timeout: float = 5.0) -> AsyncIterator[HttpClient]:
    async def closing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            await serve(reader, writer)
        writer.close()
        left.set()

    left = asyncio.Event()
    server = await asyncio.start_server(closing, "127.0.0.1", 0)
    client = HttpClient(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/base", timeout)
    try:
        yield client
    finally:
        await client.close()
        await asyncio.wait_for(left.wait(), 5)
        server.close()


async def post(client: HttpClient, body: bytes = b"{}") -> Answer | NotSentError | LostError:
    done: asyncio.Future[Answer | NotSentError | LostError] = asyncio.get_running_loop().create_future()
    client.post("/botX/sendMessage", body, done.set_result)
    return await asyncio.wait_for(done, 8)


async def test_a_request_is_what_the_bot_api_takes_and_connections_are_used_again() -> None:
    seen, connections = [], []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(writer)
        while not reader.at_eof():
            seen.append(await read(reader))
            writer.write(OK)

    async with served(serve) as client:
        for _ in range(3):
            assert await post(client, b'{"chat_id":1}') == Answer(200, {"ok": True})
    assert len(connections) == 1
    assert seen[0].startswith(b"POST /base/botX/sendMessage HTTP/1.1\r\nHost: 127.0.0.1:")
    assert b"Content-Type: application/json\r\n" in seen[0] and seen[0].endswith(b'\r\n\r\n{"chat_id":1}')


async def test_answers_in_chunks_and_in_pieces_are_put_together() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read(reader)
        for piece in (
            b"HTTP/1.1 200 OK\r\nTransfer-Enco",
            b'ding: chunked\r\n\r\n5\r\n{"ok"\r\n6\r\n:true',
            b"}\r\n0\r\n\r\n",
        ):
            writer.write(piece)
            await asyncio.sleep(0.01)
        writer.close()

    async with served(serve) as client:
        assert await post(client) == Answer(200, {"ok": True})


async def test_no_connection_means_nothing_was_sent() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    client = HttpClient(f"http://127.0.0.1:{port}", 5)
    assert isinstance(await post(client), NotSentError)
    await client.close()


async def test_a_cut_connection_means_nobody_knows() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read(reader)
        writer.transport.abort()
        await asyncio.sleep(0)

    async with served(serve) as client:
        assert isinstance(await post(client), LostError)


async def test_silence_is_given_up_after_its_time() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read(reader)
        await asyncio.sleep(3)

    async with served(serve, timeout=0.5) as client:
        answer = await post(client)
    assert isinstance(answer, LostError) and str(answer) == "no answer in time"


async def test_what_is_not_http_is_lost_and_what_is_not_json_has_no_body() -> None:
    answers = [b"HTTP/1.1 502 Bad\r\nContent-Length: 4\r\n\r\nnope", b"\x00\x01 garbage\r\n\r\n"]

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while answers and not reader.at_eof():
            await read(reader)
            writer.write(answers.pop(0))
        await writer.drain()

    async with served(serve) as client:
        assert await post(client) == Answer(502, None)
        assert isinstance(await post(client), LostError)


async def test_a_connection_the_server_closed_is_not_used_again() -> None:
    connections = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(1)
        await read(reader)
        writer.write(OK)
        writer.close()

    async with served(serve) as client:
        assert await post(client) == Answer(200, {"ok": True})
        await asyncio.sleep(0.05)
        assert await post(client) == Answer(200, {"ok": True})
    assert len(connections) == 2


async def test_connections_opened_while_the_loop_was_busy_are_used() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while not reader.at_eof():
            await read(reader)
            writer.write(OK)

    async with served(serve) as client:
        await post(client)
        answers = [asyncio.create_task(post(client)) for _ in range(30)]
        await asyncio.sleep(0)
        time.sleep(1.2)  # noqa: ASYNC251 as on a busy machine
        assert await asyncio.gather(*answers) == [Answer(200, {"ok": True})] * 30


async def test_an_unused_connection_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_client, "IDLE_SECONDS", 0.05)
    left = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read(reader)
        writer.write(OK)
        await reader.read()
        left.set()

    async with served(serve) as client:
        await post(client)
        await asyncio.wait_for(left.wait(), 5)
        assert not client.connections
