"""What the eye meets: colours by the system's wish, direction of writing, space on a phone, three languages."""

import pytest
from playwright.async_api import Page, expect

from tests.sandbox.page.conftest import AIGERIM, ERZHAN, GULNAR, PHONE, Window, in_one_browser
from tests.sandbox.page.tiny_bot import TinyBot, keys

pytestmark = in_one_browser

LONG = "Қазақстанреспубликасыхалықтыәлеуметтікқорғаужәнееңбекминистрлігі"
ARABIC = "سالەمەتسىز بە، گۇلنار"


async def background(page: Page) -> int:
    """How light the page is: the sum of red, green and blue."""
    colour = await page.evaluate("getComputedStyle(document.body).backgroundColor")
    return sum(int(part) for part in colour.removeprefix("rgb(").removesuffix(")").split(","))


async def test_colours_follow_the_system_until_the_person_chooses(window: Window, bot: TinyBot) -> None:
    light, dark = await window(color_scheme="light"), await window(color_scheme="dark")
    assert await background(light) > 600
    assert await background(dark) < 150
    await dark.get_by_test_id("theme").click()
    assert await background(dark) > 600
    await dark.reload()
    assert await background(dark) > 600


async def test_arabic_letters_run_from_right_to_left(window: Window, bot: TinyBot) -> None:
    button = {"text": "كەلەسى", "callback_data": "n"}
    await bot.say(GULNAR, f"{ARABIC}\nКириллицамен", reply_markup=keys([button]))
    page = await window(GULNAR)
    for place in (page.get_by_test_id("message-text"), page.get_by_test_id("inline-button").locator("span")):
        assert await place.evaluate("node => getComputedStyle(node).direction") == "rtl"
        assert await place.evaluate("node => getComputedStyle(node).unicodeBidi") == "plaintext"


async def test_nothing_is_wider_than_a_phone(window: Window, bot: TinyBot) -> None:
    buttons = [
        {"text": text, "callback_data": text[:10]} for text in ("Жұмыспен қамту органы", "Маманға сұрақ қою")
    ]
    await bot.say(
        AIGERIM, f"{LONG} {LONG}", reply_markup=keys(buttons, [{"text": LONG, "callback_data": "x"}])
    )
    page = await window(size=PHONE, has_touch=True, is_mobile=True)
    assert await page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
    wide = (
        "nodes => nodes.filter(n => n.getBoundingClientRect().right > innerWidth + 1).map(n => n.outerHTML)"
    )
    assert await page.locator("#chat *").evaluate_all(wide) == []
    heights = "nodes => nodes.map(n => n.getBoundingClientRect().height)"
    assert min(await page.get_by_test_id("inline-button").evaluate_all(heights)) >= 44
    assert min(await page.locator("#head button, #foot button").evaluate_all(heights)) >= 44


async def test_a_phone_goes_from_the_list_to_a_chat_and_back(window: Window, bot: TinyBot) -> None:
    page = await window(size=PHONE)
    await page.get_by_test_id("back").click()
    await expect(page.get_by_test_id("chat-item")).to_have_count(2)
    await expect(page.get_by_test_id("messages")).to_be_hidden()
    await page.get_by_test_id("chat-item").nth(1).click()
    await expect(page.get_by_test_id("chat-title")).to_have_text("Берлиндегі қазақтар")


@pytest.mark.parametrize(("person", "word"), [(AIGERIM, "Бастау"), (ERZHAN, "Начать")])
async def test_the_page_speaks_the_persons_language(
    window: Window, bot: TinyBot, person: int, word: str
) -> None:
    page = await window(person)
    await expect(page.get_by_test_id("start")).to_have_text(word)


async def test_every_word_of_the_page_exists_in_three_languages(window: Window, bot: TinyBot) -> None:
    page = await window()
    books = await page.evaluate("import('/page/words.js').then(words => words.BOOKS)")
    assert set(books) == {"kk", "ru", "en"}
    assert set(books["kk"]) == set(books["ru"]) == set(books["en"])
    assert all(words for book in books.values() for words in book.values())
