"""A world with Aigerim in it, a bot that calls it directly, and a script that uses it over HTTP."""

import io
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from PIL import Image

from sandbox import Person, Sandbox, World
from sandbox.params import Json, Upload

TOKEN = "4242:abcDEF_-1"
CHAT = 1001


def picture() -> bytes:
    """A PNG of two pixels."""
    content = io.BytesIO()
    Image.new("RGB", (2, 1), "teal").save(content, "PNG")
    return content.getvalue()


PNG = picture()


class Refused(Exception):
    """An answer with ok=false; `words` is its description without the prefix."""

    def __init__(self, payload: Json) -> None:
        super().__init__(payload["description"])
        self.code = payload["error_code"]
        self.words = payload["description"]
        self.parameters = payload.get("parameters", {})


class Caller:
    """A bot without a library: methods by name, results as they come."""

    def __init__(self, sandbox: Sandbox, token: str = TOKEN) -> None:
        self.sandbox, self.token = sandbox, token

    async def __call__(self, method: str, files: dict[str, Upload] | None = None, **params: Any) -> Any:
        _, payload = await self.sandbox.call(self.token, method, params, files)
        if not payload["ok"]:
            raise Refused(payload)
        return payload["result"]

    async def refused(self, method: str, files: dict[str, Upload] | None = None, **params: Any) -> str:
        """The description of the refusal that must come."""
        with pytest.raises(Refused) as refusal:
            await self(method, files, **params)
        return str(refusal.value.words)

    async def updates(self, **params: Any) -> list[Json]:
        updates: list[Json] = await self("getUpdates", **params)
        return updates


def texts(updates: list[Json]) -> list[str]:
    return [update["message"]["text"] for update in updates]


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox(World())


@pytest.fixture
def call(sandbox: Sandbox) -> Caller:
    return Caller(sandbox)


@pytest.fixture
async def aigerim(sandbox: Sandbox) -> Person:
    return await Person("Айгерім", "kk", person_id=1001).enters(sandbox)


@pytest.fixture
async def group(sandbox: Sandbox, aigerim: Person, call: Caller) -> int:
    """A forum of Aigerim's where the bot is an administrator."""
    chat_id = -1001234567890
    await aigerim.founds_group(chat_id, "Берлин қазақтары", forum=True)
    await call.updates(offset=-1)
    return chat_id


@pytest.fixture
async def running() -> AsyncIterator[Sandbox]:
    async with Sandbox.running() as sandbox:
        yield sandbox


class HttpClient:
    """A script with curl: the status is checked, the JSON comes back."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.session = session

    async def ask(self, method: str, path: str, status: int = 200, **more: Any) -> Any:
        async with self.session.request(method, path, **more) as answer:
            assert answer.status == status, await answer.text()
            return await answer.json()

    async def post(self, path: str, body: Any = None, status: int = 200) -> Any:
        return await self.ask("POST", path, status, json=body or {})

    async def get(self, path: str, status: int = 200) -> Any:
        return await self.ask("GET", path, status)

    async def call(self, method: str, token: str = TOKEN, **params: Any) -> Any:
        return (await self.ask("POST", f"/bot{token}/{method}", json=params))["result"]


@pytest.fixture
async def client(running: Sandbox) -> AsyncIterator[HttpClient]:
    async with aiohttp.ClientSession(running.base_url) as session:
        client = HttpClient(session)
        person = {"id": CHAT, "first_name": "Айгерім", "language_code": "kk"}
        assert await client.post("/sandbox/people", person) == {"id": CHAT, "chat_id": CHAT}
        yield client
