"""A plain wish leads to its screen."""

import pytest

from sandbox import Person
from storage.inbox import questions
from storage.members import members
from tests.handlers.running_bot import RunningBot, labels


async def member(bot: RunningBot) -> Person:
    person = await bot.person("Айгерім")
    async with bot.services.database.begin() as tx:
        await members.join(tx, person.id, "kk", bot.services.clock())
    return person


@pytest.mark.parametrize(
    ("wish", "screen"),
    [
        ("жазылудан бас тарту", "Қай хабарландырулар тоқтасын?"),
        ("отписаться", "Қай хабарландырулар тоқтасын?"),
        ("unsubscribe", "Қай хабарландырулар тоқтасын?"),
        ("тілді ауыстыру", "Тілді таңдаңыз"),
        ("төте жазумен көрсетіңіз", "Тілді таңдаңыз"),
        ("менің сұрағым қайда", "Мамандарға әлі сұрақ жіберген жоқсыз"),
        ("адаммен сөйлескім келеді", "Сұрағыңызды бір хабармен жазыңыз"),
        ("деректерімді өшіріңіз", "өшірілсін бе"),
        ("мәзір", "Сұрағыңызды осында жазыңыз"),
        ("рақмет", "Оқасы жоқ"),
        ("ақымақ бот", "кешірім"),
    ],
)
async def test_each_wish_leads_to_its_screen(bot: RunningBot, wish: str, screen: str) -> None:
    aigerim = await member(bot)
    await aigerim.says(wish)
    await aigerim.sees(screen)


async def test_stop_is_one_tap_from_the_words(bot: RunningBot) -> None:
    aigerim = await member(bot)
    await aigerim.says("хабарлама жіберме")
    await aigerim.presses("Барлық хабарландыруды тоқтату")
    await aigerim.sees("Тоқтатылды")
    await aigerim.says("отписаться")
    screen = await aigerim.sees("Барлық хабарландыруды тоқтатқансыз")
    assert "Хабарландыруларды қайта қосу" in labels(screen)


async def test_a_person_is_asked_in_words_that_follow(bot: RunningBot) -> None:
    aigerim = await member(bot)
    await aigerim.says("операторға қосыңыз")
    await aigerim.sees("бір хабармен")
    await aigerim.says("Анама қандай құжат керек?")
    await aigerim.presses("Жіберу")
    await aigerim.sees("қабылданды")
    await aigerim.says("сұрағыма жауап қашан келеді")
    await aigerim.sees("жауап күтіп тұр")
    async with bot.services.database.begin() as tx:
        await questions.answered(tx, 1, bot.services.clock())
    await aigerim.says("где мой ответ")
    await aigerim.sees("жауап берілді")


async def test_a_wish_in_a_group_leads_to_the_private_chat(bot: RunningBot) -> None:
    aigerim = await member(bot)
    await bot.group(-100500, [aigerim.id])
    await aigerim.says("@sandbox_4200_bot удалите мои данные", chat_id=-100500)
    screen = await aigerim.sees("жеке чатта", chat_id=-100500)
    assert labels(screen) == ["Жеке чатта жазу"]


@pytest.mark.parametrize(
    "command", ["/ask", "/settings", "/mydata", "/forget", "/events", "/poll", "/contribute"]
)
async def test_private_commands_in_a_group_say_where_they_work(bot: RunningBot, command: str) -> None:
    aigerim = await member(bot)
    await bot.group(-100500, [aigerim.id])
    await aigerim.says(command, chat_id=-100500)
    await aigerim.sees("жеке чатта", chat_id=-100500)


@pytest.mark.parametrize(
    ("presses", "prompt"),
    [
        (("/settings", "Ел", "Басқа ел"), "Елдің атын жазыңыз"),
        (("/settings", "Уақыт белдеуі", "Басқа қала"), "ірі қаланың атын жазыңыз"),
        (("/places",), "Елдің не қаланың атын жазыңыз"),
    ],
)
@pytest.mark.parametrize(
    ("wish", "screen"),
    [
        ("стоп", "Қай хабарландырулар тоқтасын?"),
        ("адам керек", "Сұрағыңызды бір хабармен жазыңыз"),
        ("деректерімді өшіріңіз", "өшірілсін бе"),
        ("مەنىڭ سۇراقتارىم", "Мамандарға әлі сұрақ жіберген жоқсыз"),
    ],
)
async def test_a_wish_is_no_name_of_a_place(
    bot: RunningBot, presses: tuple[str, ...], prompt: str, wish: str, screen: str
) -> None:
    aigerim = await member(bot)
    command, *buttons = presses
    await aigerim.says(command)
    for each in buttons:
        await aigerim.presses(each)
    await aigerim.sees(prompt, anywhere=True)
    await aigerim.says(wish)
    await aigerim.sees(screen)
