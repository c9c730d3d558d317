"""People at the chat page in a real Chromium, and the pictures they leave when OTANDAS_SCREENS is set."""

import asyncio
import os
import re
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Browser, Locator, Page, expect

from bot.text.catalogs import Catalogs

AIGERIM, TIMUR, AYLIN, ERBOL, DINA = 1001, 1002, 1003, 1004, 5001
DESKTOP = {"width": 1280, "height": 800}
SIZES = {"phone": {"width": 390, "height": 844}, "desktop": DESKTOP}
TO_TOP = "message => message.scrollIntoView({block: 'start'})"  # a long answer is read from its beginning
SCREENS = os.environ.get("OTANDAS_SCREENS")
WORDS = Catalogs.load()
PATIENCE = 15_000  # milliseconds
expect.set_options(timeout=PATIENCE)


@pytest.fixture
async def demo() -> AsyncIterator[str]:
    """A running `otandas demo`; its address, as it printed it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", "--port", port, "--no-browser", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    async with asyncio.timeout(60):
        line = (await process.stdout.readline()).decode()
    found = re.search(r"http://\S+/page/", line)
    assert found, f"no address in {line!r}"
    yield found[0]
    process.terminate()
    assert await process.wait() == 0


class PageUser:
    """One person at the page, always on their private chat."""

    def __init__(self, page: Page, address: str, person: int, language: str) -> None:
        self.page, self.address, self.person, self.language = page, address, person, language

    async def opens(self) -> "PageUser":
        await self.page.goto("about:blank")
        await self.page.goto(f"{self.address}#person={self.person}&chat={self.person}")
        return self

    def word(self, msgid: str, **places: object) -> str:
        return WORDS.words(self.language).t(msgid, **places)

    async def says(self, text: str) -> None:
        await self.page.get_by_test_id("composer").fill(text)
        await self.page.get_by_test_id("send").click()

    async def attaches(self, name: str, picture: bytes) -> None:
        file = {"name": name, "mimeType": "image/png", "buffer": picture}
        await self.page.get_by_test_id("file-input").set_input_files(file)  # type: ignore[arg-type]
        await self.page.get_by_test_id("send").click()

    def button(self, text: str) -> Locator:
        return self.page.get_by_test_id("inline-button").filter(has_text=text).last

    async def presses(self, *texts: str) -> None:
        for text in texts:
            await self.button(text).click()

    async def takes(self, *steps: tuple[str, str]) -> None:
        """Presses each button and waits for what it shows below everything else."""
        for button, shown in steps:
            await self.presses(button)
            await self.reads(shown)

    async def reads(self, text: str) -> None:
        """The newest message says it; older ones may say the same."""
        await expect(self.page.get_by_test_id("message-text").last).to_contain_text(text)

    def message(self, text: str) -> Locator:
        return self.page.get_by_test_id("message-text").filter(has_text=text).last

    async def sees(self, text: str) -> None:
        await expect(self.message(text)).to_be_visible()

    async def pictured(self, name: str, text: str = "") -> None:
        """The newest message (with this text) from its beginning, on a phone and on a desktop."""
        if not SCREENS:
            return
        shown = self.page.get_by_test_id("message").filter(has_text=text).last
        for size, viewport in SIZES.items():
            await self.page.set_viewport_size(viewport)  # type: ignore[arg-type]
            await self.page.wait_for_timeout(400)
            await shown.evaluate(TO_TOP)
            await self.page.wait_for_timeout(200)
            path = Path(SCREENS) / f"{name}-{size}.png"
            await self.page.screenshot(path=path)
            Image.open(path).convert("RGB").quantize(96, dither=Image.Dither.NONE).save(path, optimize=True)
        await self.page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]


async def window(browser: Browser, zone: str | None = None) -> Page:
    """A page wide enough for a desktop, patient enough for a slow machine, by the clock of this zone."""
    page = await browser.new_page(viewport=DESKTOP, timezone_id=zone)  # type: ignore[arg-type]
    page.set_default_timeout(PATIENCE)
    return page
