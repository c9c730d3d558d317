"""Updates pushed to a webhook: with its secret, in order, until they are taken."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from sandbox import Person, Sandbox
from sandbox.server.webhooks import stop_webhooks
from tests.sandbox.conftest import CHAT, Caller, Refused, texts


@dataclass
class Hook:
    """A webhook that notes what it gets; `answers` are the statuses it gives first, then 200."""

    url: str = ""
    got: list[dict[str, Any]] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    reply: dict[str, Any] = field(default_factory=dict)
    slow: float = 0
    together: int = 0
    most_together: int = 0

    async def take(self, request: web.Request) -> web.Response:
        self.together += 1
        self.most_together = max(self.together, self.most_together)
        update = await request.json()
        await asyncio.sleep(self.slow)
        self.together -= 1
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        if self.answers:
            return web.Response(status=self.answers.pop(0))
        self.got.append(update)
        return web.json_response(self.reply)

    async def until(self, count: int) -> None:
        async with asyncio.timeout(5):
            while len(self.got) < count:
                await asyncio.sleep(0.01)


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook = Hook()
    app = web.Application()
    app.router.add_post("/hook", hook.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    await runner.cleanup()


@pytest.fixture
async def pushed(call: Caller) -> AsyncIterator[Caller]:
    """A bot whose webhook is taken down at the end."""
    yield call
    await stop_webhooks(call.sandbox.world)


async def test_polling_is_refused_while_a_webhook_is_set(pushed: Caller, hook: Hook) -> None:
    polling = asyncio.create_task(pushed.updates(timeout=5))
    await asyncio.sleep(0)
    await pushed("setWebhook", url=hook.url)
    with pytest.raises(Refused, match="terminated by setWebhook request"):
        await polling
    assert await pushed.refused("getUpdates") == (
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
    )
    await pushed("deleteWebhook")
    assert await pushed.updates() == []


async def test_a_webhook_gets_updates_with_its_secret(pushed: Caller, hook: Hook, aigerim: Person) -> None:
    await aigerim.says("бұрын")
    await pushed(
        "setWebhook", url=hook.url, secret_token="s3-cret_", allowed_updates=["message"], max_connections=7
    )
    await aigerim.says("сәлем")
    await aigerim.blocks()
    await hook.until(2)
    assert texts(hook.got) == ["бұрын", "сәлем"] and set(hook.secrets) == {"s3-cret_"}
    info = await pushed("getWebhookInfo")
    assert (info["url"], info["max_connections"], info["allowed_updates"]) == (hook.url, 7, ["message"])


async def test_what_a_webhook_does_not_take_is_sent_again_in_order(
    pushed: Caller, hook: Hook, aigerim: Person
) -> None:
    hook.answers = [500, 403]
    await pushed("setWebhook", url=hook.url)
    for text in "абв":
        await aigerim.says(text)
    await hook.until(3)
    assert texts(hook.got) == ["а", "б", "в"]
    info = await pushed("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 403 Forbidden"
    assert info["pending_update_count"] == 0


async def test_different_people_are_served_at_once_up_to_the_limit(
    pushed: Caller, hook: Hook, sandbox: Sandbox
) -> None:
    hook.slow = 0.05
    await pushed("setWebhook", url=hook.url, max_connections=2)
    for number in range(4):
        await Person(f"P{number}", "kk", sandbox, person_id=2000 + number).says("сәлем")
    await hook.until(4)
    assert hook.most_together == 2


async def test_pending_updates_survive_a_change_of_webhook_or_are_dropped(
    pushed: Caller, hook: Hook, aigerim: Person
) -> None:
    await pushed("setWebhook", url="http://127.0.0.1:9/nobody")
    await aigerim.says("сәлем")
    await asyncio.sleep(0.05)
    assert (await pushed("getWebhookInfo"))["pending_update_count"] == 1
    await pushed("setWebhook", url=hook.url)
    await hook.until(1)
    await pushed("deleteWebhook")
    await aigerim.says("жоғалды")
    await pushed("deleteWebhook", drop_pending_updates=True)
    assert await pushed.updates() == []


async def test_a_method_call_in_the_answer_is_carried_out(
    pushed: Caller, hook: Hook, aigerim: Person
) -> None:
    hook.reply = {"method": "sendMessage", "chat_id": CHAT, "text": "жауап"}
    await pushed("setWebhook", url=hook.url)
    await aigerim.says("сәлем")
    await aigerim.sees("жауап")
