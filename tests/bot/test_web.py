"""The webhook stores before it acknowledges and is closed to everyone else; readiness tells what is wrong."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.applications import Starlette

from bot import web
from bot.clock import now
from bot.supervision import Rounds
from bot.updates.queue import UpdateQueue
from bot.web import HEADER, LARGEST, health_app, webhook_app
from storage.database.database import Database
from storage.updates import updates

URL = "https://bot.example.org/telegram/hook"


async def posted(
    database: Database,
    content: bytes,
    path: str = "/telegram/hook",
    secret: str = "s3cret",
    full: int = 10,
) -> int:
    app = webhook_app(UpdateQueue(database, now, full=full), URL, "s3cret")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as client:
        return (await client.post(path, content=content, headers={HEADER: secret})).status_code


async def stored(database: Database) -> int:
    async with database.connect() as tx:
        return await updates.backlog(tx)


async def test_an_update_is_stored_before_it_is_acknowledged(database: Database) -> None:
    assert await posted(database, b'{"update_id": 1, "message": {"chat": {"id": 2}}}') == 200
    assert await stored(database) == 1


@pytest.mark.parametrize(
    ("content", "path", "secret", "status"),
    [
        (b'{"update_id": 1}', "/telegram/hook", "guess", 403),
        (b'{"update_id": 1}', "/telegram/hook", "", 403),
        (b'{"update_id": 1}', "/", "s3cret", 404),
        (b'{"update_id": 1}', "/telegram/hook/x", "s3cret", 404),
        (b"not json", "/telegram/hook", "s3cret", 400),
        (b"[1]", "/telegram/hook", "s3cret", 400),
        (b'{"update_id": "1"}', "/telegram/hook", "s3cret", 400),
        (b'{"update_id": true}', "/telegram/hook", "s3cret", 400),
        (b'{"update_id": 18446744073709551615}', "/telegram/hook", "s3cret", 400),
        (b"x" * (LARGEST + 1), "/telegram/hook", "s3cret", 413),
    ],
)
async def test_everything_else_is_turned_away(
    database: Database, content: bytes, path: str, secret: str, status: int
) -> None:
    assert await posted(database, content, path, secret) == status
    assert await stored(database) == 0


async def test_a_full_backlog_says_try_again(database: Database) -> None:
    assert await posted(database, b'{"update_id": 1}', full=0) == 503


async def test_only_post_is_answered(database: Database) -> None:
    app = webhook_app(UpdateQueue(database, now), URL, "s3cret")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as client:
        assert (await client.get("/telegram/hook")).status_code == 405


async def asked(app: Starlette, path: str) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as client:
        return await client.get(path)


async def test_the_loop_turns_the_database_answers_and_what_was_counted_is_shown(database: Database) -> None:
    app = health_app(database)
    assert (await asked(app, "/healthz")).status_code == 200
    ready = await asked(app, "/readyz")
    assert (ready.status_code, ready.json()) == (200, {"database": "ok"})
    assert "otandas_updates_handled_total" in (await asked(app, "/metrics")).text


async def test_a_loop_that_stands_still_makes_the_process_not_ready(database: Database) -> None:
    rounds = {"dispatch": Rounds(5), "poller": Rounds(5, last=time.monotonic() - 60)}
    ready = await asked(health_app(database, rounds), "/readyz")
    assert (ready.status_code, ready.json()) == (503, {"database": "ok", "poller": "no round for 60 s"})


async def test_readiness_names_what_is_wrong() -> None:
    database = Database.open("postgresql://nobody@127.0.0.1:1/none")
    ready = await asked(health_app(database), "/readyz")
    assert ready.status_code == 503
    assert ready.json() == {"database": "the database does not answer (AwayError)"}
    await database.close()


async def test_a_database_that_is_silent_is_not_waited_for(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    @asynccontextmanager
    async def silent() -> AsyncIterator[None]:
        await asyncio.sleep(60)
        yield

    monkeypatch.setattr(web, "PATIENCE", 0.05)
    monkeypatch.setattr(database, "connect", silent)
    assert (await asked(health_app(database), "/readyz")).json() == {"database": "no answer within 0.05 s"}
