"""The main job as people see it: `otandas demo` in its own process, everything done in a real Chromium.

A member starts, picks a topic, asks in Kazakh and reads the right entry; staff announces in three languages;
each of three members reads it in their own. With OTANDAS_SCREENS=folder every step leaves its pictures there,
on a phone and on a desktop (`make screens`).
"""

import pytest
from playwright.async_api import Browser, expect

from tests.browser import browser
from tests.journeys.chat_page import AIGERIM, AYLIN, DINA, TIMUR, PageUser, demo, window

__all__ = ["browser", "demo"]
pytestmark = pytest.mark.browser

TEXTS = {
    "kk": "Қандастарды қабылдаудың 2026 жылғы квотасы жарияланды.",
    "ru": "Объявлена квота приёма кандасов на 2026 год.",
    "en": "The 2026 quota for kandas has been announced.",
}


async def begins(user: PageUser, language: str, country: str, topic: str, *, clocks: bool = False) -> None:
    """Four taps: language, country, topic, done; one more where the country has several `clocks`."""
    await user.page.get_by_test_id("start").click()
    await user.presses(language)
    await user.presses(country)
    if clocks:
        await expect(user.button(user.word("Another city"))).to_be_visible()
        await user.presses(user.word("Skip"))
    await user.presses(topic)
    await expect(user.button(f"✓ 🏠 {topic}")).to_be_visible()
    await user.pictured(f"topics-{user.language}")
    await user.presses(user.word("Done"))
    await expect(user.button(user.word("Questions and answers"))).to_be_visible()


async def test_a_member_asks_and_a_trilingual_broadcast_reaches_each_in_their_language(
    demo: str, browser: Browser
) -> None:
    page = await window(browser)
    aigerim, timur, aylin = (
        PageUser(page, demo, person, language)
        for person, language in ((AIGERIM, "kk"), (TIMUR, "ru"), (AYLIN, "en"))
    )
    await begins(await aigerim.opens(), "Қазақша", "Моңғолия", "Елге оралу", clocks=True)
    await aigerim.says("қандас мәртебесін қалай аламын")
    await aigerim.sees("Қандас мәртебесін қалай, қайда алуға болады")
    await aigerim.pictured("answer-kk")
    await begins(await timur.opens(), "Русский", "Россия", "Возвращение на родину", clocks=True)
    await begins(await aylin.opens(), "English", "Germany", "Moving to Kazakhstan")

    await announces(await PageUser(page, demo, DINA, "kk").opens())

    for user in (aigerim, timur, aylin):
        await user.opens()
        await user.sees(TEXTS[user.language])
        for other in TEXTS.keys() - {user.language}:
            await expect(page.get_by_test_id("message-text").filter(has_text=TEXTS[other])).to_have_count(0)
        await user.pictured(f"received-{user.language}")


async def announces(dina: PageUser) -> None:
    """The composer from /broadcast to the finished report."""
    start = dina.page.get_by_test_id("start")
    figures = dina.message("").first  # from Monday to Wednesday the week's are there before her
    await expect(start.or_(figures).first).to_be_visible()
    if await start.is_visible():
        await start.click()
    else:
        await dina.says("/start")
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
    await dina.sees("№ 1 хабар тарату есебі")
    await dina.pictured("composer-report")
