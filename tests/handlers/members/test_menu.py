from telegram import Update

from tests.handlers.running_bot import RunningBot

BROADCAST = "/broadcast"


async def test_cancel_says_what_was_canceled(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/ask")
    await aigerim.sees("Сұрағыңызды бір хабармен жазыңыз")
    await aigerim.says("/cancel")
    await aigerim.sees("Сұрағыңыз жіберілген жоқ")


async def test_cancel_with_nothing_going_on_says_so(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/cancel")
    await aigerim.sees("Басталған әрекет жоқ")


async def test_another_command_ends_what_was_awaited(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/ask")
    await aigerim.sees("бір хабармен")
    await aigerim.says("/help")
    await aigerim.sees("Қолымнан келетіні")
    await aigerim.says("/cancel")
    await aigerim.sees("Басталған әрекет жоқ")


async def test_a_staff_command_is_unknown_to_members(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/nosuchthing")
    unknown = (await aigerim.sees("Мұндай команда жоқ"))["text"]
    await aigerim.says(BROADCAST)
    assert (await aigerim.sees("Мұндай команда жоқ"))["text"] == unknown


async def test_an_outdated_button_leads_to_the_menu(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/help")
    await bot.sends(aigerim, "Былтырғы хабар", "Батырма", "before:2025")
    await aigerim.presses("Батырма")
    await aigerim.sees("Бұл түйме ескірген")


async def test_an_edited_question_is_not_answered_again(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    said = await aigerim.says("/help")
    await aigerim.sees("Қолымнан келетіні")
    before = len(await aigerim.chat())
    await aigerim.edits(said, "/topics")
    await aigerim.does_not_see("Тақырыптар.")
    assert len(await aigerim.chat()) == before


async def test_pressing_what_changes_nothing_is_answered_quietly(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/language")
    await aigerim.sees("Тілді таңдаңыз.")
    for _ in range(2):
        assert (await aigerim.presses("✓ Қазақша"))["answered"]


async def test_a_button_of_a_message_too_old_to_edit_says_its_screen_anew(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/help")
    await aigerim.sees("Қолымнан келетіні")
    user = {"id": aigerim.id, "is_bot": False, "first_name": "А", "language_code": "kk"}
    old = {"message_id": 1, "date": 0, "chat": {"id": aigerim.id, "type": "private", "first_name": "А"}}
    raw = {
        "update_id": 1,
        "callback_query": {"id": "1", "from": user, "chat_instance": "1", "data": "menu", "message": old},
    }
    await bot.application.process_update(Update.de_json(raw, bot.application.bot))
    await aigerim.sees("Сұрағыңызды осында жазыңыз")


async def test_cancel_while_choosing_a_country_says_so_and_start_goes_on_there(bot: RunningBot) -> None:
    aigerim = await bot.person("Айгерім")
    await aigerim.says("/start")
    await aigerim.presses("Қазақша")
    await aigerim.presses("Басқа ел")
    await aigerim.sees("Елдің атын жазыңыз")
    await aigerim.says("/cancel")
    await aigerim.sees("Ел таңдаудан бас тарттыңыз.")
    await aigerim.says("/start")
    await aigerim.sees("Қай елде тұрасыз?")
