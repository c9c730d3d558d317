"""Other sites in the same browser get nothing; scripts and the sandbox's own page get everything."""

import io
import struct
import zlib
from collections.abc import Iterator
from typing import Any

import aiohttp
import pytest

from sandbox.control.routes import PERSON_ROUTES, WORLD_ROUTES
from tests.sandbox.conftest import CHAT, PNG, TOKEN, HttpClient

FOREIGN = (
    {"Host": "evil.example"},
    {"Host": "evil.example:8081"},
    {"Host": "127.0.0.1.evil.example"},
    {"Host": "[::1"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:1"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},
)


def paths() -> Iterator[tuple[str, str]]:
    """Every kind of address on the port."""
    yield from (
        ("GET", path) for path in ("/sandbox/state", f"/sandbox/people/{CHAT}/events", "/sandbox/files/x")
    )
    yield from (("POST", path) for path in ("/sandbox/reset", "/sandbox/people", f"/bot{TOKEN}/sendMessage"))
    yield from (("GET", path) for path in (f"/bot{TOKEN}/getMe", f"/file/bot{TOKEN}/x", "/sandbox/calls"))
    yield "DELETE", "/sandbox/faults"


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
async def test_what_another_site_sends_is_refused(client: HttpClient, headers: dict[str, str]) -> None:
    before = await client.get("/sandbox/state")
    for method, path in paths():
        answer = await client.ask(method, path, 403, headers=headers)
        assert answer["error"] == answer["description"] != ""
    assert await client.get("/sandbox/state") == before


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "LOCALHOST"])
async def test_scripts_of_this_machine_are_answered(client: HttpClient, host: str) -> None:
    port = str(client.session._base_url).rpartition(":")[2].strip("/")
    assert await client.ask("GET", "/sandbox/state", headers={"Host": f"{host}:{port}"})
    own = {"Host": f"{host}:{port}", "Origin": f"http://{host}:{port}", "Sec-Fetch-Site": "same-origin"}
    assert await client.ask("GET", "/sandbox/state", headers=own)


@pytest.mark.parametrize("path", ["/", "/page/"])
async def test_a_link_from_elsewhere_may_open_the_page(client: HttpClient, path: str) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    async with client.session.get(path, headers=headers, allow_redirects=False) as answer:
        assert answer.status in (200, 307)


async def test_nothing_is_changed_by_asking_with_get(client: HttpClient) -> None:
    before = await client.get("/sandbox/state")
    changing = [route.split() for route in WORLD_ROUTES if not route.startswith("GET")]
    changing += [
        ["", f"people/{CHAT}/{route.split()[1]}"] for route in PERSON_ROUTES if not route.startswith("GET")
    ]
    for _, path in changing:
        async with client.session.get(f"/sandbox/{path}?id=7&text=x&first_name=x&title=x") as answer:
            assert answer.status in (404, 405), path
    assert await client.get("/sandbox/state") == before


@pytest.mark.parametrize("body", [b"{", b"", b"id=7", b"\xff", b"[" * 5000, b"NaN", b'"a"', b"1"])
async def test_a_body_that_says_json_and_is_none_is_refused(client: HttpClient, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    path = f"/sandbox/people/{CHAT}/send"
    answer = await client.ask("POST", path, 400, data=body, headers=headers)
    assert answer["error"]


async def test_files_come_back_as_attachments_that_do_nothing(client: HttpClient) -> None:
    form = aiohttp.FormData()
    form.add_field("file", b"<script>alert(1)</script>", filename="a.html", content_type="text/html")
    sent = await client.ask("POST", f"/sandbox/people/{CHAT}/send", data=form)
    file_id = sent["message"]["document"]["file_id"]
    stored = await client.call("getFile", file_id=file_id)
    for path in (f"/sandbox/files/{file_id}", f"/file/bot{TOKEN}/{stored['file_path']}"):
        async with client.session.get(path) as answer:
            assert answer.headers["content-disposition"] == "attachment"
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"


def bomb(width: int, height: int) -> bytes:
    """A PNG that says it has so many pixels and holds next to nothing."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(60_000, 60_000), (2**31 - 1, 2**31 - 1), (9_000, 9_000)])
async def test_a_picture_bomb_is_a_clear_refusal(client: HttpClient, size: tuple[int, int]) -> None:
    content = bomb(*size)
    answer = await client.ask("POST", f"/sandbox/people/{CHAT}/send", 400, data=form(content))
    assert "too many pixels" in answer["error"]
    answer = await client.ask(
        "POST", f"/bot{TOKEN}/sendPhoto?chat_id={CHAT}", 400, data=form(content, "photo")
    )
    assert "PHOTO_INVALID_DIMENSIONS" in answer["description"]


def form(content: bytes, name: str = "file") -> aiohttp.FormData:
    made: Any = aiohttp.FormData()
    made.add_field(name, io.BytesIO(content), filename="a.png", content_type="image/png")
    return made  # type: ignore[no-any-return]


async def test_a_picture_is_still_a_picture(client: HttpClient) -> None:
    sent = await client.ask("POST", f"/sandbox/people/{CHAT}/send", data=form(PNG))
    assert sent["message"]["photo"]
