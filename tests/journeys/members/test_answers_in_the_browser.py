"""A member asks in each language and in each of the three Kazakh letters, and reads the answer in them."""

import pytest
from playwright.async_api import Browser, expect

from tests.browser import browser
from tests.journeys.chat_page import AIGERIM, AYLIN, ERBOL, TIMUR, PageUser, demo, window

__all__ = ["browser", "demo"]
pytestmark = pytest.mark.browser

LATIN = 1005  # somebody the demo does not know yet
APART = "node => getComputedStyle(node).direction"


async def begins(user: PageUser, letters: str, skip: str, done: str) -> None:
    """Language, no country, no topics."""
    await user.opens()
    await user.page.get_by_test_id("start").click()
    await user.presses(letters, skip, done)


async def direction(user: PageUser, text: str) -> str:
    found: str = await user.message(text).evaluate(APART)
    return found


async def test_the_answer_comes_in_the_letters_of_the_question(demo: str, browser: Browser) -> None:
    page = await window(browser)
    await page.request.post(
        demo.replace("/page/", "/sandbox/people"),
        data={"id": LATIN, "first_name": "Nurlan", "language_code": "tr"},
    )
    nurlan, erbol = PageUser(page, demo, LATIN, "kk"), PageUser(page, demo, ERBOL, "kk")

    await begins(nurlan, "Qazaqşa", "Ötkızıp jıberu", "Daiyn")
    await nurlan.says("qandas martebesin qalay alamyn")
    await nurlan.sees("Qandas märtebesın qalai")
    assert await direction(nurlan, "Qandas märtebesın qalai") == "ltr"
    await nurlan.pictured("answer-kk-latin")

    await begins(erbol, "قازاقشا", "وتكىزىپ جىبەرۋ", "دايىن")
    await erbol.says("قانداس مارتەبەسىن قالاي الامىن؟")
    await erbol.sees("قانداس مارتەبەسىن قالاي، قايدا")
    assert await direction(erbol, "قانداس مارتەبەسىن قالاي، قايدا") == "rtl"
    await erbol.pictured("answer-kk-arabic")


async def test_a_member_reads_it_in_russian_and_english(demo: str, browser: Browser) -> None:
    page = await window(browser)
    timur, aylin = PageUser(page, demo, TIMUR, "ru"), PageUser(page, demo, AYLIN, "en")

    await begins(timur, "Русский", "Пропустить", "Готово")
    await timur.says("как получить статус кандаса")
    await timur.sees("подать на статус кандаса?")
    await timur.pictured("answer-ru")

    await begins(aylin, "English", "Skip", "Done")
    await aylin.says("how do I apply for kandas status")
    await aylin.sees("How and where do I apply")
    await aylin.pictured("answer-en")


async def test_a_vague_question_gets_choices_and_an_unknown_one_goes_to_a_person(
    demo: str, browser: Browser
) -> None:
    aigerim = PageUser(await window(browser), demo, AIGERIM, "kk")
    await begins(aigerim, "Қазақша", "Өткізіп жіберу", "Дайын")
    await aigerim.says("құжат")
    await aigerim.sees("Қайсысын сұрап тұрсыз?")
    await aigerim.pictured("choices-kk")
    await aigerim.presses("Ешқайсысы емес")
    await expect(aigerim.button("Маманға сұрақ қою")).to_be_visible()

    await aigerim.says("велосипедімнің доңғалағын қайда жөндетемін")
    await expect(aigerim.page.get_by_test_id("message-text").filter(has_text="болжап")).to_have_count(2)
    await aigerim.pictured("unknown-kk")
    await aigerim.takes(("Маманға сұрақ қою", "Сұрағыңыз:"))
    await aigerim.pictured("ask-person-kk")
    await aigerim.takes(("Жіберу", "сұрағыңыз қабылданды"))
