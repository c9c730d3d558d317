"""The page as a person opens it: a sandbox with people in it, a tiny bot, and windows in Chromium."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page

from sandbox import Sandbox
from sandbox.control.people import create_group, create_people
from tests.browser import launched
from tests.sandbox.page.tiny_bot import TinyBot

# One browser and one event loop for all of them: starting Chromium for each would take most of the time.
in_one_browser = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
fixture = pytest_asyncio.fixture(loop_scope="session")

Window = Callable[..., Awaitable[Page]]

AIGERIM, ERZHAN, GULNAR, GROUP = 1001, 1002, 1004, -100500
PHONE, DESKTOP = (390, 844), (1280, 800)


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def browser() -> AsyncIterator[Browser]:
    """The Chromium all windows open in."""
    async with launched() as opened:
        yield opened


@fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """A running sandbox with a bot, three people and a group."""
    async with Sandbox.running() as running:
        await running.call(TinyBot.TOKEN, "getMe", {})
        account = running.world.by_token(TinyBot.TOKEN)
        people = [(AIGERIM, "Айгерім", "kk"), (ERZHAN, "Ержан", "ru"), (GULNAR, "گۇلنار", "kk")]
        create_people(
            running.world, account, [{"id": i, "first_name": n, "language_code": tag} for i, n, tag in people]
        )
        create_group(
            running.world,
            account,
            {"id": GROUP, "title": "Берлиндегі қазақтар", "members": [AIGERIM, ERZHAN]},
        )
        yield running


@fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[TinyBot]:
    """A bot that says only what the test tells it to."""
    async with TinyBot.at(sandbox.base_url) as tiny:
        yield tiny


@fixture
async def window(browser: Browser, sandbox: Sandbox) -> AsyncIterator[Window]:
    """Opens the page; at the end no window may have failed inside or asked another host for anything."""
    faults: list[str] = []
    contexts: list[BrowserContext] = []
    origin = urlsplit(sandbox.base_url).netloc

    def watch(page: Page) -> None:
        page.on("pageerror", lambda error: faults.append(f"error in the page: {error}"))
        page.on("request", lambda asked: faults.extend(_foreign(asked.url, origin)))

    async def opened(
        person: int = AIGERIM, chat: int | None = None, size: tuple[int, int] = DESKTOP, **context: Any
    ) -> Page:
        opened_context = await browser.new_context(viewport={"width": size[0], "height": size[1]}, **context)
        contexts.append(opened_context)
        page = await opened_context.new_page()
        watch(page)
        await page.goto(f"{sandbox.base_url}/page/#person={person}&chat={chat or person}")
        await page.wait_for_selector("[data-testid=messages][data-ready=true]")
        return page

    yield opened
    for context in contexts:
        await context.close()
    assert faults == []


def _foreign(url: str, origin: str) -> list[str]:
    parts = urlsplit(url)
    return [] if parts.netloc == origin or parts.scheme in ("blob", "data") else [f"asked for {url}"]
