"""A conversation in the browser: words, buttons, menus, and changes as they happen."""

from playwright.async_api import expect

from sandbox import Sandbox
from sandbox.control.people import create_group
from tests.sandbox.page.conftest import AIGERIM, ERZHAN, GROUP, Window, in_one_browser
from tests.sandbox.page.tiny_bot import TinyBot, keys

pytestmark = in_one_browser


async def test_a_person_starts_writes_and_reads_the_answer(window: Window, bot: TinyBot) -> None:
    page = await window()
    await page.get_by_test_id("start").click()
    assert (await bot.next("message"))["text"] == "/start"
    await bot.say(AIGERIM, "<b>Сәлеметсіз бе</b>, сұрағыңызды жазыңыз", parse_mode="HTML")
    await expect(page.get_by_test_id("message-text").last.locator("b")).to_have_text("Сәлеметсіз бе")

    await page.get_by_test_id("composer").fill("қандас мәртебесін қалай аламын")
    await page.keyboard.press("Enter")
    asked = await bot.next("message")
    assert (asked["text"], asked["from"]["id"]) == ("қандас мәртебесін қалай аламын", AIGERIM)
    await expect(page.locator("[data-from=me]").last).to_contain_text("қандас мәртебесін")
    await expect(page.get_by_test_id("composer")).to_be_empty()


async def test_bold_typed_with_the_keyboard_arrives_as_an_entity(window: Window, bot: TinyBot) -> None:
    await bot.say(AIGERIM, "Мәтінді жазыңыз")
    page = await window()
    await page.get_by_test_id("composer").click()
    await page.keyboard.type("Ертең ")
    await page.keyboard.press("Control+b")
    await page.keyboard.type("кездесу")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.press("Control+b")
    await page.keyboard.type("🎓 келіңіз")
    await page.get_by_test_id("send").click()
    heard = await bot.next("message")
    assert heard["text"] == "Ертең кездесу\n🎓 келіңіз"
    assert [entity["type"] for entity in heard["entities"]] == ["bold"]
    assert heard["entities"][0]["offset"] == 6
    assert heard["entities"][0]["length"] in (7, 8)


async def test_buttons_turn_until_answered_and_show_what_the_bot_says(window: Window, bot: TinyBot) -> None:
    buttons = [{"text": "Жазылу", "callback_data": "a"}, {"text": "Ескерту", "callback_data": "b"}]
    site = {"text": "Толығырақ", "url": "https://example.org/"}
    await bot.say(AIGERIM, "Таңдаңыз", reply_markup=keys(buttons, [site]))
    page = await window()
    toast, alert = (page.get_by_test_id("inline-button").filter(has_text=b["text"]) for b in buttons)

    await toast.click()
    await expect(toast).to_have_attribute("aria-busy", "true")
    pressed = await bot.next("callback_query")
    assert pressed["data"] == "a"
    await bot.call("answerCallbackQuery", callback_query_id=pressed["id"], text="Жазылдыңыз")
    await expect(page.get_by_test_id("toast")).to_have_text("Жазылдыңыз")
    await expect(toast).not_to_have_attribute("aria-busy", "true")

    await alert.click()
    again = await bot.next("callback_query")
    await bot.call("answerCallbackQuery", callback_query_id=again["id"], text="Ерте", show_alert=True)
    await expect(page.get_by_test_id("alert")).to_contain_text("Ерте")
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("alert")).to_have_count(0)

    link = page.get_by_test_id("inline-button").filter(has_text="Толығырақ")
    await expect(link).to_have_attribute("rel", "noopener noreferrer")
    await expect(link).to_have_attribute("target", "_blank")


async def test_edits_and_deletions_show_at_once(window: Window, bot: TinyBot) -> None:
    kept = await bot.say(AIGERIM, "Бірінші")
    gone = await bot.say(AIGERIM, "Екінші")
    page = await window()
    texts = page.get_by_test_id("message-text")
    await expect(texts).to_have_text(["Бірінші", "Екінші"])
    await bot.call("editMessageText", chat_id=AIGERIM, message_id=kept, text="Түзетілді")
    await bot.call("deleteMessage", chat_id=AIGERIM, message_id=gone)
    await expect(texts).to_have_text(["Түзетілді"])
    await expect(page.get_by_test_id("message")).to_contain_text("өзгертілді")


async def test_the_reply_keyboard_and_the_command_menu_say_their_words(window: Window, bot: TinyBot) -> None:
    commands = [
        {"command": "faq", "description": "Сұрақтар"},
        {"command": "topics", "description": "Тақырыптар"},
    ]
    await bot.call("setMyCommands", commands=commands)
    await bot.say(
        AIGERIM, "Мәзір", reply_markup={"keyboard": [[{"text": "Сұрақтар"}]], "resize_keyboard": True}
    )
    page = await window()
    await page.get_by_test_id("keyboard-button").click()
    assert (await bot.next("message"))["text"] == "Сұрақтар"

    await page.get_by_test_id("composer").click()
    await page.keyboard.type("/to")
    await expect(page.get_by_test_id("command")).to_have_count(1)
    await page.keyboard.press("Enter")
    assert (await bot.next("message"))["text"] == "/topics"
    await page.get_by_test_id("command-menu-button").click()
    await expect(page.get_by_test_id("command")).to_have_count(2)


