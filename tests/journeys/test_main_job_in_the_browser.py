"""The main job as people see it: `otandas demo` in its own process, everything done in a real Chromium.

A member starts, picks a topic, asks in Kazakh and reads the right entry; staff announces in three languages;
each of three members reads it in their own. With OTANDAS_SCREENS=folder every step leaves its pictures there,
on a phone and on a desk (`make screens`).
"""

import asyncio
import os
import re
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from bot.i18n import Catalogs
from tests.browser import browser

__all__ = ["browser"]
pytestmark = pytest.mark.browser

AIGERIM, TIMUR, AYLIN, DINA = 1001, 1002, 1003, 5001
DESKTOP = {"width": 1280, "height": 800}
SIZES = {"phone": {"width": 390, "height": 844}, "desktop": DESKTOP}
TEXTS = {
    "kk": "Қандастарды қабылдаудың 2026 жылғы квотасы жарияланды.",
    "ru": "Объявлена квота приёма кандасов на 2026 год.",
    "en": "The 2026 quota for kandas has been announced.",
}
TO_TOP = "message => message.scrollIntoView({block: 'start'})"  # a long answer is read from its beginning
SCREENS = os.environ.get("OTANDAS_SCREENS")
WORDS = Catalogs.load()


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


class Seat:
    """One person at the page, always on their private chat."""

    def __init__(self, page: Page, address: str, person: int, language: str) -> None:
        self.page, self.address, self.person, self.language = page, address, person, language

    async def opens(self) -> "Seat":
        await self.page.goto("about:blank")
        await self.page.goto(f"{self.address}#person={self.person}&chat={self.person}")
        return self

    def word(self, msgid: str, **places: object) -> str:
        return WORDS.words(self.language).t(msgid, **places)

    async def says(self, text: str) -> None:
        await self.page.get_by_test_id("composer").fill(text)
        await self.page.get_by_test_id("send").click()

    def button(self, text: str) -> Locator:
        return self.page.get_by_test_id("inline-button").filter(has_text=text).last

    async def presses(self, text: str) -> None:
        await self.button(text).click()

    async def sees(self, text: str) -> None:
        await expect(self.page.get_by_test_id("message-text").filter(has_text=text).last).to_be_visible(
            timeout=15_000
        )

    async def pictured(self, name: str) -> None:
        if not SCREENS:
            return
        for size, viewport in SIZES.items():
            await self.page.set_viewport_size(viewport)  # type: ignore[arg-type]
            await self.page.wait_for_timeout(400)
            await self.page.get_by_test_id("message").last.evaluate(TO_TOP)
            await self.page.wait_for_timeout(200)
            await self.page.screenshot(path=Path(SCREENS) / f"{name}-{size}.png")
        await self.page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]


async def begins(seat: Seat, language: str, country: str, topic: str) -> None:
    """Four taps: language, country, topic, done."""
    await seat.page.get_by_test_id("start").click()
    await seat.presses(language)
    await seat.presses(country)
    await seat.presses(topic)
    await expect(seat.button(f"✓ 🏠 {topic}")).to_be_visible()
    await seat.pictured(f"topics-{seat.language}")
    await seat.presses(seat.word("Done"))
    await expect(seat.button(seat.word("Questions and answers"))).to_be_visible()


async def test_a_member_asks_and_a_trilingual_broadcast_reaches_each_in_their_language(
    demo: str, browser: Browser
) -> None:
    page = await browser.new_page(viewport=DESKTOP)  # type: ignore[arg-type]
    aigerim, timur, aylin = (
        Seat(page, demo, person, language)
        for person, language in ((AIGERIM, "kk"), (TIMUR, "ru"), (AYLIN, "en"))
    )
    await begins(await aigerim.opens(), "Қазақша", "Моңғолия", "Елге оралу")
    await aigerim.says("қандас мәртебесін қалай аламын")
    await aigerim.sees("Қандас мәртебесін қалай, қайда алуға болады")
    await aigerim.pictured("answer-kk")
    await begins(await timur.opens(), "Русский", "Россия", "Возвращение на родину")
    await begins(await aylin.opens(), "English", "Germany", "Moving to Kazakhstan")

    await announces(await Seat(page, demo, DINA, "kk").opens())

    for seat in (aigerim, timur, aylin):
        await seat.opens()
        await seat.sees(TEXTS[seat.language])
        for other in TEXTS.keys() - {seat.language}:
            await expect(page.get_by_test_id("message-text").filter(has_text=TEXTS[other])).to_have_count(0)
        await seat.pictured(f"received-{seat.language}")


async def announces(dina: Seat) -> None:
    """The composer from /broadcast to the finished report."""
    await dina.page.get_by_test_id("start").click()
    await dina.sees("Сәлеметсіз бе")
    await dina.says("/broadcast")
    await dina.presses("✏️ " + dina.word("Kazakh"))
    for language, following in (("kk", True), ("ru", True), ("en", False)):
        await expect(dina.button(dina.word("Back"))).to_be_visible()
        await dina.says(TEXTS[language])
        await dina.sees(f": {len(TEXTS[language])} таңба")
        if following:
            await dina.presses("Келесі")
    await dina.pictured("composer-texts")
    await dina.presses(dina.word("Back"))
    await dina.presses(dina.word("Recipients"))
    await dina.presses(dina.word("Topics"))
    await dina.presses("Елге оралу")
    await expect(dina.button("✓ 🏠 Елге оралу")).to_be_visible()
    await dina.pictured("composer-recipients")
    await dina.presses(dina.word("Back"))
    await expect(dina.button(dina.word("Last active"))).to_be_visible()
    await dina.presses(dina.word("Back"))
    await dina.presses(dina.word("Check and send"))
    await dina.sees(dina.word("<b>Please confirm</b>").removeprefix("<b>").removesuffix("</b>"))
    await dina.pictured("composer-confirm")
    await dina.presses(dina.word("Send now to {number}", number=3))
    await expect(dina.page.get_by_test_id("message-text").filter(has_text="✅").last).to_be_visible(
        timeout=15_000
    )
    await dina.page.wait_for_timeout(1_500)
    await dina.pictured("composer-report")
