"""Pictures, files and polls in the browser."""

import io

from PIL import Image
from playwright.async_api import expect

from tests.sandbox.page.conftest import AIGERIM, ERZHAN, GROUP, Window, in_one_browser
from tests.sandbox.page.tiny_bot import TinyBot

pytestmark = in_one_browser


def picture(colour: str) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(content, "PNG")
    return content.getvalue()


async def test_a_photo_opens_large_and_a_file_can_be_downloaded(window: Window, bot: TinyBot) -> None:
    await bot.call("sendPhoto", {"photo": ("a.png", picture("teal"))}, chat_id=AIGERIM, caption="Құрылтай")
    await bot.call("sendDocument", {"document": ("Сауалнама.pdf", b"%PDF " * 500)}, chat_id=AIGERIM)
    page = await window()
    image = page.get_by_test_id("message-media").locator("img")
    await expect(image).to_be_visible()
    assert await image.evaluate("node => node.decode().then(() => node.naturalWidth)") == 320
    await image.click()
    await expect(page.get_by_test_id("lightbox").locator("img")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("lightbox")).to_have_count(0)
    async with page.expect_download() as download:
        await page.get_by_text("Сауалнама.pdf").click()
    assert (await download.value).suggested_filename == "Сауалнама.pdf"


async def test_an_album_is_one_bubble(window: Window, bot: TinyBot) -> None:
    files = {name: (f"{name}.png", picture(name)) for name in ("red", "green", "blue")}
    album = [{"type": "photo", "media": f"attach://{name}"} for name in files]
    await bot.call("sendMediaGroup", files, chat_id=AIGERIM, media=album)
    page = await window()
    await expect(page.get_by_test_id("message")).to_have_count(1)
    await expect(page.get_by_test_id("message").locator("img")).to_have_count(3)


async def test_a_photo_is_sent_with_its_words(window: Window, bot: TinyBot) -> None:
    await bot.say(AIGERIM, "Суретін жіберіңіз")
    page = await window()
    photo = {"name": "құжат.png", "mimeType": "image/png", "buffer": picture("gold")}
    await page.get_by_test_id("file-input").set_input_files([photo])
    await page.get_by_test_id("composer").fill("Міне, құжат")
    await page.get_by_test_id("send").click()
    heard = await bot.next("message")
    assert heard["caption"] == "Міне, құжат"
    assert heard["photo"]
    await expect(page.locator("[data-from=me] img")).to_be_visible()


async def test_a_vote_shows_bars_to_everyone_and_closing_ends_it(window: Window, bot: TinyBot) -> None:
    options = [{"text": "Берлин"}, {"text": "Гамбург"}]
    sent = await bot.call(
        "sendPoll", chat_id=GROUP, question="Қай қала?", options=options, is_anonymous=False
    )
    page, other = await window(AIGERIM, GROUP), await window(ERZHAN, GROUP)
    await page.get_by_test_id("poll-option").filter(has_text="Берлин").click()
    assert (await bot.next("poll_answer"))["option_ids"] == [0]
    await expect(page.get_by_test_id("poll-option").first).to_contain_text("100%")
    await expect(other.get_by_test_id("poll")).to_contain_text("1 голос")
    await bot.call("stopPoll", chat_id=GROUP, message_id=sent["message_id"])
    await expect(other.get_by_test_id("poll")).to_contain_text("Опрос завершён")