async def test_another_person_in_a_group_sees_it_too(window: Window, sandbox: Sandbox, bot: TinyBot) -> None:
    page, other = await window(AIGERIM, GROUP), await window(ERZHAN, GROUP)
    await page.get_by_test_id("composer").fill("Мен барамын")
    await page.get_by_test_id("send").click()
    await expect(other.locator("[data-from=other]")).to_contain_text(["Айгерім"])
    await other.locator(f"[data-person-id='{AIGERIM}']").click()
    await expect(other).to_have_url(f"{sandbox.base_url}/page/#person={AIGERIM}&chat={AIGERIM}")
    await expect(other.get_by_test_id("start")).to_have_text("Бастау")


async def test_hundreds_of_messages_come_in_portions(window: Window, sandbox: Sandbox, bot: TinyBot) -> None:
    for number in range(300):
        await sandbox.call(bot.TOKEN, "sendMessage", {"chat_id": AIGERIM, "text": f"{number}-хабар"})
    page = await window()
    messages = page.get_by_test_id("message")
    await expect(messages.last).to_be_in_viewport()
    await expect(messages).to_have_count(60)
    await page.get_by_test_id("older").scroll_into_view_if_needed()
    await expect(page.get_by_text("239-хабар")).to_be_attached()
    await bot.say(AIGERIM, "жаңа хабар")
    await expect(page.get_by_test_id("scroll-down")).to_contain_text("1")
    await page.get_by_test_id("scroll-down").click()
    await expect(messages.last).to_be_in_viewport()


async def test_what_another_person_has_not_read_is_marked(window: Window, bot: TinyBot) -> None:
    page = await window(AIGERIM)
    await bot.say(ERZHAN, "Здравствуйте")
    await bot.say(ERZHAN, "Есть новости")
    other = page.locator(f"[data-person-id='{ERZHAN}']")
    await expect(other).to_contain_text("2")
    await other.click()
    await expect(page.get_by_test_id("message-text")).to_have_count(2)
    await page.locator(f"[data-person-id='{AIGERIM}']").click()
    await expect(other).not_to_contain_text("2")


async def test_a_lost_connection_is_told_and_mended(window: Window, bot: TinyBot) -> None:
    await bot.say(AIGERIM, "Бірінші")
    page = await window()
    await page.context.set_offline(True)
    await page.evaluate("import('/page/events.js').then(events => events.follow(1001))")
    await expect(page.locator(".under")).to_contain_text("Байланыс үзілді")
    await bot.say(AIGERIM, "Екінші")
    await page.context.set_offline(False)
    await expect(page.get_by_test_id("message-text")).to_have_text(["Бірінші", "Екінші"], timeout=10_000)


async def test_words_after_the_bots_name_bring_its_proposals(window: Window, bot: TinyBot) -> None:
    username = (await bot.call("getMe"))["username"]
    page = await window(AIGERIM, GROUP)
    await page.get_by_test_id("composer").fill(f"@{username} қандас")
    asked = await bot.next("inline_query")
    assert asked["query"] == "қандас"
    content = {"message_text": "Қандас мәртебесі деген не"}
    result = {"type": "article", "id": "1", "title": "Қандас мәртебесі", "input_message_content": content}
    await bot.call("answerInlineQuery", inline_query_id=asked["id"], results=[result])
    await page.get_by_test_id("inline-result").click()
    await expect(page.locator("[data-from=me]")).to_contain_text("Қандас мәртебесі деген не")
    await expect(page.get_by_test_id("composer")).to_be_empty()


async def test_a_forum_shows_one_topic_at_a_time(window: Window, sandbox: Sandbox, bot: TinyBot) -> None:
    forum = {"id": -100700, "title": "Сұрақтар", "members": [AIGERIM], "forum": True}
    create_group(sandbox.world, sandbox.world.by_token(bot.TOKEN), forum)
    topic = await bot.call("createForumTopic", chat_id=-100700, name="Айгерім")
    await bot.say(-100700, "Жалпы сөз")
    await bot.say(-100700, "Тақырыптағы сөз", message_thread_id=topic["message_thread_id"])
    page = await window(AIGERIM, -100700)
    texts = page.get_by_test_id("message-text")
    await expect(texts).to_have_text(["Жалпы сөз"])
    await page.get_by_test_id("topic").filter(has_text="Айгерім").click()
    await expect(texts).to_have_text(["Тақырыптағы сөз"])
    await page.get_by_test_id("composer").fill("Жауап")
    await page.get_by_test_id("send").click()
    assert (await bot.next("message"))["message_thread_id"] == topic["message_thread_id"]


async def test_the_bots_own_links_and_commands_in_text_are_said(window: Window, bot: TinyBot) -> None:
    username = (await bot.call("getMe"))["username"]
    await bot.say(
        AIGERIM,
        f'Жазыңыз: /faq немесе <a href="https://t.me/{username}?start=faq_x">осында</a>',
        parse_mode="HTML",
    )
    page = await window()
    await page.get_by_role("link", name="/faq").click()
    assert (await bot.next("message"))["text"] == "/faq"
    await page.get_by_role("link", name="осында").click()
    assert (await bot.next("message"))["text"] == "/start faq_x"
    await page.get_by_test_id("message").first.click(button="right")
    await page.get_by_text("👍").click()
    await expect(page.locator(".reactions")).to_contain_text("👍")
